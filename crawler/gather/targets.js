// Links, buttons and fields that a finger must hit: each at least 48 px both ways, or no other within 8 px of it.
eindekss.targets ??= (() => {
  const LEAST_PX = 48;
  const APART_PX = 8;
  const MAX_TOLD = 20;
  const CELL_PX = 64;
  // Bounds on hostile pages; a real page has a handful of targets near one place.
  const MAX_CELLS = 400;
  const MAX_IN_CELL = 100;
  const NATIVE = "a[href], button, input:not([type=hidden i]), select, textarea, summary, area[href]";
  const ROLES = ["button", "checkbox", "link", "menuitem", "option", "radio", "slider", "switch", "tab"];
  const BY_ROLE = ROLES.map((role) => `[role=${role}]`).join(", ");

  const collect = () => {
    const own = new Set();
    const scripted = [];
    for (const root of roots()) {
      for (const element of eindekss.all(root, `${NATIVE}, ${BY_ROLE}`)) own.add(element);
      scripted.push(...eindekss.all(root, "[onclick]"));
    }
    // A handler on a container is no target beside those inside it.
    for (const element of scripted) {
      if (Array.from(eindekss.all(element, `${NATIVE}, ${BY_ROLE}, [onclick]`)).length === 0) own.add(element);
    }
    return [...own].filter((element) => !hasTargetAround(element, own));
  };

  const roots = function* () {
    yield document;
    for (const element of eindekss.walk(document)) {
      const shadow = eindekss.shadowOf(element);
      if (shadow !== null) yield shadow;
    }
  };

  // A button in a link is the link.
  const hasTargetAround = (element, targets) => {
    for (let node = eindekss.parent(element); node !== null; node = eindekss.parent(node)) if (targets.has(node)) return true;
    return false;
  };

  const destination = (element) => {
    const href = eindekss.tagOf(element) === "a" ? eindekss.attribute(element, "href") : null;
    const base = eindekss.baseUri();
    return href !== null && URL.canParse(href, base) && !/^\s*(?:#|javascript:)/i.test(href) ? new URL(href, base).href : element;
  };

  // Lines of a wrapped link that touch each other are one place to tap; so are a link and the picture in it.
  const joined = (rects) => {
    const places = [];
    for (const rect of rects) {
      const near = places.find(
        (place) =>
          rect.left < place.right && place.left < rect.right && rect.top <= place.bottom + 3 && place.top <= rect.bottom + 3,
      );
      if (near === undefined) {
        places.push({ left: rect.left, top: rect.top, right: rect.right, bottom: rect.bottom });
      } else {
        near.left = Math.min(near.left, rect.left);
        near.top = Math.min(near.top, rect.top);
        near.right = Math.max(near.right, rect.right);
        near.bottom = Math.max(near.bottom, rect.bottom);
      }
    }
    return places;
  };

  const measured = (element, look) => {
    const { shown, visible, clip, layer } = look(element);
    const style = eindekss.layout.styleOf(element);
    if (!shown || !visible || style.pointerEvents === "none" || eindekss.attribute(element, "disabled") !== null) return null;
    const rects = [...eindekss.boxes(element)];
    if (style.display === "inline" || style.display === "contents") {
      for (const part of Array.from(eindekss.all(element, "*")).slice(0, 20)) {
        const seen = look(part);
        if (seen.shown && seen.visible) rects.push(...eindekss.boxes(part));
      }
    }
    const within = rects
      .map((rect) => eindekss.layout.overlap(rect, clip))
      .filter((rect) => eindekss.layout.isThere(rect) && rect.right > -scrollX && rect.bottom > -scrollY);
    if (within.length === 0) return null;
    return { element, layer, destination: destination(element), rects: joined(within) };
  };

  const isBig = (rect, scale) =>
    (rect.right - rect.left) * scale >= LEAST_PX - 0.5 && (rect.bottom - rect.top) * scale >= LEAST_PX - 0.5;

  const gap = (one, other) =>
    Math.hypot(
      Math.max(0, one.left - other.right, other.left - one.right),
      Math.max(0, one.top - other.bottom, other.top - one.bottom),
    );

  // Squares of the page to the places that lie in them.
  const grid = (targets) => {
    const cells = new Map();
    for (const target of targets) {
      for (const rect of target.rects) {
        for (const key of keys(rect, 0)) {
          const cell = cells.get(key) ?? [];
          if (cell.length === 0) cells.set(key, cell);
          if (cell.length < MAX_IN_CELL) cell.push({ target, rect });
        }
      }
    }
    return cells;
  };

  const keys = function* (rect, margin) {
    const at = (px) => Math.floor(px / CELL_PX);
    let left = MAX_CELLS;
    for (let row = at(rect.top - margin); row <= at(rect.bottom + margin); row += 1) {
      for (let column = at(rect.left - margin); column <= at(rect.right + margin); column += 1) {
        if ((left -= 1) < 0) return;
        yield `${column}:${row}`;
      }
    }
  };

  // Distance to the nearest other target within reach, in px of the page; Infinity where there is none.
  const nearest = (target, cells, reach) => {
    let least = Infinity;
    for (const rect of target.rects) {
      for (const key of keys(rect, reach)) {
        for (const other of cells.get(key) ?? []) {
          const same = other.target.destination === target.destination || other.target.layer !== target.layer;
          if (!same) least = Math.min(least, gap(rect, other.rect));
          if (least === 0) return 0;
        }
      }
    }
    return least;
  };

  return (look, scale) => {
    const targets = collect()
      .map((element) => measured(element, look))
      .filter((target) => target !== null);
    const cells = grid(targets);
    const elements = [];
    let close = 0;
    for (const target of targets) {
      if (target.rects.some((rect) => isBig(rect, scale))) continue;
      const apart = nearest(target, cells, APART_PX / scale) * scale;
      if (apart >= APART_PX) continue;
      close += 1;
      if (elements.length >= MAX_TOLD) continue;
      const size = (from, to) => Math.round(Math.max(...target.rects.map((rect) => (rect[to] - rect[from]) * scale)));
      const told = { width: size("left", "right"), height: size("top", "bottom"), nearest_px: Math.round(apart * 10) / 10 };
      elements.push({ ...eindekss.place(target.element), ...told, box: eindekss.area(target.rects[0]) });
    }
    return { examined: targets.length, too_close: close, elements };
  };
})();
