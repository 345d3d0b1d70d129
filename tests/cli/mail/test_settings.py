"""Addresses, attachments, servers and logins are as the list and the settings say."""

import email
from dataclasses import replace
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db.evidence import EvidenceStore
from model.text import Language
from pipeline.mail_plan import MailOrder
from pipeline.mailing import send_mails, write_mails
from pipeline.smtp import Server
from pipeline.workplace import Workplace
from tests.cli.mail.mailing import HEADER, OTHER, audited, refused, rows, run, sends, states
from tests.db.examples import HOME, SITE, audit
from tests.db.kept import keep
from tests.mail_server import Mail, mail_server
from tests.ports import free_port


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
        outcomes = list(send_mails(workplace, MailOrder([], "lv"), Server.of(workplace.settings), pdf))
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
            (outcome,) = write_mails(workplace, MailOrder([], "lv"), folder / "eml", None)
        assert isinstance(outcome.what, Path)
        return str(email.message_from_bytes(outcome.what.read_bytes(), policy=default)["Reply-To"])

    assert reply_to() == "audits@eindekss.example"
    monkeypatch.setenv("EINDEKSS_CONTACT", "https://eindekss.example/iebildumi")
    assert reply_to() == "audits@eindekss.example"
    monkeypatch.setenv("EINDEKSS_CONTACT", "iebildumi@eindekss.example")
    assert reply_to() == "iebildumi@eindekss.example"
    monkeypatch.setenv("EINDEKSS_MAIL_REPLY_TO", "atbildes@eindekss.example")
    assert reply_to() == "atbildes@eindekss.example"
