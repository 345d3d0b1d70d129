"""`eindekss mail` against a real server: who gets what, when, and never twice."""

import email
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Pdf
from sqlalchemy import Engine, text
from typer.testing import CliRunner, Result

from cli.main import app
from db.engine import ensure_ready, open_database, writing
from db.evidence import EvidenceStore
from model.finding import Issue
from model.site import Site
from model.text import Language
from pipeline import smtp
from pipeline.errors import SetupError
from pipeline.mail_plan import Order
from pipeline.mailing import send_mails, write_mails
from pipeline.smtp import Server
from pipeline.workplace import Workplace
from tests.db.examples import HOME, SITE, audit, issue
from tests.db.kept import keep, night
from tests.mail_server import Mail, free_port, mail_server

OTHER = Site("https://osi.example/", "Ošu novads", "0088000", email="dome@osi.example")
HEADER = "atvk,name,url,centre,region,email\n"


@pytest.fixture
def mail() -> Iterator[Mail]:
    with mail_server() as running:
        yield running


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, mail: Mail, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its own database and evidence, and settings that lead to the server; waits are none."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(smtp, "PAUSES", (0.0, 0.0, 0.0))
    for name, value in {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(mail.port),
        "SMTP_SECURITY": "none",
        "SMTP_TIMEOUT_S": "10",
        "MAIL_FROM": "Vietņu audits <audits@eindekss.example>",
        "LANGUAGE": "lv",
        # A browser for every letter would be slow; one test has it.
        "MAIL_ATTACH_MIB": "0",
    }.items():
        monkeypatch.setenv(f"EINDEKSS_{name}", value)
    return tmp_path


@pytest.fixture
def database(folder: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{folder}/eindekss.sqlite")
    ensure_ready(engine)
    yield engine
    engine.dispose()


def audited(database: Engine, number: int, *issues: Issue, site: Site = SITE) -> None:
    """A night's audit, with its document where the commands look for it."""
    night(database, EvidenceStore("evidence"), number, site=site, issues=issues)


def run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["mail", *arguments], input=given, env={"COLUMNS": "250", "NO_COLOR": "1"})


def sends(*arguments: str, status: int = 0) -> str:
    done = run(*arguments)
    assert done.exit_code == status, (done.output, done.exception)
    return done.output


def refused(*arguments: str) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, SetupError), done.output
    return str(done.exception)


def rows() -> list[dict[str, Any]]:
    done = run("list", "--json", "-")
    assert done.exit_code == 0, done.output
    return list(json.loads(done.stdout))


def states() -> list[str]:
    """The oldest first."""
    return [row["state"] for row in reversed(rows())]


def test_a_report_is_sent_once(database: Engine, mail: Mail) -> None:
    audited(database, 0)
    assert sends() == f"{SITE.name} <{SITE.email}>: sent (250 OK)\n"
    assert "the report of this audit was sent before" in sends()
    assert "the report of this audit was sent before" in sends("0099000", HOME)
    (message,) = mail.box.messages
    assert mail.box.recipients == [message["To"]] == [SITE.email]
    assert str(message["From"]) == "Vietņu audits <audits@eindekss.example>"
    assert message["Subject"] == "Liepu novada pašvaldība: tīmekļvietnes audits, indekss 66,7 (2026. gada 2. janvāris)"
    (row,) = rows()
    assert (row["state"], row["code"], row["attempt"], row["language"]) == ("sent", "250", 1, "lv")
    assert (row["url"], row["recipient"], row["message_id"]) == (HOME, SITE.email, message["Message-ID"])
    table = run("list", "--lang", "lv").output
    assert "nosūtīta: 250 OK" in table
    assert SITE.email is not None
    assert SITE.email in table


def test_the_report_is_attached_as_pdf(database: Engine, mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINDEKSS_MAIL_ATTACH_MIB", "10")
    audited(database, 0)
    sends()
    (attached,) = mail.box.messages[0].iter_attachments()
    assert attached.get_content_type() == "application/pdf"
    with Pdf.open(BytesIO(attached.get_content())) as pdf:
        assert "Liepu novada pašvaldība" in str(pdf.docinfo.Title)


def test_the_language_is_the_settings_or_the_one_named(database: Engine, mail: Mail) -> None:
    audited(database, 0)
    sends("--lang", "en")
    (message,) = mail.box.messages
    assert message["Content-Language"] == "en"
    assert "website audit, index 66.7" in message["Subject"]


def test_only_what_changed_is_written_about(database: Engine, mail: Mail) -> None:
    audited(database, 0)
    sends()
    audited(database, 1)
    assert "nothing changed since the last mail" in sends()
    audited(database, 2, issue(HOME))
    assert "sent (250" in sends()
    body: Any = mail.box.messages[-1].get_body(("plain",))
    said = " ".join(body.get_content().split())
    # It is compared with the audit of the last mail, not with the one of the night before.
    assert "Iepriekšējā vēstule bija par šīs dienas auditu: 2026. gada 2. janvāris." in said
    assert "1 cēlonis ir jauns" in said
    assert len(mail.box.contents) == 2
    assert len({message["Message-ID"] for message in mail.box.messages}) == 2


def test_once_a_month_or_after_every_audit(database: Engine, mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    audited(database, 0)
    monkeypatch.setenv("EINDEKSS_MAIL_WHEN", "monthly")
    sends()
    audited(database, 1, issue(HOME))
    assert "had a mail this month" in sends()
    with writing(database) as connection:
        connection.execute(text("UPDATE mailing SET begun_at = '2026-01-01 00:00:00'"))
    assert "sent (250" in sends()
    audited(database, 2, issue(HOME))
    assert "had a mail this month" in sends()
    monkeypatch.setenv("EINDEKSS_MAIL_WHEN", "always")
    assert "sent (250" in sends()
    assert len(mail.box.contents) == 3


def test_a_refused_address_gets_nothing_more_until_it_changes(database: Engine, mail: Mail, folder: Path) -> None:
    audited(database, 0)
    mail.box.rcpt = ["550 5.1.1 No such user", "250 OK"]
    assert "refused (550 5.1.1 No such user)" in sends(status=1)
    (row,) = rows()
    assert (row["state"], row["code"], row["detail"]) == ("refused", "550", "5.1.1 No such user")
    audited(database, 1, issue(HOME))
    assert "mail for it was refused or came back" in sends()
    assert mail.box.asked == 1
    # The list of sites knows better than the audit.
    (folder / "sites.csv").write_text(f"{HEADER}0099000,Liepu novads,{HOME},regional,Kurzeme,jauns@liepas.example\n")
    assert "<jauns@liepas.example>: sent" in sends()
    (folder / "sites.csv").unlink()
    assert "mail for it was refused or came back" in sends()
    assert "sent (250" in sends("0099000", "--again")
    assert states() == ["refused", "sent", "sent"]
    # It took the mail: it is alive again.
    audited(database, 2)
    assert "sent (250" in sends()


def test_what_may_pass_is_tried_again_and_what_failed_is_sent_by_the_next_run(database: Engine, mail: Mail) -> None:
    audited(database, 0)
    mail.box.data = ["451 4.3.0 later", "250 OK"]
    assert "sent (250" in sends()
    audited(database, 1, issue(HOME))
    mail.box.data = ["554 5.7.1 Content", "250 OK"]
    assert "not sent (554 5.7.1 Content)" in sends(status=1)
    assert "sent (250" in sends()
    assert states() == ["sent", "failed", "sent"]
    assert rows()[0]["attempt"] == 2
    assert len(mail.box.contents) == 2


def test_of_a_mail_without_an_answer_nobody_knows_and_it_goes_again_only_when_told(
    database: Engine, mail: Mail
) -> None:
    audited(database, 0)
    mail.box.data = ["cut", "250 OK"]
    assert "not known whether it was sent" in sends(status=1)
    assert "not known whether the report of this audit went out; send with --again" in sends()
    assert len(mail.box.contents) == 1
    assert "sent (250" in sends("0099000", "--again")
    first, second = mail.box.messages
    # Whoever got both can tell.
    assert first["Message-ID"] == second["Message-ID"]
    assert states() == ["unknown", "sent"]


def process(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", "from cli.main import main; main()", "mail", *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_process_killed_while_it_sends_leaves_it_unknown(database: Engine, mail: Mail) -> None:
    audited(database, 0)
    mail.box.slow_s = 3.0
    with process() as sending:
        deadline = time.monotonic() + 60
        while not mail.box.asked and time.monotonic() < deadline:
            time.sleep(0.02)
        sending.kill()
    assert mail.box.asked == 1
    assert states() == ["unknown"]
    mail.box.slow_s = 0
    assert "another process sends it, or was stopped while it did" in sends()
    assert "sent (250" in sends(HOME, "--again")
    assert states() == ["unknown", "sent"]


def test_two_at_once_send_once(database: Engine, mail: Mail) -> None:
    audited(database, 0)
    audited(database, 1, site=OTHER)
    mail.box.slow_s = 1.0
    both = [process(), process()]
    said = [one.communicate(timeout=100) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert sorted(mail.box.recipients) == [OTHER.email, SITE.email]
    assert states() == ["sent", "sent"]


def test_a_dry_run_writes_files_and_notes_nothing(
    database: Engine, mail: Mail, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(database, 0, site=replace(SITE, name="Ļepu/../novads\n", email="a@liepas.example; b@liepas.example"))
    monkeypatch.delenv("EINDEKSS_SMTP_HOST")
    assert sends("--dry-run").count(".eml") == 2
    files = sorted((folder / "mail-out").iterdir())
    assert [file.name for file in files] == [
        "001-Lepu-novads-2026-01-02-lv.eml", "002-Lepu-novads-2026-01-02-lv.eml",
    ]  # fmt: skip
    written = [email.message_from_bytes(file.read_bytes(), policy=default) for file in files]
    assert [message["To"] for message in written] == ["a@liepas.example", "b@liepas.example"]
    sends("--dry-run", "--out", "citur", "--lang", "en")
    assert len(list((folder / "citur").glob("*-en.eml"))) == 2
    assert rows() == []
    assert mail.box.asked == 0


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


def test_addresses_are_those_of_the_list(database: Engine, mail: Mail, folder: Path) -> None:
    audited(database, 0)
    audited(database, 1, site=OTHER)
    (folder / "saraksts.csv").write_text(
        f"{HEADER}0099001,Liepu novads,https://jauna.liepas.example/,,,"
        "Viens@LIEPAS.example; divi@liepas.example;viens@; Viens@liepas.example\n"
        "0088000,Ošu novads,https://osi.example/,,,\n",
        "utf-8",
    )
    done = run("--sites", "saraksts.csv")
    # The municipality's code and address changed meanwhile; it is still the same one.
    assert sorted(mail.box.recipients) == ["Viens@liepas.example", "divi@liepas.example"]
    assert "<viens@>: no address that mail can be sent to" in done.output
    assert "Ošu novads: no address is known" in done.output
    assert done.exit_code == 1
    (folder / "tukss.csv").write_text(HEADER)
    assert "no address is known" in sends("--sites", "tukss.csv", HOME)
    assert "cannot be read" in refused("--sites", "nav.csv")


@pytest.mark.parametrize(("size", "attached"), [(900_000, True), (1_200_000, False)])
def test_the_pdf_is_attached_up_to_a_size_and_linked_beyond(
    database: Engine, mail: Mail, monkeypatch: pytest.MonkeyPatch, size: int, attached: bool
) -> None:
    audited(database, 0, site=replace(SITE, email="a@liepas.example,b@liepas.example"))
    monkeypatch.setenv("EINDEKSS_MAIL_ATTACH_MIB", "1")
    monkeypatch.setenv("EINDEKSS_REPORT_URL", "https://parskati.example/nakts/")
    made = []

    def pdf(result: object, language: Language) -> bytes:
        made.append(language)
        return b"%PDF-1.7" + b"x" * size

    with Workplace.open() as workplace:
        outcomes = list(send_mails(workplace, Order([], "lv"), Server.of(workplace.settings), pdf))
    assert [outcome.failed for outcome in outcomes] == [False, False]
    assert made == ["lv"]
    for message in mail.box.messages:
        names = [part.get_filename() for part in message.iter_attachments()]
        assert names == (["Liepu-novada-pasvaldiba-2026-01-02-lv.pdf"] if attached else [])
        body: Any = message.get_body(("plain",))
        said = " ".join(body.get_content().split())
        assert ("ir pievienots šai vēstulei" in said) == attached
        assert "https://parskati.example/nakts/0099000-www.liepas.example.html" in said


def test_without_a_server_the_first_fails_and_the_rest_is_not_tried(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    audited(database, 0)
    audited(database, 1, site=OTHER)
    monkeypatch.setenv("EINDEKSS_SMTP_PORT", str(free_port()))
    said = sends(status=1)
    assert "Connection refused" in said
    assert "not tried, for no server answers" in said
    assert states() == ["failed"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_refused_login_ends_the_command(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    audited(database, 0)
    audited(database, 1, site=OTHER)
    monkeypatch.setenv("EINDEKSS_SMTP_USER", "auditors")
    monkeypatch.setenv("EINDEKSS_SMTP_PASSWORD", "minets-slepens")
    with mail_server(login=True) as closed:
        monkeypatch.setenv("EINDEKSS_SMTP_PORT", str(closed.port))
        said = refused()
    assert "it refuses the login" in said
    assert "slepens" not in said
    (row,) = rows()
    assert (row["state"], "slepens" in row["detail"]) == ("failed", False)


def test_what_lacks_is_told_in_one_sentence(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no audit yet" in refused()
    audited(database, 0)
    assert "--again needs the sites" in refused("--again")
    assert "--out is the folder of --dry-run" in refused("--out", "x")
    assert "holds no audit of “0011000”" in refused("0011000")
    monkeypatch.delenv("EINDEKSS_MAIL_FROM")
    for arguments in ((), ("--dry-run",)):
        assert "EINDEKSS_MAIL_FROM" in refused(*arguments)
    monkeypatch.delenv("EINDEKSS_SMTP_HOST")
    assert "EINDEKSS_SMTP_HOST" in refused()
    assert rows() == []


def test_answers_go_to_the_contact_where_it_is_an_address(
    database: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, EvidenceStore("evidence"), audit(0))

    def reply_to() -> str:
        with Workplace.open() as workplace:
            (outcome,) = write_mails(workplace, Order([], "lv"), folder / "eml", None)
        assert isinstance(outcome.what, Path)
        return str(email.message_from_bytes(outcome.what.read_bytes(), policy=default)["Reply-To"])

    assert reply_to() == "audits@eindekss.example"
    monkeypatch.setenv("EINDEKSS_CONTACT", "https://eindekss.example/iebildumi")
    assert reply_to() == "audits@eindekss.example"
    monkeypatch.setenv("EINDEKSS_CONTACT", "iebildumi@eindekss.example")
    assert reply_to() == "iebildumi@eindekss.example"
    monkeypatch.setenv("EINDEKSS_MAIL_REPLY_TO", "atbildes@eindekss.example")
    assert reply_to() == "atbildes@eindekss.example"
