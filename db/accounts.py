"""Accounts: made, found, locked, removed; whoever may come in no longer loses sessions at once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from db.account_tables import account, api_token, login_session
from db.engine import reading, writing
from model.access import Account, AccountRole


class AccountExists(Exception):
    """There is an account of this name."""


class UnknownAccount(Exception):
    """There is no account of this name or number."""


def add_account(
    database: Engine,
    name: str,
    role: AccountRole,
    site: str | None,
    now: datetime,
    *,
    password_hash: str | None = None,
    subject: str | None = None,
) -> int:
    """Returns its number. Raises AccountExists."""
    row = {
        "name": name,
        "role": role,
        "site": site,
        "created_at": now,
        "locked": False,
        "password_hash": password_hash,
        "subject": subject,
    }
    with writing(database) as connection:
        if connection.scalar(select(account.c.id).where(account.c.name == name)) is not None:
            raise AccountExists(f"there is an account “{name}”")
        return int(connection.execute(insert(account).values(row).returning(account.c.id)).scalar_one())


def account_named(database: Engine, name: str) -> Account | None:
    """Locked ones, too."""
    return _one(database, account.c.name == name)


def account_of_subject(database: Engine, subject: str) -> Account | None:
    """The account of a person whom an organisation logs in."""
    return _one(database, account.c.subject == subject)


def accounts(database: Engine) -> tuple[Account, ...]:
    """All, by name."""
    with reading(database) as connection:
        return tuple(map(account_row, connection.execute(select(account).order_by(account.c.name))))


def set_password(database: Engine, number: int, password_hash: str) -> None:
    """Ends the account's sessions. Raises UnknownAccount."""
    with writing(database) as connection:
        _change(connection, number, password_hash=password_hash)
        end_sessions(connection, number)


def rehash(database: Engine, number: int, old: str, password_hash: str) -> None:
    """The same password hashed anew, unless it was changed meanwhile; sessions go on."""
    with writing(database) as connection:
        mine = update(account).where(account.c.id == number, account.c.password_hash == old)
        connection.execute(mine.values(password_hash=password_hash))


def set_role(database: Engine, number: int, role: AccountRole, site: str | None) -> None:
    """Ends the account's sessions where it is another role. Raises UnknownAccount."""
    with writing(database) as connection:
        row = connection.execute(select(account.c.role, account.c.site).where(account.c.id == number)).one_or_none()
        if row is None or (row.role, row.site) != (role, site):
            _change(connection, number, role=role, site=site)
            end_sessions(connection, number)


def set_locked(database: Engine, number: int, locked: bool) -> None:
    """Ends the account's sessions where it is locked. Raises UnknownAccount."""
    with writing(database) as connection:
        _change(connection, number, locked=locked)
        if locked:
            end_sessions(connection, number)


def remove_account(database: Engine, number: int) -> None:
    """With its sessions and tokens. Raises UnknownAccount."""
    with writing(database) as connection:
        end_sessions(connection, number)
        connection.execute(delete(api_token).where(api_token.c.account_id == number))
        if not connection.execute(delete(account).where(account.c.id == number)).rowcount:
            raise UnknownAccount(f"there is no account {number}")


def end_sessions(connection: Connection, number: int) -> None:
    """All of the account; its tokens hold on."""
    connection.execute(delete(login_session).where(login_session.c.account_id == number))


def account_row(row: Row[Any]) -> Account:
    """A row that holds the columns of `account`, as the noun."""
    return Account(
        id=row.id,
        name=row.name,
        role=AccountRole(row.role),
        site=row.site,
        password_hash=row.password_hash,
        subject=row.subject,
        locked=row.locked,
        created_at=row.created_at,
        logged_in_at=row.logged_in_at,
    )


def _one(database: Engine, wanted: Any) -> Account | None:
    with reading(database) as connection:
        row = connection.execute(select(account).where(wanted)).one_or_none()
    return None if row is None else account_row(row)


def _change(connection: Connection, number: int, **values: object) -> None:
    if not connection.execute(update(account).where(account.c.id == number).values(values)).rowcount:
        raise UnknownAccount(f"there is no account {number}")
