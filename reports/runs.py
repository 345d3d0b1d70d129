"""Runs for the operator's terminal and for programs: which there were, and how each of one's sites fares."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Cell

from model.failure import Failure
from reports.export import plain
from reports.language import ZONE
from reports.shown import shown

NAME_LIMIT = 40
DETAIL_LIMIT = 120
NOTHING = "–"
# What to look at first.
BAD = ("failed", "crashed", "missed", "killed")


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in figures: `saved` of `sites` have an audit, `failed` of those saw nothing of the site."""

    id: str
    night: date | None
    status: str
    started_at: datetime
    finished_at: datetime | None
    sites: int
    saved: int
    failed: int
    working: int
    waiting: int
    missed: int
    crashed: int

    @property
    def lost(self) -> int:
        """Whose turn is over without an audit: missed, crashed, or cancelled by a person."""
        return max(self.sites - self.saved - self.working - self.waiting, 0)


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A site in a run; `state` is one word: waiting, working, complete, partial, failed, missed, crashed, cancelled."""

    name: str
    atvk: str | None
    url: str
    state: str
    tries: int
    worker: str | None
    due_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    pages: int
    failure: Failure | None
    detail: str | None


def runs_json(runs: Sequence[RunLine]) -> list[dict[str, Any]]:
    return [plain(asdict(run)) for run in runs]


def run_json(run: RunLine, sites: Sequence[SiteLine]) -> dict[str, Any]:
    return {**plain(asdict(run)), "of_site": [plain(asdict(site)) for site in sites]}


def runs_table(runs: Sequence[RunLine]) -> RenderableType:
    # Terminals have 80 columns: a run's name, which is typed again, and its state must be whole in them.
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=0)
    for title in ("Run", "Night", "Began", "Took", "State"):
        table.add_column(title, no_wrap=title != "Began")
    for title in ("Saved", "Failed", "Open", "Lost"):
        table.add_column(title, justify="right", no_wrap=True)
    for run in runs:
        table.add_row(
            run.id,
            f"{run.night:%d.%m.}" if run.night else NOTHING,
            _local(run.started_at),
            _span(run.started_at, run.finished_at),
            _state(run.status),
            f"{run.saved}/{run.sites}",
            _count(run.failed),
            _count(run.working + run.waiting, bad=False),
            _count(run.missed + run.crashed),
        )
    return table


def run_view(run: RunLine, sites: Sequence[SiteLine], now: datetime) -> RenderableType:
    """One run with all its sites, those that need a look first."""
    night = f", the night of {run.night:%d.%m.%Y}" if run.night else ""
    head = Cell(f"Run {run.id}{night}: {run.status}")
    told = [
        f"{run.saved} of {run.sites} sites saved",
        f"{run.failed} failed" if run.failed else "",
        f"{run.working} at work" if run.working else "",
        f"{run.waiting} waiting" if run.waiting else "",
        f"{run.missed} missed their hours" if run.missed else "",
        f"{run.crashed} met a fault of eindekss" if run.crashed else "",
    ]
    times = f"began {_local(run.started_at)}, " + (
        f"ended {_local(run.finished_at)}" if run.finished_at else f"{_span(run.started_at, now)} ago"
    )
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Site", ratio=2, overflow="fold")
    table.add_column("State", no_wrap=True)
    table.add_column("Began", no_wrap=True)
    table.add_column("Took", no_wrap=True)
    table.add_column("Pages", justify="right", no_wrap=True)
    table.add_column("Why, where and when", ratio=3, overflow="fold")
    for site in sorted(sites, key=lambda site: (site.state not in BAD, site.state != "working")):
        table.add_row(
            Cell(shown(site.name, NAME_LIMIT)),
            _state(site.state),
            _local(site.began_at),
            _span(site.began_at, site.ended_at or now) if site.began_at else NOTHING,
            str(site.pages) if site.pages else NOTHING,
            Cell(_why(site)),
        )
    return Group(head, Cell("; ".join(filter(None, told)) + f"; {times}."), table)


def _why(site: SiteLine) -> str:
    parts = []
    if site.state == "working" and site.worker:
        parts.append(site.worker)
    if site.failure is not None:
        parts.append(f"{site.failure.kind}: {shown(site.failure.detail, DETAIL_LIMIT)}")
    elif site.detail:
        parts.append(shown(site.detail, DETAIL_LIMIT))
    if site.tries:
        parts.append(f"{site.tries} earlier tries" if site.tries > 1 else "one earlier try")
    if site.state == "waiting" and site.due_at is not None:
        parts.append(f"not before {_local(site.due_at)}")
    return "; ".join(parts)


def _state(word: str) -> Cell:
    return Cell(word, style="bold red" if word in BAD else "bold" if word in ("working", "running") else "")


def _count(number: int, *, bad: bool = True) -> Cell:
    return Cell(str(number) if number else NOTHING, style="bold red" if number and bad else "")


def _local(moment: datetime | None) -> str:
    return f"{moment.astimezone(ZONE):%d.%m. %H:%M}" if moment else NOTHING


def _span(begin: datetime, end: datetime | None) -> str:
    """How long, as 1:02:03 or 2:03."""
    if end is None:
        return NOTHING
    seconds = max(0, round((end.astimezone(UTC) - begin.astimezone(UTC)).total_seconds()))
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
