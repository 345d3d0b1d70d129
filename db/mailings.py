"""Reports that were mailed: begun by one process only, ended once, and bounced."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, Select, select, update

from db import tables as t
from db.engine import reading, writing
from db.mail_tables import mailing
from db.sites import identity, upsert
from model.audit import Audit
from model.mailing import Mailing, MailState
from model.text import Language


def begin_mailing(
    database: Engine,
    audit: Audit,
    recipient: str,
    *,
    attempt: int,
    language: Language,
    message_id: str,
    begun_at: datetime,
) -> int | None:
    """Writes that the report of this saved audit is being sent; returns the mailing's number.

    None where another process has begun the same attempt: then it is not ours to send.
    """
    mine = (
        select(t.audit.c.id)
        .join(t.site, t.site.c.id == t.audit.c.site_id)
        .where(t.audit.c.run_id == audit.run, identity(audit.site))
    )
    with writing(database) as connection:
        values = {
            "audit_id": connection.execute(mine).scalar_one(),
            "recipient": recipient,
            "attempt": attempt,
            "language": language,
            "message_id": message_id,
            "state": MailState.SENDING,
            "begun_at": begun_at,
        }
        begun = upsert(connection, mailing).values(values).on_conflict_do_nothing().returning(mailing.c.id)
        number = connection.execute(begun).scalar_one_or_none()
        return None if number is None else int(number)


def end_mailing(
    database: Engine,
    number: int,
    state: MailState,
    *,
    ended_at: datetime,
    code: str | None = None,
    detail: str | None = None,
) -> None:
    """Records what became of a mail that was begun."""
    values = {"state": state, "ended_at": ended_at, "code": code, "detail": detail}
    with writing(database) as connection:
        connection.execute(update(mailing).where(mailing.c.id == number).values(values))


def mailings_of(database: Engine, site_ids: Collection[int] | None = None) -> tuple[Mailing, ...]:
    """The mailings of these sites, or all of them, in the order in which they were begun."""
    query = _mailings().order_by(mailing.c.id)
    if site_ids is not None:
        query = query.where(t.audit.c.site_id.in_(site_ids))
    with reading(database) as connection:
        return tuple(map(_mailing, connection.execute(query)))


def last_to(database: Engine, recipient: str) -> Mailing | None:
    """The newest mailing to this address, of whichever site, that tells whether the address is alive."""
    telling = mailing.c.state.in_([MailState.SENT, MailState.REFUSED, MailState.BOUNCED])
    query = _mailings().where(mailing.c.recipient == recipient, telling).order_by(mailing.c.id.desc()).limit(1)
    with reading(database) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else _mailing(row)


def record_bounce(database: Engine, message_id: str, *, bounced_at: datetime, code: str, detail: str) -> Mailing | None:
    """Records that the mail of this Message-ID came back, of several attempts the newest; None where we sent none."""
    newest = select(mailing.c.id).where(mailing.c.message_id == message_id).order_by(mailing.c.id.desc()).limit(1)
    values = {"state": MailState.BOUNCED, "ended_at": bounced_at, "code": code, "detail": detail}
    with writing(database) as connection:
        number = connection.execute(newest).scalar_one_or_none()
        if number is None:
            return None
        connection.execute(update(mailing).where(mailing.c.id == number).values(values))
        return _mailing(connection.execute(_mailings().where(mailing.c.id == number)).one())


def _mailings() -> Select[Any]:
    return (
        select(
            mailing,
            t.audit.c.run_id,
            t.audit.c.started_at,
            t.site.c.url,
            t.site.c.name,
            t.site.c.atvk,
        )
        .join(t.audit, t.audit.c.id == mailing.c.audit_id)
        .join(t.site, t.site.c.id == t.audit.c.site_id)
    )


def _mailing(row: Row[Any]) -> Mailing:
    return Mailing(
        id=row.id,
        url=row.url,
        name=row.name,
        atvk=row.atvk,
        audit_id=row.audit_id,
        run=row.run_id,
        audited_at=row.started_at,
        recipient=row.recipient,
        attempt=row.attempt,
        language=row.language,
        message_id=row.message_id,
        state=MailState(row.state),
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        code=row.code,
        detail=row.detail,
    )
