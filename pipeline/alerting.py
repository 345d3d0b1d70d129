"""Tells the operator of a night, once: by mail, by webhook, and in the log where neither is set.

A message is written down before it goes. One that failed, or whose sender died, goes again at a later tick: an alert
that comes twice does less harm than one that never comes. Where the database has no room for that, the night's trouble
is likely that very disk: the message goes all the same, and this process remembers it.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr
from time import sleep

import httpx

from db.alerts import AlertState, Told, begin_alert, end_alert, note_quiet, told
from db.engine import DatabaseError, DatabaseFull
from model.alert import Alert, AlertKind, Digest
from model.email_address import mailbox
from model.mailing import MailState
from pipeline.errors import SetupError
from pipeline.night_review import digest_of, night_of
from pipeline.settings import PREFIX, Settings
from pipeline.smtp import Server, ServerUnusable
from pipeline.workplace import Workplace
from reports.alerts import Message, digest_json, digest_mail, render_digest
from reports.envelope import Envelope

log = logging.getLogger(__name__)

NOT_STARTED, DIGEST = "not_started", "digest"
# A scheduler that was just started plans the night that it missed first.
START_GRACE = timedelta(minutes=20)
AGAIN = timedelta(minutes=10)
MOST_TRIES = 24
POST_S = 20.0
POST_PAUSES_S = (0.0, 1.0, 3.0)

# Sends one digest; None where it arrived, else why not, in one line.
Send = Callable[[Digest, Message], str | None]


class Watchman:
    """Is called each minute by the scheduler that leads. Raises SetupError where alerts are to be mailed and cannot."""

    def __init__(self, workplace: Workplace, *, pause: Callable[[float], None] = sleep) -> None:
        self._workplace = workplace
        self._pause = pause
        self._channels = dict(self._open_channels(workplace.settings))
        self._unwritten: dict[tuple[date, str, str], Told] = {}
        self._sections = {section.id: section.title for section in workplace.methodology.sections}

    def look(self, day: date, begins: datetime, digest_at: datetime, now: datetime) -> None:
        """Tells of the night of the local date `day`, which began at `begins`, what is due to be told by now.

        Never raises: what cannot be told now is told at a later look.
        """
        try:
            night = night_of(self._workplace, day)
            if night is None:
                if now >= begins + START_GRACE:
                    self._tell(Digest(day, None, (Alert(AlertKind.NOT_STARTED),)), NOT_STARTED, now)
            elif now >= digest_at and self._open(day, DIGEST, now):
                self._tell(digest_of(self._workplace, night, day, digest_at, now), DIGEST, now)
        except DatabaseError as error:
            log.warning("alerts wait: %s", error)

    def _open(self, day: date, what: str, now: datetime) -> bool:
        """Whether a channel still has to be told; what it takes to put a digest together is not done each minute."""
        return any(self._due(day, what, channel, now) for channel in self._channels)

    def _due(self, day: date, what: str, channel: str, now: datetime) -> bool:
        before = self._unwritten.get((day, what, channel)) or told(self._workplace.database, day, what, channel)
        if before is None:
            return True
        if before.state in (AlertState.SENT, AlertState.QUIET):
            return False
        return before.tries < MOST_TRIES and now >= before.tried_at + AGAIN

    def _tell(self, digest: Digest, what: str, now: datetime) -> None:
        database, settings = self._workplace.database, self._workplace.settings
        message = render_digest(digest, settings.language, self._sections)
        for channel, send in self._channels.items():
            if not self._due(digest.night, what, channel, now):
                continue
            if not digest.alerts and settings.alert_when == "trouble":
                note_quiet(database, digest.night, what, channel, now)
                continue
            if not self._begin(digest.night, what, channel, now):
                continue
            fault = send(digest, message)
            if fault is not None:
                log.error("the alert of %s could not be sent by %s: %s", digest.night, channel, fault)
            self._end(digest.night, what, channel, fault)

    def _begin(self, night: date, what: str, channel: str, now: datetime) -> bool:
        """Writes down that the message goes out; False where another scheduler was quicker."""
        database = self._workplace.database
        try:
            return begin_alert(database, night, what, channel, now, told(database, night, what, channel))
        except DatabaseFull:
            before = self._unwritten.get((night, what, channel))
            tries = before.tries + 1 if before else 1
            self._unwritten[night, what, channel] = Told(AlertState.SENDING, tries, now)
            return True

    def _end(self, night: date, what: str, channel: str, fault: str | None) -> None:
        state = AlertState.SENT if fault is None else AlertState.FAILED
        kept = self._unwritten.get((night, what, channel))
        if kept is not None:
            self._unwritten[night, what, channel] = replace(kept, state=state)
        with suppress(DatabaseFull):
            end_alert(self._workplace.database, night, what, channel, state, fault)

    def _open_channels(self, settings: Settings) -> Iterator[tuple[str, Send]]:
        for address in filter(None, settings.alert_to.split(", ")):
            if not settings.mail_from:
                raise SetupError(f"alerts are to be mailed, and no sender is set: set {PREFIX}MAIL_FROM.")
            yield f"mail {address}", self._mailer(Server.of(settings), address)
        if settings.alert_webhook.get_secret_value():
            yield "webhook", self._poster(settings.alert_webhook.get_secret_value())
        if not settings.alert_to and not settings.alert_webhook.get_secret_value():
            yield "log", _log

    def _mailer(self, server: Server, address: str) -> Send:
        sender = self._workplace.settings.mail_from

        def send(_digest: Digest, message: Message) -> str | None:
            envelope = Envelope(sender, address, mailbox(parseaddr(sender)[1]), datetime.now(UTC))
            content = digest_mail(message, envelope).as_bytes()
            try:
                delivery = server.deliver(envelope.sender_address, address, content)
            except ServerUnusable as error:
                return str(error)
            # Not known whether it went: it goes again, which is the lesser harm.
            return (
                None if delivery.state is MailState.SENT else f"{delivery.code or ''} {delivery.detail or ''}".strip()
            )

        return send

    def _poster(self, url: str) -> Send:
        def send(digest: Digest, message: Message) -> str | None:
            fault = "no answer"
            for pause_s in POST_PAUSES_S:
                self._pause(pause_s)
                try:
                    answer = httpx.post(url, json=digest_json(digest, message), timeout=POST_S)
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    # Its text may hold the address, which is a key.
                    fault = type(error).__name__
                    continue
                if answer.is_success:
                    return None
                fault = f"HTTP {answer.status_code}"
                if 400 <= answer.status_code < 500 and answer.status_code not in (408, 425, 429):
                    break
            return fault

        return send


def _log(digest: Digest, message: Message) -> str | None:
    log.log(logging.WARNING if digest.alerts else logging.INFO, "%s", message.subject)
    for said, advice in message.lines:
        log.warning("%s %s", said, advice)
    return None
