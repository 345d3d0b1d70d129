"""What must hold for every site, whatever is known of it."""

from dataclasses import replace
from math import fsum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.finding import Feature
from model.score import IndexScore, IndicatorScore, MeasureScore, SectionScore
from scoring.facts import SiteFacts
from scoring.index import score_site
from tests.scoring.invented import FEATURES, MOBILE_RULES, methodology_2019, page
from tests.scoring.steady import steady

METHODOLOGY = methodology_2019()
STATES = st.sampled_from([True, False, None])


@st.composite
def features(draw: st.DrawFn) -> dict[str, Feature]:
    kinds: dict[str, dict[str, Any]] = {
        "chat": {"kind": draw(st.sampled_from(["bot", "person"]))},
        "latvija_lv_link": {"grade": draw(st.sampled_from(["home", "deep"]))},
    }
    return {name: Feature(name, draw(STATES), **kinds.get(name, {})) for name in FEATURES}


scores = st.floats(0, 100)
sites = st.builds(
    SiteFacts,
    features=features(),
    page_audits=st.lists(st.builds(page, st.sets(st.sampled_from(MOBILE_RULES))), max_size=3),
    wcag_score=st.none() | scores,
    links_checked=st.integers(10, 20) | st.just(0),
    survey=st.dictionaries(st.sampled_from(sorted(METHODOLOGY.survey_keys())), scores),
    register=st.dictionaries(st.sampled_from(sorted(METHODOLOGY.register_keys())), scores),
)


def measures_of(index: IndexScore) -> dict[str, MeasureScore]:
    return {
        f"{indicator.id}.{measure.id}": measure
        for section in index.sections
        for indicator in section.indicators
        for measure in indicator.measures
    }


@given(sites)
@steady
def test_the_ledger_adds_up(facts: SiteFacts) -> None:
    index = score_site(METHODOLOGY, facts)
    assert fsum(item.weight for section in index.sections for item in section.indicators) == pytest.approx(1, abs=1e-9)
    every = [item for section in index.sections for item in section.indicators]
    for indicator in every:
        assert 0 < indicator.weight <= 0.1
        measured = [measure for measure in indicator.measures if measure.score is not None]
        assert indicator.coverage == pytest.approx(fsum(measure.weight for measure in measured), abs=1e-9)
        assert {measure.source for measure in measured} == set(indicator.sources)
    parts: list[tuple[IndexScore | SectionScore, list[IndicatorScore]]] = [(index, every)]
    parts += [(section, list(section.indicators)) for section in index.sections]
    for part, items in parts:
        told = [(item.weight, item.score, item.coverage) for item in items if item.score is not None]
        assert 0 <= part.coverage <= 1
        assert (part.score is None) == (not told) == (part.maturity is None)
        if part.score is not None:
            assert 0 <= part.score <= 100
            mean = fsum(weight * score for weight, score, _ in told) / fsum(weight for weight, _, _ in told)
            assert part.score == pytest.approx(mean, abs=1e-9)
        measured_weight = fsum(weight * coverage for weight, _, coverage in told)
        assert part.coverage == pytest.approx(measured_weight / fsum(item.weight for item in items), abs=1e-9)


@given(sites, st.data())
@steady
def test_silence_never_moves_another_score(facts: SiteFacts, data: st.DataObject) -> None:
    """A measure that falls silent leaves the others as they were; its indicator is their mean, by their weights."""
    before = score_site(METHODOLOGY, facts)
    silenced, measure = data.draw(st.sampled_from(sorted(silencing(facts).items())))
    after = score_site(METHODOLOGY, measure)
    was, now = measures_of(before), measures_of(after)
    assert now[silenced].score is None
    assert now[silenced].reason is not None
    assert {key: value for key, value in now.items() if key != silenced} == {
        key: value for key, value in was.items() if key != silenced
    }
    for section in after.sections:
        for indicator in section.indicators:
            told = [(item.weight, item.score) for item in indicator.measures if item.score is not None]
            if indicator.score is not None:
                mean = fsum(weight * score for weight, score in told) / fsum(weight for weight, _ in told)
                assert indicator.score == pytest.approx(mean, abs=1e-9)
            else:
                assert fsum(weight for weight, _ in told) < 0.5 + 1e-9


def silencing(facts: SiteFacts) -> dict[str, SiteFacts]:
    """Measure to the same facts without it, for measures that share no fact with another."""

    def without(*names: str) -> SiteFacts:
        return replace(facts, features={**facts.features, **{name: Feature(name, None) for name in names}})

    def unanswered(key: str) -> SiteFacts:
        return replace(facts, survey={name: score for name, score in facts.survey.items() if name != key})

    return {
        "website_usability.wcag": replace(facts, wcag_score=None),
        "website_usability.working_links": replace(facts, links_checked=0),
        "open_data_promotion.data_api": without("data_api"),
        "dataset_availability.site_datasets": without("machine_readable_data"),
        "latvija_lv_link.link": without("latvija_lv_link"),
        "social_media.reply_time": unanswered("social_media.reply_time"),
        "remote_consultation.telephone": unanswered("remote_consultation.telephone"),
    }


@given(sites, st.sampled_from([name for name in FEATURES if name != "chat"]))
@steady
def test_a_feature_more_never_lowers_a_score(facts: SiteFacts, name: str) -> None:
    lacking = replace(facts.features[name], found=False)
    offering = replace(facts.features[name], found=True)
    before = score_site(METHODOLOGY, replace(facts, features={**facts.features, name: lacking}))
    after = score_site(METHODOLOGY, replace(facts, features={**facts.features, name: offering}))
    assert_not_lower(before, after)


@given(sites, st.sets(st.sampled_from(MOBILE_RULES)), st.sampled_from(MOBILE_RULES))
@steady
def test_a_page_mended_never_lowers_a_score(facts: SiteFacts, failing: set[str], mended: str) -> None:
    pages = list(facts.page_audits)
    before = score_site(METHODOLOGY, replace(facts, page_audits=[*pages, page(failing | {mended})]))
    after = score_site(METHODOLOGY, replace(facts, page_audits=[*pages, page(failing - {mended})]))
    assert_not_lower(before, after)


def assert_not_lower(before: IndexScore, after: IndexScore) -> None:
    assert not_lower(before.score, after.score)
    for was, now in zip(before.sections, after.sections, strict=True):
        assert not_lower(was.score, now.score)
        for had, has in zip(was.indicators, now.indicators, strict=True):
            assert not_lower(had.score, has.score)


def not_lower(was: float | None, now: float | None) -> bool:
    return was is None or (now is not None and now >= was - 1e-9)
