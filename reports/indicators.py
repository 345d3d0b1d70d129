"""The indicators of one audit as a table for the terminal: score, measured share, and what each rests on."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.audit import Audit
from model.text import Language
from reports.index_parts import section_parts
from reports.language import Words
from reports.texts import ReportTexts

NOTHING = "–"


def render_indicators(audit: Audit, texts: ReportTexts, console: Console, language: Language) -> None:
    """Prints every indicator, section by section; answers of the survey with their years and ages."""
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("Indicator"), ratio=3, overflow="fold")
    table.add_column(words.gettext("Score"), justify="right", no_wrap=True)
    table.add_column(words.gettext("Measured"), justify="right", no_wrap=True)
    table.add_column(words.gettext("Source"), ratio=2, overflow="fold")
    for section in section_parts(audit, texts, words):
        table.add_row(Cell(section.title, style="bold"))
        for part in section.indicators:
            score = part.indicator.score
            table.add_row(
                Cell(part.title).append(f" {part.indicator.id}", style="dim"),
                Cell(NOTHING if score is None else words.score(score)),
                Cell(words.share(part.indicator.coverage)),
                Cell(", ".join(part.sources) or words.gettext("none yet")),
            )
    console.print(table)
