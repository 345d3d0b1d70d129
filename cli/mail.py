"""`eindekss mail`: sends each municipality its report, lists what was sent, and takes in what came back."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from cli.console import EXIT_SOME_FAILED, out, say, write_json
from cli.sites import SITES, listed
from model.mailing import MailState
from pipeline.errors import SetupError
from pipeline.mail_plan import Held, MailOrder, MailOutcome
from pipeline.mailing import all_mailings, bounced, pdf_of, send_mails, write_mails
from pipeline.printing import printing
from pipeline.smtp import Server
from pipeline.workplace import Workplace
from reports.mail_list import mailings_json, render_mailings
from reports.shown import shown

SEND = "send"
LARGEST_BOUNCE = 20_000_000
NEEDS_A_LOOK = (Held.BEGUN, Held.UNKNOWN, Held.DEAD_ADDRESS, Held.CAME_BACK)
TOLD = {MailState.SENT: "sent", MailState.UNKNOWN: "not known whether it was sent", MailState.FAILED: "not sent"}


class _Sending(TyperGroup):
    """`eindekss mail …` without the name of a sub-command sends."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        named = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else [SEND, *args])


app = typer.Typer(cls=_Sending, help="Reports by mail: `eindekss mail` alone sends them.")


@app.command(SEND)
def send(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[ATVK|URL]...", help="Which sites; without one, all of them.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write .eml files; send and note down nothing.")] = False,
    output: Annotated[Path | None, typer.Option("--out", "-o", help="Folder of the .eml files.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also what was sent before, changed in nothing, or goes to a dead address.")
    ] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    sites: Annotated[Path | None, typer.Option("--sites", help="The list of sites, which knows the addresses.")] = None,
) -> None:
    """Send each municipality its report, where something changed since its last one or as the settings say."""
    if again and not targets:
        raise SetupError("--again needs the sites to send to: name them by ATVK or address.")
    if output and not dry_run:
        raise SetupError("--out is the folder of --dry-run.")
    # One browser for all that are attached.
    with Workplace.open({"language": lang}) as workplace, printing(workplace.settings):
        known = listed(sites or SITES).sites if sites or SITES.exists() else None
        order = MailOrder(targets or [], workplace.settings.language, known, again)
        pdf = pdf_of(workplace)
        if dry_run:
            outcomes = write_mails(workplace, order, output or Path("mail-out"), pdf)
        else:
            outcomes = send_mails(workplace, order, Server.of(workplace.settings), pdf)
        failed = [_tell(outcome).failed for outcome in outcomes]
    if not failed:
        raise SetupError("the database holds no audit yet: run `eindekss audit` first.")
    if any(failed):
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command("list")
def list_(
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """List what was mailed to whom, and what became of it; the newest first."""
    with Workplace.open({"language": lang}) as workplace:
        mailings = all_mailings(workplace)
    if json_file:
        write_json(mailings_json(mailings), json_file)
    else:
        render_mailings(mailings, out, workplace.settings.language)


@app.command("bounce")
def bounce(
    file: Annotated[str, typer.Argument(metavar="FILE.eml", help="The message that came back; - for standard input.")],
) -> None:
    """Take in a mail that came back, so that no more go to an address that is not there."""
    content = _read(file)
    with Workplace.open() as workplace:
        mailing = bounced(workplace, content, file)
    dead = "nothing more is sent to this address" if mailing.address_is_dead else "the address stays in use"
    out.print(shown(f"{mailing.recipient} ({mailing.name}): {mailing.code}, {dead}."), markup=False)


def _tell(outcome: MailOutcome) -> MailOutcome:
    """Prints a line; what did not go out stands on standard error."""
    where = f"{outcome.site.name} <{outcome.recipient}>" if outcome.recipient else outcome.site.name
    what = TOLD.get(outcome.what, outcome.what) if isinstance(outcome.what, MailState) else outcome.what
    said = shown(f"{where}: {what}" + (f" ({outcome.detail})" if outcome.detail else ""))
    if outcome.failed or outcome.what in NEEDS_A_LOOK:
        say(said)
    else:
        out.print(said, markup=False, soft_wrap=True)
    return outcome


def _read(file: str) -> bytes:
    try:
        if file == "-":
            content = sys.stdin.buffer.read(LARGEST_BOUNCE + 1)
        else:
            with Path(file).open("rb") as opened:
                content = opened.read(LARGEST_BOUNCE + 1)
    except OSError as error:
        raise SetupError(f"{file} cannot be read ({error.strerror}).") from error
    if len(content) > LARGEST_BOUNCE:
        raise SetupError(f"{file} is over {LARGEST_BOUNCE // 1_000_000} MB: that is no message that came back.")
    return content
