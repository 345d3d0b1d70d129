"""Failed logins, counted by account and by address, so that each next one has to wait for longer."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, select, update

from db.account_tables import login_attempt as t
from db.engine import writing
from db.sites import upsert

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)
# Whoever fills them up is forgotten first themselves: the oldest go.
MOST_ROWS = 20_000


def begin_attempt(database: Engine, free: Mapping[bytes, int], now: datetime) -> timedelta:
    """Counts an attempt under each key, before the password is looked at, so that many at once count as many.

    `free` says for each key how many failures cost no time. What is returned is how long the attempt has to wait; it
    is then none and was not counted.
    """
    with writing(database) as connection:
        connection.execute(delete(t).where(t.c.tried_at <= now - FORGOTTEN_AFTER))
        for key in sorted(free):
            row = {"key": key, "tries": 0, "tried_at": now}
            connection.execute(upsert(connection, t).values(row).on_conflict_do_nothing())
        query = select(t).where(t.c.key.in_(list(free))).order_by(t.c.key).with_for_update()
        rows = connection.execute(query).all()
        wait = max((row.tried_at + wait_after(row.tries - free[row.key]) - now for row in rows), default=timedelta())
        if wait > timedelta():
            # Else whoever has to wait could fill the table up by new names, and push the own count out.
            connection.execute(delete(t).where(t.c.key.in_(list(free)), t.c.tries == 0))
            return wait
        connection.execute(update(t).where(t.c.key.in_(list(free))).values(tries=t.c.tries + 1, tried_at=now))
        kept = select(t.c.key).order_by(t.c.tried_at.desc()).offset(MOST_ROWS).limit(MOST_ROWS)
        connection.execute(delete(t).where(t.c.key.in_(kept)))
    return timedelta()


def wait_after(failures: int) -> timedelta:
    """Twice as long after each failure that is not free."""
    return min(FIRST_WAIT * 2 ** min(failures, 12), LONGEST_WAIT) if failures >= 0 else timedelta()


def forget_attempts(database: Engine, account: bytes, address: bytes) -> None:
    """After a login that was right: the account begins anew, and the address gets this attempt back."""
    with writing(database) as connection:
        connection.execute(delete(t).where(t.c.key == account))
        connection.execute(update(t).where(t.c.key == address, t.c.tries > 0).values(tries=t.c.tries - 1))
