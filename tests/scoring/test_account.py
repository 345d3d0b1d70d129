"""An account adds up at every level, and says of each element what it cost, by figures worked out by hand."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.account import Account, Kind
from model.finding import Element, Feature, Impact, Outcome, Party, Proof, Standard, Verdict
from model.score import Source
from scoring.account import account_of
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.wcag import page_score, site_score
from tests.scoring.adding_up import assert_adds_up, walk
from tests.scoring.invented import MOBILE_RULES, empty_page, features, methodology_2019, page
from tests.scoring.steady import steady
from tests.scoring.test_golden import SITES
from tests.scoring.test_properties import sites

METHODOLOGY = methodology_2019()
HOME, NEWS = "https://paraugs.example/", "https://paraugs.example/zinas"


def account(facts: SiteFacts) -> Account:
    index = score_site(METHODOLOGY, facts)
    whole = account_of(METHODOLOGY, facts, index)
    assert_adds_up(whole, index)
    return whole


def named(whole: Account, name: str) -> Account:
    (found,) = (one for one in walk(whole) if one.id == name and one.kind is not Kind.FEATURE)
    return found


def rule(name: str, passed: int, failed: int, impact: Impact, *elements: Element, **facts: Any) -> Verdict:
    outcome = Outcome.FAIL if failed else Outcome.PASS
    return Verdict(
        name,
        outcome,
        "axe",
        Standard.WCAG21,
        impact,
        scored=True,
        passed=passed,
        failed=failed,
        elements=elements,
        **facts,
    )


def fault(selector: str, count: int = 1, **facts: Any) -> Element:
    return replace(Element(Outcome.FAIL, selector, f"<{selector}>", ("html", selector), count=count), **facts)


def wcag_site(*pages: tuple[str, tuple[Verdict, ...]]) -> SiteFacts:
    audits = [replace(empty_page(found), url=url, wcag_score=page_score(found)) for url, found in pages]
    return SiteFacts(page_audits=audits, wcag_score=site_score(one.wcag_score for one in audits))


@pytest.mark.parametrize("name", SITES)
def test_the_golden_sites_add_up(name: str) -> None:
    whole = account(SITES[name])
    # A WCAG score without its pages, and broken links without their addresses, cannot be told further.
    untold = {one.id for one in walk(whole) if one.kind is Kind.MEASURE and one.source is Source.WEB and one.possible}
    untold -= {one.id for one in walk(whole) if one.parts}
    assert untold <= {"website_usability.wcag"}


def test_an_index_of_one_measure_is_told_down_to_the_element() -> None:
    # Only the WCAG score is known: half of an indicator, which is just enough; the index is that score.
    # Home: 10 x 3/4 + 7 x 1 of 17; news: 10 x 0 of 10. Index (1450/17 + 0) / 2.
    alt = rule("image-alt", 3, 1, Impact.CRITICAL, fault("img.logo"))
    labels = rule("label", 2, 0, Impact.SERIOUS)
    bare = rule("image-alt", 0, 5, Impact.CRITICAL, fault("img", 3), fault("i", party=Party.OTHER))
    whole = account(wcag_site((HOME, (alt, labels)), (NEWS, (bare,))))
    assert whole.points == pytest.approx(1450 / 34, abs=1e-9)
    assert whole.possible == pytest.approx(100, abs=1e-9)
    images = named(whole, "image-alt")
    assert images.points == pytest.approx(750 / 34, abs=1e-9)
    assert images.possible == pytest.approx(1000 / 34 + 50, abs=1e-9)
    home, news = images.parts
    assert [(one.id, one.count) for one in home.parts] == [("", 3), ("img.logo", 1)]
    assert [one.lost for one in home.parts] == pytest.approx([0, 250 / 34], abs=1e-9)
    # Three of five elements stand as one example, two have none; what is in a frame of another party costs nothing.
    assert [(one.id, one.count) for one in news.parts] == [("img", 3), ("", 2)]
    assert [one.lost for one in news.parts] == pytest.approx([30, 20], abs=1e-9)
    assert (news.page, news.parts[0].snippet, named(whole, "label").lost) == (NEWS, "<img>", 0)


def test_a_page_that_fails_two_rules_of_the_mobile_test_loses_by_both() -> None:
    whole = account(SiteFacts(page_audits=[page(), page(["viewport", "plugins"])]))
    conformity = named(whole, "mobile_conformity.passing_pages")
    # Two indicators weigh the same; each of the two pages is worth 25 points.
    assert {part.id: round(part.lost, 9) for part in conformity.parts if part.lost} == {
        "viewport": 12.5,
        "plugins": 12.5,
    }
    assert sum(part.points for part in conformity.parts) == pytest.approx(25, abs=1e-9)
    adaptation = named(whole, "mobile_adaptation.mobile_parts")
    assert {part.id: round(part.lost, 9) for part in adaptation.parts if part.lost} == {"viewport": 7.5}


def test_features_links_and_grades_are_told_one_by_one() -> None:
    facts = SITES["middling"]
    whole = account(facts)
    dead = [one for one in walk(whole) if one.state == "dead"]
    assert {one.id for one in dead} == {"latvija_lv_link", "data_gov_lv_link"}
    assert all(one.points == 0 and one.possible > 0 for one in dead)
    profiles = named(whole, "social_media.profiles")
    assert [(one.id, round(100 * one.possible / profiles.possible)) for one in profiles.parts] == [
        ("facebook", 60),
        ("youtube", 20),
        ("whatsapp", 20),
    ]
    links = named(whole, "website_usability.working_links")
    assert [(one.id, one.count, one.lost > 0) for one in links.parts] == [("", 45, False), ("", 5, True)]


def test_what_is_missing_of_a_number_of_features_stands_in_one_entry() -> None:
    one = named(account(SITES["modern"]), "social_media.profiles").parts[-1]
    assert (one.id, one.count, one.points) == ("", 7, 0)
    assert one.possible > 0


def test_broken_links_have_the_address_and_a_page_that_links_there() -> None:
    gone = HOME + "vecs"
    verdict = Verdict("broken-links", Outcome.FAIL, failed=1, elements=(fault("a", path=(gone,)),))
    pages = [replace(empty_page([verdict]), url=url) for url in (HOME, NEWS)]
    facts = SiteFacts(
        features=features(found=["contacts", "rss"]), page_audits=pages, wcag_score=50, links_checked=4, links_broken=1
    )
    working, broken = named(account(facts), "website_usability.working_links").parts
    assert (working.count, broken.id, broken.page) == (3, gone, HOME)
    assert broken.lost == pytest.approx(working.points / 3, abs=1e-9)


def test_what_was_not_measured_has_no_points_and_says_why() -> None:
    whole = account(SITES["modern"])
    reasons = {one.id: one.reason for one in walk(whole) if one.reason and one.kind is not Kind.FEATURE}
    assert reasons["internal_processes"] == "nothing_scored"
    assert reasons["hr_digitisation"] == "not_measured"
    assert reasons["satisfaction_measurement"] == "too_little_measured"
    assert reasons["social_media.reply_time"] == "survey_silent"
    unmeasured = named(whole, "satisfaction_measurement.site_asks")
    assert (unmeasured.points, unmeasured.possible, unmeasured.score, unmeasured.parts) == (0, 0, 100, ())
    nothing = account(SiteFacts.nothing())
    assert (nothing.points, nothing.possible, nothing.reason) == (0, 0, "nothing_scored")


def test_a_feature_shows_its_proof_and_that_a_person_decided_it() -> None:
    proof = Proof(NEWS, "Jaunumu vēstule", selector="form.vestkopa")
    facts = SITES["modern"]
    found = {**facts.features, "newsletter": Feature("newsletter", True, evidence=(proof,))}
    whole = account(replace(facts, features=found, by_hand=frozenset({"newsletter"})))
    (one,) = (one for one in walk(whole) if one.id == "newsletter")
    assert (one.page, one.selector, one.snippet, one.by_hand) == (NEWS, "form.vestkopa", "Jaunumu vēstule", True)
    assert named(whole, "e_participation.participation_features").by_hand


def test_a_measure_whose_pages_were_not_kept_is_not_told_further() -> None:
    facts = wcag_site((HOME, (rule("image-alt", 1, 1, Impact.CRITICAL),)))
    index = score_site(METHODOLOGY, facts)
    told = account_of(METHODOLOGY, replace(facts, page_audits=()), index)
    assert named(told, "website_usability.wcag").parts == ()
    assert_adds_up(told, index)


verdicts = st.builds(
    rule,
    st.sampled_from(["image-alt", "label", "region", "list"]),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(Impact),
)


@st.composite
def audited_sites(draw: st.DrawFn) -> SiteFacts:
    """Any site, with pages that were judged for WCAG and for phones."""
    pages = []
    for number in range(draw(st.integers(0, 3))):
        found = {one.rule: one for one in draw(st.lists(verdicts, max_size=4))}.values()
        mobile = page(draw(st.sets(st.sampled_from(MOBILE_RULES)))).verdicts
        pages.append(
            replace(empty_page((*found, *mobile)), url=f"{HOME}{number}", wcag_score=page_score((*found, *mobile)))
        )
    facts: SiteFacts = draw(sites)
    return replace(facts, page_audits=pages, wcag_score=site_score(one.wcag_score for one in pages))


@given(audited_sites())
@steady
def test_every_account_adds_up(facts: SiteFacts) -> None:
    whole = account(facts)
    told = [one for one in walk(whole) if one.kind is Kind.MEASURE and one.possible and one.source is Source.WEB]
    assert all(one.parts for one in told)


@given(audited_sites(), st.integers(1, 5))
@steady
def test_elements_that_pass_never_lower_a_score(facts: SiteFacts, more: int) -> None:
    """Of a rule that applies already; one that did not apply may weigh more than those that did."""
    pages = [
        replace(one, verdicts=found, wcag_score=page_score(found))
        for one in facts.page_audits
        if (found := tuple(replace(v, passed=v.passed + more) if v.passed + v.failed else v for v in one.verdicts))
    ]
    before = score_site(METHODOLOGY, facts)
    better = replace(facts, page_audits=pages, wcag_score=site_score(one.wcag_score for one in pages))
    after = score_site(METHODOLOGY, better)
    assert before.score is None or (after.score is not None and after.score >= before.score - 1e-9)
