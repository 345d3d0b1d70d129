"""`eindekss objection`: what is recorded, refused, answered, listed and shown."""

import json
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from pipeline.errors import SetupError
from tests.db.examples import CONTACTS, HOME, issue
from tests.db.kept import night

FINDING = "fedcba9876543210"
WORDS = ("--text", "Attēlam ir apraksts.")


@pytest.fixture(autouse=True)
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One audit with a finding on two pages, a chat that was found and a petition that was not."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "220")
    database = open_database("sqlite:///eindekss.sqlite")
    ensure_ready(database)
    night(database, EvidenceStore("evidence"), 0, issues=[issue(HOME, CONTACTS, name=FINDING)])
    database.dispose()


def eindekss(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, list(map(str, arguments)))


def done(*arguments: str | Path) -> str:
    result = eindekss(*arguments)
    assert result.exit_code == 0, result.output + repr(result.exception)
    return result.stdout


def refused(*arguments: str | Path) -> str:
    result = eindekss(*arguments)
    assert isinstance(result.exception, SetupError), result.output
    return str(result.exception)


def listed(*arguments: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(done("objection", "list", "--json", "-", *arguments))
    return found


def test_a_finding_is_objected_to_with_all_its_pages() -> None:
    said = done("objection", "add", "0099000", *WORDS, "--finding", FINDING)
    assert said.splitlines()[0] == "Objection 1 is recorded."
    assert f"eindekss audit 0099000 --page {HOME} --page {CONTACTS} --objection 1" in said
    (one,) = listed()
    assert (one["about"], one["subject"], one["rule"]) == ("finding", FINDING, "image-alt")
    assert one["pages"] == [HOME, CONTACTS]
    done("objection", "add", HOME, *WORDS, "--finding", FINDING, "--page", CONTACTS)
    assert listed()[1]["pages"] == [CONTACTS]


def test_features_pages_and_the_whole_site_are_objected_to() -> None:
    assert "Audit its page" not in done("objection", "add", "0099000", *WORDS, "--feature", "chat")
    done("objection", "add", "0099000", *WORDS, "--page", f"{HOME}jauna-lapa", "--page", HOME)
    done("objection", "add", "0099000", *WORDS)
    assert [(one["about"], one["subject"]) for one in listed()] == [("feature", "chat"), ("page", None), ("site", None)]
    # The home page is visited last, for a visit ends with it where it cannot be had.
    assert listed()[1]["pages"] == [f"{HOME}jauna-lapa", HOME]
    table = done("objection", "list", "0099000", "--lang", "lv")
    for part in ("lapas kopumā", "visa vietne", "vēl nav izlemts", "Attēlam ir apraksts."):
        assert part in table


def test_files_come_back_as_they_were_under_harmless_names(tmp_path: Path) -> None:
    names = {"ekrāns.jpg": b"\xff\xd8\xff bilde", "-rf \x1b[31m.txt": b"teksts", "...": b""}
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    files = [part for name in names for part in ("--file", tmp_path / name)]
    done("objection", "add", "0099000", *WORDS, *files, "--who", "A. Ozola")
    said = done("objection", "show", "1", "--files", "out", "--lang", "lv")
    assert "\x1b" not in said
    assert "A. Ozola" in said
    written = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    assert written == {"1-1-ekr-ns.jpg": names["ekrāns.jpg"], "1-2-rf-31m.txt": b"teksts", "1-3-file": b""}
    assert done("evidence", "verify").count("Everything holds.") == 1


def test_what_is_too_much_or_too_little_is_refused(tmp_path: Path) -> None:
    big, small = tmp_path / "big.bin", tmp_path / "small.bin"
    small.write_bytes(b"x")
    with big.open("wb") as file:
        file.truncate(10_000_001)
    add = ("objection", "add", "0099000")
    many: list[str | Path] = ["--file", small] * 11
    assert "10.0 MB: a file of an objection has at most 10 MB" in refused(*add, *WORDS, "--file", big)
    assert "at most 10 files, here are 11" in refused(*add, *WORDS, *many)
    assert "is no file" in refused(*add, *WORDS, "--file", tmp_path)
    assert "is no file" in refused(*add, *WORDS, "--file", "/dev/zero")
    assert "is empty" in refused(*add, "--text", " \n")
    assert "at most 10000 characters, this one 10001" in refused(*add, "--text", "a" * 10_001)
    assert "--text or --text-file" in refused(*add)
    assert "--text or --text-file" in refused(*add, *WORDS, "--text-file", small)
    assert "--finding or --feature" in refused(*add, *WORDS, "--finding", FINDING, "--feature", "chat")
    assert "neither a finding nor a feature" in refused(*add, *WORDS, "--finding", "0" * 16)
    assert "no feature “chats”" in refused(*add, *WORDS, "--feature", "chats")
    assert "is no page of" in refused(*add, *WORDS, "--page", "https://cits.example/")
    assert "no audit of “0099999”" in refused("objection", "add", "0099999", *WORDS)
    assert listed() == []
    small.write_bytes(b"\xff\xfe")
    assert "no text in UTF-8" in refused(*add, "--text-file", small)
    small.write_text("ā" * 10_001, encoding="utf-8")
    assert "at most 10000 characters" in refused(*add, "--text-file", small)
    small.write_text("ā" * 10_000, encoding="utf-8")
    done(*add, "--text-file", small)
    assert len(listed()[0]["text"]) == 10_000


def test_answers_are_added_and_the_newest_outcome_stands() -> None:
    done("objection", "add", "0099000", *WORDS, "--finding", FINDING)
    answer = ("objection", "answer", "1", "--who", "VARAM")
    assert "answered and still open" in done(*answer, "--text", "Skatāmies.")
    assert len(listed("--open")) == 1
    assert "Objection 1 is rejected." in done(*answer, "--text", "Nav tiesa.", "--outcome", "rejected")
    assert listed("--open") == []
    said = done(*answer, "--text", "Tomēr taisnība.", "--outcome", "upheld")
    assert f"eindekss review decide 0099000:{FINDING} pass --who VARAM --why 'Objection 1'" in said
    assert "No score changes by that" in said
    (one,) = listed()
    assert [reply["outcome"] for reply in one["replies"]] == [None, "rejected", "upheld"]
    assert one["outcome"] == "upheld"
    assert "no objection 7" in refused("objection", "answer", "7", *WORDS)
    assert "no objection 7" in refused("objection", "show", "7")
    assert "is empty" in refused(*answer, "--text", "")


def test_the_command_that_an_upheld_objection_names_works_as_it_is() -> None:
    until = f"{datetime.now(UTC) + timedelta(days=365):%Y-%m}"
    for number, (feature, found) in enumerate((("chat", "no"), ("petition", "yes")), start=1):
        done("objection", "add", "0099000", *WORDS, "--feature", feature)
        said = done("objection", "answer", str(number), *WORDS, "--outcome", "upheld", "--who", "V. A.")
        command = said.splitlines()[-1].strip()
        assert command.startswith(f"eindekss override set 0099000 {feature} {found} --who 'V. A.'")
        assert until in command
        done(*shlex.split(command)[1:])
    decided = json.loads(done("override", "list", "--json", "-"))
    assert [(one["subject"], one["ruling"]) for one in decided] == [("chat", "fail"), ("petition", "pass")]


def test_hostile_words_cannot_steer_a_terminal() -> None:
    done("objection", "add", "0099000", "--text", "a\x1b[2Jb\u202ec", "--who", "x\x1b]0;y\x07")
    for said in (done("objection", "list"), done("objection", "show", "1"), done("objection", "list", "--json", "-")):
        assert "\x1b" not in said
        assert "\u202e" not in said
