"""Failures are told in the reader's language, whatever the auditor noted of them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import crawler
import pipeline
from model.failure import Failure, FailureKind
from reports.failure_words import failure_told, note_known, note_told
from reports.language import Words

ROOTS = tuple(Path(module.__file__ or "").parent for module in (crawler, pipeline))
# What is asked of the register is told to operators, in English.
OF_THE_REGISTER = {"ckan.py", "register.py"}
QUOTED_VALUE = re.compile("„(?:https://example.lv:443|text/plain)”")
LATVIAN, ENGLISH = Words("lv"), Words("en")


def noted() -> Iterator[str]:
    """Every sentence of a failure that stands in the code, with its values made up."""
    for file in (file for root in ROOTS for file in root.rglob("*.py") if file.name not in OF_THE_REGISTER):
        text = file.read_text(encoding="utf-8")
        if "Failure(" not in text:
            continue
        for call in ast.walk(ast.parse(text)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "Failure" and len(call.args) == 2:
                detail = call.args[1]
                if isinstance(detail, ast.Constant):
                    yield str(detail.value)
                elif isinstance(detail, ast.JoinedStr):
                    yield "".join(_written(part) for part in detail.values)


def _written(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    value = ast.unparse(part)
    for name, made_up in {
        "status": "503", ",}": "5,000", ".0f": "45", "what": "1,000 requests", "address": "10.0.0.1", "wall": "Akamai",
        "cut": "no valid HTTP", "'of no type'": "text/plain",
    }.items():  # fmt: skip
        if name in value:
            return made_up
    return "no connection" if any(name in value for name in (".detail", "why")) else "https://example.lv:443"


def quotes(told: str) -> bool:
    """Whether it quotes more than a value that was made up: words of our own are translated."""
    return any(sign in QUOTED_VALUE.sub("", told) for sign in "„“")


def test_every_sentence_of_a_failure_has_a_latvian_one() -> None:
    notes = set(noted())
    assert len(notes) > 40
    told = {note: note_known(note, LATVIAN) for note in notes}
    assert {note: said for note, said in told.items() if said in (None, note) or quotes(said)} == {}
    assert [note for note in notes if note_told(note, ENGLISH) != note] == []


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("no answer in 45 s", "45 s laikā atbildes nav"),
        ("the server refuses connections", "serveris noraida savienojumus"),
        ("www.x.lv:443 refuses connections", "www.x.lv:443 noraida savienojumus"),
        ("the page is over 3,000,000 bytes", "lapa pārsniedz 3\u00a0000\u00a0000 baitus"),
        ("the certificate is not trusted: it has expired", "sertifikāts nav uzticams: „it has expired”"),
        ("robots.txt: the server answers 503", "robots.txt: serveris atbild ar 503"),
        ("https://x.lv/a: the page's scripts never stop", "https://x.lv/a: lapas skripti neapstājas"),
        ("in the phone's load: something 100% new", "ielādējot tālrunim: „something 100% new”"),
        ("Runtime.evaluate had no answer in 5.0 s", "„Runtime.evaluate had no answer in 5.0 s”"),
        ("the answer is " + "x" * 3000, f"„the answer is {'x' * 3000}”"),
    ],
)  # fmt: skip
def test_our_sentences_are_told_and_those_of_others_quoted(note: str, told: str) -> None:
    assert note_told(note, LATVIAN) == told
    assert note_told(note, ENGLISH) == note


def test_a_failure_says_its_kind_first() -> None:
    failure = Failure(FailureKind.TIMEOUT, "no answer in 45 s")
    assert failure_told(failure, ENGLISH) == "no answer in time: no answer in 45 s"
    assert failure_told(failure, LATVIAN).endswith(": 45 s laikā atbildes nav")
    assert failure_told(Failure(FailureKind.DNS, ""), ENGLISH) == "host name not found"
