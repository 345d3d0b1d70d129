"""Proofs speak the reader's language where the words are the auditor's, and the page's where they are the page's."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from checks import structures
from model.finding import Proof
from reports.language import Words
from reports.proof_words import proof_words

PAGE = "https://www.novads.lv/"


def told(what: str, by: str | None = "structures.text_form") -> str:
    return proof_words(Proof(PAGE, what, by=by), Words("lv"))


def names_of_structures() -> Iterator[str]:
    """What the detector calls structures by words of its own, a number written as 2."""
    for call in ast.walk(ast.parse(Path(structures.__file__).read_text("utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in ("_of", "Structure"):
            match call.args[2 if call.func.id == "_of" else 1]:
                case ast.Constant(value=str(what)):
                    yield what
                case ast.JoinedStr(values=[ast.FormattedValue(), ast.Constant(value=str(things))]):
                    yield f"2{things}"


NAMES = sorted(set(names_of_structures()))


@pytest.mark.parametrize("name", NAMES)
def test_every_structure_has_a_latvian_name(name: str) -> None:
    assert told(name) != name


def test_all_structures_are_looked_at() -> None:
    assert {"search form", "form with a message and its sender", "2 data files"} <= set(NAMES)
    assert len(NAMES) == 20


@pytest.mark.parametrize(("number", "text"), [(1, "1 saite"), (10, "10 saites"), (21, "21 saite")])
def test_numbers_agree(number: int, text: str) -> None:
    assert told(f"{number} links", "names[0] > structures.many_links") == text


@pytest.mark.parametrize("by", ["anywhere.text_form", "worded.search_form", "slugs[1] > structures.text_form"])
def test_every_rule_that_matches_a_structure_is_known(by: str) -> None:
    assert told("search form", by) == "meklēšanas veidlapa"


@pytest.mark.parametrize("by", [None, "targets[2]", "stems[0]"])
def test_words_of_the_page_stay(by: str | None) -> None:
    assert told("search form", by) == "search form"
    assert told("10 links", by) == "10 links"


@pytest.mark.parametrize("what", ["+371 60000021", "Uzdot jautājumu", "27.11.2026", "12", "² links", "3 vilki"])
def test_what_a_structure_quotes_stays(what: str) -> None:
    assert told(what) == what
