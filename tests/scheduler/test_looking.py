"""Sites are looked at in the hour before a night, once, and not while the schedule is paused."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from db.looks import last_looks, newest_look
from model.site_look import RobotsState
from pipeline.workplace import Workplace
from reports.language import ZONE
from scheduler import looking
from scheduler.calendar import Calendar
from scheduler.looking import look_ahead
from scheduler.nights import Nights, Tick
from scheduler.planner import Planner
from tests.scheduler.hamlet import hamlet

PATIENCE_S = 20
DAY = timedelta(days=1)


@dataclass
class Place:
    """A schedule whose next night begins after so long, as its leader stands after a tick."""

    workplace: Workplace
    file: Path
    sites: int
    paused: bool = False

    def looks(self, until_night: timedelta, rounds: int = 3) -> int:
        """How many sites have a look once it was asked so often whether one is due."""
        now = datetime.now(UTC)
        at = (now + until_night).astimezone(ZONE).time()
        planner = Planner(self.workplace, self.file, allow_private=True)
        nights = Nights(self.workplace.database, Calendar(time(at.hour, at.minute, at.second), DAY), planner)
        nights.last = Tick(now, self.paused)
        asked, due = 0, looking._due

        async def counted(workplace: Workplace, nights: Nights) -> bool:
            nonlocal asked
            asked += 1
            return await due(workplace, nights)

        async def work() -> None:
            task = asyncio.create_task(look_ahead(self.workplace, planner, nights))
            async with asyncio.timeout(PATIENCE_S):
                while asked < rounds:
                    await asyncio.sleep(0.02)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(looking, "_due", counted)
            asyncio.run(work())
        return len(last_looks(self.workplace.database))


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(looking, "EVERY_S", 0.05)
    monkeypatch.setattr(looking, "AGAIN_S", 0.05)
    file = tmp_path / "sites.csv"
    given = {"database_url": f"sqlite:///{tmp_path}/e.sqlite", "evidence_url": str(tmp_path / "evidence")}
    with hamlet(3) as (sites, _), Workplace.open(given) as workplace:
        rows = [f"{site.atvk},{site.name},{site.url},," for site in sites]
        file.write_text("\n".join(("atvk,name,url,centre,region", *rows, "")))
        yield Place(workplace, file, len(sites))


def test_all_sites_are_looked_at_within_the_hour_before_the_night_and_once(place: Place) -> None:
    assert place.looks(timedelta(minutes=70)) == 0
    assert place.looks(timedelta(minutes=50)) == place.sites
    looks = last_looks(place.workplace.database).values()
    assert {(look.ready, look.robots) for look in looks} == {(True, RobotsState.ALLOWED)}
    before = newest_look(place.workplace.database)
    assert place.looks(timedelta(minutes=40)) == place.sites
    assert newest_look(place.workplace.database) == before


def test_paused_schedule_looks_at_nothing(place: Place) -> None:
    place.paused = True
    assert place.looks(timedelta(minutes=50)) == 0


def test_list_that_cannot_be_read_is_told_and_looked_at_later(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    kept = place.file.read_text()
    place.file.unlink()
    assert place.looks(timedelta(minutes=50)) == 0
    assert "no look at the sites" in caplog.text
    place.file.write_text(kept)
    assert place.looks(timedelta(minutes=49)) == place.sites
