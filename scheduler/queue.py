"""Who is told of the turns of a planned run."""

from sqlalchemy import Engine

from db.asked_pages import Enqueue as EnqueuePages
from db.nights import Enqueue
from scheduler.broker import enqueue_pages, enqueue_turns


def enqueue_of(database: Engine) -> Enqueue | None:
    """None where the turns are picked out of their table, as the scheduler's own process does on SQLite."""
    return enqueue_turns if database.dialect.name == "postgresql" else None


def enqueue_pages_of(database: Engine) -> EnqueuePages | None:
    """The same of pages that somebody asks for."""
    return enqueue_pages if database.dialect.name == "postgresql" else None
