"""Pages that run away from the audit, flood it, or rewrite the world that other scripts live in."""

from model.audit import Status
from model.failure import FailureKind
from tests.crawler.origin import Asked, Reply
from tests.sites.hostile.behaviour import (
    Answers,
    Behaviour,
    ByRequest,
    Expected,
    Place,
    failed,
    home,
    judged,
    page,
    script,
)

NO_RULES: Answers = {"/robots.txt": Reply(status=404), "/sitemap.xml": Reply(status=404)}
ZIP = Reply(b"PK\5\6" + bytes(18), content_type="application/zip", headers={"Content-Disposition": "attachment"})
DOWNLOADS = """
  setTimeout(() => {
    setInterval(() => {
      const link = document.createElement('a');
      link.href = '/f.zip?' + Math.random();
      link.download = '';
      link.click();
    }, 30);
    location.href = '/f.zip';
  }, 100);
"""
CACHING_WORKER = """
  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', (event) => event.waitUntil(clients.claim()));
  self.addEventListener('fetch', (event) => event.respondWith(new Response('<h1>Krāpts</h1>',
    { headers: { 'Content-Type': 'text/html' } })));
"""
AS_A_PHONE = "matchMedia('(max-width: 500px)').onchange = () => { %s }"

# By name: what comes of it, and the script of the page's body.
SCRIPTED: dict[str, tuple[Expected, str]] = {
    "reload-loop": (judged(), "setTimeout(() => location.reload(), 60)"),
    "leave-for-blank": (
        failed(FailureKind.PAGE_FROZEN, "about:blank"),
        "setTimeout(() => { location.href = 'about:blank' }, 100)",
    ),
    "leave-late": (
        judged(),
        AS_A_PHONE % "location.href = 'about:blank'; location.reload(); location.href = '/kontakti'",
    ),
    "leave-for-file": (judged(), "location.href = 'file:///etc/passwd'"),
    "leave-for-crash": (
        judged(),
        "location.href = 'chrome://crash'; location.href = 'view-source:file:///etc/passwd'",
    ),
    "history-flood": (
        judged(),
        "setInterval(() => { for (let n = 0; n < 20; n++) history.pushState(0, '', '/h' + Math.random()) }, 5)",
    ),
    "hash-flood": (judged(), "setInterval(() => { location.hash = Math.random() }, 5)"),
    # Writing after the page has ended replaces it, and nobody ends the new one.
    "document-write": (
        judged(fails={}),
        "setTimeout(() => { for (let n = 0; n < 50; n++) document.write('<p>Vēl</p>') }, 100)",
    ),
    "request-flood": (
        failed(FailureKind.PAGE_FROZEN, or_else=(Status.PARTIAL, FailureKind.PAGE_FROZEN)),
        "setInterval(() => { for (let n = 0; n < 40; n++) fetch('/q?' + Math.random()) }, 5)",
    ),
    "frame-flood": (
        judged(),
        """
        for (let n = 0; n < 120; n++) {
          const frame = document.createElement('iframe');
          frame.title = 'Rāmis';
          frame.srcdoc = '<p>Rāmis</p>';
          document.body.append(frame);
        }
        """,
    ),
    "message-flood": (
        judged(),
        "onmessage = (e) => postMessage(e.data, '*'); for (let n = 0; n < 50; n++) postMessage(n, '*')",
    ),
    "frozen-prototypes": (
        judged(),
        """
        for (const name of ['Object', 'Array', 'Function', 'Document', 'Element', 'Node', 'Window']) {
          Object.freeze(window[name].prototype);
        }
        Object.freeze(Object);
        """,
    ),
}

# By name: scripts of the head, before anything else runs.
REWRITTEN = {
    "rewritten-globals": """
      JSON.parse = JSON.stringify = Array.prototype.map = Array.from = Object.keys = () => { throw 1 };
      window.Promise = null;
      Function.prototype.call = Function.prototype.apply = null;
      window.Map = window.Set = 0;
      Object.defineProperty(Array.prototype, 'push', { get() { throw 2 } });
      window.performance = null;
      window.setTimeout = window.requestAnimationFrame = () => 0;
    """,
    "rewritten-dom": """
      Document.prototype.querySelectorAll = Element.prototype.querySelectorAll = () => [];
      Element.prototype.getAttribute = () => 'viltots';
      Object.defineProperty(HTMLImageElement.prototype, 'alt', { get: () => 'viltots' });
      Element.prototype.getBoundingClientRect = () => ({ width: 0, height: 0 });
      window.getComputedStyle = () => ({});
    """,
    "module-loader": """
      window.define = () => 0;
      define.amd = {};
      window.module = { exports: {} };
      window.exports = 1;
      window.axe = 7;
      window.require = () => 0;
    """,
}
CLOBBERED = ("body", "head", "documentElement", "querySelector", "readyState", "cookie", "location")


def onward(asked: Asked) -> Reply:
    """Every page sends the visitor to the next one."""
    return page(script("setTimeout(() => location.assign('/' + Math.random()), 50)"))


def service_worker(place: Place) -> Answers:
    register = script("navigator.serviceWorker.register('/sw.js').catch(() => 0)")
    worker = Reply(CACHING_WORKER, content_type="text/javascript")
    return {**NO_RULES, "*": page(register), "/sw.js": worker}


def worker_flood(place: Place) -> Answers:
    start = script("for (let n = 0; n < 100; n++) new Worker('/w.js')")
    worker = Reply("setInterval(() => postMessage(1), 10)", content_type="text/javascript")
    return {"/": page(start), "/w.js": worker}


def scripted(name: str) -> Behaviour:
    expected, source = SCRIPTED[name]
    return Behaviour(name, expected, home(page(script(source))))


def rewritten(name: str) -> Behaviour:
    return Behaviour(name, judged(), home(page(head=script(REWRITTEN[name]))))


BEHAVIOURS = (
    *map(scripted, SCRIPTED),
    *map(rewritten, REWRITTEN),
    Behaviour("onward-for-ever", judged(), lambda _: {**NO_RULES, "*": ByRequest(onward)}),
    Behaviour("download-flood", judged(), lambda _: {**NO_RULES, "/": page(script(DOWNLOADS)), "*": ZIP}),
    # A page may hold itself once.
    Behaviour("frame-nest", judged(fails={"image-alt": 2}), home(page('<iframe title="Es pats" src="/"></iframe>'))),
    Behaviour("worker-flood", judged(), worker_flood),
    Behaviour(
        "clobbered-names",
        judged(),
        home(page("".join(f'<img name="{name}" id="{name}" src="data:," alt="Zīme">' for name in CLOBBERED))),
    ),
    Behaviour("service-worker", judged(), service_worker),
)
