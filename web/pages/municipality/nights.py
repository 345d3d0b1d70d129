"""The nights of a municipality as a table and as a chart: what each measured, and what changed beside the scores."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from enum import StrEnum

from db.history import nights_of
from model.history import Change, Mark, Night
from model.results import INDEX
from pipeline.history import one_a_night
from pipeline.results import Scope
from reports.history import MARKS_IN_FULL, marked, said
from reports.language import N_, ZONE, riga_day
from reports.reasons import Reasons
from reports.spreadsheets import Row
from reports.terms import FAILURES, STATUSES
from reports.views import Column, Form, View
from web.charts import Event, Line, LineChart, Panel, line_chart, multiples
from web.charts.multiples import Multiples
from web.ledgers import ledger_of
from web.page import DataTable
from web.pages.municipality.dossier import Dossier

Marked = tuple[Night, tuple[Change, ...]]

# Over such a border like is not compared with like; the sample changes too often to be marked.
EVENTS = frozenset({Mark.METHODOLOGY, Mark.AXE, Mark.TOOL, Mark.ADDRESS, Mark.NAME, Mark.CODE})
MOST_EVENTS = 12
SCALE = (0.0, 100.0)
# Above a column; the sections follow, then WCAG and the phone.
FIRST = 3
WCAG, PHONE = N_("WCAG score"), N_("Pages that pass on a phone")


class Every(StrEnum):
    """night: each one; week and month: the last of each that saw the site."""

    NIGHT = "night"
    WEEK = "week"
    MONTH = "month"


def nights(dossier: Dossier, since: date | None, methodology: str | None) -> Sequence[Marked]:
    """One a night, the oldest first, until the day that is told."""
    begins = datetime.combine(since, time(), ZONE) if since else None
    database = dossier.visit.workplace.database
    found = nights_of(database, dossier.series, methodology, begins, Scope(on=dossier.day).moment)
    return list(marked(list(one_a_night(found))))


def table_of(dossier: Dossier, told: Sequence[Marked]) -> DataTable:
    """As they are given; a score leads to its ledger of that night."""
    visit = dossier.visit
    _, texts = visit.words.gettext, visit.texts
    sections = sections_of(dossier, told)
    columns = [
        Column(_("Night")),
        Column(_("Index"), Form.SCORE),
        Column(_("Measured share"), Form.SHARE),
        *(Column(texts.title(texts.sections, one, visit.language), Form.SCORE) for one in sections),
        Column(_(WCAG), Form.SCORE),
        Column(_(PHONE), Form.PERCENT),
        Column(_("Methodology")),
        Column(_("What changed")),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for at, (night, changes) in enumerate(told):
        day = riga_day(night.started_at)
        scores = [night.sections.get(one) for one in sections]
        coverage = night.coverage if night.index is not None else None
        figures = [night.index, coverage, *scores, night.wcag_score, night.mobile_score]
        rows.append([day, *figures, night.methodology, _remark(dossier, night, changes)])
        links |= _links(dossier, at, night, sections, day)
    view = View(_("The index and its sections night by night"), _("Nights"), columns, rows)
    return DataTable(id="nights", view=view, links=links)


def _links(dossier: Dossier, at: int, night: Night, sections: Sequence[str], day: date) -> dict[tuple[int, int], str]:
    if night.failed:
        return {}
    found = {(at, 0): dossier.to(on=day)}
    if night.index is not None:
        found[at, 1] = found[at, 2] = dossier.to("scores", on=day)
    for column, section in enumerate(sections, start=FIRST):
        if night.sections.get(section) is not None:
            found[at, column] = dossier.to(f"scores/{section}", on=day)
    for column, (name, score) in enumerate(
        (("wcag", night.wcag_score), ("mobile", night.mobile_score)), start=FIRST + len(sections)
    ):
        if score is not None:
            found[at, column] = dossier.to(ledger_of(name), on=day)
    return found


def _remark(dossier: Dossier, night: Night, changes: Iterable[Change]) -> str | None:
    words = dossier.visit.words
    if night.failed:
        kind = words.gettext(FAILURES[night.failure.kind]) if night.failure else ""
        return ": ".join(filter(None, (words.gettext(STATUSES[night.status]), kind)))
    return "; ".join(said(change, words, MARKS_IN_FULL) for change in changes) or None


def sections_of(dossier: Dossier, told: Iterable[Marked]) -> Sequence[str]:
    """Those of the methodology in force, in its order, then others that a night knew."""
    known = [one.id for one in dossier.visit.workplace.methodology.sections]
    found = {name for night, _ in told for name in night.sections}
    return [*(one for one in known if one in found), *sorted(found - set(known))]


def chart_of(dossier: Dossier, told: Sequence[Marked]) -> LineChart:
    """Index, WCAG score and phone over time, with what makes nights hard to compare."""
    words = dossier.visit.words
    index = Reasons(dossier.visit.texts, words).score(INDEX)
    lines = [
        Line(index, [(riga_day(night.started_at), night.index) for night, _ in told]),
        Line(words.gettext(WCAG), [(riga_day(night.started_at), night.wcag_score) for night, _ in told]),
        Line(words.gettext(PHONE), [(riga_day(night.started_at), night.mobile_score) for night, _ in told]),
    ]
    events = [
        Event(riga_day(night.started_at), said(change, words, MARKS_IN_FULL))
        for night, changes in told
        for change in changes
        if change.mark in EVENTS
    ]
    return line_chart(
        "over-time",
        words.gettext("Scores over time"),
        lines,
        words,
        form=Form.SCORE,
        bounds=SCALE,
        events=events[-MOST_EVENTS:],
    )


def sections_chart(dossier: Dossier, told: Sequence[Marked]) -> Multiples:
    visit = dossier.visit
    panels = [
        Panel(
            visit.texts.title(visit.texts.sections, one, visit.language),
            dossier.to(f"scores/{one}"),
            [(riga_day(night.started_at), night.sections.get(one)) for night, _ in told],
        )
        for one in sections_of(dossier, told)
    ]
    title = visit.words.gettext("Sections over time")
    return multiples("sections-over-time", title, panels, visit.words, bounds=SCALE)


def thinned(told: Sequence[Marked], every: Every) -> Sequence[Marked]:
    """Of a week or a month the last night that saw the site, or the last; with all that changed in it."""
    return told if every is Every.NIGHT else list(_last_of_each(told, every))


def _last_of_each(told: Sequence[Marked], every: Every) -> Iterator[Marked]:
    periods: dict[object, list[Marked]] = {}
    for one in told:
        day = riga_day(one[0].started_at)
        period = day.isocalendar()[:2] if every is Every.WEEK else (day.year, day.month)
        periods.setdefault(period, []).append(one)
    for alike in periods.values():
        seen = [night for night, _ in alike if not night.failed]
        yield seen[-1] if seen else alike[-1][0], tuple(change for _, changes in alike for change in changes)
