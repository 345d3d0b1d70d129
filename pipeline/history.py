"""The nights of a municipality as one series, with those that became part of it beside it, apart and named."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from db.history import nights_of
from model.history import Night
from model.municipality import Merger, Series, predecessors
from pipeline.municipalities import all_series, known_mergers, series_named
from pipeline.workplace import Workplace
from reports.language import riga_day


@dataclass(frozen=True, slots=True)
class History:
    """A series night by night; `predecessors` have their own series each, with how they ended."""

    series: Series
    nights: tuple[Night, ...]
    predecessors: tuple[tuple[Merger, "History"], ...] = ()
    successor: Merger | None = None


def history_of(
    workplace: Workplace, target: str, methodology: str | None = None, since: datetime | None = None
) -> History:
    """One row a night. Raises SetupError for a target that was never audited."""
    series = series_named(workplace, target)
    mergers = known_mergers()
    found = predecessors(series, all_series(workplace), mergers)

    def nights(one: Series) -> tuple[Night, ...]:
        return tuple(one_a_night(nights_of(workplace.database, one, methodology, since)))

    return History(
        series=series,
        nights=nights(series),
        predecessors=tuple((merger, History(other, nights(other))) for merger, other in found),
        successor=next((merger for merger in mergers if series.is_named(merger.atvk)), None),
    )


def one_a_night(audits: Iterable[Night]) -> Iterable[Night]:
    """Of several audits in one night the last that saw the site; where none did, the last."""
    nights: dict[date, Night] = {}
    for audit in audits:
        day = riga_day(audit.started_at)
        known = nights.get(day)
        if known is None or known.failed or not audit.failed:
            nights[day] = audit
    return nights.values()
