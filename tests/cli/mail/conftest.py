"""A real mail server, and a folder with settings that lead to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db.engine import ensure_ready, open_database
from pipeline import smtp
from tests.mail_server import Mail, mail_server


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
