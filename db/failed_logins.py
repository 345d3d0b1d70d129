"""Failed logins as people are told of them: a row for each account and hour, so that no number of tries fills it up.

How long the next try has to wait is another matter (db/attempts.py).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select

from db.account_tables import failed_login as t
from db.engine import reading, writing
from db.sites import upsert
from model.access import FailedLogins

KEPT_FOR = timedelta(days=90)
# Beyond them the oldest go.
MOST_ROWS = 20_000


def note_failed_login(database: Engine, who: str, means: str, now: datetime, *, waited: bool) -> None:
    """Counts a login that failed. `who` is an account, or empty for all names that are none: those are not kept.

    `waited`: it was not looked at, for it came too soon after others.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    counts = {"wrong": int(not waited), "waited": int(waited)}
    with writing(database) as connection:
        row = {"who": who, "means": means, "begins_at": hour, "last_at": now, **counts}
        add = upsert(connection, t).values(row)
        changed = {name: t.c[name] + number for name, number in counts.items()}
        add = add.on_conflict_do_update(index_elements=["begins_at", "who", "means"], set_={**changed, "last_at": now})
        connection.execute(add)
        connection.execute(delete(t).where(t.c.begins_at < now - KEPT_FOR))
        first_beyond = select(t.c.begins_at).order_by(t.c.begins_at.desc()).offset(MOST_ROWS).limit(1)
        connection.execute(delete(t).where(t.c.begins_at <= first_beyond.scalar_subquery()))


def failed_logins(database: Engine, limit: int, who: str | None = None) -> Sequence[FailedLogins]:
    """The newest hours first, of everybody or of one account."""
    query = select(t).order_by(t.c.begins_at.desc(), t.c.last_at.desc(), t.c.who).limit(limit)
    if who is not None:
        query = query.where(t.c.who == who)
    with reading(database) as connection:
        return [
            FailedLogins(
                who=row.who,
                means=row.means,
                begins_at=row.begins_at,
                wrong=row.wrong,
                waited=row.waited,
                last_at=row.last_at,
            )
            for row in connection.execute(query)
        ]
