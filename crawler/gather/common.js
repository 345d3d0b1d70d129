// Readers that a page cannot mislead: a form's field named "id" or an image named "body" hides the plain properties,
// in the isolated world too, so everything goes through the prototypes' own getters.
globalThis.eindekss ??= (() => {
  const getter = (owner, name) => {
    const read = Object.getOwnPropertyDescriptor(owner.prototype, name).get;
    return (object) => read.call(object);
  };
  const parentNode = getter(Node, "parentNode");
  const nodeType = getter(Node, "nodeType");
  const tagOf = getter(Element, "localName");
  const children = getter(Element, "children");
  const shadowOf = getter(Element, "shadowRoot");
  const shadowHost = getter(ShadowRoot, "host");
  // document.readyState and its like, whatever the page named its images.
  const ofDocument = (name) => getter(Document, name)(document);
  const baseUri = () => getter(Node, "baseURI")(document);
  const attribute = (element, name) => Element.prototype.getAttribute.call(element, name);
  const box = (element) => Element.prototype.getBoundingClientRect.call(element);
  const boxes = (element) => Element.prototype.getClientRects.call(element);
  // Also for nodes of a frame, whose ShadowRoot is another one.
  const isShadow = (node) => Object.prototype.toString.call(node) === "[object ShadowRoot]";

  const all = (root, selector) => {
    const owner = { 9: Document, 11: DocumentFragment }[nodeType(root)] ?? Element;
    return owner.prototype.querySelectorAll.call(root, selector);
  };

  // The element around this one; a shadow root's is its host, a frame's document has none.
  const parent = (element) => {
    const node = parentNode(element);
    if (node === null) return null;
    if (isShadow(node)) return shadowHost(node);
    return nodeType(node) === 1 ? node : null;
  };

  // Elements in document order; those of an open shadow root come after its host.
  const walk = function* (root) {
    for (const element of all(root, "*")) {
      yield element;
      const shadow = shadowOf(element);
      if (shadow !== null) yield* walk(shadow);
    }
  };

  const clean = (text) => text.toWellFormed().replaceAll("\0", "\ufffd");
  const asJson = (value) => JSON.stringify(value, (_, part) => (typeof part === "string" ? clean(part) : part));

  const MAX_STEP_CHARS = 200;
  const words = (text) => (text ?? "").split(/\s+/).filter((word) => word !== "");
  const step = (element) => {
    const id = (attribute(element, "id") ?? "").trim();
    const classes = words(attribute(element, "class")).map((name) => `.${name}`);
    return (tagOf(element) + (id === "" ? "" : `#${id}`) + classes.join("")).slice(0, MAX_STEP_CHARS);
  };
  const path = (element) => {
    const steps = [];
    for (let node = element; node !== null; node = parent(node)) steps.push(step(node));
    return steps.reverse();
  };

  const PLAIN_ID = /^[a-z_][\w-]*$/i;
  const selector = (element) => {
    const steps = [];
    for (let node = element; node !== null; ) {
      const id = attribute(node, "id") ?? "";
      const around = parentNode(node);
      const shadow = around !== null && isShadow(around);
      const plain = PLAIN_ID.test(id);
      if (plain) {
        steps.push(`#${id}`);
      } else {
        const siblings = around !== null && nodeType(around) === 1 ? children(around) : (around?.children ?? [node]);
        const alike = Array.prototype.filter.call(siblings, (other) => tagOf(other) === tagOf(node));
        steps.push(alike.length < 2 ? tagOf(node) : `${tagOf(node)}:nth-of-type(${alike.indexOf(node) + 1})`);
      }
      if (shadow) steps.push(">>>");
      if (plain && !shadow) {
        const root = Node.prototype.getRootNode.call(node);
        if (!isShadow(root)) break;
        steps.push(">>>");
        node = shadowHost(root);
      } else {
        node = parent(node);
      }
    }
    return steps.reverse().join(" > ").replaceAll(" > >>> > ", " >>> ");
  };

  const MAX_SNIPPET_CHARS = 300;
  const outer = getter(Element, "outerHTML");
  const attributes = getter(Element, "attributes");
  const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  // Not by cloning: a clone of a custom element would run the page's code.
  const startTag = (element) => {
    const written = Array.from(attributes(element), ({ name, value }) => ` ${name}="${escaped(value)}"`);
    return `<${tagOf(element)}${written.join("")}>`;
  };
  // The outerHTML of a whole page would be megabytes: past a handful of descendants only the start tag is told.
  const snippet = (element) => {
    const html = all(element, "*").length > 20 ? startTag(element) : outer(element);
    return html.replace(/\s+/g, " ").slice(0, MAX_SNIPPET_CHARS);
  };

  const place = (element) => ({ target: selector(element), html: snippet(element), path: path(element) });
  // [left, top, width, height] on the page, in CSS px.
  const area = ({ left, top, right, bottom }) => [left + scrollX, top + scrollY, right - left, bottom - top].map(Math.round);

  return {
    all, area, asJson, attribute, baseUri, box, boxes, children, nodeType, ofDocument, parent, path, place, shadowOf, snippet,
    startTag, tagOf, walk, words,
  };
})();
