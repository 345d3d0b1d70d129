"""What others see of a scheduler: its health, and the alerts of its nights."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Engine, text

from db.engine import DatabaseError, reading
from db.queue import workers_alive
from db.queue_figures import queue_figures
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


def checks(database: Engine, nights: Nights) -> dict[str, Check]:
    """What `/health` of a scheduler asks."""
    return {"database": lambda: _database(database), "schedule": lambda: _schedule(nights.last)}


def without_workers(database: Engine, dead_s: float) -> str | None:
    """One sentence where sites wait for workers and none is alive, which no worker can tell."""
    now = datetime.now(UTC)
    try:
        since = queue_figures(database, now).due_since
        if since is None or now - since < LONGEST_SILENCE or workers_alive(database, dead_s):
            return None
    except DatabaseError:
        return None
    return f"sites wait since {since:%Y-%m-%d %H:%M} UTC, and no worker gives a sign of life: start one"


def worker_checks(database: Engine, life: Check, evidence: Check) -> Mapping[str, Check]:
    """What `/health` of a worker asks; `life` says what is wrong with its place at the queue, `evidence` whether other
    machines' lies elsewhere.
    """
    return {"database": lambda: _database(database), "queue": life, "evidence": evidence}


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
