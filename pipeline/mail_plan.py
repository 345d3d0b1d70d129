"""Decides who gets a mail: the addresses of each site, what they had before, and what changed since."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from db.audits import audits_numbered
from db.documents import DocumentError, load_audit
from db.evidence import EvidenceError
from db.mailings import last_to, mailings_of
from model.audit import Audit
from model.email_address import mailbox
from model.mailing import Mailing, MailState
from model.municipality import municipality_key
from model.site import Role, Site
from model.text import Language
from pipeline.exporting import audit_of, newest_audits
from pipeline.municipalities import series_holding
from pipeline.workplace import Workplace
from reports.language import riga_day
from reports.mail_changes import mail_changes

SEPARATOR = re.compile(r"[;,]")


class Held(StrEnum):
    """Why nothing was sent to an address now."""

    NO_ADDRESS = "no address is known"
    WRONG_ADDRESS = "no address that mail can be sent to"
    ALREADY_SENT = "the report of this audit was sent before"
    UNCHANGED = "nothing changed since the last mail"
    THIS_MONTH = "had a mail this month"
    DEAD_ADDRESS = "mail for it was refused or came back; give another address, or send with --again"
    CAME_BACK = "the report of this audit came back; send with --again"
    BEGUN = "another process sends it, or was stopped while it did: where none runs, send with --again"
    UNKNOWN = "not known whether the report of this audit went out; send with --again"
    TAKEN = "another process sends it"
    NOT_TRIED = "not tried, for no server answers"


@dataclass(frozen=True, slots=True)
class MailOrder:
    """What to mail: all sites or those named, in one language.

    `listed` is the list of sites, which then alone knows the addresses; None takes those of the audits. `again` sends
    also what was sent before, what nothing changed for, and what goes to a dead address.
    """

    targets: Sequence[str]
    language: Language
    listed: Sequence[Site] | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A mail that is to be sent; `since` is the audit that the address last had a mail about."""

    audit: Audit
    recipient: str
    attempt: int
    since: Audit | None


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """What became of one address of a site; `recipient` is empty where there is none, a path is a file's."""

    site: Site
    recipient: str
    what: MailState | Held | Path
    detail: str = ""

    @property
    def failed(self) -> bool:
        """Whether a mail that was due did not go out for certain."""
        if isinstance(self.what, MailState):
            return self.what is not MailState.SENT
        return self.what in (Held.WRONG_ADDRESS, Held.NOT_TRIED)


def mails_due(workplace: Workplace, order: MailOrder) -> Iterator[Due | MailOutcome]:
    """What is to be sent, and of every other address why nothing is."""
    today = riga_day(datetime.now(UTC))
    listed = None if order.listed is None else [site for site in order.listed if site.valid_on(today)]
    for audit in _audits(workplace, order.targets):
        site = audit.site
        recipients, wrong = addresses_of(site, listed)
        for text in wrong:
            yield MailOutcome(site, text, Held.WRONG_ADDRESS)
        if not recipients and not wrong:
            yield MailOutcome(site, "", Held.NO_ADDRESS)
        series = series_holding(workplace, site)
        history = mailings_of(workplace.database, series.ids if series else ())
        for recipient in recipients:
            mine = [one for one in history if one.recipient == recipient]
            yield _judged(workplace, order, audit, recipient, mine)


def _audits(workplace: Workplace, targets: Sequence[str]) -> Iterator[Audit]:
    if not targets:
        yield from newest_audits(workplace)
        return
    named = {(audit.run, audit.site.url): audit for audit in (audit_of(workplace, target) for target in targets)}
    yield from named.values()


def addresses_of(site: Site, listed: Sequence[Site] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The addresses to write to and the texts that are none, out of the list of sites where there is one."""
    written = [site.email] if listed is None else [one.email for one in listed if _is_same(one, site)]
    right: list[str] = []
    wrong: list[str] = []
    for text in (part.strip() for cell in written for part in SEPARATOR.split(cell or "")):
        try:
            if text:
                right.append(mailbox(text))
        except ValueError:
            wrong.append(text)
    return tuple(dict.fromkeys(right)), tuple(wrong)


def _is_same(listed: Site, audited: Site) -> bool:
    """A municipality's main site is the same one after a move; every other is known by its address."""
    if listed.role is Role.MAIN and audited.role is Role.MAIN and listed.atvk and audited.atvk:
        return municipality_key(listed.atvk) == municipality_key(audited.atvk)
    return listed.role is audited.role and listed.url.rstrip("/") == audited.url.rstrip("/")


# What holds a mail back whose audit was mailed to the address before; a failed one is sent anew.
BEFORE: Mapping[MailState, Held] = {
    MailState.SENT: Held.ALREADY_SENT,
    MailState.BOUNCED: Held.CAME_BACK,
    MailState.SENDING: Held.BEGUN,
    MailState.UNKNOWN: Held.UNKNOWN,
}


def _judged(
    workplace: Workplace, order: MailOrder, audit: Audit, recipient: str, mine: Sequence[Mailing]
) -> Due | MailOutcome:
    of_audit = [one for one in mine if (one.run, one.url) == (audit.run, audit.site.url)]
    sent = [one for one in mine if one.state is MailState.SENT]
    of_others = [one for one in sent if one not in of_audit]
    since = _audit_of(workplace, of_others[-1]) if of_others else None
    last = sent[-1] if sent else None
    if not order.again and (why := _held_back(workplace, audit, recipient, of_audit, last, since)):
        return MailOutcome(audit.site, recipient, why)
    attempt = 1 + max((one.attempt for one in of_audit), default=0)
    return Due(audit, recipient, attempt, since)


def _held_back(
    workplace: Workplace,
    audit: Audit,
    recipient: str,
    of_audit: Sequence[Mailing],
    last: Mailing | None,
    since: Audit | None,
) -> Held | None:
    told = last_to(workplace.database, recipient)
    if told is not None and told.address_is_dead:
        return Held.DEAD_ADDRESS
    if before := next((held for one in of_audit if (held := BEFORE.get(one.state))), None):
        return before
    when = workplace.settings.mail_when
    if last and when == "monthly" and _month(last.begun_at) == _month(datetime.now(UTC)):
        return Held.THIS_MONTH
    if since and when == "changed" and not mail_changes(audit, since).worth_a_mail:
        return Held.UNCHANGED
    return None


def _month(moment: datetime) -> tuple[int, int]:
    day = riga_day(moment)
    return day.year, day.month


def _audit_of(workplace: Workplace, mailing: Mailing) -> Audit | None:
    """The audit that a mail was about; None where its document cannot be read: then nothing is compared."""
    try:
        row = audits_numbered(workplace.database, [mailing.audit_id])[mailing.audit_id]
        return load_audit(workplace.store.get(row.result_ref))
    except (EvidenceError, DocumentError):
        return None
