"""Renders the pages of one sample site from its layout, page fragments and static files."""

import csv
import json
import mimetypes
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jinja2
from markupsafe import Markup

from tests.sites import files

HERE = Path(__file__).parent
FENCE = "+++\n"
MARKUP = re.compile(r"<[^>]*>|{[{%].*?[%}]}", re.DOTALL)
# The system's list of types differs between machines, so the types that matter are named here.
TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".geojson": "application/geo+json",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml; charset=utf-8",
}


@dataclass(frozen=True)
class Answer:
    """What the server sends: a status, a content type, a body, and where it leads if it redirects."""

    status: HTTPStatus
    content_type: str
    body: bytes
    location: str | None = None


@dataclass(frozen=True)
class Page:
    """One fragment: its path on the site, its front matter, and the Jinja source of its content."""

    path: str
    meta: Mapping[str, Any]
    source: str

    @property
    def title(self) -> str:
        return str(self.meta["title"])

    @property
    def kind(self) -> str:
        return str(self.meta.get("kind", "page"))


class Site:
    """A sample site at one origin; `today` dates its pages, so that its news never gets old."""

    def __init__(self, name: str, origin: str, today: Callable[[], date] = date.today) -> None:
        self.folder = HERE / name
        self.origin = origin
        self.today = today
        self.settings: dict[str, Any] = tomllib.loads((self.folder / "site.toml").read_text("utf-8"))
        self.encoding = str(self.settings.get("encoding", "utf-8"))
        self.pages: dict[str, Page] = {}
        self.hidden: dict[str, Page] = {}
        self.feeds: dict[str, str] = {}
        self._read_fragments()
        self.static = self._read_static()
        loader = jinja2.FileSystemLoader([self.folder / "templates", HERE / "templates"])
        self.jinja = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
        self.jinja.filters["dmy"] = lambda day: f"{day:%d.%m.%Y.}"
        self._render_at = lru_cache(maxsize=1024)(self._render)

    def _read_fragments(self) -> None:
        root = self.folder / "pages"
        suffix = str(self.settings.get("suffix", ""))
        for file in sorted(root.rglob("*.*")):
            place = file.relative_to(root)
            text = file.read_text("utf-8")
            if file.suffix != ".html":
                self.feeds[f"/{place.as_posix()}"] = text
                continue
            _, front, source = text.split(FENCE, 2)
            path = f"/{place.with_suffix('').as_posix()}{suffix}"
            if file.stem == "index":
                path = "/" if place.parent == Path() else f"/{place.parent.as_posix()}{'/' if suffix else ''}"
            page = Page(path, tomllib.loads(front), source)
            if file.stem.startswith("_"):
                self.hidden[file.stem.removeprefix("_")] = page
            else:
                self.pages[path] = page

    def _read_static(self) -> dict[str, bytes]:
        """Files as they lie; `x.pdf.txt` is the text of x.pdf and `x.xlsx.csv` the rows of x.xlsx."""
        found = {}
        root = self.folder / "static"
        for file in sorted(path for path in root.rglob("*") if path.is_file()):
            path = f"/{file.relative_to(root).as_posix()}"
            if path.endswith(".pdf.txt"):
                found[path.removesuffix(".txt")] = files.pdf(file.read_text("utf-8").splitlines())
            elif path.endswith(".xlsx.csv"):
                with file.open(encoding="utf-8", newline="") as rows:
                    found[path.removesuffix(".csv")] = files.xlsx(list(csv.reader(rows)))
            else:
                found[path] = file.read_bytes()
        return found

    def answer(self, method: str, target: str) -> Answer:
        """The answer to a request; `target` is its path with the query, if any."""
        parts = urlsplit(target)
        path = unquote(parts.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if path in self.settings.get("redirects", {}):
            return Answer(HTTPStatus.FOUND, "text/plain; charset=utf-8", b"", self.settings["redirects"][path])
        if path in self.static:
            return Answer(HTTPStatus.OK, content_type(path), self.static[path])
        if path in self.feeds:
            source = self._render_at(path, self._anchor(), "")
            return Answer(HTTPStatus.OK, content_type(path), source.encode())
        if self.settings.get("shell"):
            return self._shell_answer(path, query)
        if method == "POST" and path in self.pages:
            return self._html("thanks", HTTPStatus.OK)
        if path in self.pages:
            return self._html(path, HTTPStatus.OK, query.get("q", ""))
        return self._html("missing", HTTPStatus.NOT_FOUND)

    def _shell_answer(self, path: str, query: Mapping[str, str]) -> Answer:
        """Every path is the same shell; its script asks /api/lapa what the path holds."""
        if path != "/api/lapa":
            shell = self.jinja.get_template("shell.html").render(site=self.settings)
            return Answer(HTTPStatus.OK, "text/html; charset=utf-8", shell.encode())
        asked = query.get("path", "/")
        thanks = asked == self.settings["thanks"]
        key = "thanks" if thanks else asked if asked in self.pages else "missing"
        status = HTTPStatus.NOT_FOUND if key == "missing" else HTTPStatus.OK
        told = {"title": self._page(key).title, "html": self._render_at(key, self._anchor(), query.get("q", ""))}
        told |= {"name": self.settings["title"], "menu": self.settings["menu"], "footer": self.settings["footer"]}
        return Answer(status, "application/json", json.dumps(told, ensure_ascii=False).encode())

    def _html(self, key: str, status: HTTPStatus, query: str = "") -> Answer:
        # The site's charset is named in the page when the settings say that the header keeps silent.
        kind = "text/html" if self.settings.get("silent_charset") else f"text/html; charset={self.encoding}"
        text = self._render_at(key, self._anchor(), query)
        return Answer(status, kind, text.encode(self.encoding, "xmlcharrefreplace"))

    def _page(self, key: str) -> Page:
        return self.hidden[key] if key in self.hidden else self.pages[key]

    def _anchor(self) -> date:
        # Dates move once a month: two audits of the same month see the same pages.
        return self.today().replace(day=1)

    def _render(self, key: str, anchor: date, query: str) -> str:
        context: dict[str, Any] = {
            "site": self.settings,
            "origin": self.origin,
            "year": anchor.year,
            "day": lambda offset: anchor + timedelta(days=offset),
            "under": self._under,
            "ordered": [self.pages[path] for path in sorted(self.pages)],
            "query": query,
            "results": self._search(query) if query else [],
        }
        if key in self.feeds:
            return self.jinja.from_string(self.feeds[key]).render(context)
        context["page"] = page = self._page(key)
        content = Markup(self._content(page, context))
        if self.settings.get("shell"):
            return content
        return self.jinja.get_template(f"{page.kind}.html").render(context, content=content)

    def _content(self, page: Page, context: Mapping[str, Any]) -> str:
        imported = '{% import "forms.html" as form %}'
        return self.jinja.from_string(imported + page.source).render(context)

    def _under(self, prefix: str) -> list[Page]:
        """The pages below a path, the newest first where they are dated, else by title."""
        found = [page for path, page in self.pages.items() if path.startswith(prefix) and path != prefix]
        return sorted(found, key=lambda page: (-int(page.meta.get("days", 0)), page.title))

    def _search(self, query: str) -> list[Page]:
        wanted = folded(query)
        return [
            page for page in self.pages.values() if wanted in folded(f"{page.title} {MARKUP.sub(' ', page.source)}")
        ]


def folded(text: str) -> str:
    """Lower case without diacritics, so that `zina` finds `ziņa`."""
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))


def content_type(path: str) -> str:
    suffix = Path(path).suffix
    return TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
