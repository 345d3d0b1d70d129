"""A checklist says what each prerequisite asks for, and what of it is there, missing, or not told."""

import pytest

from model.checklist import Statement, Subject
from scoring.checklist import checklists_of
from scoring.index import score_site
from tests.scoring.invented import methodology_2019
from tests.scoring.test_golden import MET, SITES

METHODOLOGY = methodology_2019()


def checklist(name: str) -> dict[str, Statement]:
    facts = SITES[name]
    found = checklists_of(METHODOLOGY, facts, score_site(METHODOLOGY, facts))
    assert [one.section for one in found] == [section.id for section in METHODOLOGY.sections]
    return {item.id: item.statement for one in found for item in one.items}


@pytest.mark.parametrize("name", SITES)
def test_it_agrees_with_what_was_worked_out_by_hand(name: str) -> None:
    told = {key: statement.met for key, statement in checklist(name).items()}
    assert {key: met for key, met in told.items() if met is not None} == MET[name]
    assert len(told) == 21


def test_it_names_the_part_that_is_missing() -> None:
    found = checklist("middling")
    conformity = found["highest_conformity"]
    assert (conformity.subject, conformity.met) == (Subject.ALL, False)
    wcag, mobile = conformity.parts
    assert (wcag.id, wcag.value, wcag.bound, wcag.exceeds, wcag.met) == ("website_usability.wcag", 85, 95, True, False)
    assert (mobile.subject, mobile.id, mobile.value) == (Subject.INDICATOR, "mobile_conformity", 50)
    studied, improved = found["visitors_studied"].parts
    assert (studied.subject, studied.value, studied.bound) == (Subject.FEATURES, 2, 2)
    assert [(one.id, one.met) for one in studied.parts] == [
        ("visitor_statistics", True),
        ("site_feedback", True),
        ("survey", False),
    ]
    assert (improved.subject, improved.value, improved.met) == (Subject.SURVEY, 100, True)
    chat, *content = found["new_technology_on_site"].parts
    assert (chat.id, chat.kind, chat.met) == ("chat", "bot", False)
    assert [one.met for one in content] == [True, False]


def test_silence_is_neither_yes_nor_no() -> None:
    dialogue = checklist("old")["social_dialogue"]
    profiles, reply, fresh = dialogue.parts
    assert (dialogue.met, profiles.met, reply.met, fresh.met) == (None, True, None, None)
    assert (reply.value, reply.bound, reply.exceeds) == (None, 70, False)
