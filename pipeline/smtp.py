"""Hands one message to the SMTP server, tries again what may pass, and says what became of it.

A message is never handed over twice: once its last line is out, a connection that breaks leaves it unknown.
"""

import base64
import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from time import sleep

from model.mailing import MailState
from pipeline.errors import SetupError
from pipeline.settings import PREFIX, Settings
from reports.shown import shown

# Seconds before each further try.
PAUSES = (2.0, 4.0, 8.0)
PORTS = {"starttls": 587, "tls": 465, "none": 25}
# A server may look through a message before it takes it: RFC 5321 asks for ten minutes of patience.
VERDICT_S = 600.0
GOODBYE_S = 5.0
PIECE = 64 * 1024
LONGEST_REPLY = 300
# Replies from here on say that something was not done.
REFUSES = 400
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
# Refusals of the sender, of his login or of what the server relays: they say nothing about the address.
NOT_THE_ADDRESS = re.compile(r"5\.7\.\d")
LOGIN_CODES = (530, 535)
AUTHENTICATED = 235


class ServerUnusable(Exception):
    """The server takes no mail from us at all, and would not take the next one: login, certificate, no STARTTLS."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message. `reached`: a server was ready to take it; `passing`: another try may do."""

    state: MailState
    code: str | None = None
    detail: str | None = None
    passing: bool = False
    reached: bool = True


class _Refused(Exception):
    """A reply other than the one that lets the message go on."""

    def __init__(self, code: int, text: bytes, *, recipient: bool = False) -> None:
        super().__init__(code, text)
        self.code, self.text, self.recipient = code, _said(text), recipient

    @property
    def delivery(self) -> Delivery:
        passing = 400 <= self.code < 500
        about_us = self.code in LOGIN_CODES or NOT_THE_ADDRESS.match(self.text)
        dead = self.recipient and not passing and not about_us
        state = MailState.REFUSED if dead else MailState.FAILED
        return Delivery(state, str(self.code), self.text, passing=passing)


@dataclass(frozen=True, slots=True)
class Server:
    """The server of the settings; `verdict_s` is its time to take what is out whole, `pause` waits between tries."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    timeout_s: float
    trust: ssl.SSLContext
    verdict_s: float = VERDICT_S
    pause: Callable[[float], None] = sleep

    @classmethod
    def of(cls, settings: Settings) -> "Server":
        """Raises SetupError where no server is set, or its authority cannot be read."""
        if not settings.smtp_host:
            raise SetupError(f"no server is set that sends mail: set {PREFIX}SMTP_HOST, or use --dry-run.")
        try:
            trust = ssl.create_default_context(cafile=settings.smtp_ca or None)
        except OSError as error:
            raise SetupError(f"{PREFIX}SMTP_CA: {settings.smtp_ca} cannot be read ({error}).") from error
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port or PORTS[settings.smtp_security],
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password.get_secret_value(),
            timeout_s=settings.smtp_timeout_s,
            trust=trust,
        )

    def deliver(self, sender: str, recipient: str, content: bytes) -> Delivery:
        """`content` is a whole message with CRLF at the end of its lines. Raises ServerUnusable."""
        for pause_s in PAUSES:
            delivery = self._try(sender, recipient, content)
            if not delivery.passing:
                return delivery
            self.pause(pause_s)
        return self._try(sender, recipient, content)

    def greet(self) -> None:
        """Connects, encrypts and logs in as for a message, and sends none. Raises ServerUnusable, also where it cannot
        be reached.
        """
        try:
            with self._connected() as smtp:
                _say_goodbye(smtp)
        except smtplib.SMTPResponseException as error:
            said = _said(_bytes(error.smtp_error))
            raise ServerUnusable(f"it answers {error.smtp_code} {said}") from error
        except OSError as error:
            raise ServerUnusable(_said(str(error))) from error

    def _try(self, sender: str, recipient: str, content: bytes) -> Delivery:
        reached = False
        try:
            with self._connected() as smtp:
                reached = True
                return _handed_over(smtp, sender, recipient, content, self.verdict_s)
        except _Refused as refused:
            return refused.delivery
        except smtplib.SMTPResponseException as error:
            return _Refused(error.smtp_code, _bytes(error.smtp_error)).delivery
        except OSError as error:
            said = _said(f"{self.host}:{self.port}: {error}")
            return Delivery(MailState.FAILED, detail=said, passing=True, reached=reached)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A connection that is encrypted and logged in as the settings ask."""
        try:
            smtp = self._opened()
        except ssl.SSLCertVerificationError as error:
            raise ServerUnusable(f"its certificate is not trusted ({error.verify_message})") from error
        try:
            self._prepare(smtp)
            yield smtp
        finally:
            smtp.close()

    def _opened(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_s, context=self.trust)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout_s)

    def _prepare(self, smtp: smtplib.SMTP) -> None:
        try:
            if self.security == "starttls":
                smtp.starttls(context=self.trust)
            if self.user:
                _log_in(smtp, self.user, self.password)
            smtp.ehlo_or_helo_if_needed()
        except ssl.SSLCertVerificationError as error:
            raise ServerUnusable(f"its certificate is not trusted ({error.verify_message})") from error
        except smtplib.SMTPNotSupportedError as error:
            raise ServerUnusable(str(error).rstrip(".")) from error
        except smtplib.SMTPAuthenticationError as error:
            if error.smtp_code < 500:
                raise
            raise ServerUnusable(f"it refuses the login ({_said(_bytes(error.smtp_error))})") from error


def _log_in(smtp: smtplib.SMTP, user: str, password: str) -> None:
    if (user + password).isascii():
        smtp.login(user, password)
        return
    # smtplib knows ASCII only; RFC 4616 says UTF-8.
    smtp.ehlo_or_helo_if_needed()
    if "PLAIN" not in smtp.esmtp_features.get("auth", "").upper().split():
        raise smtplib.SMTPNotSupportedError("a password with other letters than ASCII needs AUTH PLAIN")
    given = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
    code, text = smtp.docmd("AUTH", f"PLAIN {given}")
    if code != AUTHENTICATED:
        raise smtplib.SMTPAuthenticationError(code, text)


def _handed_over(smtp: smtplib.SMTP, sender: str, recipient: str, content: bytes, verdict_s: float) -> Delivery:
    """Raises _Refused, or what smtplib raises where the connection breaks while the message is certainly not out."""
    lines = LEADING_DOT.sub(b"..", content)
    size = [f"size={len(lines)}"] if smtp.has_extn("size") else []
    _expect(250, smtp.mail(sender, size))
    code, text = smtp.rcpt(recipient)
    if code not in (250, 251):
        raise _Refused(code, text, recipient=True)
    _expect(354, smtp.docmd("DATA"))
    # Piece by piece, for the time-out holds for each call: a large report may take longer on a slow line.
    for start in range(0, len(lines), PIECE):
        smtp.send(lines[start : start + PIECE])
    try:
        _set_patience(smtp, verdict_s)
        smtp.send(b".\r\n")
        code, text = smtp.getreply()
    except OSError as error:
        said = f"the connection broke before the server said whether it took the message: {error}"
        return Delivery(MailState.UNKNOWN, detail=_said(said))
    if code >= REFUSES:
        raise _Refused(code, text)
    if not 200 <= code < 300:
        # No reply that SMTP knows: it may have been taken.
        return Delivery(MailState.UNKNOWN, str(code), _said(text))
    _say_goodbye(smtp)
    return Delivery(MailState.SENT, str(code), _said(text))


def _expect(wanted: int, reply: tuple[int, bytes]) -> None:
    code, text = reply
    if code != wanted:
        raise _Refused(code, text)


def _say_goodbye(smtp: smtplib.SMTP) -> None:
    """The message is out: what happens now changes nothing."""
    with contextlib.suppress(OSError):
        _set_patience(smtp, GOODBYE_S)
        smtp.quit()


def _set_patience(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _bytes(text: bytes | str) -> bytes:
    return text if isinstance(text, bytes) else text.encode("utf-8", "replace")


def _said(text: bytes | str) -> str:
    """A server's words in one harmless line of bounded length."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return shown(plain, LONGEST_REPLY).strip()
