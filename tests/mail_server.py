"""Real SMTP servers of the tests: one that takes mail or refuses it as told, and one that breaks off in the middle."""

import asyncio
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.ports import free_port

USER, PASSWORD, PLAIN_PASSWORD = "auditors", "parole un ķirsis", "parole"
OK = "250 OK"


@dataclass
class Box:
    """What arrived, and how the server answers: the replies of each command in turn, the last of them for ever."""

    rcpt: list[str] = field(default_factory=lambda: [OK])
    data: list[str] = field(default_factory=lambda: [OK])
    mail: list[str] = field(default_factory=lambda: [OK])
    slow_s: float = 0.0
    contents: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    asked: int = 0

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=default) for content in self.contents]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        reply = _next(self.mail)
        if reply == OK:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return reply

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = _next(self.rcpt)
        if reply == OK:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = _next(self.data)
        if reply == "cut":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        if reply in (OK, "cut"):
            # A process of its own would wait as well: nobody else is served meanwhile.
            time.sleep(self.slow_s)
            assert isinstance(envelope.content, bytes)
            self.contents.append(envelope.content)
            self.recipients.extend(envelope.rcpt_tos)
            secured = server.transport is not None and server.transport.get_extra_info("ssl_object") is not None
            self.encrypted.append(session.ssl is not None or secured)
        return reply


def _next(replies: list[str]) -> str:
    return replies.pop(0) if len(replies) > 1 else replies[0]


@dataclass(frozen=True)
class Mail:
    """A server that runs: where, and what it has got."""

    port: int
    box: Box


@contextmanager
def mail_server(
    security: str = "none", *, login: bool = False, authority: trustme.CA | None = None, offers_tls: bool = True
) -> Iterator[Mail]:
    """On 127.0.0.1, with a certificate of `authority`."""
    box = Box()
    context = None
    if security != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (authority or trustme.CA()).issue_cert("127.0.0.1").configure_cert(context)

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: LoginPassword) -> AuthResult:
        right = given in [LoginPassword(USER.encode(), known.encode()) for known in (PASSWORD, PLAIN_PASSWORD)]
        return AuthResult(success=right, handled=False)

    class Here(Controller):
        def factory(self) -> SMTP:
            return SMTP(
                self.handler,
                hostname="mail.example",
                tls_context=context if security == "starttls" and offers_tls else None,
                auth_required=login,
                auth_require_tls=security == "starttls",
                authenticator=check,
            )

    controller = Here(box, "127.0.0.1", free_port(), ssl_context=context if security == "tls" else None)
    controller.start()
    try:
        yield Mail(controller.port, box)
    finally:
        controller.stop()


@dataclass
class Breaking:
    """Serves one connection after the other: each breaks off after so many bytes of a message; None takes it whole.

    `pause_s` is how long it rests after every thousand lines.
    """

    breaks: Sequence[int | None]
    pause_s: float = 0.0
    taken: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    def __enter__(self) -> "Breaking":
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self._thread.join(10)

    def _serve(self) -> None:
        for after in self.breaks:
            connection, _ = self._listening.accept()
            self.connections += 1
            with connection:
                self._talk(connection, after)

    def _talk(self, connection: socket.socket, after: int | None) -> None:
        reader = connection.makefile("rb")
        connection.sendall(b"220 mail.example\r\n")
        for line in reader:
            word = line[:4].upper()
            if word == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                break
            if word != b"DATA":
                connection.sendall(b"250 OK\r\n")
                continue
            connection.sendall(b"354 go on\r\n")
            if after is not None:
                reader.read(after)
                # Unread bytes and no lingering: the client gets a reset.
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                break
            lines = []
            for number, text in enumerate(iter(reader.readline, b".\r\n"), start=1):
                lines.append(text)
                if self.pause_s and number % 1_000 == 0:
                    time.sleep(self.pause_s)
            self.taken.append(b"".join(lines))
            connection.sendall(b"250 taken\r\n")
        reader.close()
