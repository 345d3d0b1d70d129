"""What a rule costs is what mending it alone gives back, and nothing is promised where there is no score."""

import pytest

from model.finding import Impact
from model.simulation import Fix
from scoring.facts import SiteFacts
from scoring.gains import gains
from scoring.simulation import simulate
from tests.scoring.invented import methodology_2019, page
from tests.scoring.test_account import HOME, NEWS, fault, rule, wcag_site

METHODOLOGY = methodology_2019()


def test_each_failing_rule_has_the_gain_of_its_fix_alone() -> None:
    bad = rule("image-alt", 3, 1, Impact.CRITICAL, fault("img.logo"))
    other = rule("label", 1, 1, Impact.SERIOUS, fault("input"))
    fine = rule("html-has-lang", 1, 0, Impact.SERIOUS)
    facts = wcag_site((HOME, (bad, other, fine)), (NEWS, (bad,)))
    found = gains(METHODOLOGY, facts)
    assert set(found) == {"image-alt", "label"}
    for name, points in found.items():
        (step,) = simulate(METHODOLOGY, facts, [Fix(rules=(name,))])
        assert points == pytest.approx(step.gain)
    assert found["image-alt"] > found["label"] > 0


def test_a_page_held_back_by_two_rules_gains_little_by_one() -> None:
    found = gains(METHODOLOGY, SiteFacts(page_audits=[page(["viewport", "plugins"])]))
    assert found == {"plugins": 0, "viewport": pytest.approx(15)}


def test_without_a_score_nothing_is_promised() -> None:
    assert gains(METHODOLOGY, SiteFacts.nothing()) == {}
