"""`eindekss mail` against a real server: who gets what, when, and never twice."""

import email
import os
import subprocess
import sys
import time
from dataclasses import replace
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Pdf
from sqlalchemy import Engine, text

from db.engine import writing
from tests.cli.mail.mailing import HEADER, OTHER, audited, rows, run, sends, states
from tests.db.examples import HOME, SITE, issue
from tests.db.test_engine import ROOT
from tests.mail_server import Mail


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
    assert "Iepriekšējā vēstulē aprakstītā audita diena: 2026. gada 2. janvāris." in said
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
        env={**os.environ, "PYTHONPATH": str(ROOT)},
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
