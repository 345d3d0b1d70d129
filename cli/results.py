"""`eindekss results`: where every site stands, and the results of a day as the slides of 2019 tell them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache, partial
from typing import Annotated, Any

import typer

from cli.console import out, write_bytes, write_json
from cli.days import DAY
from model.results import Results
from model.site import Centre
from pipeline.errors import SetupError
from pipeline.results import Scope, result_row, results_of, sites_on
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.language import Words, riga_day
from reports.result_rows import ResultRow
from reports.result_views import ViewName, result_views
from reports.result_words import ResultWords
from reports.results import render_results, results_json
from reports.results_json import results_document
from reports.spreadsheets import Row, as_csv, as_workbook, results_table
from reports.views import print_view

# Of each part, on the terminal; files hold all.
MOST_MOVES = 10


class Wanted(StrEnum):
    """The table of sites, the views of results, or all of them."""

    SITES = "sites"
    LEVELS = "levels"
    STATEMENTS = "statements"
    LEADERS = "leaders"
    TOP = "top"
    RECOMMENDATIONS = "recommendations"
    MOVERS = "movers"
    ALL = "all"


def command(
    wanted: Annotated[
        list[Wanted] | None, typer.Argument(metavar="[VIEW]...", help="What to show; without one, sites.")
    ] = None,
    on: Annotated[
        datetime | None, typer.Option("--on", formats=DAY, help="As it stood at the end of this day.")
    ] = None,
    methodology: Annotated[str | None, typer.Option("--methodology", help="As judged by this methodology.")] = None,
    group: Annotated[Centre | None, typer.Option("--group", help="Only development centres of this kind.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="Only this region.")] = None,
    section: Annotated[str | None, typer.Option("--section", help="Only this section of the index.")] = None,
    since: Annotated[datetime | None, typer.Option("--since", formats=DAY, help="Who moved since this day.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
    csv_file: Annotated[str | None, typer.Option("--csv", help="Write one view as CSV; - for standard output.")] = None,
    xlsx_file: Annotated[str | None, typer.Option("--xlsx", help="Write as an Excel workbook.")] = None,
    pptx_file: Annotated[str | None, typer.Option("--pptx", help="Write all of it as slides.")] = None,
) -> None:
    """Show where every site stands, or the results of a day as the slides of 2019 tell them.

    Views: **sites** (index, maturity, WCAG band, mobile verdict, why a site failed), **levels**, **statements**,
    **leaders**, **top**, **recommendations**, **movers** (with --since), **all**.
    """
    views = _views(wanted or [Wanted.SITES], movers=since is not None)
    with Workplace.open({"language": lang, "methodology": methodology}) as workplace:
        day = on.date() if on else riga_day(datetime.now().astimezone())
        scope = Scope(on=day, group=group, region=region)
        _refuse_unknown(section, [part.id for part in workplace.methodology.sections])
        look_up = cache(partial(sites_on, workplace))
        sites = look_up(scope)
        if not sites:
            raise SetupError(_nothing(on, group, region))
        shown = _Shown(
            views=views,
            rows=[result_row(one) for one in sites],
            results=results_of(workplace, scope, look_up, section, since.date() if since else None),
            words=ResultWords(
                Words(workplace.settings.language), report_texts(workplace.settings, workplace.methodology)
            ),
        )
    if json_file:
        write_json(shown.document({"group": group, "region": region, "section": section}), json_file)
    if csv_file:
        write_bytes(shown.csv().encode(), csv_file)
    if xlsx_file:
        write_bytes(as_workbook(shown.tables()), xlsx_file)
    if pptx_file:
        # Here, for what makes slides takes long to load.
        from reports.deck import results_deck

        write_bytes(results_deck(shown.results, shown.words), pptx_file)
    if "-" not in (json_file, csv_file, xlsx_file, pptx_file):
        shown.print()


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was asked for, in every form that it can be written in."""

    views: Sequence[Wanted]
    rows: Sequence[ResultRow]
    results: Results
    words: ResultWords

    @property
    def _names(self) -> list[ViewName]:
        return [ViewName(view) for view in self.views if view is not Wanted.SITES]

    def document(self, scope: dict[str, str | None]) -> Any:
        """The table of sites alone is a list, as ever."""
        if not self._names:
            return results_json(self.rows)
        return results_document(self.results, scope)

    def tables(self) -> Iterator[tuple[str, Sequence[Row]]]:
        words = self.words.words
        if Wanted.SITES in self.views:
            yield words.gettext("Results"), results_table(self.rows, words)
        for view in result_views(self.results, self._names, self.words):
            yield view.short, view.table()

    def csv(self) -> str:
        """The first table of the view: what follows it explains it. Raises SetupError for several views."""
        if len(self.views) > 1:
            raise SetupError("a CSV file holds one table: name one view, or write --xlsx.")
        return as_csv(next(self.tables())[1])

    def print(self) -> None:
        words = self.words.words
        if Wanted.SITES in self.views:
            render_results(self.rows, out, words.language)
        for view in result_views(self.results, self._names, self.words, MOST_MOVES):
            print_view(view, out, words)


def _views(wanted: Sequence[Wanted], *, movers: bool) -> Sequence[Wanted]:
    """Each once; all but the movers where there is no day to compare with."""
    if Wanted.MOVERS in wanted and not movers:
        raise SetupError("movers are counted from a day: name it with --since, for instance --since 2026-01-31.")
    if Wanted.ALL not in wanted:
        return list(dict.fromkeys(wanted))
    return [view for view in Wanted if view is not Wanted.ALL and (movers or view is not Wanted.MOVERS)]


def _refuse_unknown(section: str | None, known: Sequence[str]) -> None:
    if section is not None and section not in known:
        raise SetupError(f"there is no section “{section}”: --section takes one of {', '.join(known)}.")


def _nothing(on: date | None, group: Centre | None, region: str | None) -> str:
    if on or group or region:
        return "no such site had been audited by then: leave out --on, --group or --region."
    return "the database holds no audit yet: run `eindekss audit` first."
