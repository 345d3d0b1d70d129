"""People's decisions are kept with all that they say, and ended once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from db.decisions import UnknownDecision, decisions_of, end_decision, save_decision
from model.decision import About, Decision, Ruling

MADE = datetime(2026, 11, 1, 9, tzinfo=UTC)
FEATURE = Decision(
    id=0,
    site="009900",
    about=About.FEATURE,
    subject="chat",
    ruling=Ruling.PASS,
    who="A. Ozola",
    why="Tērzēšana darbojas darba laikā",
    from_day=date(2026, 11, 1),
    until=date(2026, 12, 31),
    made_at=MADE,
    proof="https://liepas.example/cats",
    grade="working",
    kind="person",
)
FINDING = replace(
    FEATURE,
    about=About.FINDING,
    subject="0123456789abcdef",
    ruling=Ruling.DISMISS,
    until=None,
    made_at=MADE + timedelta(hours=1),
    rule="color-contrast",
    place="header img.logo",
    state="True - - weak",
)


def test_a_decision_reads_back_as_it_was_made(database: Engine) -> None:
    numbers = [save_decision(database, one) for one in (FEATURE, FINDING)]
    other = save_decision(database, replace(FEATURE, site="https://turisms.example/"))
    assert decisions_of(database, "009900") == (
        replace(FEATURE, id=numbers[0]),
        replace(FINDING, id=numbers[1]),
    )
    assert {one.id for one in decisions_of(database)} == {*numbers, other}
    assert decisions_of(database, "009901") == ()


def test_a_decision_is_ended_once_and_stays(database: Engine) -> None:
    number = save_decision(database, FEATURE)
    later = MADE + timedelta(days=3)
    end_decision(database, number, ended_at=later, ended_by="J. Liepa")
    (ended,) = decisions_of(database, "009900")
    assert ended == replace(FEATURE, id=number, ended_at=later, ended_by="J. Liepa")
    for unknown in (number, number + 1):
        with pytest.raises(UnknownDecision, match=f"no decision {unknown} in force"):
            end_decision(database, unknown, ended_at=later, ended_by="J. Liepa")
