"""One visit to a page: its language, its words, and the workplace that it is answered from."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Request

from model.text import Language
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.language import Words, riga_day
from reports.texts import ReportTexts
from web.access.visitor import Visitor, logged_in
from web.kept.lasting import Lasting
from web.kept.shelf import Shelf

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Visit:
    """Handed to every page. `now` is a moment in UTC, by the application's clock."""

    request: Request
    workplace: Workplace
    words: Words
    shelf: Shelf
    lasting: Lasting
    now: datetime

    @property
    def language(self) -> Language:
        return self.words.language

    @property
    def today(self) -> date:
        """The day in Riga."""
        return riga_day(self.now)

    @property
    def path(self) -> str:
        """Behind the language, without a slash before it."""
        return self.request.url.path.removeprefix(f"/{self.language}").lstrip("/")

    def here(self, *, lang: Language | None = None, **changed: object) -> str:
        """The address of this page in the same or another language, with parts of its query changed; None takes a part
        away.
        """
        kept = [(name, value) for name, value in self.request.query_params.multi_items() if name not in changed]
        return f"/{lang or self.language}/{self.path}{_query([*kept, *changed.items()])}"

    def to(self, path: str, **query: object) -> str:
        """The address of another page in this language, by its path behind the language."""
        return f"/{self.language}/{quote(path)}{_query(query.items())}"

    @property
    def who(self) -> Visitor | None:
        """Who is logged in; None of a visit by anybody."""
        return logged_in(self.request)

    @property
    def texts(self) -> ReportTexts:
        return self.kept("texts", lambda: report_texts(self.workplace.settings, self.workplace.methodology))

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` makes of the data, kept until they change; `key` names all else that it depends on."""
        return self.shelf.get(key, make)


def _query(parts: Iterable[tuple[str, object]]) -> str:
    """With its question mark; a list or tuple is a part that stands there several times."""
    told = [(name, value) for name, value in parts if value not in (None, "")]
    return f"?{urlencode(told, doseq=True)}" if told else ""


def visit(request: Request, lang: Language) -> Visit:
    state = request.app.state
    return Visit(request, state.workplace, Words(lang), state.shelf, state.lasting, state.now())


Visiting = Annotated[Visit, Depends(visit)]
