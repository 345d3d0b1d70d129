"""Pages whose scripts freeze, eat memory or nag."""

from model.failure import FailureKind
from tests.crawler.origin import Reply
from tests.sites.hostile.behaviour import (
    Answers,
    Behaviour,
    Expected,
    Place,
    failed,
    home,
    judged,
    page,
    partly,
    script,
)

FROZEN = failed(FailureKind.PAGE_FROZEN)
DIED = failed(FailureKind.BROWSER_CRASHED, "MiB of memory")

# By name: what comes of it, and the script of the page's body.
SCRIPTED: dict[str, tuple[Expected, str]] = {
    "frozen-soon": (FROZEN, "setTimeout(() => { for (;;) {} }, 200)"),
    "frozen-by-promises": (FROZEN, "(async () => { for (;;) await 0 })()"),
    "frozen-by-pattern": (FROZEN, "/^(a+)+$/.test('a'.repeat(60) + '!')"),
    "frozen-on-a-phone": (
        partly(FailureKind.PAGE_FROZEN, "the mobile test"),
        "matchMedia('(max-width: 500px)').onchange = () => { for (;;) {} }",
    ),
    "busy-frames": (
        judged(),
        """
        const busy = () => {
          const end = performance.now() + 60;
          while (performance.now() < end);
          requestAnimationFrame(busy);
        };
        busy();
        """,
    ),
    "never-quiet": (judged(), "setInterval(() => { document.title = 'Naidīgais ' + Math.random() }, 5)"),
    "debugger": (judged(), "setInterval(() => { debugger }, 10)"),
    "memory-of-arrays": (DIED, "const kept = []; for (;;) kept.push(new Array(1e6).fill(kept.length))"),
    "memory-of-buffers": (
        DIED,
        """
        const kept = [];
        setInterval(() => { for (let n = 0; n < 8; n++) kept.push(new Uint8Array(6.4e7).fill(7)) }, 1);
        """,
    ),
    "memory-of-text": (
        DIED,
        """
        const kept = [];
        setInterval(() => { for (let n = 0; n < 20; n++) kept.push(String(kept.length).padEnd(4e6, 'ž') + n) }, 1);
        setInterval(() => kept.forEach((text) => text.indexOf('q')), 50);
        """,
    ),
    "memory-of-elements": (
        DIED,
        """
        const kept = [];
        const text = () => document.createTextNode(String(kept.length).padEnd(4e6, 'x'));
        setInterval(() => { for (let n = 0; n < 20; n++) kept.push(text()) }, 1);
        """,
    ),
    "memory-of-canvases": (
        DIED,
        """
        const kept = [];
        setInterval(() => {
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 4000;
          canvas.getContext('2d').fillRect(0, 0, 4000, 4000);
          kept.push(canvas);
        }, 10);
        """,
    ),
    "alert-loop": (FROZEN, "for (;;) alert('Sveiki!')"),
    "alert-storm": (judged(), "setInterval(() => alert('Sveiki!'), 20)"),
    "confirm-loop": (FROZEN, "while (!confirm('Vai piekrītat?'));"),
    "beforeunload": (
        judged(),
        "onbeforeunload = (event) => { event.preventDefault(); return event.returnValue = 'Palieciet!' }",
    ),
    "popup-flood": (
        judged(),
        "for (let n = 0; n < 60; n++) open('/logs' + n, 'l' + n, 'popup'); setInterval(() => open('/vel'), 20)",
    ),
    "print-loop": (judged(), "setInterval(() => print(), 50)"),
    "fullscreen-loop": (
        judged(),
        "setInterval(() => document.documentElement.requestFullscreen().catch(() => 0), 20)",
    ),
    "permission-beggar": (
        judged(),
        """
        setInterval(() => {
          navigator.geolocation.getCurrentPosition(() => 0);
          Notification.requestPermission();
          navigator.mediaDevices?.getUserMedia({ video: true, audio: true }).catch(() => 0);
        }, 50);
        """,
    ),
    "noisy-console": (
        judged(),
        "setInterval(() => { for (let n = 0; n < 50; n++) console.error('x'.repeat(1000)) }, 5)",
    ),
    "audit-dodger": (
        failed(FailureKind.PAGE_FROZEN, "axe failed"),
        "if (navigator.webdriver) document.documentElement.remove()",
    ),
}


def busy_workers(place: Place) -> Answers:
    start = script("for (let n = 0; n < 4; n++) new Worker('/w.js')")
    return {"/": page(start), "/w.js": Reply("for (;;) {}", content_type="text/javascript")}


def scripted(name: str) -> Behaviour:
    expected, source = SCRIPTED[name]
    return Behaviour(name, expected, home(page(script(source))))


BEHAVIOURS = (
    Behaviour("frozen-at-once", FROZEN, home(page(head=script("for (;;) {}")))),
    Behaviour("busy-workers", judged(), busy_workers),
    *map(scripted, SCRIPTED),
)
