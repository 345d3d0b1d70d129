"""Sends each municipality its report by mail: writes it down, hands it over, and writes what became of it.

A mail is written down as being sent before it goes, and whoever wrote that row sends it. After a crash in between
nobody knows whether it went, and it is not sent again unless somebody says so.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from db.documents import DocumentError
from db.engine import DatabaseError
from db.evidence import EvidenceError
from db.mailings import begin_mailing, end_mailing, mailings_of, record_bounce
from model.audit import Audit
from model.email_address import mailbox
from model.mailing import Mailing, MailState
from model.text import Language
from pipeline.bounces import NoBounce, read_bounce
from pipeline.errors import SetupError
from pipeline.mail_plan import Due, Held, MailOrder, MailOutcome, mails_due
from pipeline.reporting import SHAPES, Shape, file_name
from pipeline.settings import MIB, PREFIX
from pipeline.smtp import Delivery, Server, ServerUnusable
from pipeline.standings import best_gains
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.envelope import Envelope, file_stem, message
from reports.mail import Whole, render_letter
from reports.shown import shown

Pdf = Callable[[Audit, Language], bytes]
# Of what is saved.
UNREADABLE = (DatabaseError, EvidenceError, DocumentError)


def send_mails(workplace: Workplace, order: MailOrder, server: Server, pdf: Pdf | None) -> Iterator[MailOutcome]:
    """Sends what is due, one address after the other. Raises SetupError, also where the server takes nothing."""
    write = _Writer(workplace, order.language, pdf)
    try:
        unreached = False
        for due in mails_due(workplace, order):
            if isinstance(due, MailOutcome):
                yield due
            elif unreached:
                yield MailOutcome(due.audit.site, due.recipient, Held.NOT_TRIED)
            else:
                outcome, unreached = _sent(workplace, order.language, due, write, server)
                yield outcome
    except UNREADABLE as error:
        raise SetupError(str(error)) from error


def write_mails(workplace: Workplace, order: MailOrder, folder: Path, pdf: Pdf | None) -> Iterator[MailOutcome]:
    """Writes what is due into the folder, a file for each address; nothing is sent, and nothing is noted down."""
    write = _Writer(workplace, order.language, pdf)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, due in enumerate(mails_due(workplace, order), start=1):
            if isinstance(due, MailOutcome):
                yield due
                continue
            file = folder / f"{number:03}-{file_stem(due.audit, order.language)}.eml"
            file.write_bytes(write(due).as_bytes())
            yield MailOutcome(due.audit.site, due.recipient, file)
    except UNREADABLE as error:
        raise SetupError(str(error)) from error
    except OSError as error:
        raise SetupError(f"{folder} cannot be written ({error.strerror}): name another folder with --out.") from error


def all_mailings(workplace: Workplace) -> tuple[Mailing, ...]:
    """In the order in which they were begun."""
    return mailings_of(workplace.database)


def bounced(workplace: Workplace, content: bytes, name: str) -> Mailing:
    """Records a mail that came back; `name` is the file's. Raises SetupError where it is none of ours."""
    try:
        bounce = read_bounce(content)
    except NoBounce as error:
        raise SetupError(f"{name}: {error}.") from error
    now = datetime.now(UTC)
    for message_id in bounce.message_ids:
        found = record_bounce(workplace.database, message_id, bounced_at=now, code=bounce.status, detail=bounce.detail)
        if found is not None:
            return found
    raise SetupError(f"{name}: the mail {shown(bounce.message_ids[0], 100)} was not sent from this database.")


def pdf_of(workplace: Workplace) -> Pdf:
    """What makes a report as PDF."""
    return lambda audit, language: SHAPES[Shape.PDF](workplace, audit, language)


class _Writer:
    """Writes the messages; the PDF of an audit is made once, however many addresses it goes to."""

    def __init__(self, workplace: Workplace, language: Language, pdf: Pdf | None) -> None:
        self._workplace = workplace
        settings = workplace.settings
        if not settings.mail_from:
            raise SetupError(f"no sender is set: set {PREFIX}MAIL_FROM to the address that reports come from.")
        self._settings = settings
        self._texts = report_texts(settings, workplace.methodology)
        self._language = language
        self._pdf = pdf
        self._made: tuple[Audit, bytes | None] | None = None

    def envelope(self, recipient: str) -> Envelope:
        settings = self._settings
        given = (settings.mail_reply_to, settings.contact, settings.mail_from)
        reply_to = next(found for text in given if (found := _mailbox_or_none(text)))
        return Envelope(settings.mail_from, recipient, reply_to, datetime.now(UTC))

    def __call__(self, due: Due) -> EmailMessage:
        attached = self._attached(due.audit)
        base = self._settings.report_url
        link = f"{base.rstrip('/')}/{file_name(due.audit)}" if base else None
        whole = Whole(attached=attached is not None, link=link)
        letter = render_letter(
            due.audit,
            language=self._language,
            texts=self._texts,
            whole=whole,
            since=due.since,
            gains=best_gains(self._workplace, due.audit),
        )
        return message(letter, due.audit, self.envelope(due.recipient), self._language, attached)

    def _attached(self, audit: Audit) -> bytes | None:
        """The PDF, where there is one that is small enough."""
        most = self._settings.mail_attach_mib * MIB
        if self._pdf is None or not most:
            return None
        if self._made is None or self._made[0] is not audit:
            content = self._pdf(audit, self._language)
            self._made = (audit, content if len(content) <= most else None)
        return self._made[1]


def _sent(
    workplace: Workplace, language: Language, due: Due, write: _Writer, server: Server
) -> tuple[MailOutcome, bool]:
    """Sends one mail, if it is ours to send; also whether no server answered."""
    made = write(due)
    database, site = workplace.database, due.audit.site
    number = begin_mailing(
        database,
        due.audit,
        due.recipient,
        attempt=due.attempt,
        language=language,
        message_id=str(made["Message-ID"]),
        begun_at=datetime.now(UTC),
    )
    if number is None:
        return MailOutcome(site, due.recipient, Held.TAKEN), False

    def ended(delivery: Delivery) -> None:
        end_mailing(
            database,
            number,
            delivery.state,
            ended_at=datetime.now(UTC),
            code=delivery.code,
            detail=delivery.detail,
        )

    sender = write.envelope(due.recipient).sender_address
    try:
        delivery = server.deliver(sender, due.recipient, made.as_bytes())
    except ServerUnusable as error:
        ended(Delivery(MailState.FAILED, detail=str(error)))
        raise SetupError(f"the mail server {server.host}:{server.port} cannot be used: {error}.") from error
    ended(delivery)
    said = " ".join(part for part in (delivery.code, delivery.detail) if part)
    return MailOutcome(site, due.recipient, delivery.state, said), not delivery.reached


def _mailbox_or_none(text: str) -> str | None:
    try:
        return mailbox(parseaddr(text)[1])
    except ValueError:
        return None
