"""Answers of the survey are kept as they came in; a newer import stands before the older, which stays."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from db.surveys import Filled, answers_of, save_surveys
from model.survey import Answer, newest_first

RIGA, MADONA = "0001000", "0038000"
FIRST = datetime(2026, 3, 1, 9, tzinfo=UTC)
STANDARD, HELPER = "service_standard.standard", "onsite_support.helper"


def bring_in(database: Engine, *filled: Filled, days: int = 0, who: str = "A. Ozola") -> None:
    save_surveys(
        database, filled, methodology="2019", source="aptauja.xlsx", given_by=who, given_at=FIRST + timedelta(days=days)
    )


def test_answers_read_back_as_they_were(database: Engine) -> None:
    bring_in(database, Filled(RIGA, 2025, ((STANDARD, "own", "Rīkojums Nr. 5"), (HELPER, None, None))))
    assert answers_of(database, RIGA) == (
        Answer(question=HELPER, answer=None, year=2025, given_by="A. Ozola", given_at=FIRST),
        Answer(question=STANDARD, answer="own", year=2025, given_by="A. Ozola", given_at=FIRST, note="Rīkojums Nr. 5"),
    )
    assert answers_of(database, MADONA) == ()


def test_a_newer_import_supersedes_and_the_older_stays(database: Engine) -> None:
    bring_in(database, Filled(RIGA, 2026, ((STANDARD, "none", None),)))
    bring_in(database, Filled(RIGA, 2026, ((STANDARD, "own", None),)), days=9, who="J. Liepa")
    bring_in(database, Filled(RIGA, 2025, ((STANDARD, "handbook", None),)), days=20)
    answers = answers_of(database, RIGA)
    assert [one.answer for one in answers] == ["none", "own", "handbook"]
    assert [(one.answer, one.year) for one in newest_first(answers)] == [
        ("own", 2026), ("none", 2026), ("handbook", 2025),
    ]  # fmt: skip
    assert [one.answer for one in answers_of(database, RIGA, FIRST + timedelta(days=8))] == ["none"]


def test_answers_follow_the_municipality_to_its_new_code(database: Engine) -> None:
    bring_in(database, Filled(MADONA, 2025, ((STANDARD, "own", None),)), Filled(RIGA, 2025, ((HELPER, "yes", None),)))
    assert [one.question for one in answers_of(database, "0038001")] == [STANDARD]


def test_an_import_is_saved_whole_or_not_at_all(database: Engine) -> None:
    twice = Filled(MADONA, 2025, ((STANDARD, "own", None), (STANDARD, "none", None)))
    with pytest.raises(IntegrityError):
        bring_in(database, Filled(RIGA, 2025, ((STANDARD, "own", None),)), twice)
    assert answers_of(database, RIGA) == ()
