// Looks again at a run that is at work, and changes only what is otherwise now, so that nobody loses their place.

const watched = document.querySelector("[data-live]");
const timer = setInterval(look, Number(watched.dataset.live) * 1000);

async function look() {
  if (document.hidden) return;
  const page = await fetched();
  if (page === null) return;
  for (const part of watched.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh) renew(part, fresh);
  }
  // The run has ended.
  if (!page.querySelector("[data-live]")) clearInterval(timer);
}

async function fetched() {
  try {
    const answer = await fetch(location.href);
    return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  } catch {
    // The network may be back the next time.
    return null;
  }
}

function renew(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType === Node.TEXT_NODE && fresh.nodeType === Node.TEXT_NODE) {
    old.data = fresh.data;
  } else if (old.nodeName === fresh.nodeName && old.childNodes.length === fresh.childNodes.length) {
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
    const kept = [...old.childNodes];
    [...fresh.childNodes].forEach((child, at) => renew(kept[at], child));
  } else if (!old.contains(document.activeElement)) {
    old.replaceWith(document.importNode(fresh, true));
  }
}
