// What axe is asked for, of the document and its frames. Trimmed here: whole results of a bad page are tens of megabytes.
eindekss.axeOptions ??= (() => {
  const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
  // Their time grows with the square of the page: past so many links and controls they would leave none for the rest.
  const QUADRATIC = ["link-in-text-block", "target-size"];
  const MAX_CONTROLS = 1_000;
  const MAX_GROUPS = 20;
  const MAX_CHARS = 300;
  // Failures before reviews: where a rule has too many groups, reviews are left out first.
  const LISTS = [
    ["passes", null, "passes", "other_passes"],
    ["violations", "fail", "fails", "other_fails"],
    ["incomplete", "review", "reviews", "other_reviews"],
  ];

  const insideOf = (frame) => {
    try {
      return frame?.contentDocument ?? null;
    } catch {
      return null;
    }
  };

  const find = (root, selector) => {
    try {
      return eindekss.all(root, selector)[0] ?? null;
    } catch {
      return null;
    }
  };

  // axe names an element by one selector for each frame on the way; a list inside stands for shadow roots.
  const locate = (root, selectors) => {
    let inside = root;
    let element = null;
    for (const selector of [selectors].flat()) {
      element = inside === null ? null : find(inside, selector);
      inside = element === null ? null : eindekss.shadowOf(element);
    }
    return element;
  };

  // A frame that the page may look into is its own; of the rest those that stand at one of `ownFrames` are.
  const isOwn = (frame, ownFrames) => {
    if (insideOf(frame) !== null) return true;
    const src = frame === null ? null : eindekss.attribute(frame, "src");
    const base = eindekss.baseUri();
    if (src === null) return frame !== null && eindekss.attribute(frame, "srcdoc") !== null;
    return URL.canParse(src, base) && ownFrames.includes(new URL(src, base).href);
  };

  // {"party", "path", "inside"} of the frames on the way to a target; the path goes as far as the page may look.
  const around = (target, ownFrames, known) => {
    const key = JSON.stringify(target.slice(0, -1));
    const told = known.get(key);
    if (told !== undefined) return told;
    const frames = { party: "own", path: [], inside: document };
    for (const selectors of target.slice(0, -1)) {
      if (frames.inside === null) break;
      const frame = locate(frames.inside, selectors);
      if (frame !== null) frames.path.push(...eindekss.path(frame));
      if (!isOwn(frame, ownFrames)) frames.party = "other";
      frames.inside = insideOf(frame);
    }
    known.set(key, frames);
    return frames;
  };

  const spell = (target) => target.map((selectors) => [selectors].flat().join(" >>> ")).join(" >>> ");

  const message = (found) => {
    const told = [...found.all, ...found.none, ...found.any].map((check) => check.message ?? "");
    return told.filter((text) => text !== "").join("; ").slice(0, MAX_CHARS);
  };

  const trimRule = (result, impact, place) => {
    const rule = { id: result.id, impact, tags: result.tags };
    const groups = new Map();
    for (const [list, outcome, own, other] of LISTS) {
      rule[own] = 0;
      rule[other] = 0;
      for (const found of result[list]) {
        const { party, path, element } = place(found.node, outcome !== null);
        rule[party === "own" ? own : other] += 1;
        if (outcome === null) continue;
        const key = JSON.stringify([outcome, party, path]);
        const group = groups.get(key);
        if (group !== undefined) group.count += 1;
        else if (groups.size < MAX_GROUPS) groups.set(key, { outcome, party, found, element, path, count: 1 });
      }
    }
    rule.nodes = Array.from(groups.values(), ({ outcome, party, found, element, path, count }) => ({
      outcome,
      party,
      target: spell(found.node.selector),
      html: (element === null ? (found.node.source ?? "") : eindekss.snippet(element)).slice(0, MAX_CHARS),
      path,
      message: message(found),
      count,
    }));
    return rule;
  };

  const controls = () => eindekss.all(document, "a[href], button, input, select, textarea").length;

  // A rule that was not tried is neither passed nor failed: a person must look.
  const untried = (rule, number) => ({
    id: rule.id,
    impact: rule.impact ?? null,
    tags: rule.tags,
    passes: 0,
    other_passes: 0,
    fails: 0,
    other_fails: 0,
    reviews: 1,
    other_reviews: 0,
    nodes: [
      {
        outcome: "review",
        party: "own",
        target: "html",
        html: "",
        path: eindekss.path(eindekss.all(document, "html")[0]),
        message: `not tried on a page of ${number} links and controls`,
        count: 1,
      },
    ],
  });

  const trim = (results, ownFrames, left, number) => {
    const known = new Map();
    // A passed rule has no impact in axe's results; its rule list has one for all.
    const impacts = new Map(axe._audit.rules.map((rule) => [rule.id, rule.impact ?? null]));
    const place = (node, whole) => {
      if (!node.fromFrame) return { party: "own", element: node.element, path: whole ? eindekss.path(node.element) : [] };
      const { party, path, inside } = around(node.selector, ownFrames, known);
      const element = whole && inside !== null ? locate(inside, node.selector.at(-1)) : null;
      return { party, element, path: element === null ? path : [...path, ...eindekss.path(element)] };
    };
    const applied = (result) => LISTS.some(([list]) => result[list].length > 0);
    return {
      version: axe.version,
      rules: [
        ...results.filter(applied).map((result) => trimRule(result, impacts.get(result.id) ?? null, place)),
        ...axe._audit.rules.filter((rule) => left.includes(rule.id)).map((rule) => untried(rule, number)),
      ],
      inapplicable: results.filter((result) => !applied(result)).map((result) => result.id),
    };
  };

  // ownFrames: URLs of frames of the page's own site that it may not look into.
  return (ownFrames) => {
    const number = controls();
    const left = number > MAX_CONTROLS ? QUADRATIC : [];
    return {
      runOnly: { type: "tag", values: TAGS },
      rules: Object.fromEntries(left.map((id) => [id, { enabled: false }])),
      preload: false,
      elementRef: true,
      pingWaitTime: 1_000,
      frameWaitTime: 20_000,
      reporter: (results, _, done) => done(trim(results, ownFrames, left, number)),
    };
  };
})();

// Resolves to the result as JSON.
eindekss.axe ??= (ownFrames) => axe.run(document, eindekss.axeOptions(ownFrames)).then(eindekss.asJson);
