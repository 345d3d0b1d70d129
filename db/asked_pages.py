"""Pages that people asked to have audited anew: kept until somebody audited them, whatever becomes of the processes.

A request has one holder; who lost it, because it was taken for dead, can neither end it nor save what it saw.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, exists, func, insert, select, text, update

from db import tables as t
from db.asked_tables import asked_pages
from db.engine import reading, writing
from db.sites import site_of, site_row
from model.site import Site


class Stage(StrEnum):
    """done: its pages are saved, those that could not be seen included; failed: they are not, and why is told."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


UNDONE = (Stage.WAITING, Stage.WORKING)


class TooMany(Exception):
    """So many wait already."""


class RequestLost(Exception):
    """Another has the request, for its holder was taken for dead."""


@dataclass(frozen=True, slots=True)
class AskedPages:
    """What was asked for, by whom, and how far it is; `detail` is why it failed."""

    id: int
    site: Site
    site_id: int
    pages: Sequence[str]
    objection: int | None
    who: str
    asked_at: datetime
    stage: Stage
    taken: int
    holder: str | None
    begun_at: datetime | None
    ended_at: datetime | None
    detail: str


@dataclass(frozen=True, slots=True)
class NewRequest:
    site: Site
    pages: Sequence[str]
    objection: int | None
    who: str
    asked_at: datetime


# Is told of a request within the transaction that writes it down: its number, its site's, and when it was made.
Enqueue = Callable[[Connection, int, int, datetime], None]


def ask_for_pages(database: Engine, new: NewRequest, most: int, enqueue: Enqueue | None) -> AskedPages:
    """Writes a request down. Raises TooMany where `most` wait."""
    with writing(database) as connection:
        if connection.dialect.name == "postgresql":
            # Or two that ask at once would both take the last place.
            connection.execute(text("LOCK TABLE asked_pages IN SHARE ROW EXCLUSIVE MODE"))
        waiting = select(func.count()).where(asked_pages.c.stage == Stage.WAITING)
        if int(connection.scalar(waiting) or 0) >= most:
            raise TooMany
        site_id = site_row(connection, new.site)
        values = {
            "site_id": site_id,
            "pages": list(new.pages),
            "objection_id": new.objection,
            "who": new.who,
            "asked_at": new.asked_at,
            "stage": Stage.WAITING,
            "taken": 0,
            "detail": "",
        }
        number = int(connection.execute(insert(asked_pages).values(values).returning(asked_pages.c.id)).scalar_one())
        if enqueue is not None:
            enqueue(connection, number, site_id, new.asked_at)
        return _asked(connection.execute(_all().where(asked_pages.c.id == number)).one())


def requests(
    database: Engine, limit: int, *, objection: int | None = None, number: int | None = None
) -> tuple[AskedPages, ...]:
    """The newest first; of one objection, or the one of this number."""
    query = _all().order_by(asked_pages.c.id.desc()).limit(limit)
    if objection is not None:
        query = query.where(asked_pages.c.objection_id == objection)
    if number is not None:
        query = query.where(asked_pages.c.id == number)
    with reading(database) as connection:
        return tuple(map(_asked, connection.execute(query)))


def something_waits(database: Engine) -> bool:
    """Whether there is one that is not done, also one that a dead process had."""
    with reading(database) as connection:
        return bool(connection.scalar(select(exists().where(asked_pages.c.stage.in_(UNDONE)))))


def take_first(database: Engine, holder: str, now: datetime) -> AskedPages | None:
    """Hands out the oldest that is not done; None without one. For who knows that nobody else is at work on any."""
    oldest = select(func.min(asked_pages.c.id)).where(asked_pages.c.stage.in_(UNDONE))
    with writing(database) as connection:
        number = connection.scalar(oldest)
        return None if number is None else _taken(connection, number, holder, now)


def take_request(database: Engine, number: int, holder: str, now: datetime) -> AskedPages | None:
    """Hands out this one, also where its holder is taken for dead; None where it ended."""
    with writing(database) as connection:
        return _taken(connection, number, holder, now)


def give_back(database: Engine, mine: AskedPages) -> bool:
    """Lets it wait again. False where it is the holder's no longer."""
    with writing(database) as connection:
        return _change(connection, mine, {"stage": Stage.WAITING, "holder": None})


def fail(database: Engine, mine: AskedPages, now: datetime, detail: str) -> bool:
    """Ends it with why. False where it is the holder's no longer."""
    with writing(database) as connection:
        return _change(connection, mine, {"stage": Stage.FAILED, "ended_at": now, "detail": detail})


def end_well(connection: Connection, mine: AskedPages, now: datetime) -> None:
    """Ends it within the transaction that saves its pages. Raises RequestLost."""
    if not _change(connection, mine, {"stage": Stage.DONE, "ended_at": now}):
        raise RequestLost(f"request {mine.id} for pages of {mine.site.url} was given to another process.")


def _taken(connection: Connection, number: int, holder: str, now: datetime) -> AskedPages | None:
    take = update(asked_pages).where(asked_pages.c.id == number, asked_pages.c.stage.in_(UNDONE))
    values = {"stage": Stage.WORKING, "holder": holder, "begun_at": now, "taken": asked_pages.c.taken + 1}
    if not connection.execute(take.values(values)).rowcount:
        return None
    return _asked(connection.execute(_all().where(asked_pages.c.id == number)).one())


def _change(connection: Connection, mine: AskedPages, values: dict[str, object]) -> bool:
    held = and_(asked_pages.c.id == mine.id, asked_pages.c.stage == Stage.WORKING, asked_pages.c.taken == mine.taken)
    return bool(connection.execute(update(asked_pages).where(held).values(values)).rowcount)


def _all() -> Any:
    own = [column.label(f"asked_{column.name}") for column in asked_pages.c]
    return select(*own, t.site).join(t.site, t.site.c.id == asked_pages.c.site_id)


def _asked(row: Row[Any]) -> AskedPages:
    return AskedPages(
        id=row.asked_id,
        site=site_of(row),
        site_id=row.asked_site_id,
        pages=tuple(row.asked_pages),
        objection=row.asked_objection_id,
        who=row.asked_who,
        asked_at=row.asked_asked_at,
        stage=Stage(row.asked_stage),
        taken=row.asked_taken,
        holder=row.asked_holder,
        begun_at=row.asked_begun_at,
        ended_at=row.asked_ended_at,
        detail=row.asked_detail,
    )
