// A page has settled when its DOM has not changed for a while and its own load has ended.
eindekss.settle ??= (() => {
  let changed = performance.now();
  const watched = new WeakSet();
  const watch = (root) => {
    observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    lookInside(root);
  };
  // An observer does not see into shadow roots.
  const lookInside = (root) => {
    for (const element of eindekss.all(root, "*")) watchShadowOf(element);
  };
  const watchShadowOf = (element) => {
    const shadow = eindekss.shadowOf(element);
    if (shadow === null || watched.has(shadow)) return;
    watched.add(shadow);
    watch(shadow);
  };
  const observer = new MutationObserver((records) => {
    changed = performance.now();
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (eindekss.nodeType(node) !== 1) continue;
        watchShadowOf(node);
        lookInside(node);
      }
    }
  });
  watch(document);

  // Resolves to {"settled", "spent_ms"}: quiet for quietMs, or not within limitMs.
  return (quietMs, limitMs) =>
    new Promise((resolve) => {
      const begun = performance.now();
      const look = () => {
        const now = performance.now();
        const spent = now - begun;
        const loaded = eindekss.ofDocument("readyState") === "complete";
        const waiting = loaded ? Math.max(0, quietMs - (now - changed)) : 20;
        if (waiting === 0 || spent >= limitMs) {
          resolve(eindekss.asJson({ settled: waiting === 0, spent_ms: Math.round(spent) }));
        } else {
          setTimeout(look, Math.min(waiting, limitMs - spent) + 1);
        }
      };
      look();
    });
})();
