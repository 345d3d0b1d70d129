"""What comes back is taken in, and its address is left alone."""

from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import Engine

from tests.cli.mail.mailing import audited, refused, rows, run, sends, states
from tests.db.examples import HOME, issue
from tests.mail_server import Mail


def bounce_of(message: EmailMessage, status: str = "5.1.1") -> bytes:
    action = "delayed" if status == "4.4.1" else "failed"
    return f"""\
From: MAILER-DAEMON@mail.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="R"

--R
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; {message["To"]}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 nav tāda

--R
Content-Type: text/rfc822-headers

Message-ID: {message["Message-ID"]}
--R--
""".encode()


def test_a_mail_that_came_back_is_taken_in(database: Engine, mail: Mail, folder: Path) -> None:
    audited(database, 0)
    sends()
    (folder / "atpakal.eml").write_bytes(bounce_of(mail.box.messages[0], "4.4.1"))
    assert "did not come back: its delivery is “delayed”" in refused("bounce", "atpakal.eml")
    (folder / "atpakal.eml").write_bytes(bounce_of(mail.box.messages[0]))
    assert "nothing more is sent to this address" in run("bounce", "atpakal.eml").output
    (row,) = rows()
    assert (row["state"], row["code"]) == ("bounced", "5.1.1")
    assert "smtp; 550 nav tāda" in row["detail"]
    audited(database, 1, issue(HOME))
    assert "mail for it was refused or came back" in sends()
    assert "sent (250" in sends(HOME, "--again")
    back = run("bounce", "-", given=bounce_of(mail.box.messages[1], "4.2.2"))
    assert "the address stays in use" in back.output
    assert states() == ["bounced", "bounced"]
    assert "the report of this audit came back" in sends()
    audited(database, 2)
    assert "sent (250" in sends()


def test_a_bounce_of_somebody_else_s_mail_is_refused(database: Engine, folder: Path) -> None:
    stranger = EmailMessage()
    stranger["To"], stranger["Message-ID"] = "a@b.lv", "<cits@cits.lv>"
    (folder / "cits.eml").write_bytes(bounce_of(stranger))
    assert "<cits@cits.lv> was not sent from this database" in refused("bounce", "cits.eml")
    (folder / "nav.eml").write_text("Subject: Sveiki\n\nteksts\n", "utf-8")
    assert "no delivery report" in refused("bounce", "nav.eml")
    assert "cannot be read" in refused("bounce", "nekas.eml")
    assert "mail" in run("--help").output
