"""One message, handed over to real servers that take it, refuse it, break off, or say nothing at all."""

import socket
import ssl
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from time import monotonic

import pytest
import trustme

from model.mailing import MailState
from pipeline.errors import SetupError
from pipeline.settings import read_settings
from pipeline.smtp import PAUSES, Server, ServerUnusable
from tests.mail_server import PASSWORD, PLAIN_PASSWORD, USER, Breaking, Mail, mail_server
from tests.ports import free_port

# aiosmtpd knows no encryption but STARTTLS, and warns of a login without it.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

SENDER, TO = "audits@eindekss.example", "pasts@liepas.example"


def letter(size: int = 0) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = SENDER, TO, "Pārskats"
    made.set_content("Labdien!\n.\n..punkti\n.beigas\n", cte="8bit")
    if size:
        made.add_attachment(b"x" * size, "application", "pdf", filename="a.pdf")
    return made.as_bytes()


class Waits(list[float]):
    """Waits that were asked for, and not waited."""

    def __call__(self, pause_s: float) -> None:
        self.append(pause_s)


def server(
    port: int,
    security: str = "none",
    *,
    user: str = "",
    password: str = "",
    trust: ssl.SSLContext | None = None,
    timeout_s: float = 5.0,
    waits: Waits | None = None,
) -> Server:
    return Server(
        host="127.0.0.1",
        port=port,
        security=security,
        user=user,
        password=password,
        timeout_s=timeout_s,
        trust=trust or ssl.create_default_context(),
        pause=Waits() if waits is None else waits,
    )


def trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_message_arrives_whole(security: str) -> None:
    authority, sent = trustme.CA(), letter(300_000)
    with mail_server(security, authority=authority) as mail:
        delivery = server(mail.port, security, trust=trusting(authority)).deliver(SENDER, TO, sent)
    assert (delivery.state, delivery.code) == (MailState.SENT, "250")
    assert mail.box.recipients == [TO]
    assert mail.box.encrypted == [security != "none"]
    assert mail.box.contents == [sent]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_logs_in_where_the_settings_say_so(security: str) -> None:
    authority = trustme.CA()
    with mail_server(security, login=True, authority=authority) as mail:
        trust = trusting(authority)
        waits = Waits()
        for right, wrong in ((PASSWORD, "minēts"), (PLAIN_PASSWORD, "minets")):
            known = server(mail.port, security, user=USER, password=right, trust=trust)
            assert known.deliver(SENDER, TO, letter()).state is MailState.SENT
            guessed = server(mail.port, security, user=USER, password=wrong, trust=trust, waits=waits)
            with pytest.raises(ServerUnusable, match="refuses the login"):
                guessed.deliver(SENDER, TO, letter())
        stranger = server(mail.port, security, trust=trust).deliver(SENDER, TO, letter())
    assert waits == []
    # “Log in first” says nothing about the address.
    assert (stranger.state, stranger.code) == (MailState.FAILED, "530")
    assert len(mail.box.contents) == 2


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_somebody_else_is_not_trusted(security: str) -> None:
    with mail_server(security, login=True) as mail, pytest.raises(ServerUnusable, match="certificate is not trusted"):
        server(mail.port, security, user=USER, password=PASSWORD).deliver(SENDER, TO, letter())
    assert mail.box.asked == 0


def test_nothing_is_sent_in_the_open_where_starttls_is_not_offered() -> None:
    with mail_server("starttls", offers_tls=False) as mail, pytest.raises(ServerUnusable, match="STARTTLS"):
        server(mail.port, "starttls").deliver(SENDER, TO, letter())
    assert mail.box.asked == 0


def put(mail: Mail, command: str, *replies: str) -> None:
    setattr(mail.box, command, list(replies))


@pytest.mark.parametrize("command", ["mail", "rcpt", "data"])
def test_a_passing_refusal_is_tried_again(command: str) -> None:
    waits = Waits()
    with mail_server() as mail:
        put(mail, command, "451 4.7.1 Greylisted", "450 4.2.0 later", "250 OK")
        delivery = server(mail.port, waits=waits).deliver(SENDER, TO, letter())
    assert delivery.state is MailState.SENT
    assert waits == [2.0, 4.0]
    assert mail.box.asked == 3
    assert len(mail.box.contents) == 1


def test_a_refusal_that_does_not_pass_ends_after_three_more_tries() -> None:
    waits = Waits()
    with mail_server() as mail:
        put(mail, "rcpt", "452 4.2.2 Mailbox full")
        delivery = server(mail.port, waits=waits).deliver(SENDER, TO, letter())
    assert (delivery.state, delivery.code, delivery.detail) == (MailState.FAILED, "452", "4.2.2 Mailbox full")
    assert tuple(waits) == PAUSES
    assert mail.box.asked == 4


@pytest.mark.parametrize(
    ("command", "reply", "state"),
    [
        ("rcpt", "550 5.1.1 No such user", MailState.REFUSED),
        ("rcpt", "551 User not local", MailState.REFUSED),
        ("rcpt", "550 5.7.1 Relaying denied", MailState.FAILED),
        ("mail", "553 5.1.8 Sender not known", MailState.FAILED),
        ("data", "554 5.6.0 Content refused", MailState.FAILED),
    ],
)
def test_a_final_refusal_is_not_tried_again(command: str, reply: str, state: MailState) -> None:
    waits = Waits()
    with mail_server() as mail:
        put(mail, command, reply)
        delivery = server(mail.port, waits=waits).deliver(SENDER, TO, letter())
    assert (delivery.state, delivery.code, delivery.detail) == (state, reply[:3], reply[4:])
    assert waits == []
    assert mail.box.contents == []


def test_a_reply_is_bounded_and_harmless() -> None:
    with mail_server() as mail:
        put(mail, "rcpt", "550 \x1b[31m" + "x" * 450)
        delivery = server(mail.port).deliver(SENDER, TO, letter())
    assert delivery.detail is not None
    assert "\x1b" not in delivery.detail
    assert len(delivery.detail) < 320


@pytest.mark.parametrize(
    ("reply", "state"), [("251 OK", MailState.SENT), ("354 more", MailState.UNKNOWN), ("hm", MailState.UNKNOWN)]
)
def test_what_may_have_been_taken_is_not_called_refused(reply: str, state: MailState) -> None:
    waits = Waits()
    with mail_server() as mail:
        put(mail, "data", reply)
        delivery = server(mail.port, waits=waits).deliver(SENDER, TO, letter())
    assert delivery.state is state
    assert waits == []


def test_a_connection_cut_within_the_message_is_tried_again() -> None:
    waits = Waits()
    # So much that the system cannot keep the rest in its buffers.
    content = letter(12_000_000)
    with Breaking([50_000, 0, None]) as breaking:
        delivery = server(breaking.port, waits=waits).deliver(SENDER, TO, content)
    assert (delivery.state, delivery.code) == (MailState.SENT, "250")
    assert waits == [2.0, 4.0]
    assert len(breaking.taken) == 1


def test_a_server_that_never_says_whether_it_took_the_message_leaves_it_unknown() -> None:
    waits = Waits()
    with Breaking([None], pause_s=1.0) as slow:
        impatient = replace(server(slow.port, waits=waits), verdict_s=0.2)
        delivery = impatient.deliver(SENDER, TO, letter(100_000))
    assert delivery.state is MailState.UNKNOWN
    assert waits == []


def test_a_large_message_may_take_longer_than_an_answer() -> None:
    with Breaking([None], pause_s=0.02) as slow:
        began = monotonic()
        delivery = server(slow.port, timeout_s=1.0).deliver(SENDER, TO, letter(8_000_000))
        took = monotonic() - began
    assert delivery.state is MailState.SENT
    assert took > 2.0


def test_a_connection_cut_after_the_message_leaves_it_unknown_and_is_not_tried_again() -> None:
    waits = Waits()
    with mail_server() as mail:
        put(mail, "data", "cut", "250 OK")
        delivery = server(mail.port, waits=waits).deliver(SENDER, TO, letter())
    assert (delivery.state, delivery.code) == (MailState.UNKNOWN, None)
    assert "before the server said" in (delivery.detail or "")
    assert waits == []
    assert len(mail.box.contents) == 1


def test_a_server_that_never_answers_costs_its_time_only() -> None:
    waits = Waits()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = monotonic()
        delivery = server(silent.getsockname()[1], timeout_s=0.3, waits=waits).deliver(SENDER, TO, letter())
        took = monotonic() - began
    assert (delivery.state, delivery.reached) == (MailState.FAILED, False)
    assert "timed out" in (delivery.detail or "")
    assert tuple(waits) == PAUSES
    assert 1.0 < took < 10


def test_a_port_where_nobody_listens() -> None:
    waits = Waits()
    delivery = server(free_port(), waits=waits).deliver(SENDER, TO, letter())
    assert (delivery.state, delivery.reached) == (MailState.FAILED, False)
    assert tuple(waits) == PAUSES


def test_the_settings_make_the_server(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SetupError, match="EINDEKSS_SMTP_HOST"):
        Server.of(read_settings())
    monkeypatch.setenv("EINDEKSS_SMTP_HOST", "mail.example")
    assert Server.of(read_settings()).port == 587
    monkeypatch.setenv("EINDEKSS_SMTP_SECURITY", "tls")
    monkeypatch.setenv("EINDEKSS_SMTP_PASSWORD", "s3cret")
    made = Server.of(read_settings())
    assert (made.port, made.password, made.trust.check_hostname) == (465, "s3cret", True)
    monkeypatch.setenv("EINDEKSS_SMTP_CA", f"{tmp_path}/nav.pem")
    with pytest.raises(SetupError, match="EINDEKSS_SMTP_CA"):
        Server.of(read_settings())


def test_the_password_is_not_shown_in_the_server() -> None:
    assert "s3cret" not in repr(server(1, password="s3cret"))
