// Points at the element that proves something: scrolls it into view, draws a box over it and tells what to photograph.
eindekss.outline ??= (() => {
  const AROUND_PX = 90;
  const LEAST_WIDTH_PX = 640;
  const LEAST_HEIGHT_PX = 260;
  const LINE_PX = 3;
  const APART_PX = 3;
  const SETTLE_MS = 120;
  const MAX_INSIDE = 20;
  const MAX_CANDIDATES = 20;
  const LINKS = ["a", "area"];
  // The stored page writes a shadow root as a template, the first one of its host; findings name it by an arrow.
  const SHADOW = / > template(?::nth-of-type\(1\))? > | >>> /;

  const roots = function* () {
    yield document;
    for (const element of eindekss.walk(document)) {
      const shadow = eindekss.shadowOf(element);
      if (shadow !== null) yield shadow;
    }
  };

  const first = (root, selector) => {
    try {
      return eindekss.all(root, selector)[0] ?? null;
    } catch {
      return null; // of a page whose tags no selector can say
    }
  };

  const bySelector = (selector) => {
    let element = null;
    let root = document;
    for (const part of selector.split(SHADOW)) {
      element = root === null ? null : first(root, part);
      root = element === null ? null : eindekss.shadowOf(element);
    }
    if (element !== null || !selector.startsWith("#")) return element;
    for (const other of roots()) if ((element = first(other, selector)) !== null) break;
    return element;
  };

  const whole = (address) => {
    const base = eindekss.baseUri();
    return address !== null && URL.canParse(address, base) ? new URL(address, base).href : null;
  };
  // The stored HTML of plain HTTP may count its elements otherwise than the page after its scripts: a link that leads
  // elsewhere is not the one that was meant.
  const isMeant = (element, target) => !LINKS.includes(eindekss.tagOf(element)) || leadsTo(element, target);
  const leadsTo = (element, target) => whole(eindekss.attribute(element, "href")) === whole(target);
  const byTarget = function* (target) {
    for (const root of roots()) {
      for (const element of eindekss.all(root, "a[href], area[href]")) if (leadsTo(element, target)) yield element;
    }
  };

  // The innermost element that says the words, as checks/words.py folds them.
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
  const says = (element, words) => fold(element.textContent ?? "").includes(words);
  const byWords = (words) => {
    let inner = eindekss.ofDocument("body");
    if (words === "" || inner === null || !says(inner, words)) return null;
    for (let next = inner; next !== undefined; ) {
      inner = next;
      next = Array.prototype.find.call(eindekss.children(inner), (child) => shows(child) && says(child, words));
    }
    return inner;
  };

  const shows = (element) =>
    Element.prototype.checkVisibility.call(element, { opacityProperty: true, visibilityProperty: true });

  // What of the element a person can see, in px of the viewport; null where that is nothing, or out of all reach.
  const seen = (element) => {
    const { EVERYTHING, isThere, overlap, view } = eindekss.layout;
    const reach = { ...EVERYTHING, left: -scrollX, top: -scrollY };
    const look = view();
    // A link around a picture that floats has no box of its own.
    for (const part of [element, ...Array.prototype.slice.call(eindekss.all(element, "*"), 0, MAX_INSIDE)]) {
      if (!shows(part)) continue;
      const { shown, visible, clip } = look(part);
      const rect = overlap(overlap(eindekss.box(part), clip), reach);
      if (shown && visible && isThere(rect)) return rect;
    }
    return null;
  };

  const around = (element) => {
    const page = [eindekss.ofDocument("documentElement"), eindekss.ofDocument("body")];
    for (let node = eindekss.parent(element); node !== null && !page.includes(node); node = eindekss.parent(node)) {
      const rect = seen(node);
      // A box round half of the page would point at nothing.
      if (rect !== null) return rect.bottom - rect.top < innerHeight ? node : null;
    }
    return null;
  };

  const find = (selector, target, words) => {
    const named = selector === null ? byWords(fold(words)) : bySelector(selector);
    const candidates = named !== null && (target === null || isMeant(named, target)) ? [named] : [];
    if (selector !== null && target !== null) {
      for (const element of byTarget(target)) if (candidates.push(element) >= MAX_CANDIDATES) break;
    }
    const there = candidates.find((element) => seen(element) !== null);
    return there ?? (candidates.length > 0 ? around(candidates[0]) : null);
  };

  const drawn = () => new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve));
    setTimeout(resolve, SETTLE_MS);
  });

  let box = null;
  const draw = (rect, line) => {
    if (box === null) {
      box = document.createElement("div");
      box.setAttribute("popover", "manual");
      Node.prototype.appendChild.call(eindekss.ofDocument("documentElement"), box);
    }
    const style = {
      all: "initial", position: "fixed", margin: "0", padding: "0", "box-sizing": "border-box", display: "block",
      background: "transparent", "pointer-events": "none", border: `${line}px solid #d0021b`, outline: "1px solid #fff",
      left: `${rect.left - APART_PX - line}px`, top: `${rect.top - APART_PX - line}px`,
      width: `${rect.right - rect.left + 2 * (APART_PX + line)}px`,
      height: `${rect.bottom - rect.top + 2 * (APART_PX + line)}px`,
    };
    for (const [name, value] of Object.entries(style)) box.style.setProperty(name, value, "important");
    // Above everything: what is shown last is on top.
    if (box.matches(":popover-open")) box.hidePopover();
    box.showPopover();
  };

  // The part of the viewport to photograph: from `low` to `high`, with its surroundings, at least `least` long.
  const stretch = (low, high, least, limit) => {
    const size = Math.min(Math.max(high - low + 2 * AROUND_PX, least), limit);
    const start = Math.min(Math.max((low + high - size) / 2, 0), limit - size);
    return [high - low > limit ? 0 : start, size];
  };

  // {"x", "y", "width", "height", "scale"} in px of the page, or null where there is nothing to point at.
  return async (selector, target, words, maxWidth, maxHeight) => {
    const element = find(selector, target, words);
    if (element === null) return "null";
    const tall = eindekss.box(element).height > innerHeight - 2 * AROUND_PX;
    const how = { block: tall ? "start" : "center", inline: "nearest", behavior: "instant" };
    Element.prototype.scrollIntoView.call(element, how);
    if (tall) scrollBy({ top: -AROUND_PX, behavior: "instant" });
    await drawn();
    const rect = seen(element);
    if (rect === null || rect.bottom <= 0 || rect.top >= innerHeight || rect.right <= 0 || rect.left >= innerWidth) return "null";
    const [left, width] = stretch(rect.left, rect.right, LEAST_WIDTH_PX, innerWidth);
    const [top, height] = stretch(rect.top, rect.bottom, LEAST_HEIGHT_PX, innerHeight);
    const scale = Math.min(1, maxWidth / width, maxHeight / height);
    draw(rect, LINE_PX / scale);
    return eindekss.asJson({ x: left + scrollX, y: top + scrollY, width, height, scale });
  };
})();
