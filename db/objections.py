"""Objections, their replies and the pages audited again for them: added, and never changed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, exists, func, insert, select

from db import people_tables as t
from db.asked_pages import AskedPages, end_well
from db.engine import reading, writing
from db.manifest import Item
from db.retention import need_blobs
from model.failure import Failure, FailureKind
from model.objection import Attachment, Objection, Reaudit, Reply, SecondLook, Settled, Sight, Subject

AT_ONCE = 500


class UnknownObjection(Exception):
    """There is no objection of this number."""


class TooManyFiles(Exception):
    """The objection would have more files than it may."""


@dataclass(frozen=True, slots=True)
class ReauditRow:
    """A page that was audited again; `failure` says why it could not be seen."""

    id: int
    url: str
    started_at: datetime
    failure: Failure | None
    result_ref: str


def save_objection(database: Engine, made: Objection) -> int:
    """Saves an objection, its files already in the store, under a number of its own, which is returned.

    `made.id`, its replies and looks are not looked at.
    """
    columns = ("site", "about", "subject", "rule", "place", "text", "who", "made_at")
    values = {name: getattr(made, name) for name in columns}
    with writing(database) as connection:
        added = insert(t.objection).values(**values, run_id=made.run, pages=list(made.pages))
        number = int(connection.execute(added.returning(t.objection.c.id)).scalar_one())
        _add_files(connection, number, 0, made.files, made.made_at)
        return number


def add_files(database: Engine, number: int, files: Sequence[Attachment], most: int, now: datetime) -> None:
    """Adds files, already in the store, behind those that it has. Raises UnknownObjection, and TooManyFiles where it
    would have more than `most`.
    """
    with writing(database) as connection:
        # One after the other, so that two that add at once get places of their own.
        mine = select(t.objection.c.id).where(t.objection.c.id == number).with_for_update()
        if connection.scalar(mine) is None:
            raise UnknownObjection(f"there is no objection {number}")
        has = select(func.count()).where(t.objection_file.c.objection_id == number)
        first = int(connection.scalar(has) or 0)
        if first + len(files) > most:
            raise TooManyFiles
        _add_files(connection, number, first, files, now)


def _add_files(connection: Connection, number: int, first: int, files: Sequence[Attachment], now: datetime) -> None:
    rows = [
        {"objection_id": number, "position": at, "name": one.name, "ref": one.ref, "size_bytes": one.size_bytes}
        for at, one in enumerate(files, first)
    ]
    if rows:
        connection.execute(insert(t.objection_file), rows)
        need_blobs(connection, now, [Item(one.ref, "file") for one in files])


def add_reply(database: Engine, number: int, reply: Reply) -> None:
    """Adds what was answered. Raises UnknownObjection."""
    with writing(database) as connection:
        if not connection.scalar(select(exists().where(t.objection.c.id == number))):
            raise UnknownObjection(f"there is no objection {number}")
        values = {"text": reply.text, "who": reply.who, "outcome": reply.outcome, "made_at": reply.made_at}
        connection.execute(insert(t.objection_reply).values(objection_id=number, **values))


@dataclass(frozen=True, slots=True)
class NewLook:
    """A page that was audited anew, the address of its document, and how the objections with these numbers stood."""

    done: Reaudit
    result_ref: str
    sights: Mapping[int, Sight]


def save_reaudits(
    database: Engine, site: str, looks: Sequence[NewLook], answered: AskedPages | None = None
) -> tuple[int, ...]:
    """Saves pages of a site (`site_key`), all or none, with the end of the request that they answer; returns their
    numbers. Raises RequestLost.

    Their documents keep for ever, like an audit's; the other evidence goes with its time.
    """
    with writing(database) as connection:
        numbers = tuple(_save_reaudit(connection, site, one) for one in looks)
        if answered is not None:
            end_well(connection, answered, max(one.done.finished_at for one in looks))
        return numbers


def _save_reaudit(connection: Connection, site: str, look: NewLook) -> int:
    done, page = look.done, look.done.page
    result_ref = look.result_ref
    items = [Item(result_ref, "result"), *(Item(ref, part, page.url, 0) for part, ref in page.evidence.items())]
    values = {
        "site": site,
        "url": page.url,
        "started_at": done.started_at,
        "finished_at": done.finished_at,
        "failure_kind": page.failure.kind if page.failure else None,
        "failure_detail": page.failure.detail if page.failure else None,
        "result_ref": result_ref,
    }
    number = int(connection.execute(insert(t.reaudit).values(values).returning(t.reaudit.c.id)).scalar_one())
    rows = [
        {"objection_id": objection, "reaudit_id": number, "sight": sight} for objection, sight in look.sights.items()
    ]
    if rows:
        connection.execute(insert(t.objection_reaudit), rows)
    need_blobs(connection, done.started_at, items)
    return number


def objections_of(database: Engine, site: str | None = None) -> tuple[Objection, ...]:
    """The objections about a site (`site_key`), or all of them, in the order in which they were made."""
    query = select(t.objection).order_by(t.objection.c.made_at, t.objection.c.id)
    if site is not None:
        query = query.where(t.objection.c.site == site)
    with reading(database) as connection:
        rows = connection.execute(query).all()
        numbers = [row.id for row in rows]
        files, replies, looks = _files(connection, numbers), _replies(connection, numbers), _looks(connection, numbers)
    return tuple(
        Objection(
            id=row.id,
            site=row.site,
            run=row.run_id,
            about=Subject(row.about),
            text=row.text,
            made_at=row.made_at,
            subject=row.subject,
            pages=tuple(row.pages),
            rule=row.rule,
            place=row.place,
            who=row.who,
            files=tuple(files[row.id]),
            replies=tuple(replies[row.id]),
            looks=tuple(looks[row.id]),
        )
        for row in rows
    )


def reaudits_of(database: Engine, site: str, since: datetime) -> tuple[ReauditRow, ...]:
    """The pages of a site (`site_key`) that were audited again since then, the oldest first."""
    query = (
        select(t.reaudit)
        .where(t.reaudit.c.site == site, t.reaudit.c.started_at >= since)
        .order_by(t.reaudit.c.started_at, t.reaudit.c.id)
    )
    with reading(database) as connection:
        return tuple(
            ReauditRow(
                id=row.id,
                url=row.url,
                started_at=row.started_at,
                failure=Failure(FailureKind(row.failure_kind), row.failure_detail) if row.failure_kind else None,
                result_ref=row.result_ref,
            )
            for row in connection.execute(query)
        )


def _files(connection: Connection, numbers: Sequence[int]) -> Mapping[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = defaultdict(list)
    for some in _portions(numbers):
        query = select(t.objection_file).where(t.objection_file.c.objection_id.in_(some))
        for row in connection.execute(query.order_by(*t.objection_file.primary_key.columns)):
            found[row.objection_id].append(Attachment(row.name, row.ref, row.size_bytes))
    return found


def _replies(connection: Connection, numbers: Sequence[int]) -> Mapping[int, list[Reply]]:
    found: dict[int, list[Reply]] = defaultdict(list)
    for some in _portions(numbers):
        query = select(t.objection_reply).where(t.objection_reply.c.objection_id.in_(some))
        for row in connection.execute(query.order_by(t.objection_reply.c.made_at, t.objection_reply.c.id)):
            outcome = Settled(row.outcome) if row.outcome else None
            found[row.objection_id].append(Reply(row.text, row.who, row.made_at, outcome))
    return found


def _looks(connection: Connection, numbers: Sequence[int]) -> Mapping[int, list[SecondLook]]:
    found: dict[int, list[SecondLook]] = defaultdict(list)
    link = t.objection_reaudit
    for some in _portions(numbers):
        query = (
            select(link.c.objection_id, link.c.sight, t.reaudit)
            .join(t.reaudit, t.reaudit.c.id == link.c.reaudit_id)
            .where(link.c.objection_id.in_(some))
            .order_by(t.reaudit.c.started_at, t.reaudit.c.id)
        )
        for row in connection.execute(query):
            look = SecondLook(row.id, row.url, row.finished_at, Sight(row.sight), row.result_ref)
            found[row.objection_id].append(look)
    return found


def _portions(numbers: Sequence[int]) -> list[Sequence[int]]:
    return [numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE)]
