"""`eindekss user` and `eindekss token`: what is made, listed, refused, and never shown again."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from db.accounts import account_named
from db.action_log import deeds
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from pipeline.accounts import HASHER, digest_of
from pipeline.errors import SetupError
from tests.db.examples import SITE
from tests.db.kept import night

PASSWORD = "pareizais-vards-1"


@pytest.fixture(autouse=True)
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EINDEKSS_NEW_PASSWORD", PASSWORD)
    database = open_database("sqlite:///eindekss.sqlite")
    ensure_ready(database)
    night(database, EvidenceStore("evidence"), 0)
    database.dispose()


def eindekss(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, SetupError):
        raise result.exception
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.stdout


def test_an_account_is_made_listed_locked_and_removed() -> None:
    eindekss("user", "add", "Anna", "--role", "administrator")
    eindekss("user", "add", "pils", "--role", "municipality", "--site", str(SITE.atvk))
    database = open_database("sqlite:///eindekss.sqlite")
    anna = account_named(database, "anna")
    assert anna is not None
    assert anna.password_hash is not None
    assert anna.password_hash.startswith("$argon2id$")
    assert HASHER.verify(anna.password_hash, PASSWORD)
    told = json.loads(eindekss("user", "list", "--json", "-"))
    assert [(one["name"], one["role"], one["site"]) for one in told] == [
        ("anna", "administrator", None),
        ("pils", "municipality", SITE.atvk),
    ]
    assert "hash" not in json.dumps(told)
    assert "locked" not in eindekss("user", "list")
    eindekss("user", "lock", "ANNA")
    assert "locked" in eindekss("user", "list")
    eindekss("user", "unlock", "anna")
    eindekss("user", "passwd", "anna")
    eindekss("user", "remove", "pils")
    assert [one.action for one in deeds(database, 9)] == [
        *("remove account", "set password", "unlock account", "lock account", "add account", "add account"),
    ]
    database.dispose()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("anna", "--role", "operator"), "choose another name"),
        (("two words", "--role", "operator"), "one word"),
        (("pils", "--role", "municipality"), "ATVK"),
        (("oskars", "--role", "operator", "--site", "0099000"), "no other account"),
        (("pils", "--role", "municipality", "--site", "0000000"), "holds no audit"),
    ],
)
def test_what_cannot_be_an_account_is_refused(arguments: tuple[str, ...], words: str) -> None:
    eindekss("user", "add", "anna", "--role", "operator")
    with pytest.raises(SetupError, match=words):
        eindekss("user", "add", *arguments)


def test_a_password_is_long_and_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINDEKSS_NEW_PASSWORD", "short")
    with pytest.raises(SetupError, match="at least 12"):
        eindekss("user", "add", "anna", "--role", "operator")
    monkeypatch.delenv("EINDEKSS_NEW_PASSWORD")
    with pytest.raises(SetupError, match="no terminal"):
        eindekss("user", "add", "anna", "--role", "operator")
    assert json.loads(eindekss("user", "list", "--json", "-")) == []


def test_a_token_is_shown_once() -> None:
    eindekss("user", "add", "anna", "--role", "operator")
    secret = eindekss("token", "add", "anna", "--label", "ci", "--scope", "runs:write", "--days", "7").strip()
    assert secret.startswith("eindekss_")
    listed = eindekss("token", "list", "--json", "-")
    assert json.loads(listed)[0]["scopes"] == ["runs:write"]
    assert secret not in listed + eindekss("token", "list")
    raw = Path("eindekss.sqlite").read_bytes()
    assert secret.encode() not in raw
    assert digest_of(secret) in raw or Path("eindekss.sqlite-wal").exists()
    eindekss("token", "revoke", "1")
    assert "revoked" in eindekss("token", "list")
    with pytest.raises(SetupError, match="no token 1"):
        eindekss("token", "revoke", "1")
