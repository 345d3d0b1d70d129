"""`eindekss user` and `eindekss token`: who may log in, as what, and with which tokens programs come."""

import getpass
import sys
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text as Cell

from cli.console import out, say, write_json
from db.accounts import accounts, remove_account, set_locked
from db.action_log import note_deed
from db.sessions import revoke_token, tokens
from model.access import AccountRole, Scope, Token
from pipeline.accounts import change_password, create_account, issue_token, known_account
from pipeline.errors import SetupError
from pipeline.surveying import user_name
from pipeline.workplace import Workplace
from reports.export import plain
from reports.language import riga_day
from web.access import actions
from web.access.actions import Action

app = typer.Typer(help="Accounts of the dashboard and the API.", no_args_is_help=True)
token_app = typer.Typer(help="Tokens by which programs use the API.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Which account.")]
Json = Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")]


@app.command()
def add(
    name: Name,
    role: Annotated[AccountRole, typer.Option("--role", help="What it may do.")],
    site: Annotated[str | None, typer.Option("--site", metavar="ATVK", help="A municipality's own site.")] = None,
) -> None:
    """Make an account. The password is asked for, or taken from EINDEKSS_NEW_PASSWORD."""
    with Workplace.open() as workplace:
        made = create_account(workplace, name, role, site, _password(workplace), datetime.now(UTC))
        _noted(workplace, actions.ADD_ACCOUNT, f"{made} ({role}{f', {site}' if site else ''})")
    say(f"The account {made} may log in as {role}.")


@app.command("list")
def list_(json_file: Json = None) -> None:
    """List the accounts."""
    with Workplace.open() as workplace:
        known = accounts(workplace.database)
    if json_file:
        write_json([_plain(one) for one in known], json_file)
        return
    table = Table("Name", "Role", "Site", "Logs in by", "Last logged in", "State", box=SIMPLE_HEAD)
    for one in known:
        by = "organisation" if one.subject else "password"
        cells = (one.name, one.role, one.site or "", by, _day(one.logged_in_at), "locked" if one.locked else "open")
        table.add_row(*map(Cell, cells))
    out.print(table)


@app.command()
def lock(name: Name) -> None:
    """Let an account in no longer, and end its sessions at once; its tokens hold no longer either."""
    _set_locked(name, True)


@app.command()
def unlock(name: Name) -> None:
    """Let an account in again."""
    _set_locked(name, False)


@app.command()
def passwd(name: Name) -> None:
    """Give an account another password, and end its sessions."""
    with Workplace.open() as workplace:
        account = known_account(workplace, name)
        change_password(workplace.database, account, _password(workplace))
        _noted(workplace, actions.CHANGE_PASSWORD, account.name)
    say(f"The account {account.name} has another password, and is logged out everywhere.")


@app.command()
def remove(name: Name) -> None:
    """Remove an account with its sessions and tokens. What it did stays in the log."""
    with Workplace.open() as workplace:
        account = known_account(workplace, name)
        remove_account(workplace.database, account.id)
        _noted(workplace, actions.REMOVE_ACCOUNT, account.name)
    say(f"The account {account.name} is gone.")


@token_app.command("add")
def token_add(
    name: Name,
    label: Annotated[str, typer.Option("--label", help="What it is for.")],
    scopes: Annotated[list[Scope], typer.Option("--scope", help="What it may do; as often as it takes.")],
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it holds.")] = 90,
) -> None:
    """Make a token for an account. It is shown once, on standard output, and may do no more than its account."""
    with Workplace.open() as workplace:
        account = known_account(workplace, name)
        number, secret = issue_token(workplace.database, account, label, scopes, datetime.now(UTC), days)
        _noted(workplace, actions.ADD_TOKEN, f"{number} ({account.name}: {', '.join(scopes)})")
    say(f"Token {number} of {account.name} holds for {days} days. Keep it: it is not shown again.")
    out.print(secret, markup=False, soft_wrap=True)


@token_app.command("list")
def token_list(json_file: Json = None) -> None:
    """List tokens: whose, what for, what they may do, until when, and when they were last used."""
    with Workplace.open() as workplace:
        known = tokens(workplace.database)
    if json_file:
        write_json([plain(_fields(one)) for one in known], json_file)
        return
    table = Table("Token", "Account", "For", "Scopes", "Until", "Last used", "State", box=SIMPLE_HEAD)
    for one in known:
        cells = (str(one.id), one.account, one.label, ", ".join(one.scopes), _day(one.expires_at), _day(one.used_at))
        table.add_row(*map(Cell, cells), Cell(_state(one)))
    out.print(table)


@token_app.command("revoke")
def token_revoke(number: Annotated[int, typer.Argument(metavar="ID", help="Which token, by its number.")]) -> None:
    """Let a token hold no longer."""
    with Workplace.open() as workplace:
        if not revoke_token(workplace.database, number, datetime.now(UTC)):
            raise SetupError(f"there is no token {number} that holds: `eindekss token list` has them all.")
        _noted(workplace, actions.REVOKE_TOKEN, str(number))
    say(f"Token {number} holds no longer.")


def _set_locked(name: str, locked: bool) -> None:
    with Workplace.open() as workplace:
        account = known_account(workplace, name)
        set_locked(workplace.database, account.id, locked)
        _noted(workplace, actions.LOCK_ACCOUNT if locked else actions.UNLOCK_ACCOUNT, account.name)
    say(f"The account {account.name} is {'locked' if locked else 'open'}.")


def _password(workplace: Workplace) -> str:
    """Never as an argument: those stand in the list of processes and in the shell's history. Raises SetupError."""
    if given := workplace.settings.new_password.get_secret_value():
        return given
    if not sys.stdin.isatty():
        raise SetupError("there is no terminal to ask for the password: set EINDEKSS_NEW_PASSWORD.")
    password = getpass.getpass("New password: ")
    if getpass.getpass("Again: ") != password:
        raise SetupError("the passwords differ: begin anew.")
    return password


def _noted(workplace: Workplace, action: Action, subject: str) -> None:
    note_deed(workplace.database, datetime.now(UTC), user_name(), "command", action.id, subject, done=True)


def _plain(account: Any) -> Any:
    return {
        **plain(_fields(account, leave_out=("password_hash", "subject"))),
        "organisation": account.subject is not None,
    }


def _fields(one: Any, leave_out: tuple[str, ...] = ()) -> dict[str, object]:
    return {name: getattr(one, name) for name in type(one).__slots__ if name not in leave_out}


def _state(token: Token) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "holds" if token.holds(datetime.now(UTC)) else "expired"


def _day(moment: datetime | None) -> str:
    return riga_day(moment).isoformat() if moment else "never"
