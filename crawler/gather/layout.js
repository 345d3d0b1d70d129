// What of the laid-out page a person can see, and what sticks out of the screen.
eindekss.layout ??= (() => {
  const MAX_WIDE = 10;
  const MAX_ELEMENTS = 50_000;
  const EVERYTHING = { left: -Infinity, top: -Infinity, right: Infinity, bottom: Infinity };

  const styleOf = (element) => getComputedStyle(element);
  const scrolls = (style) => style.overflowX !== "visible" || style.overflowY !== "visible";

  const overlap = (one, other) => ({
    left: Math.max(one.left, other.left),
    top: Math.max(one.top, other.top),
    right: Math.min(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
  });
  const isThere = (rect) => rect.right - rect.left > 1 && rect.bottom - rect.top > 1;

  // A fresh view of the layout as it is now: per element {"shown", "clip", "layer"}, worked out once.
  // `clip` is what ancestors leave of it; `layer` the fixed or sticky ancestor that lifts it over the rest.
  const view = () => {
    const known = new Map();
    const root = eindekss.ofDocument("documentElement");
    const look = (element) => {
      const chain = [];
      for (let node = element; node !== null && !known.has(node); node = eindekss.parent(node)) chain.push(node);
      for (const node of chain.reverse()) known.set(node, state(node, known.get(eindekss.parent(node))));
      return known.get(element);
    };
    const state = (element, around = { shown: true, clip: EVERYTHING, inner: EVERYTHING, layer: null }) => {
      const style = styleOf(element);
      const fixed = style.position === "fixed" || style.position === "sticky";
      const clip = style.position === "fixed" ? EVERYTHING : around.inner;
      const isRoot = element === root || element === eindekss.ofDocument("body");
      const clips = !isRoot && style.display !== "inline" && style.display !== "contents" && scrolls(style);
      const clippedAway = style.clipPath.startsWith("inset(50%") || style.clip === "rect(0px, 0px, 0px, 0px)";
      const inner = clips ? overlap(clip, eindekss.box(element)) : clip;
      const shown = around.shown && style.display !== "none" && style.opacity !== "0" && !clippedAway;
      return {
        shown: shown && (!clips || isThere(inner)),
        visible: style.visibility === "visible",
        clip,
        inner,
        layer: fixed ? element : around.layer,
      };
    };
    return look;
  };

  const viewportOverflow = (root) => {
    const own = styleOf(root).overflowX;
    const body = eindekss.ofDocument("body");
    return own === "visible" && body !== null ? styleOf(body).overflowX : own;
  };

  // {"layout", "content"} in CSS px; what html or body hide sideways cannot be scrolled to and does not count.
  const widths = () => {
    const root = eindekss.ofDocument("documentElement");
    const layout = root.clientWidth;
    const hides = ["hidden", "clip"].includes(viewportOverflow(root));
    const scrolled = (eindekss.ofDocument("scrollingElement") ?? root).scrollWidth;
    return { layout, content: hides ? layout : scrolled };
  };

  // The outermost elements that make the page wider than `limit`; what scrolls within itself does not.
  const wide = (limit) => {
    const found = [];
    let seen = 0;
    const search = (element) => {
      for (const child of eindekss.children(element)) {
        if (found.length >= MAX_WIDE || (seen += 1) > MAX_ELEMENTS) return;
        const rect = eindekss.box(child);
        const style = styleOf(child);
        if (style.display === "none" || style.position === "fixed") continue;
        if (rect.right > limit + 1 && rect.width > 0 && rect.height > 0) {
          found.push({ ...eindekss.place(child), right: Math.round(rect.right), box: eindekss.area(rect) });
          continue;
        }
        if (style.overflowX === "visible") search(eindekss.shadowOf(child) ?? child);
      }
    };
    const body = eindekss.ofDocument("body");
    if (body !== null) search(body);
    return found;
  };

  return { EVERYTHING, isThere, overlap, styleOf, view, wide, widths };
})();
