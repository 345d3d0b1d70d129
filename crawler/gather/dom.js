// The document as it stands: its HTML with open shadow roots, its links, its encoding and its timing.
eindekss.dom ??= (() => {
  const MAX_SECRETS = 200;
  // Values of cookies and storage: only to take them out of what the page wrote to its console.
  const secrets = () => {
    const read = (told) => {
      try {
        return told();
      } catch {
        return []; // a sandboxed page has neither
      }
    };
    const cookies = () => eindekss.ofDocument("cookie").split(/;\s*/).map((pair) => pair.slice(pair.indexOf("=") + 1));
    const stored = (storage) => () => Array.from({ length: storage().length }, (_, at) => storage().getItem(storage().key(at)));
    const all = [...read(cookies), ...read(stored(() => localStorage)), ...read(stored(() => sessionStorage))];
    return all.slice(0, MAX_SECRETS).map((value) => value.slice(0, 100));
  };

  const doctype = () => {
    const type = eindekss.ofDocument("doctype");
    if (type === null) return "";
    const ids = type.publicId ? ` PUBLIC "${type.publicId}"` : type.systemId ? " SYSTEM" : "";
    return `<!DOCTYPE ${type.name}${ids}${type.systemId ? ` "${type.systemId}"` : ""}>\n`;
  };

  const serialise = (root, maxChars) => {
    const shadowRoots = [];
    for (const element of eindekss.walk(root)) {
      const shadow = eindekss.shadowOf(element);
      if (shadow !== null) shadowRoots.push(shadow);
    }
    const inner = Element.prototype.getHTML.call(root, { shadowRoots });
    const html = `${doctype()}${eindekss.startTag(root)}${inner}</${eindekss.tagOf(root)}>`;
    return { html: html.slice(0, maxChars), cut: html.length > maxChars };
  };

  const links = (maxLinks) => {
    const found = new Set();
    const base = eindekss.baseUri();
    for (const element of eindekss.walk(document)) {
      const tag = eindekss.tagOf(element);
      if (tag !== "a" && tag !== "area") continue;
      const href = eindekss.attribute(element, "href") ?? eindekss.attribute(element, "xlink:href");
      if (href === null || href.trim().startsWith("#") || !URL.canParse(href, base)) continue;
      const url = new URL(href, base);
      if (url.protocol !== "http:" && url.protocol !== "https:") continue;
      if (!url.hash.startsWith("#!")) url.hash = "";
      found.add(url.href);
      if (found.size >= maxLinks) break;
    }
    return [...found];
  };

  const timing = () => {
    const entry = performance.getEntriesByType("navigation")[0];
    const at = (moment) => (entry && entry[moment] > 0 ? Math.round(entry[moment]) : null);
    return {
      first_byte_ms: at("responseStart"),
      dom_ready_ms: at("domContentLoadedEventEnd"),
      loaded_ms: at("loadEventEnd"),
      settled_ms: Math.round(performance.now()),
    };
  };

  return (maxChars, maxLinks) => {
    const root = eindekss.ofDocument("documentElement");
    const empty = { html: "", cut: false };
    return eindekss.asJson({
      ...(root === null ? empty : serialise(root, maxChars)),
      elements: eindekss.all(document, "*").length,
      links: links(maxLinks),
      secrets: secrets(),
      encoding: eindekss.ofDocument("characterSet").toLowerCase(),
      timing: timing(),
    });
  };
})();
