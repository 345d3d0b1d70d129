"""A report on its way to a municipality: to whom, of which audit, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.text import Language


class MailState(StrEnum):
    """sending: begun, and its end was never recorded; unknown: handed over whole, and no answer came.

    refused: the server takes no mail for the address; failed: it certainly did not go out; bounced: it came back.
    """

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"
    BOUNCED = "bounced"

    @property
    def told(self) -> "MailState":
        """What can be said of it: of a mail whose end nobody recorded, nothing is known."""
        return MailState.UNKNOWN if self is MailState.SENDING else self


@dataclass(frozen=True, slots=True)
class Mailing:
    """One attempt to mail the report of an audit to an address; `attempt` counts from 1.

    `code` is the reply of the SMTP server (550) or the status of the bounce (5.1.1), `detail` its text.
    """

    id: int
    url: str
    name: str
    atvk: str | None
    audit_id: int
    run: str
    audited_at: datetime
    recipient: str
    attempt: int
    language: Language
    message_id: str
    state: MailState
    begun_at: datetime
    ended_at: datetime | None = None
    code: str | None = None
    detail: str | None = None

    @property
    def address_is_dead(self) -> bool:
        """Whether mail for the address was turned away for good."""
        if self.state is MailState.BOUNCED:
            return (self.code or "").startswith("5")
        return self.state is MailState.REFUSED
