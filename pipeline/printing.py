"""Prints reports as PDF: one browser for all that are made while it is open."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TypeAlias

from crawler.executables import BrowserMissing, find_browser
from crawler.printing import Printer, PrintError
from pipeline.errors import SetupError
from pipeline.settings import Settings
from reports.pdf import accessible_pdf
from reports.pdf_letters import TRIED, missing_letters, numbered, rare_letters, sampler
from reports.templating import print_foot

Press: TypeAlias = Callable[[str], bytes]
_OPEN: ContextVar[Press | None] = ContextVar("press", default=None)


@contextmanager
def printing(settings: Settings) -> Iterator[Press]:
    """What makes the accessible PDF of a report's HTML; it raises SetupError.

    Opened again within, it is the same one: whoever makes many reports opens it around them. The browser starts with
    the first PDF, so it costs nothing where none is made.
    """
    if (outer := _OPEN.get()) is not None:
        yield outer
        return
    with ExitStack() as open_till_the_end:

        @cache
        def printer() -> Printer:
            return open_till_the_end.enter_context(Printer(find_browser(settings.browser)))

        tried: dict[str, bool] = {}

        def press(html: str) -> bytes:
            try:
                rare = rare_letters(html)
                tried.update(_tried(printer(), sorted(rare - tried.keys())))
                shown = numbered(html, {letter for letter in rare if not tried[letter]})
                return accessible_pdf(printer().print(shown, print_foot()), html)
            except (BrowserMissing, PrintError) as error:
                raise SetupError(str(error)) from error

        token = _OPEN.set(press)
        try:
            yield press
        finally:
            _OPEN.reset(token)


def _tried(printer: Printer, letters: Sequence[str]) -> Mapping[str, bool]:
    """Whether the machine has each letter in a font."""
    tried = letters[:TRIED]
    missing = missing_letters(printer.print(sampler(tried), print_foot()), tried) if tried else ()
    return {letter: letter in tried and letter not in missing for letter in letters}
