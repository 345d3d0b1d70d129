"""What others see of a scheduler: its health, and the alerts of its nights."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Engine, text

from db.engine import DatabaseError, reading
from pipeline.alerting import Watchman
from pipeline.workplace import Workplace
from scheduler.calendar import first_after
from scheduler.nights import Nights, OnTick, Tick
from scheduler.watch_server import Check

# A leader looks each minute; a mail server that does not answer may hold up a look or two.
LONGEST_SILENCE = timedelta(minutes=10)


def alerts(workplace: Workplace) -> OnTick:
    """Tells the operator of the schedule's nights. Raises SetupError where the settings do not allow it."""
    watchman = Watchman(workplace)
    at = time.fromisoformat(workplace.settings.alert_at)

    def look(tick: Tick) -> None:
        night = tick.night
        if night is not None:
            watchman.look(night.day, night.begins, first_after(night.begins, at), tick.now)

    return look


def checks(database: Engine, nights: Nights) -> Mapping[str, Check]:
    """What `/health` of a scheduler asks."""
    return {"database": lambda: _database(database), "schedule": lambda: _schedule(nights.last)}


def worker_checks(database: Engine, life: Callable[[], str | None]) -> Mapping[str, Check]:
    """What `/health` of a worker asks; `life` says what is wrong with its place at the queue."""
    return {"database": lambda: _database(database), "queue": life}


def _database(database: Engine) -> str | None:
    try:
        with reading(database) as connection:
            connection.execute(text("SELECT 1"))
    except DatabaseError as error:
        return str(error)
    return None


def _schedule(tick: Tick | None) -> str | None:
    """One sentence where the leader's clockwork stands still, or its night cannot be planned.

    Who stands by does not look, and is well.
    """
    if tick is None:
        return None
    if datetime.now(UTC) - tick.now > LONGEST_SILENCE:
        return f"the schedule has not looked at its nights since {tick.now:%Y-%m-%d %H:%M} UTC: restart it"
    return tick.problem
