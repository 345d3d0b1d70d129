"""What people and their programs did: who, when, what, and whether it was done. Rows are added and never changed."""

from datetime import datetime

from sqlalchemy import Engine, insert, select

from db.account_tables import action_log as t
from db.engine import reading, writing
from model.access import Deed


def note_deed(
    database: Engine, now: datetime, who: str, means: str, action: str, subject: str, *, done: bool, detail: str = ""
) -> int:
    """Returns its number."""
    row = {"at": now, "who": who, "means": means, "action": action, "subject": subject, "done": done, "detail": detail}
    with writing(database) as connection:
        return int(connection.execute(insert(t).values(row).returning(t.c.id)).scalar_one())


def deeds(database: Engine, limit: int, who: str | None = None) -> tuple[Deed, ...]:
    """The newest, of everybody or of one account."""
    query = select(t).order_by(t.c.id.desc()).limit(limit)
    if who is not None:
        query = query.where(t.c.who == who)
    with reading(database) as connection:
        return tuple(
            Deed(
                id=row.id,
                at=row.at,
                who=row.who,
                means=row.means,
                action=row.action,
                subject=row.subject,
                done=row.done,
                detail=row.detail,
            )
            for row in connection.execute(query)
        )
