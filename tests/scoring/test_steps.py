"""The cause of a move is told by what else changed: versions, the page itself, people, and other sites."""

from dataclasses import replace
from datetime import date

import pytest

from model.audit import Audit, PageAudit
from model.change import Cause
from model.decision import About, Decision, Ruling
from model.finding import Feature
from scoring.steps import HOME, Step, Surroundings, place_of
from tests.db.examples import FIRST_NIGHT, audit, page

URL = "https://www.liepas.example/"
RULES = frozenset({"label"})
MANY = Surroundings(rules_before=RULES, rules_after=RULES, others=40, rose={"label": 10}, features={"chat": 4})
FEW = replace(MANY, rose={"label": 9}, features={"chat": 3})
NONE = replace(MANY, rose={}, features={})
ALONE = replace(NONE, others=1)


def shown(url: str, dom: str) -> PageAudit:
    return replace(page(url), evidence={"dom": dom})


BEFORE = audit(pages=[shown(URL, "a"), shown(f"{URL}b", "b")])
CHANGED = audit(1, pages=[shown(URL, "a"), shown(f"{URL}b", "c")])


def step(**facts: object) -> Step:
    return Step(BEFORE, CHANGED, **facts)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("facts", "place", "cause", "certain"),
    [
        ({}, "/b", Cause.SITE, True),
        ({}, HOME, Cause.NOISE, True),
        ({"around": Surroundings(wavering=frozenset({"/b"}))}, "/b", Cause.NOISE, True),
        ({"axe": True, "around": MANY}, "/b", Cause.RULES, True),
        ({"axe": True, "around": FEW}, "/b", Cause.SITE, False),
        ({"axe": True, "around": NONE}, "/b", Cause.SITE, True),
        ({"axe": True, "around": ALONE}, "/b", Cause.RULES, False),
        ({"axe": True, "around": NONE}, HOME, Cause.RULES, True),
        ({"axe": True, "around": replace(NONE, rules_before=frozenset())}, "/b", Cause.RULES, True),
        ({"axe": True, "around": replace(ALONE, rules_after=frozenset())}, "/b", Cause.RULES, False),
        ({"axe": True, "around": replace(NONE, wavering=frozenset({"/b"}))}, "/b", Cause.NOISE, True),
        ({"tool": True, "around": MANY}, "/b", Cause.RULES, True),
        ({"browser": True, "around": MANY}, "/b", Cause.ENGINE, True),
        ({"browser": True, "around": NONE}, HOME, Cause.ENGINE, True),
    ],
)
def test_the_cause_of_a_rule(facts: dict[str, object], place: str, cause: Cause, certain: bool) -> None:
    told = step(**facts).cause_of_rule("label", "axe", place, worse=True)
    assert (told.cause, told.certain) == (cause, certain)


def test_a_rule_of_our_own_does_not_move_by_a_new_axe() -> None:
    assert step(axe=True, around=MANY).cause_of_rule("label", "eindekss", "/b", worse=True).cause is Cause.SITE
    better = step(axe=True, around=MANY).cause_of_rule("label", "axe", "/b", worse=False)
    assert better.cause is Cause.SITE, "the others moved the other way"


@pytest.mark.parametrize(
    ("facts", "before", "after", "cause", "certain"),
    [
        ({}, True, False, Cause.SITE, True),
        ({}, None, True, Cause.DOWNS, True),
        ({"tool": True, "around": MANY}, False, True, Cause.RULES, True),
        ({"tool": True, "around": FEW}, False, True, Cause.SITE, False),
        ({"tool": True, "around": ALONE}, False, True, Cause.RULES, False),
        ({"axe": True, "around": MANY}, False, True, Cause.SITE, True),
    ],
)
def test_the_cause_of_a_feature(
    facts: dict[str, object], before: bool | None, after: bool | None, cause: Cause, certain: bool
) -> None:
    told = step(**facts).cause_of_feature(Feature("chat", before), Feature("chat", after))
    assert (told.cause, told.certain) == (cause, certain)


def test_a_feature_of_the_same_pages_is_noise_and_a_new_one_the_tool_s() -> None:
    same = Step(BEFORE, replace(BEFORE, started_at=CHANGED.started_at))
    assert same.cause_of_feature(Feature("chat", True), Feature("chat", False)).cause is Cause.NOISE
    assert same.cause_of_feature(None, Feature("chat", False)).cause is Cause.RULES


def test_what_a_person_decided_is_the_person_s() -> None:
    decision = Decision(
        id=1, site="x", about=About.FINDING, subject="f" * 16, ruling=Ruling.PASS, who="A", why="B",
        from_day=date(2026, 1, 1), until=None, made_at=FIRST_NIGHT, rule="label",
    )  # fmt: skip
    decided = Step(BEFORE, replace(CHANGED, decisions=(decision,)), axe=True, around=MANY)
    assert decided.cause_of_rule("label", "axe", "/b", worse=False).cause is Cause.ANSWERS
    still = Step(replace(BEFORE, decisions=(decision,)), replace(CHANGED, decisions=(decision,)))
    assert still.cause_of_rule("label", "axe", "/b", worse=False).cause is Cause.SITE


def sample(*names: str) -> Audit:
    return audit(pages=[shown(URL, "a"), *(shown(URL + name, name) for name in names)])


@pytest.mark.parametrize(
    ("before", "after", "anew"),
    [
        ("abcd", "abcd", False),
        ("abcd", "abce", False),
        ("abcd", "abef", True),
        ("abcd", "ab", False),
        ("", "ab", False),
    ],
)
def test_a_site_is_made_anew_when_half_its_pages_are_others(before: str, after: str, anew: bool) -> None:
    assert Step(sample(*before), sample(*after)).redesigned is anew


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (URL, HOME),
        ("https://liepas.example/zinas?id=7", "/zinas?id=7"),
        ("https://forums.example/zinas", "https://forums.example/zinas"),
        ("https://liepas.example", "/"),
    ],
)
def test_pages_keep_their_place_when_the_domain_moves(url: str, place: str) -> None:
    assert place_of(url, URL) == place
