"""What was mailed to whom and what became of it, as a table and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.mailing import Mailing, MailState
from model.text import Language
from reports.export import plain
from reports.language import N_, Words
from reports.shown import shown

DETAIL_LIMIT = 300

STATES: dict[MailState, str] = {
    MailState.SENT: N_("was sent"),
    MailState.REFUSED: N_("address refused"),
    MailState.FAILED: N_("not sent"),
    MailState.UNKNOWN: N_("not known whether it was sent"),
    MailState.BOUNCED: N_("came back"),
}


def mailings_json(mailings: Sequence[Mailing]) -> list[dict[str, Any]]:
    """The newest first."""
    return [
        plain(
            {
                "atvk": one.atvk,
                "name": one.name,
                "url": one.url,
                "run": one.run,
                "audited_at": one.audited_at,
                "recipient": one.recipient,
                "attempt": one.attempt,
                "language": one.language,
                "message_id": one.message_id,
                "state": one.state.told.value,
                "begun_at": one.begun_at,
                "ended_at": one.ended_at,
                "code": one.code,
                "detail": one.detail,
            }
        )
        for one in reversed(mailings)
    ]


def render_mailings(mailings: Sequence[Mailing], console: Console, language: Language) -> None:
    """The newest first."""
    words = Words(language)
    if not mailings:
        console.print(words.gettext("Nothing was mailed yet."), markup=False)
        return
    headings = (N_("Site"), N_("Audit"), N_("Recipient"), N_("Mailed"), N_("What became of it"))
    table = Table(*map(words.gettext, headings), box=SIMPLE_HEAD)
    for one in reversed(mailings):
        begun = f"{words.date(one.begun_at)}, {words.time(one.begun_at)}"
        said = " ".join(part for part in (one.code, one.detail) if part)
        became = words.gettext(STATES[one.state.told]) + (f": {said}" if said else "")
        cells = (one.name, words.date(one.audited_at), one.recipient, begun, became)
        table.add_row(*(Cell(shown(cell, DETAIL_LIMIT)) for cell in cells))
    console.print(table)
