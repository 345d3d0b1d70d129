"""A letter as the message that goes over SMTP: no name or title from outside can add a header to it."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import quote

from model.audit import Audit
from model.email_address import mailbox
from model.text import Language
from reports.language import Words, riga_day
from reports.mail import Letter

NOT_IN_A_FILE_NAME = re.compile(r"[^A-Za-z0-9]+")
NAME_CHARS = 60
ID_CHARS = 32


@dataclass(frozen=True, slots=True)
class Envelope:
    """`sender` is `name <address>` or an address; `recipient` and `reply_to` are addresses alone."""

    sender: str
    recipient: str
    reply_to: str
    written_at: datetime

    @property
    def sender_address(self) -> str:
        return mailbox(parseaddr(self.sender)[1])


def message_id(audit: Audit, envelope: Envelope, language: Language) -> str:
    """The same for the same audit, address and language, so that a mail that came twice is known as one."""
    parts = (audit.site.url, audit.run, language, envelope.recipient)
    digest = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:ID_CHARS]
    return f"<{digest}@{envelope.sender_address.rpartition('@')[2]}>"


def message(
    letter: Letter, audit: Audit, envelope: Envelope, language: Language, pdf: bytes | None = None
) -> EmailMessage:
    """Plain text and HTML as alternatives, and the PDF beside them."""
    made = addressed(envelope, letter.subject)
    made["Message-ID"] = message_id(audit, envelope, language)
    made["List-Unsubscribe"] = f"<mailto:{quote(envelope.reply_to, safe='@')}?subject={_stop_word(language)}>"
    # Quoted-printable passes servers that take seven bits, and no line of it is too long for one.
    made.set_content(letter.text, cte="quoted-printable")
    made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if pdf is not None:
        made.add_attachment(pdf, "application", "pdf", filename=f"{file_stem(audit, language)}.pdf")
    # Last, for what names the content goes along with it into its part.
    made["Content-Language"] = language
    return made


def addressed(envelope: Envelope, subject: str) -> EmailMessage:
    """A message without content or Message-ID yet."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(parseaddr(envelope.sender)[0], addr_spec=envelope.sender_address)
    made["To"] = Address(addr_spec=envelope.recipient)
    made["Reply-To"] = Address(addr_spec=envelope.reply_to)
    made["Subject"] = subject
    made["Date"] = format_datetime(envelope.written_at)
    made["Auto-Submitted"] = "auto-generated"
    return made


def file_stem(audit: Audit, language: Language) -> str:
    """A name for files that every system and mail program takes: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", audit.site.name).encode("ascii", "ignore").decode()
    name = NOT_IN_A_FILE_NAME.sub("-", plain)[:NAME_CHARS].strip("-") or "report"
    return f"{name}-{riga_day(audit.started_at):%Y-%m-%d}-{language}"


def _stop_word(language: Language) -> str:
    return quote(Words(language).gettext("stop"))
