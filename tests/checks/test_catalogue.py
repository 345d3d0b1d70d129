"""Every check keeps what it declares: its examples, its needs, its texts in both languages."""

import pytest

from checks.catalogue import Listed, catalogue, rule_texts
from checks.check import Example
from checks.page import NEEDS, Page, UndeclaredEvidence
from checks.runner import judge_links, judge_page
from model.finding import Outcome, Standard
from tests.checks.example_page import source_of

LISTED = list(catalogue().values())
EXAMPLES = [
    pytest.param(one, example, id=f"{one.check.id}-{at}")
    for one in LISTED
    for at, example in enumerate(one.check.examples)
]


@pytest.mark.parametrize(("listed", "example"), EXAMPLES)
def test_example_gets_its_outcome(listed: Listed, example: Example) -> None:
    verdict = listed.run(source_of(example).view(listed.check.needs))
    assert verdict.outcome is example.outcome
    assert verdict.failed + verdict.unsure == example.findings
    assert sum(element.count for element in verdict.elements) == example.findings


@pytest.mark.parametrize("listed", LISTED, ids=lambda listed: listed.check.id)
class TestDeclaration:
    def test_it_reads_exactly_what_it_needs(self, listed: Listed) -> None:
        read: set[str] = set()
        for example in listed.check.examples:
            view = source_of(example).view(listed.check.needs)
            listed.run(view)
            read |= view.read
        assert read == set(listed.check.needs) <= NEEDS

    def test_examples_show_a_pass_and_a_finding(self, listed: Listed) -> None:
        outcomes = {example.outcome for example in listed.check.examples}
        assert {Outcome.PASS, Outcome(listed.check.outcome)} <= outcomes

    def test_wcag_checks_cite_criterion_and_clause(self, listed: Listed) -> None:
        if listed.check.standard in (Standard.WCAG21, Standard.WCAG22):
            assert listed.check.criteria
            assert any(reference.startswith("EN 301 549 9.") for reference in listed.check.references)

    def test_what_is_scored_has_an_impact_and_may_fail(self, listed: Listed) -> None:
        if listed.check.scored:
            assert listed.check.impact is not None
            assert listed.check.outcome == "fail"


def test_texts_stand_in_both_languages() -> None:
    assert len(rule_texts()) > 100
    for name, texts in rule_texts().items():
        for text in texts:
            assert text.lv.strip(), name
            assert text.en.strip(), name
            assert not set("āčēģīķļņšūž") & set(text.en.casefold()), f"{name}: Latvian in the English text"


def test_undeclared_evidence_is_refused() -> None:
    page: Page = source_of(Example("<p>", Outcome.PASS)).view(("axe",))
    with pytest.raises(UndeclaredEvidence, match="dom"):
        _ = page.dom


def test_a_visit_without_a_measurement_is_not_measured_and_not_a_pass() -> None:
    empty = source_of(Example("<p>Teksts</p>", Outcome.PASS))
    verdicts = {verdict.rule: verdict for verdict in judge_page(empty)}
    for rule in ("axe", "viewport", "tap-targets", "reflow", "page-weight"):
        assert verdicts[rule].outcome is Outcome.NOT_MEASURED
        assert verdicts[rule].reason
    (links,) = judge_links(empty)
    assert links.outcome is Outcome.NOT_MEASURED
