"""Who is logged in: sessions of browsers, and tokens of programs; both are known by a digest only."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, select, update

from db.account_tables import account, api_token, login_session
from db.accounts import account_row
from db.engine import reading, writing
from model.access import Account, Scope, Token

# A session or token in use is written down no more often than so.
NOTED_EVERY = timedelta(minutes=1)


def begin_session(
    database: Engine, digest: bytes, number: int, now: datetime, ends_at: datetime, proved_at: datetime | None = None
) -> None:
    """Also takes away the sessions of everybody that have ended by themselves."""
    row = {"digest": digest, "account_id": number, "created_at": now, "seen_at": now, "ends_at": ends_at}
    row["proved_at"] = proved_at
    with writing(database) as connection:
        connection.execute(delete(login_session).where(login_session.c.ends_at <= now))
        connection.execute(insert(login_session).values(row))
        connection.execute(update(account).where(account.c.id == number).values(logged_in_at=now))


def session_account(database: Engine, digest: bytes, now: datetime, idle: timedelta) -> Account | None:
    """Whose session it is, which is in use now; None where it has ended or was idle for so long."""
    query = (
        select(account, login_session.c.seen_at)
        .join(login_session, login_session.c.account_id == account.c.id)
        .where(login_session.c.digest == digest, login_session.c.ends_at > now, login_session.c.seen_at > now - idle)
        .where(account.c.locked.is_(False))
    )
    with reading(database) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if now - row.seen_at >= NOTED_EVERY:
        with writing(database) as connection:
            mine = update(login_session).where(login_session.c.digest == digest)
            connection.execute(mine.values(seen_at=now))
    return account_row(row)


def session_proved_at(database: Engine, digest: bytes) -> datetime | None:
    """When its person was last asked by the organisation to prove who it is; None where that is not known."""
    query = select(login_session.c.proved_at).where(login_session.c.digest == digest)
    with reading(database) as connection:
        found: datetime | None = connection.execute(query).scalar_one_or_none()
    return found


def end_session(database: Engine, digest: bytes) -> None:
    """Nothing where there is none."""
    with writing(database) as connection:
        connection.execute(delete(login_session).where(login_session.c.digest == digest))


def add_token(
    database: Engine, number: int, label: str, digest: bytes, scopes: Sequence[Scope], now: datetime, ends_at: datetime
) -> int:
    """Returns its number."""
    row = {
        "account_id": number,
        "label": label,
        "digest": digest,
        "scopes": list(scopes),
        "created_at": now,
        "expires_at": ends_at,
    }
    with writing(database) as connection:
        return int(connection.execute(insert(api_token).values(row).returning(api_token.c.id)).scalar_one())


def token_account(database: Engine, digest: bytes, now: datetime) -> tuple[Account, frozenset[Scope]] | None:
    """Whose token it is, which is in use now, and its scopes; None where it does not hold."""
    query = (
        select(account, api_token.c.id.label("token_id"), api_token.c.scopes, api_token.c.used_at)
        .join(api_token, api_token.c.account_id == account.c.id)
        .where(api_token.c.digest == digest, api_token.c.revoked_at.is_(None), api_token.c.expires_at > now)
        .where(account.c.locked.is_(False))
    )
    with reading(database) as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    if row.used_at is None or now - row.used_at >= NOTED_EVERY:
        with writing(database) as connection:
            connection.execute(update(api_token).where(api_token.c.id == row.token_id).values(used_at=now))
    return account_row(row), frozenset(map(Scope, row.scopes))


def tokens(database: Engine) -> tuple[Token, ...]:
    """All, the oldest first."""
    query = select(api_token, account.c.name).join(account, account.c.id == api_token.c.account_id)
    with reading(database) as connection:
        return tuple(
            Token(
                id=row.id,
                account=row.name,
                label=row.label,
                scopes=tuple(map(Scope, row.scopes)),
                created_at=row.created_at,
                expires_at=row.expires_at,
                used_at=row.used_at,
                revoked_at=row.revoked_at,
            )
            for row in connection.execute(query.order_by(api_token.c.id))
        )


def revoke_token(database: Engine, number: int, now: datetime) -> bool:
    """Whether there was one of this number that held."""
    mine = update(api_token).where(api_token.c.id == number, api_token.c.revoked_at.is_(None))
    with writing(database) as connection:
        return bool(connection.execute(mine.values(revoked_at=now)).rowcount)
