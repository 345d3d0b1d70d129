"""Three invented sites under methodology 2019; every number here was worked out by hand, as the comments show."""

from typing import Any

import pytest

from model.finding import Feature, Outcome
from model.score import Band, IndexScore, IndicatorScore, Source
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.wcag import band
from tests.scoring.invented import PARTICIPATION, USABILITY, empty_page, features, methodology_2019, page

# A modern site. Absent: easy_to_read; petition, forum, site_feedback; data_api, tapis_link.
MODERN = SiteFacts(
    features=features(
        found=(
            *(name for name in USABILITY if name != "easy_to_read"),
            *(name for name in PARTICIPATION if name not in {"petition", "forum", "site_feedback"}),
            "facebook",
            "instagram",
            "machine_readable_data",
            "open_licence",
            "open_data_page",
            "data_gov_lv_link",
            "data_request",
            "e_service_information",
        ),
        special=(
            Feature("latvija_lv_link", True, grade="deep", alive=True),
            Feature("chat", True, kind="bot"),
        ),
    ),
    page_audits=(page(), page(), page(["tap-targets"]), page(["font-size", "tap-targets"])),
    wcag_score=96.0,
    links_checked=200,
    links_broken=4,
)

# An old site that said little: its links were not checked, a page of three could not be had, many features are silent.
OLD = SiteFacts(
    features=features(
        found=("privacy_policy", "contacts", "site_map", "ask_question", "facebook"),
        silent=(
            *("cookie_notice", "site_search", "shared_platform"),
            *("problem_report", "newsletter", "survey", "petition", "forum", "foreign_languages", "site_feedback"),
            *("chat", "open_licence", "tapis_link", "data_gov_lv_link", "data_api", "data_request"),
        ),
        special=(Feature("latvija_lv_link", True, grade="home"),),
    ),
    page_audits=(
        page(["viewport", "content-width", "font-size", "tap-targets"]),
        page(["viewport"], tap_targets=Outcome.NOT_APPLICABLE),
        empty_page(),
    ),
    wcag_score=62.5,
)

# A middling site of a municipality that also answered part of the survey, and that the register knows.
MIDDLING = SiteFacts(
    features=features(
        found=(
            *("accessibility_statement", "privacy_policy", "contacts", "site_search", "visitor_statistics"),
            *("public_consultation", "council_stream", "ask_question", "appointment", "newsletter", "site_feedback"),
            *("facebook", "youtube", "whatsapp", "open_data_page", "data_request", "tapis_link"),
            "e_service_information",
        ),
        special=(
            Feature("latvija_lv_link", True, grade="deep", alive=False),
            Feature("data_gov_lv_link", True, grade="linked", alive=False),
            Feature("chat", True, kind="person"),
        ),
    ),
    page_audits=(page(), page(["plugins"])),
    wcag_score=85.0,
    links_checked=50,
    links_broken=5,
    survey={
        "social_media.reply_time": 50,
        "site_improved_after_study": 100,
        "social_content_kept_fresh": 100,
        "dataset_availability.tapis": 40,
        "all_plans_in_tapis": 0,
        "service_convenience.service_level": 30,
        "service_convenience.unified_services": 100,
        "service_accounting.figures_submitted": 100,
        "service_quality.complaints_counted": 100,
        "service_quality.delays_counted": 0,
        "service_standard.standard": 100,
        "modern_technology.adapted_content": 100,
        "modern_technology.recommended_content": 0,
        "satisfaction_measurement.measured_in_the_year": 100,
        "onsite_support.helper": 100,
        "onsite_support.public_wifi": 50,
        "remote_consultation.telephone": 100,
        "electronic_documents.received": 60,
        "electronic_documents.sent": 40,
        "machine_readable_invoices.invoices": 20,
    },
    register={"dataset_availability.register_datasets": 75},
)

# indicator: (score, measured share of it); those not named have no score and nothing measured.
INDICATORS: dict[str, dict[str, tuple[float | None, float]]] = {
    "modern": {
        "website_usability": (89.8, 1),  # 0.5 x 96 + 0.3 x 90 + 0.1 x 98 + 0.1 x 50 = 48 + 27 + 9.8 + 5
        "e_participation": (75, 1),  # 9 of 12
        "mobile_adaptation": (85, 1),  # (100 + 100 + 80 + 60) / 4
        "mobile_conformity": (50, 1),  # 2 of 4
        "social_media": (80, 0.7),  # two networks; reply time unknown
        "dataset_availability": (200 / 3, 0.6),  # (30 x 100 + 10 x 100 + 20 x 0) / 60
        "open_data_promotion": (80, 1),  # 40 + 20 + 0 + 20
        "e_service_information": (100, 1),
        "latvija_lv_link": (100, 1),
        "modern_technology": (100, 0.5),  # a bot; half is just enough
        "remote_consultation": (0, 0.5),  # no person
        "satisfaction_measurement": (None, 0.3),  # a survey runs, but 30 % is too little to score
    },
    "old": {
        "website_usability": (30875 / 630, 0.9),  # (50 x 62.5 + 30 x 300/7 + 10 x 0) / 90; 3 of the 7 told
        "mobile_adaptation": (31.25, 1),  # (0 + (30 + 20) / 80) / 2; no targets on page two, page three not had
        "mobile_conformity": (0, 1),
        "social_media": (60, 0.7),
        "dataset_availability": (None, 0.3),
        "open_data_promotion": (None, 0.4),
        "e_service_information": (0, 1),
        "latvija_lv_link": (50, 1),
    },
    "middling": {
        "website_usability": (76.5, 1),  # 42.5 + 0.3 x 50 + 0.1 x 90 + 0.1 x 100
        "e_participation": (50, 1),  # 6 of 12
        "mobile_adaptation": (100, 1),  # plugins are no part of it
        "mobile_conformity": (50, 1),
        "social_media": (85, 1),  # 0.7 x 100 + 0.3 x 50
        "dataset_availability": (38, 1),  # 0.4 x 75 + 0.2 x 40; the survey's word goes before the link
        "open_data_promotion": (60, 1),  # 40 + 20; the dead link to data.gov.lv is none
        "service_convenience": (65, 1),
        "e_service_information": (100, 1),
        "latvija_lv_link": (0, 1),  # dead
        "service_accounting": (100, 0.5),
        "service_quality": (50, 1),
        "service_standard": (100, 1),
        "modern_technology": (25, 1),  # no bot; 0.25 x 100 + 0.25 x 0
        "satisfaction_measurement": (100, 1),
        "onsite_support": (550 / 7, 0.7),  # (40 x 100 + 30 x 50) / 70
        "remote_consultation": (100, 0.75),
        "electronic_documents": (50, 1),
        "machine_readable_invoices": (20, 1),
    },
}

# section: (score, coverage, maturity)
Row = tuple[float | None, float, int | None]
SECTIONS: dict[str, dict[str, Row]] = {
    "modern": {
        "communication": (75.96, 0.94, 4),  # 379.8 / 5; (4 + 0.7) / 5
        "open_data": (220 / 3, 0.8, 4),  # (200/3 + 80) / 2; (0.6 + 1) / 2
        "services": (100, 2 / 6, 5),
        "customer_service": (50, 1 / 6, 3),  # a bound belongs to the higher level; the unscored 0.3 is not covered
        "internal_processes": (None, 0, None),
    },
    "old": {
        "communication": (88362.5 / 2520, 0.72, 2),  # (30875/630 + 31.25 + 0 + 60) / 4; (0.9 + 1 + 1 + 0.7) / 5
        "open_data": (None, 0, None),
        "services": (25, 2 / 6, 1),
        "customer_service": (None, 0, None),
        "internal_processes": (None, 0, None),
    },
    "middling": {
        "communication": (72.3, 1, 4),  # 361.5 / 5
        "open_data": (49, 1, 2),
        "services": (63, 0.75, 3),  # 315 / 5; 4.5 / 6
        "customer_service": (565 / 7, 4.45 / 6, 4),  # (325 + 550/7) / 5
        "internal_processes": (35, 2 / 6, 2),
    },
}

INDEX: dict[str, Row] = {
    "modern": (2479.4 / 33, 0.372, 4),  # (379.8 + 440/3 + 200 + 100) / 11; (4.7 + 1.6 + 2 + 1) / 25
    "old": (119862.5 / 3780, 0.224, 2),  # (88362.5/630 + 50) / 6; (3.6 + 2) / 25
    "middling": (8736.5 / 133, 0.718, 3),  # (361.5 + 98 + 315 + 2825/7 + 70) / 19; 17.95 / 25
}

BANDS = {"modern": Band.HIGHEST, "old": Band.LOW, "middling": Band.HIGH}

# The prerequisites that are met or missing; the others cannot be told.
MET: dict[str, dict[str, bool]] = {
    "modern": {
        "highest_conformity": False,  # WCAG 96, but half of the pages fail on a phone
        "varied_participation": True,
        "site_functions": False,  # no forum
        "dataset_on_site": True,
        "e_services_announced": True,
        "new_technology_on_site": True,
    },
    "old": {
        "highest_conformity": False,
        "site_functions": False,  # no appointment; forum and languages silent
        "dataset_on_site": False,
        "e_services_announced": False,
    },
    "middling": {
        "highest_conformity": False,
        "varied_participation": True,  # 50 is enough
        "visitors_studied": True,
        "social_dialogue": False,  # replies too slow
        "site_functions": False,
        "all_plans_in_tapis": False,
        "dataset_on_site": False,
        "dataset_on_data_gov_lv": True,
        "complaints_and_delays_counted": False,
        "unified_services_joined": True,
        "e_services_announced": True,
        "service_standard_used": True,
        "new_technology_on_site": True,  # no bot, but adapted content
        "wifi_everywhere": False,
        "electronic_correspondence": False,  # 50 is not over half
    },
}

SITES = {"modern": MODERN, "old": OLD, "middling": MIDDLING}


@pytest.fixture(scope="module", params=list(SITES))
def name(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(scope="module")
def index(name: str) -> IndexScore:
    return score_site(methodology_2019(), SITES[name])


def indicators_of(index: IndexScore) -> dict[str, IndicatorScore]:
    return {indicator.id: indicator for section in index.sections for indicator in section.indicators}


def test_indicators(name: str, index: IndexScore) -> None:
    scored = indicators_of(index)
    assert len(scored) == 25
    for key, indicator in scored.items():
        score, coverage = INDICATORS[name].get(key, (None, 0))
        assert indicator.score == (None if score is None else pytest.approx(score, abs=1e-9)), key
        assert indicator.coverage == pytest.approx(coverage, abs=1e-12), key


def test_sections(name: str, index: IndexScore) -> None:
    assert [section.id for section in index.sections] == list(SECTIONS[name])
    for section in index.sections:
        score, coverage, maturity = SECTIONS[name][section.id]
        assert section.score == (None if score is None else pytest.approx(score, abs=1e-9)), section.id
        assert section.coverage == pytest.approx(coverage, abs=1e-12), section.id
        assert section.maturity == maturity, section.id


def test_index(name: str, index: IndexScore) -> None:
    score, coverage, maturity = INDEX[name]
    assert index.methodology == "2019"
    assert index.score == pytest.approx(score, abs=1e-9)
    assert index.coverage == pytest.approx(coverage, abs=1e-12)
    assert index.maturity == maturity


def test_wcag_band(name: str) -> None:
    assert band(SITES[name].wcag_score, methodology_2019().wcag_bands) is BANDS[name]


def test_prerequisites(name: str, index: IndexScore) -> None:
    met = {item.id: item.met for section in index.sections for item in section.prerequisites}
    assert {key: state for key, state in met.items() if state is not None} == MET[name]
    assert len(met) == 21


def test_a_measure_tells_its_source_or_why_it_has_no_score() -> None:
    scored = indicators_of(score_site(methodology_2019(), MIDDLING))
    assert scored["dataset_availability"].sources == (Source.WEB, Source.REGISTER, Source.SURVEY)
    tapis = scored["dataset_availability"].measures[3]
    assert (tapis.id, tapis.score, tapis.source, tapis.weight) == ("tapis", 40, Source.SURVEY, 0.2)
    unanswered = scored["onsite_support"].measures[1]
    assert (unanswered.score, unanswered.reason) == (None, "survey_silent")
    old = indicators_of(score_site(methodology_2019(), OLD))
    assert [measure.reason for measure in old["website_usability"].measures] == [None, None, "no_link_checked", None]
    assert old["e_participation"].measures[0].reason == "too_few_told"
    assert old["hr_digitisation"].sources == ()


def test_of_nothing_known_there_is_no_score_anywhere() -> None:
    index = score_site(methodology_2019(), SiteFacts.nothing())
    assert (index.score, index.coverage, index.maturity) == (None, 0, None)
    for section in index.sections:
        assert (section.score, section.coverage, section.maturity) == (None, 0, None)
        assert {item.met for item in section.prerequisites} == {None}
        for indicator in section.indicators:
            assert (indicator.score, indicator.coverage, indicator.sources) == (None, 0, ())
            assert all(measure.score is None and measure.reason for measure in indicator.measures)
