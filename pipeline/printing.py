"""Prints reports: one browser makes the PDF of as many as are asked for."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crawler.executables import BrowserMissing, find_browser
from crawler.printing import Printer, PrintError
from pipeline.errors import SetupError
from pipeline.settings import Settings
from reports.pdf import accessible_pdf
from reports.templating import print_foot


@contextmanager
def printing(settings: Settings) -> Iterator[Callable[[str], bytes]]:
    """Makes the accessible PDF of a report's HTML for as long as it is open. Raises SetupError."""
    try:
        with Printer(find_browser(settings.browser)) as printer:
            yield lambda html: accessible_pdf(printer.print(html, print_foot()), html)
    except (BrowserMissing, PrintError) as error:
        raise SetupError(str(error)) from error
