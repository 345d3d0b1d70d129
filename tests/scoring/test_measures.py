"""Each rule at its edges: silence is neither 0 nor 100."""

from typing import Any

import pytest

from model.finding import Feature, Outcome
from model.score import Source
from model.text import Text
from scoring.declaration import Measure
from scoring.facts import SiteFacts
from scoring.measures import RULES
from scoring.reasons import REASONS, Reason
from tests.scoring.invented import methodology_2019


def measured(rule: str, facts: SiteFacts, **fields: Any) -> float | Reason:
    measure = Measure(id="m", weight=100, title=Text("m", "m"), sources=(Source.WEB,), rule=rule, **fields)
    assert {name for name in fields if name != "rule"} == RULES[rule].takes
    return RULES[rule].score(measure, facts)


def site(**states: bool | None) -> SiteFacts:
    return SiteFacts(features={name: Feature(name, found) for name, found in states.items()})


def one(name: str, found: bool | None = True, **facts: Any) -> SiteFacts:
    return SiteFacts(features={name: Feature(name, found, **facts)})


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (site(rss=True, forum=False, chat=True, x=False), 50),
        (site(rss=True, forum=False, chat=None, x=None), 50),  # half was told, half of that found
        (site(rss=True, forum=None, chat=None, x=None), Reason.TOO_FEW_TOLD),
        (site(rss=True), Reason.TOO_FEW_TOLD),  # a feature that nobody looked for is silent too
    ],
)
def test_share_of_features(facts: SiteFacts, expected: float | Reason) -> None:
    wanted = ("rss", "forum", "chat", "x")
    assert measured("share_of_features", facts, features=wanted, minimum_told=0.5) == expected


def test_mentioned_is_not_found() -> None:
    assert measured("feature_found", one("forum", False, grade="mentioned"), feature="forum") == 0


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([False] * 5, 0),
        ([True] + [False] * 4, 60),
        ([True] * 2 + [False] * 3, 80),
        ([True] * 3 + [False] * 2, 100),
        ([True] * 5, 100),
        ([True] * 3 + [None] * 2, 100),  # more could not give more
        ([True] + [None] + [False] * 3, Reason.TOO_FEW_TOLD),  # 60 or 80
        ([None] * 5, Reason.TOO_FEW_TOLD),
    ],
)
def test_number_of_features(states: list[bool | None], expected: float | Reason) -> None:
    names = ("facebook", "instagram", "youtube", "x", "tiktok")
    facts = site(**dict(zip(names, states, strict=True)))
    assert measured("number_of_features", facts, features=names, steps=(60, 80, 100)) == expected


@pytest.mark.parametrize(
    ("states", "expected"),
    [((True, None), 100), ((False, True), 100), ((False, False), 0), ((False, None), Reason.NOT_TOLD)],
)
def test_any_feature(states: tuple[bool | None, bool | None], expected: float | Reason) -> None:
    facts = site(survey=states[0], site_feedback=states[1])
    assert measured("any_feature", facts, features=("survey", "site_feedback")) == expected


@pytest.mark.parametrize(
    ("facts", "bot", "person"),
    [
        (one("chat", kind="bot"), 100, 0),
        (one("chat", kind="person"), 0, 100),
        (one("chat", False), 0, 0),
        (one("chat"), Reason.KIND_NOT_TOLD, Reason.KIND_NOT_TOLD),
        (one("chat", None), Reason.NOT_TOLD, Reason.NOT_TOLD),
        (SiteFacts(), Reason.NOT_TOLD, Reason.NOT_TOLD),
    ],
)
def test_feature_kind(facts: SiteFacts, bot: float | Reason, person: float | Reason) -> None:
    assert measured("feature_kind", facts, feature="chat", kind="bot") == bot
    assert measured("feature_kind", facts, feature="chat", kind="person") == person


@pytest.mark.parametrize(
    ("facts", "grade", "found"),
    [
        (one("tapis_link", grade="deep", alive=True), 100, 100),
        (one("tapis_link", grade="home", alive=None), 50, 100),
        (one("tapis_link", grade="deep", alive=False), 0, 0),  # it leads nowhere
        (one("tapis_link", False), 0, 0),
        (one("tapis_link"), Reason.GRADE_NOT_TOLD, 100),
        (one("tapis_link", None), Reason.NOT_TOLD, Reason.NOT_TOLD),
    ],
)
def test_links(facts: SiteFacts, grade: float | Reason, found: float | Reason) -> None:
    assert measured("link_grade", facts, feature="tapis_link", grades={"home": 50, "deep": 100}) == grade
    assert measured("link_found", facts, feature="tapis_link") == found


def test_a_grade_without_points_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="“latvija_lv_link” has the grade “linked”, which has no points"):
        measured("link_grade", one("latvija_lv_link", grade="linked"), feature="latvija_lv_link", grades={"home": 50})


def test_links_that_were_not_checked_are_not_all_well() -> None:
    assert measured("share_of_working_links", SiteFacts()) is Reason.NO_LINK_CHECKED
    assert measured("share_of_working_links", SiteFacts(links_checked=8, links_broken=2)) == 75


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({"https": Outcome.PASS, "weight": Outcome.NOT_APPLICABLE}, 100),
        ({"https": Outcome.PASS, "weight": Outcome.FAIL}, 0),
        ({"https": Outcome.PASS}, Reason.NOT_TOLD),
        ({"https": Outcome.PASS, "weight": Outcome.NEEDS_REVIEW}, Reason.NOT_TOLD),
        (dict.fromkeys(("https", "weight"), Outcome.NOT_APPLICABLE), Reason.NOT_TOLD),
    ],
)
def test_checks_pass(outcomes: dict[str, Outcome], expected: float | Reason) -> None:
    assert measured("checks_pass", SiteFacts(checks=outcomes), checks=("https", "weight")) == expected


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"links_checked": 3, "links_broken": 4}, "4 of 3 links"),
        ({"wcag_score": 100.5}, "wcag_score"),
        ({"wcag_score": float("nan")}, "wcag_score"),
        ({"survey": {"service_standard.standard": -1}}, "service_standard.standard"),
        ({"features": {"chat": Feature("forum", True)}}, "chat"),
    ],
)
def test_facts_that_contradict_themselves_are_refused(facts: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SiteFacts(**facts)


def test_every_reason_has_its_sentence() -> None:
    assert set(REASONS) == set(Reason)
    assert len({text.lv for text in REASONS.values()}) == len(Reason)


def test_every_rule_but_one_serves_methodology_2019() -> None:
    used = {measure.rule for item in methodology_2019().indicators for measure in item.measures if measure.rule}
    assert set(RULES) - used == {"checks_pass"}  # no indicator of 2019 asks for a check of the whole site
