"""A series night by night: a table of the nights on which something changed, and every night for programs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.history import Change, Mark, Night, changes
from model.text import Language
from reports.export import failure_json, plain
from reports.language import N_, Words, riga_day
from reports.shown import shown
from reports.spreadsheets import Row, as_csv
from reports.terms import FAILURES, STATUSES

NOTHING = "–"
DETAIL_LIMIT = 120
MARKS = {
    Mark.TOOL: "eindekss",
    Mark.AXE: "axe",
    Mark.BROWSER: N_("browser"),
    Mark.METHODOLOGY: N_("methodology"),
    Mark.SAMPLE: N_("sample"),
    Mark.ADDRESS: N_("address"),
    Mark.NAME: N_("name"),
    Mark.CODE: "ATVK",
}
# On a page, for who does not know the parts of an audit by their names.
MARKS_IN_FULL = {**MARKS, Mark.TOOL: N_("auditor eindekss"), Mark.AXE: N_("checking program axe-core")}
# Above a column of figures there is no room for a section's title.
SECTIONS = {
    "communication": N_("Commun."),
    "open_data": N_("Data"),
    "services": N_("Serv."),
    "customer_service": N_("Cust."),
    "internal_processes": N_("Intern."),
}


@dataclass(frozen=True, slots=True)
class Told:
    """The nights of one municipality or site, the oldest first; `since` says when it became part of another."""

    name: str
    nights: Sequence[Night]
    since: str | None = None


def history_json(told: Told, predecessors: Iterable[Told]) -> dict[str, Any]:
    """Every night, with what changed beside its scores; numbers are not rounded."""
    return {**_series(told), "predecessors": [_series(one) for one in predecessors]}


def history_csv(told: Told, predecessors: Iterable[Told]) -> str:
    """Every night as a line, predecessors' after the municipality's own; numbers as in JSON."""
    every = [told, *predecessors]
    sections = _sections(night for one in every for night in one.nights)
    head: Row = (
        "name", "night", "status", "failure", "url", "methodology", "index", "coverage", *sections, "wcag", "mobile",
        "mobile_passes", "pages", "tool", "axe", "browser", "changes",
    )  # fmt: skip
    return as_csv(
        [head, *(_line(one.name, night, found, sections) for one in every for night, found in marked(one.nights))]
    )


def render_history(
    told: Told, predecessors: Iterable[Told], console: Console, language: Language, *, every: bool = False
) -> None:
    """Prints a row for each night that differs in what it shows, or for `every` one."""
    words = Words(language)
    for one in (told, *predecessors):
        title = Cell(shown(one.name), style="bold")
        if one.since is not None:
            joined = words.gettext("part of it since %(year)s", year=one.since)
            title.append(f" ({joined})", style="dim")
        console.print(title)
        _print_nights(one.nights, console, words, every=every)


def marked(nights: Sequence[Night]) -> Iterator[tuple[Night, tuple[Change, ...]]]:
    """Each night with what changed since the one before it that saw the site."""
    seen = None
    for night in nights:
        yield night, () if night.failed or seen is None else changes(seen, night)
        seen = seen if night.failed else night


def said(change: Change, words: Words, names: Mapping[Mark, str] = MARKS) -> str:
    """One change in a few words."""
    name = words.gettext(names[change.mark])
    arrow = ", " if change.mark is Mark.SAMPLE else " → "
    return f"{name} {change.before or NOTHING}{arrow}{change.after or NOTHING}"


def _print_nights(nights: Sequence[Night], console: Console, words: Words, *, every: bool) -> None:
    sections = _sections(nights)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("Night"), no_wrap=True)
    for head in (words.gettext("Index"), *(words.gettext(SECTIONS.get(name, name)) for name in sections), "WCAG"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column(words.gettext("Phone"), justify="right", no_wrap=True)
    table.add_column(words.gettext("What changed"), ratio=1, overflow="fold")
    rows = [(night, _cells(night, found, sections, words)) for night, found in marked(nights)]
    last = len(rows) - 1
    for at, (night, cells) in enumerate(rows):
        if every or at in (0, last) or _is_news(rows[at - 1][1], cells):
            remark = Cell(cells[-1], style="yellow" if night.failed else "")
            table.add_row(riga_day(night.started_at).isoformat(), *cells[:-1], remark)
    console.print(table)
    if not every and table.row_count < len(rows):
        console.print(
            words.gettext(
                "%(shown)s of %(whole)s nights: those on which something changed; --all shows every one.",
                shown=words.number(table.row_count),
                whole=words.number(len(rows)),
            ),
            style="dim",
        )


def _sections(nights: Iterable[Night]) -> Sequence[str]:
    """Those of all the nights' methodologies, the usual ones first and in their order."""
    found = dict.fromkeys(name for night in nights for name in night.sections)
    return sorted(found, key=lambda name: (list(SECTIONS).index(name) if name in SECTIONS else len(SECTIONS), name))


def _is_news(before: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether a row shows other figures than the one before it, or has something to say that was not said there."""
    return before[:-1] != cells[:-1] or cells[-1] not in ("", before[-1])


def _cells(night: Night, found: Sequence[Change], sections: Sequence[str], words: Words) -> tuple[str, ...]:
    scores = (night.index, *(night.sections.get(name) for name in sections), night.wcag_score, night.mobile_score)
    figures = (NOTHING if score is None else words.score(score) for score in scores)
    return *figures, _remark(night, found, words)


def _remark(night: Night, found: Sequence[Change], words: Words) -> str:
    if night.failed:
        kind = words.gettext(FAILURES[night.failure.kind]) if night.failure else ""
        return ": ".join(filter(None, (words.gettext(STATUSES[night.status]), kind)))
    return "; ".join(shown(said(change, words), DETAIL_LIMIT) for change in found)


def _series(told: Told) -> dict[str, Any]:
    nights = [_night(night, found) for night, found in marked(told.nights)]
    known: dict[str, Any] = plain({"name": told.name, "part_of_it_since": told.since, "nights": nights})
    return known


def _night(night: Night, found: Sequence[Change]) -> dict[str, Any]:
    return {
        "night": riga_day(night.started_at),
        "run": night.run,
        "started_at": night.started_at,
        "status": night.status,
        "failure": failure_json(night.failure),
        "atvk": night.site.atvk,
        "name": night.site.name,
        "url": night.site.url,
        "methodology": night.methodology,
        "index": night.index,
        "coverage": night.coverage,
        "sections": night.sections,
        "wcag": night.wcag_score,
        "mobile": night.mobile_score,
        "mobile_passes": night.mobile_passes,
        "pages": len(night.sample),
        "versions": {"tool": night.versions.tool, "axe": night.versions.axe, "browser": night.versions.browser},
        "changes": [{"mark": change.mark, "before": change.before, "after": change.after} for change in found],
    }


def _line(name: str, night: Night, found: Sequence[Change], sections: Sequence[str]) -> Row:
    return (
        name,
        riga_day(night.started_at),
        night.status,
        night.failure.kind if night.failure else None,
        night.site.url,
        night.methodology,
        night.index,
        night.coverage if night.index is not None else None,
        *(night.sections.get(section) for section in sections),
        night.wcag_score,
        night.mobile_score,
        night.mobile_passes,
        len(night.sample) if not night.failed else None,
        night.versions.tool,
        night.versions.axe,
        night.versions.browser,
        "; ".join(f"{change.mark}: {change.before} > {change.after}" for change in found),
    )
