"""Who is told of the turns of a planned run."""

from sqlalchemy import Engine

from db.nights import Enqueue
from scheduler.broker import enqueue_turns


def enqueue_of(database: Engine) -> Enqueue | None:
    """None where the turns are picked out of their table, as the scheduler's own process does on SQLite."""
    return enqueue_turns if database.dialect.name == "postgresql" else None
