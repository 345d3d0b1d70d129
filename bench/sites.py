"""Sites that the measurements serve: a folder of files, and many copies of the sample sites under one roof."""

import posixpath
import re
from dataclasses import dataclass, replace
from datetime import date
from html import escape
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from tests.sites.pages import Answer, Site, content_type

HTML = "text/html; charset=utf-8"
NOTHING = Answer(HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"not found\n")
ROOTED = re.compile(rb"""((?:href|src|action)=["']|url\(["']?)/(?!/)""")
COPIED = ("good", "old", "middling")


@dataclass(frozen=True)
class Folder:
    """The files below `root` as they lie. `links` (path, text) make a front page where the folder has none."""

    root: Path
    links: tuple[tuple[str, str], ...] = ()

    def at(self, _origin: str) -> "Folder":
        """The files are the same wherever they are served."""
        return self

    def answer(self, _method: str, target: str) -> Answer:
        # The leading slash keeps ".." inside; symbolic links may lead out, as Debian's do.
        path = posixpath.normpath("/" + unquote(urlsplit(target).path).lstrip("/"))
        if path == "/" and self.links:
            return Answer(HTTPStatus.OK, HTML, index_page("Pages on trial", "en", self.links))
        file = self.root / path.lstrip("/")
        if file.is_dir():
            file /= "index.html"
        if not file.is_file():
            return NOTHING
        # No charset in the header: these pages name their own, or do not.
        kind = "text/html" if file.suffix in (".html", ".htm") else content_type(file.name)
        return Answer(HTTPStatus.OK, kind, file.read_bytes())


class Copies:
    """`count` pages or a few more: the sample sites again and again, each copy under a path of its own."""

    def __init__(self, count: int, origin: str) -> None:
        self._origin = origin
        self._copies: dict[str, Site] = {}
        self._pages: list[tuple[str, str]] = []
        sites = [Site(name, origin, today=lambda: date(2026, 11, 1)) for name in COPIED]
        while len(self._pages) < count:
            site = sites[len(self._copies) % len(sites)]
            prefix = f"/{site.folder.name}-{len(self._copies) + 1}"
            self._copies[prefix] = site
            self._pages += [(prefix + path, f"{page.title} ({prefix[1:]})") for path, page in site.pages.items()]

    def answer(self, method: str, target: str) -> Answer:
        if target == "/":
            return Answer(HTTPStatus.OK, HTML, index_page("Visas lapas", "lv", self._pages))
        if target == "/robots.txt":
            text = f"User-agent: *\nAllow: /\nSitemap: {self._origin}/sitemap.xml\n"
            return Answer(HTTPStatus.OK, "text/plain; charset=utf-8", text.encode())
        if target == "/sitemap.xml":
            return Answer(HTTPStatus.OK, "application/xml; charset=utf-8", self._sitemap())
        prefix, slash, rest = target[1:].partition("/")
        site = self._copies.get(f"/{prefix}")
        if site is None:
            return NOTHING
        answer = site.answer(method, slash + rest or "/")
        location = f"/{prefix}{answer.location}" if (answer.location or "").startswith("/") else answer.location
        if not answer.content_type.startswith(("text/html", "text/css")):
            return replace(answer, location=location)
        body = ROOTED.sub(rb"\1/" + prefix.encode() + b"/", answer.body)
        # Equal pages would be stored once and flatter the memory.
        body = body.replace(b"</title>", b" - " + prefix.encode() + b"</title>", 1)
        return replace(answer, body=body, location=location)

    def _sitemap(self) -> bytes:
        entries = "".join(f"<url><loc>{self._origin}{quote(path)}</loc></url>" for path, _ in self._pages)
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode()


def index_page(title: str, lang: str, links: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> bytes:
    items = "\n".join(f'<li><a href="{escape(quote(path))}">{escape(text)}</a></li>' for path, text in links)
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body><main><h1>{title}</h1>
<ul>
{items}
</ul></main></body>
</html>
""".encode()
