"""People's decisions applied: a finding is a fault, is none, or is not counted; a feature is there or is not."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.issues import element_fingerprint, group, site_outcomes
from checks.rulings import ruled, ruled_features, rulings_of, state_of
from model.decision import About, Decision, Ruling, site_key
from model.finding import Confidence, Element, Feature, Impact, Outcome, Party, Proof, Standard, Verdict
from model.site import Role, Site
from scoring.wcag import page_score
from tests.scoring.steady import steady

HOME = "https://liepas.example/"
WHY = "Zvanīju un pārbaudīju"
SURE = Element(Outcome.FAIL, "main > img", "<img>", ("html", "body", "main", "img"), count=2)
UNSURE = Element(Outcome.NEEDS_REVIEW, "nav > a", "<a>", ("html", "body", "nav", "a"), count=3)
THEIRS = Element(Outcome.FAIL, "iframe", "<img>", ("html", "body", "img.theirs"), party=Party.OTHER)


def verdict(*elements: Element, passed: int = 4, failed: int = 2, unsure: int = 3) -> Verdict:
    outcome = Outcome.FAIL if failed else Outcome.NEEDS_REVIEW if unsure else Outcome.PASS
    return Verdict(
        "color-contrast", outcome, "axe", Standard.WCAG21, Impact.SERIOUS, ("1.4.3",), scored=True, passed=passed,
        failed=failed, unsure=unsure, elements=elements,
    )  # fmt: skip


BOTH = verdict(SURE, UNSURE)


def name_of(element: Element) -> str:
    return element_fingerprint(BOTH, element)


def decision(subject: str, ruling: Ruling, about: About = About.FEATURE, number: int = 1, **more: str) -> Decision:
    return Decision(
        id=number, site="009900", about=about, subject=subject, ruling=ruling, who="A. Ozola", why=WHY,
        from_day=date(2026, 11, 1), until=date(2026, 12, 31), made_at=datetime(2026, 11, 1, 9, number, tzinfo=UTC),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


# outcome, passed, failed, unsure after the ruling; the score is passed / (passed + failed).
@pytest.mark.parametrize(
    ("element", "ruling", "after"),
    [
        (UNSURE, Ruling.FAIL, (Outcome.FAIL, 4, 5, 0)),
        (UNSURE, Ruling.PASS, (Outcome.FAIL, 7, 2, 0)),
        (UNSURE, Ruling.DISMISS, (Outcome.FAIL, 4, 2, 0)),
        (SURE, Ruling.PASS, (Outcome.NEEDS_REVIEW, 6, 0, 3)),
        (SURE, Ruling.DISMISS, (Outcome.NEEDS_REVIEW, 4, 0, 3)),
        (SURE, Ruling.FAIL, (Outcome.FAIL, 4, 2, 3)),
    ],
)
def test_counts_and_outcome_follow_a_ruling(
    element: Element, ruling: Ruling, after: tuple[Outcome, int, int, int]
) -> None:
    (judged,) = ruled([BOTH], {name_of(element): ruling})
    assert (judged.outcome, judged.passed, judged.failed, judged.unsure) == after
    _, passed, failed, _ = after
    assert page_score([judged]) == pytest.approx(100 * passed / (passed + failed))


def test_a_fault_keeps_its_fingerprint_so_that_its_history_goes_on() -> None:
    before = group([(HOME, [BOTH])], frozenset({Standard.WCAG21}))
    (judged,) = ruled([BOTH], {name_of(UNSURE): Ruling.FAIL})
    after = group([(HOME, [judged])], frozenset({Standard.WCAG21}))
    assert {issue.fingerprint for issue in after} == {issue.fingerprint for issue in before}
    assert {issue.outcome for issue in after} == {Outcome.FAIL}
    assert ruled([judged], {name_of(UNSURE): Ruling.FAIL}) == (judged,)


def test_what_is_no_fault_or_is_dismissed_is_no_finding() -> None:
    for ruling in (Ruling.PASS, Ruling.DISMISS):
        (judged,) = ruled([BOTH], {name_of(UNSURE): ruling})
        assert judged.elements == (SURE,)


def test_with_its_last_element_dismissed_a_rule_does_not_apply() -> None:
    only = verdict(SURE, passed=0, unsure=0)
    (judged,) = ruled([only], {name_of(SURE): Ruling.DISMISS})
    assert judged.outcome is Outcome.NOT_APPLICABLE
    assert page_score([judged]) is None
    assert site_outcomes([[judged]]) == {"color-contrast": Outcome.NOT_APPLICABLE}


def test_elements_of_other_parties_are_in_no_count() -> None:
    mixed = verdict(SURE, THEIRS, unsure=0)
    (judged,) = ruled([mixed], {name_of(THEIRS): Ruling.PASS})
    assert (judged.passed, judged.failed, judged.elements) == (4, 2, (SURE,))


def test_a_changed_element_is_another_finding() -> None:
    moved = Element(Outcome.NEEDS_REVIEW, "footer > a", "<a>", ("html", "body", "footer", "a"), count=3)
    changed = verdict(SURE, moved)
    assert ruled([changed], {name_of(UNSURE): Ruling.DISMISS}) == (changed,)


rulings = st.dictionaries(st.sampled_from([name_of(one) for one in (SURE, UNSURE, THEIRS)]), st.sampled_from(Ruling))


@given(st.lists(st.sampled_from([SURE, UNSURE, THEIRS]), unique_by=id), rulings)
@steady
def test_rulings_lose_no_element_and_are_idempotent(elements: Sequence[Element], told: dict[str, Ruling]) -> None:
    whole = verdict(*elements)
    (judged,) = ruled([whole], told)
    assert ruled([judged], told) == (judged,)
    dismissed = sum(
        one.count for one in elements if one.party is Party.OWN and told.get(name_of(one)) is Ruling.DISMISS
    )
    assert judged.passed + judged.failed + judged.unsure == whole.passed + whole.failed + whole.unsure - dismissed


def test_a_person_says_that_a_feature_is_there() -> None:
    machine = Feature("chat", False, "mentioned", (Proof(HOME, "čats"),), confidence=Confidence.WEAK)
    made = decision("chat", Ruling.PASS, kind="person", proof="https://liepas.example/cats")
    (feature,) = ruled_features([machine], [made], HOME)
    assert (feature.found, feature.kind, feature.grade, feature.confidence) == (True, "person", None, None)
    first, *rest = feature.evidence
    assert (first.page, first.what, first.target) == (HOME, f"A. Ozola: {WHY}", made.proof)
    assert tuple(rest) == machine.evidence


def test_a_person_says_that_a_feature_is_not_there() -> None:
    machine = Feature("forum", True, "working", (Proof(HOME, "forums"),), alive=True)
    (feature,) = ruled_features([machine], [decision("forum", Ruling.FAIL, proof="vēstule Nr. 5")], HOME)
    assert (feature.found, feature.grade, feature.alive) == (False, None, None)
    assert [proof.target for proof in feature.evidence] == [None]


def test_the_newer_of_two_decisions_holds_and_a_dismissed_doubt_sets_nothing() -> None:
    machine = Feature("forum", None)
    two = [decision("forum", Ruling.PASS, number=1), decision("forum", Ruling.FAIL, number=2)]
    assert ruled_features([machine], two, HOME)[0].found is False
    dismissed = decision("forum", Ruling.DISMISS, state=state_of(machine))
    assert ruled_features([machine], [dismissed], HOME) == (machine,)
    assert state_of(machine) != state_of(Feature("forum", False))
    finding = [decision("ab", ruling, About.FINDING, number) for number, ruling in ((1, Ruling.FAIL), (2, Ruling.PASS))]
    assert rulings_of([*finding, *two]) == {"ab": Ruling.PASS}


def test_a_decision_holds_on_its_days_and_by_what_was_known() -> None:
    made = decision("forum", Ruling.PASS)
    later = datetime(2027, 5, 1, tzinfo=UTC)
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [made.holds(day, later) for day in days] == [False, True, True, False]
    assert not made.holds(days[1], datetime(2026, 11, 1, 9, tzinfo=UTC))
    ended = decision("forum", Ruling.PASS, ended_at=datetime(2026, 12, 1, tzinfo=UTC))  # type: ignore[arg-type]
    assert ended.holds(days[1], datetime(2026, 11, 30, tzinfo=UTC))
    assert not ended.holds(days[1], later)


def test_decisions_follow_a_municipality_and_stay_with_any_other_site() -> None:
    main = Site("https://vecs.example/", "Madonas novads", "0038000")
    moved = Site("https://jauns.example/", "Madonas novads", "0038001")
    assert site_key(main) == site_key(moved) == "003800"
    assert site_key(Site("https://turisms.example/", "Madonas novads", "0038001", role=Role.OTHER)) != site_key(moved)
    assert site_key(Site("https://a.example/", "a.example")) == "https://a.example/"
