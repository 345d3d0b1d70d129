"""A night of three sites, as the tests of the queue plan it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Engine

from db.nights import Enqueue, Planned, plan_night
from model.site import Site

NIGHT = date(2026, 12, 2)
BEGINS = datetime.fromisoformat("2026-12-01T23:30:00+00:00")
ENDS = BEGINS + timedelta(hours=5)
MINUTE = timedelta(minutes=1)
SITES = [Site(f"https://{name}.example/", name, f"000{number}000") for number, name in enumerate("abc", start=1)]


def turns(sites: Sequence[Site] = SITES, priority: int = 0, first: datetime = BEGINS) -> list[Planned]:
    """One turn a minute."""
    return [Planned(site, first + number * MINUTE, ENDS, priority) for number, site in enumerate(sites)]


def plan(
    database: Engine,
    run: str = "run-1",
    jobs: Sequence[Planned] | None = None,
    date_of: date | None = NIGHT,
    enqueue: Enqueue | None = None,
) -> str:
    plan_night(
        database,
        run,
        turns() if jobs is None else jobs,
        planned_at=BEGINS,
        ends_at=ENDS,
        settings={"allow_private": False, "max_pages": None},
        versions={},
        date_of=date_of,
        enqueue=enqueue,
    )
    return run
