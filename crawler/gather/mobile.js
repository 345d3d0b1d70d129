// What Google's Mobile-Friendly Test looked at, measured on the page as a phone lays it out. Lengths are CSS px as shown.
eindekss.mobile ??= (() => {
  const LEGIBLE_PX = 12;
  const MAX_SMALL = 10;
  const UNREAD = new Set(["script", "style", "noscript", "template", "title", "option", "head"]);
  const PLUGIN_TYPE = /shockwave|x-flash|silverlight|x-java|java-applet|x-director|x-oleobject/i;
  const PLUGIN_FILE = /\.(?:swf|xap|class|jar|dcr)(?:$|[?#])/i;
  const PLUGIN_CLASS = /^(?:java:|clsid:(?:d27cdb6e|8ad9c840|cafeefac|dfeaf541|166b1bca))/i;

  const viewport = () => {
    const named = Array.from(eindekss.all(document, "meta[name]")).filter(
      (meta) => eindekss.attribute(meta, "name").trim().toLowerCase() === "viewport",
    );
    const meta = named.at(-1);
    const content = meta === undefined ? null : (eindekss.attribute(meta, "content") ?? "");
    const said = new Map();
    for (const [, name, value] of (content ?? "").toLowerCase().matchAll(/([\w-]+)\s*=\s*([^\s,;]+)/g)) said.set(name, value);
    const number = (name) => (Number.isFinite(parseFloat(said.get(name))) ? parseFloat(said.get(name)) : null);
    const width = said.get("width") ?? null;
    const scale = number("initial-scale");
    const scalable = said.get("user-scalable") ?? "yes";
    return {
      present: meta !== undefined,
      content,
      // Without a width, a scale of 1 lays the page out as wide as the device.
      width_device: width === "device-width" || (width === null && scale === 1),
      user_scalable_no: scalable === "no" || Math.abs(parseFloat(scalable)) < 1,
      initial_scale: scale,
      maximum_scale: number("maximum-scale"),
    };
  };

  const text = (look, scale) => {
    const byElement = new Map();
    let characters = 0;
    let legible = 0;
    const count = (root) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const length = node.data.replace(/\s+/g, " ").trim().length;
        const element = length === 0 ? null : eindekss.parent(node);
        if (element === null || UNREAD.has(eindekss.tagOf(element))) continue;
        const { shown, visible } = look(element);
        if (!shown || !visible || !isOnPage(eindekss.box(element))) continue;
        const px = parseFloat(eindekss.layout.styleOf(element).fontSize) * scale;
        characters += length;
        if (px >= LEGIBLE_PX) legible += length;
        else byElement.set(element, { px, characters: (byElement.get(element)?.characters ?? 0) + length });
      }
    };
    count(document);
    for (const element of eindekss.walk(document)) {
      const shadow = eindekss.shadowOf(element);
      if (shadow !== null) count(shadow);
    }
    const small = [...byElement].sort(([, one], [, other]) => other.characters - one.characters).slice(0, MAX_SMALL);
    return {
      characters,
      legible_characters: legible,
      small: small.map(([element, told]) => ({
        ...eindekss.place(element),
        px: Math.round(told.px * 10) / 10,
        characters: told.characters,
        box: eindekss.area(eindekss.box(element)),
      })),
    };
  };

  // Text moved far off the page is for screen readers only.
  const isOnPage = (rect) => eindekss.layout.isThere(rect) && rect.right + scrollX > 0 && rect.bottom + scrollY > 0;

  const isPlugin = (element) => {
    const tag = eindekss.tagOf(element);
    const read = (name) => eindekss.attribute(element, name) ?? "";
    if (tag === "applet") return true;
    return (
      PLUGIN_TYPE.test(read("type")) ||
      PLUGIN_CLASS.test(read("classid").trim()) ||
      PLUGIN_FILE.test(tag === "embed" ? read("src") : read("data"))
    );
  };

  const plugins = () => {
    const found = Array.from(eindekss.all(document, "object, embed, applet")).filter(isPlugin);
    // An object with an embed inside is one plug-in, told twice for two kinds of browser.
    const outermost = found.filter((element) => !found.some((other) => other !== element && other.contains(element)));
    const told = (element) => ({ ...eindekss.place(element), box: eindekss.area(eindekss.box(element)) });
    return { count: outermost.length, elements: outermost.slice(0, 10).map(told) };
  };

  // screenWidth: of the phone, in CSS px.
  return (screenWidth) => {
    const { layout, content } = eindekss.layout.widths();
    // A page laid out wider than the screen is shown scaled down.
    const scale = Math.min(1, screenWidth / layout);
    const look = eindekss.layout.view();
    return eindekss.asJson({
      viewport: viewport(),
      screen_width: screenWidth,
      layout_width: layout,
      content_width: content,
      // Which part of the page the screen shows, and how large: what a picture of it needs to be pointed at.
      shown: {
        scale: visualViewport.scale,
        left: visualViewport.pageLeft,
        top: visualViewport.pageTop,
        height: visualViewport.height * visualViewport.scale,
      },
      wide_elements: content > layout + 1 ? eindekss.layout.wide(layout) : [],
      text: text(look, scale),
      targets: eindekss.targets(look, scale),
      plugins: plugins(),
    });
  };
})();

eindekss.reflow ??= (width) => {
  const { content } = eindekss.layout.widths();
  return eindekss.asJson({
    width_320_content_width: content,
    wide_elements: content > width + 1 ? eindekss.layout.wide(width) : [],
  });
};

// Resolves once the layout for a new screen has been drawn and finite animations have run, or after limitMs.
eindekss.calm ??= (limitMs) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const ends = (animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime);
  const calm = async () => {
    await frame();
    await frame();
    const running = Document.prototype.getAnimations.call(document).filter((one) => one.playState === "running" && ends(one));
    await Promise.allSettled(running.map((animation) => animation.finished));
  };
  scrollTo({ left: 0, top: 0, behavior: "instant" });
  const late = new Promise((resolve) => setTimeout(resolve, limitMs));
  return Promise.race([calm(), late]).then(() => "true");
};
