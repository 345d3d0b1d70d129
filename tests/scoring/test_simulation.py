"""What if: the same rules score changed facts, and the best fixes are those that a person would find by trying all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.watch import FEATURES as KNOWN_FEATURES
from model.finding import Feature, Impact, Issue, Outcome, Party, Standard
from model.score import IndexScore
from model.simulation import Fix
from model.site import Centre
from scoring.best_fixes import Aim, best_fixes, fix_of_features, fix_of_rules
from scoring.facts import SiteFacts
from scoring.index import score_site, untouched
from scoring.simulation import after_fix, failing_rules, place_among, simulate, touched_by, ways_to_offer
from scoring.work import FEATURE_WORK, work_of_rule
from tests.scoring.invented import features, methodology_2019, page
from tests.scoring.steady import steady
from tests.scoring.test_account import HOME, NEWS, audited_sites, fault, rule, wcag_site
from tests.scoring.test_golden import SITES

METHODOLOGY = methodology_2019()


def issue(rule_id: str, component: str, pages: int, **facts: object) -> Issue:
    whole = Issue(
        f"{rule_id}-{component}", rule_id, "axe", Outcome.FAIL, Standard.WCAG21, Party.OWN, None, (), pages, pages
    )
    return replace(whole, component=component, **facts)  # type: ignore[arg-type]


def test_mending_a_rule_gives_back_what_it_cost_and_nothing_else() -> None:
    bad = rule("image-alt", 3, 1, Impact.CRITICAL, fault("img.logo"))
    unsure = replace(rule("label", 1, 1, Impact.SERIOUS, fault("input")), unsure=2)
    facts = replace(wcag_site((HOME, (bad, unsure)), (NEWS, (bad,))), checks={"image-alt": Outcome.FAIL})
    mended = after_fix(facts, Fix(rules=("image-alt",)))
    assert [one.wcag_score for one in facts.page_audits] == [pytest.approx(1100 / 17), 75]
    assert [one.wcag_score for one in mended.page_audits] == [pytest.approx(1350 / 17), 100]
    assert mended.wcag_score == pytest.approx((1350 / 17 + 100) / 2)
    assert mended.checks == {"image-alt": Outcome.PASS}
    (alt, label) = mended.page_audits[0].verdicts
    assert (alt.outcome, alt.passed, alt.failed, alt.elements, label) == (Outcome.PASS, 4, 0, (), unsure)
    label_mended = after_fix(facts, Fix(rules=("label",))).page_audits[0].verdicts[1]
    assert (label_mended.outcome, label_mended.unsure) == (Outcome.NEEDS_REVIEW, 2)


def test_mending_links_and_phones() -> None:
    facts = SiteFacts(page_audits=[page(["viewport"])], links_checked=10, links_broken=3)
    mended = after_fix(facts, Fix(rules=("broken-links", "viewport")))
    assert (mended.links_broken, mended.page_audits[0].mobile_passes) == (0, True)


def test_steps_lead_from_one_to_the_next() -> None:
    (newsletter,), (forum,) = fix_of_features("petition", METHODOLOGY), fix_of_features("forum", METHODOLOGY)
    first, second = simulate(METHODOLOGY, SITES["modern"], [newsletter, forum])
    assert first.before == score_site(METHODOLOGY, SITES["modern"])
    assert first.after == second.before
    # Two of twelve features, in an indicator that is one of eleven.
    assert [first.gain, second.gain] == pytest.approx([100 / 132, 100 / 132])
    (lost,) = simulate(METHODOLOGY, SITES["modern"], [Fix(removed=("newsletter",))])
    assert lost.gain == pytest.approx(-100 / 132)


def test_a_feature_is_offered_in_the_way_that_is_worth_most() -> None:
    assert ways_to_offer("latvija_lv_link", METHODOLOGY) == (Feature("latvija_lv_link", True, "deep", alive=True),)
    assert [one.kind for one in ways_to_offer("chat", METHODOLOGY)] == ["bot", "person"]
    assert ways_to_offer("newsletter", METHODOLOGY) == (Feature("newsletter", True, alive=True),)


def test_a_page_held_back_by_two_rules_is_mended_by_both_at_once() -> None:
    facts = SiteFacts(page_audits=[page(["viewport", "plugins"])])
    (step,) = best_fixes(METHODOLOGY, facts, (), 1, Aim.GAIN)
    # Half of the index by the test, and 15 of it by the part of adaptation.
    assert step.fix.rules == ("plugins", "viewport")
    assert step.gain == pytest.approx(65)
    # Worth 32.5 for each of two pieces of work, where the viewport alone is worth 15.
    assert best_fixes(METHODOLOGY, facts, (), 5) == (step,)
    assert step.after.score == pytest.approx(100)


def test_the_best_value_is_the_most_points_for_the_work() -> None:
    facts = SITES["old"]
    by_value = best_fixes(METHODOLOGY, facts, (), 3)
    by_gain = best_fixes(METHODOLOGY, facts, (), 3, Aim.GAIN)
    assert by_value[0].fix.added[0].id == "latvija_lv_link"
    assert by_gain[0].gain is not None
    assert by_gain[0].gain >= max(step.gain or 0 for step in by_value)
    assert best_fixes(METHODOLOGY, facts, (), 3) == by_value
    assert [step.before for step in by_value[1:]] == [step.after for step in by_value[:-1]]


def test_what_could_not_be_told_is_not_proposed() -> None:
    facts = SITES["old"]
    silent = {name for name, feature in facts.features.items() if feature.found is None}
    proposed = {one.id for step in best_fixes(METHODOLOGY, facts, (), 50) for one in step.fix.added}
    assert silent
    assert not proposed & silent


def test_nothing_is_proposed_where_nothing_would_gain() -> None:
    facts = SiteFacts(features=features(found=["e_service_information"]), page_audits=[page()])
    told = {name: one for name, one in facts.features.items() if name == "e_service_information"}
    assert best_fixes(METHODOLOGY, replace(facts, features=told), (), 5) == ()


def test_work_counts_components_and_pages() -> None:
    issues = [
        issue("image-alt", "header img.logo", 25),
        issue("image-alt", "main article img", 7),
        issue("image-alt", "footer.end img", 25, party=Party.OTHER),
        issue("image-alt", "nav img", 3, outcome=Outcome.NEEDS_REVIEW),
        issue("label", "main form input", 2),
        issue("broken-links", "https://paraugs.example/vecs", 9),
        issue("html-has-lang", "html", 25),
    ]
    works = {name: work_of_rule(name, issues) for name in ("image-alt", "label", "broken-links", "html-has-lang", "x")}
    assert works == {"image-alt": 8, "label": 2, "broken-links": 1, "html-has-lang": 1, "x": 0}
    facts = SiteFacts(page_audits=[page(["viewport"]), page(["viewport"]), page()])
    assert fix_of_rules(["viewport"], (), facts).work == 2
    assert fix_of_rules(["label", "image-alt"], issues, facts) == Fix(rules=("image-alt", "label"), work=10)


def test_every_feature_has_its_work() -> None:
    assert set(FEATURE_WORK) == set(KNOWN_FEATURES)


def test_places_count_those_that_are_ranked() -> None:
    def index(score: float | None, coverage: float = 0.5) -> IndexScore:
        return IndexScore("2019", score, coverage, None, ())

    peers = [index(80), index(60), index(60 + 1e-12), index(None), index(99, coverage=0.1)]
    place = place_among(index(60), peers, Centre.LOCAL, METHODOLOGY)
    assert (place.rank, place.ranked, place.group) == (2, 4, Centre.LOCAL)
    assert place_among(index(81), peers, None, METHODOLOGY).rank == 1
    unranked = place_among(index(81, coverage=0.1), peers, None, METHODOLOGY)
    assert (unranked.rank, unranked.ranked) == (None, 3)


@given(audited_sites(), st.data())
@steady
def test_a_fix_never_lowers_the_index(facts: SiteFacts, data: st.DataObject) -> None:
    """Of what was told: a rule that fails, or a feature that is absent."""
    failing = sorted({one.rule for each in facts.page_audits for one in each.verdicts if one.outcome is Outcome.FAIL})
    absent = sorted(name for name, one in facts.features.items() if one.found is False)
    fixes = [Fix(rules=(name,)) for name in failing] + [fix for n in absent for fix in fix_of_features(n, METHODOLOGY)]
    if fixes:
        (step,) = simulate(METHODOLOGY, facts, [data.draw(st.sampled_from(fixes))])
        assert step.gain is None or step.gain >= -1e-9


@given(audited_sites(), st.data())
@steady
def test_what_a_fix_does_not_touch_need_not_be_scored_again(facts: SiteFacts, data: st.DataObject) -> None:
    facts = replace(facts, links_checked=10, links_broken=3)
    names = st.sampled_from([*sorted(failing_rules(facts)), "broken-links", "viewport"])
    fixes = [Fix(rules=(name,)) for name in data.draw(st.lists(names, max_size=2, unique=True))]
    fixes += fix_of_features(data.draw(st.sampled_from(sorted(KNOWN_FEATURES))), METHODOLOGY)
    index = score_site(METHODOLOGY, facts)
    for fix in fixes:
        after = after_fix(facts, fix)
        kept = untouched(METHODOLOGY, index, touched_by(fix))
        assert kept
        assert score_site(METHODOLOGY, after, kept) == score_site(METHODOLOGY, after)
