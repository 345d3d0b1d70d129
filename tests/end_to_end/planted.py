"""A site whose answers a test changes between two nights, and whose server remembers what it was asked."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PLAIN = "text/html; charset=utf-8"
MENU = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in (
    "mierigs", "html", "ramis", "stils", "caur", "skripts", "dati", "attels", "politika", "pazudis",
))  # fmt: skip
FAULT = '<img src="/g.svg">'
FETCHES = (
    "fetch('/dati.json').then((answer) => answer.json())"
    ".then((told) => document.querySelector('main').insertAdjacentHTML('beforeend', told.html))"
)


@dataclass(frozen=True)
class Reply:
    """`validated`: the answer has an ETag, and who has it already is told so."""

    body: str = ""
    content_type: str = PLAIN
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    validated: bool = False

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body.encode()).hexdigest()[:12]}"'


@dataclass
class PlantedSite:
    """`asked` holds path and status of every exchange since the test cleared it; `loaded` those of a browser's page."""

    replies: dict[str, Reply]
    url: str = ""
    asked: list[tuple[str, int]] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    def plant(self, path: str, **changes: object) -> None:
        self.replies[path] = replace(self.replies[path], **changes)  # type: ignore[arg-type]  # the test knows them

    def swap(self, path: str, old: str, new: str) -> None:
        body = self.replies[path].body
        assert old in body, f"{path} does not hold {old}"
        self.plant(path, body=body.replace(old, new))


def page(title: str, body: str, head: str = "") -> Reply:
    return Reply(
        f'<!doctype html><html lang="lv"><head><meta charset="utf-8"><title>{title} - Liepu novads</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="stylesheet" href="/stils.css">{head}</head><body><header><nav><ul>{MENU}</ul></nav></header>'
        f"<main><h1>{title}</h1>{body}</main></body></html>"
    )


def planted_site() -> dict[str, Reply]:
    """A page for each thing that can change; nothing on it is at fault yet, but for what /politika's script adds."""
    svg, css, js = "image/svg+xml", "text/css; charset=utf-8", "text/javascript; charset=utf-8"
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="{}" height="40"><rect width="9" height="9"/></svg>'
    adds = f"document.querySelector('main').insertAdjacentHTML('beforeend', '{FAULT}')"
    return {
        "/robots.txt": Reply("User-agent: *\nDisallow:\n", "text/plain"),
        "/": page("Sākums", "<p>Liepu novada vietne.</p>"),
        "/mierigs": page("Mierīgs", '<p>Nekas.</p><form><input type="hidden" name="csrf" value="1"></form>'),
        "/html": page("Teksts", "<p>Ziņas par novadu.</p>"),
        "/ramis": page("Rāmis", '<iframe src="/ietvars" title="Karte"></iframe>'),
        "/ietvars": Reply('<!doctype html><html lang="lv"><title>Karte</title><main><h1>Karte</h1></main></html>'),
        "/stils": page("Stils", '<p class="vards">Vārds.</p>', '<link rel="stylesheet" href="/lapa.css">'),
        "/lapa.css": Reply(".vards { color: #222 }", css, validated=True),
        "/caur": page("Caur", '<p class="cits">Vārds.</p>', '<link rel="stylesheet" href="/cits.css">'),
        "/cits.css": Reply("", css, 302, {"Location": "/cits-1.css"}),
        "/cits-1.css": Reply(".cits { color: #222 }", css, validated=True),
        "/cits-2.css": Reply(".cits { color: #bbb }", css, validated=True),
        "/skripts": page("Skripts", "<p>Teksts.</p>", '<script src="/lapa.js" defer></script>'),
        "/lapa.js": Reply("document.title += ''", js, validated=True),
        "/dati": page("Dati", f"<p>Dati.</p><script>{FETCHES}</script>"),
        "/dati.json": Reply('{"html": "<p>No datiem.</p>"}', "application/json"),
        "/attels": page("Attēls", '<img src="/plats.svg" alt="Novada karte">'),
        "/plats.svg": Reply(picture.format(90), svg, validated=True),
        "/politika": page("Politika", "<p>Teksts.</p>", '<script src="/pieliek.js" defer></script>'),
        "/pieliek.js": Reply(adds, js, validated=True),
        "/pazudis": page("Pazudis", "<p>Šī lapa pazudīs.</p>"),
        "/g.svg": Reply(picture.format(9), svg, validated=True),
        "/stils.css": Reply("body { font: 16px sans-serif; color: #222; background: #fff }", css, validated=True),
    }  # fmt: skip


def plant_all(site: PlantedSite) -> frozenset[str]:
    """Changes one thing of each page, and what stands in for one; returns the paths of the pages that changed."""
    site.swap("/html", "Ziņas par novadu.", FAULT)
    site.swap("/ietvars", "</main>", f"{FAULT}</main>")
    site.swap("/lapa.css", "#222", "#bbb")
    site.plant("/cits.css", headers={"Location": "/cits-2.css"})
    site.swap("/lapa.js", "document.title += ''", site.replies["/pieliek.js"].body)
    site.swap("/dati.json", "<p>No datiem.</p>", "<a href='/html'></a>")
    site.swap("/plats.svg", 'width="90"', 'width="900"')
    site.plant("/politika", headers={"Content-Security-Policy": "script-src 'none'"})
    del site.replies["/pazudis"]
    site.replies["/jauna"] = page("Jauna", FAULT)
    site.swap("/", "<p>Liepu novada vietne.</p>", '<p><a href="/jauna">Jauna lapa</a></p>')
    # What a server makes anew for each visitor is no change.
    site.swap("/mierigs", 'value="1"', 'value="2"')
    return frozenset({"/", "/html", "/ramis", "/stils", "/caur", "/skripts", "/dati", "/attels", "/politika", "/jauna"})


@contextmanager
def served(replies: dict[str, Reply]) -> Iterator[PlantedSite]:
    site = PlantedSite(replies)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            reply = site.replies.get(path, Reply("<title>Nav</title><h1>Nav</h1>", status=404))
            known = reply.validated and self.headers.get("if-none-match") == reply.etag
            status = 304 if known else reply.status
            body = b"" if known else reply.body.encode()
            site.asked.append((path, status))
            # Chromium says so of its own navigations; plain HTTP does not.
            if self.headers.get("upgrade-insecure-requests"):
                site.loaded.append(path)
            self.send_response(status)
            if not known:
                self.send_header("Content-Type", reply.content_type)
                self.send_header("Content-Length", str(len(body)))
            if reply.validated:
                self.send_header("ETag", reply.etag)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """The test's output is not the place."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    site.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
