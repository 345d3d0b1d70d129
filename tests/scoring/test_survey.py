"""Answers of the survey to scores, worked out by hand; which answers count on a day, and which are silence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.score import IndexScore, IndicatorScore, Source
from model.survey import Answer
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.methodology import Methodology
from scoring.survey import answers_that_count, questionnaire, survey_scores
from tests.scoring.invented import methodology_2019, methodology_2026
from tests.scoring.steady import steady

METHODOLOGY = methodology_2019()
GIVEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
DAY = date(2026, 11, 27)

# What a municipality answered, and what the indicators amount to, as the comments show.
FILLED = {
    "social_media.reply_time": "day",  # 70; the web says nothing of profiles, so 30 % of it is too little
    "dataset_availability.tapis": "part",  # 50; 20 % of it is too little
    "all_plans_in_tapis": "no",
    "service_convenience.service_level": "request",
    "service_convenience.unified_services": "all",  # (60 + 100) / 2 = 80
    "service_accounting.figures_submitted": "both",
    "service_accounting.figures_by_channel": "part",  # (100 + 50) / 2 = 75
    "service_quality.complaints_counted": "yes",
    "service_quality.delays_counted": "no",  # 50
    "service_efficiency.completed_e_services": "80",  # 80 on half of it
    "service_standard.standard": "handbook",  # 100
    "standard_compliance.compliance_checked": "sometimes",  # 50
    "modern_technology.adapted_content": "yes",
    "modern_technology.recommended_content": "no",  # (25 x 100 + 25 x 0) / 50 = 50
    "satisfaction_measurement.measured_in_the_year": "yes",  # 100 on 70 % of it
    "onsite_support.helper": "yes",
    "onsite_support.public_computers": "without_reader",
    "onsite_support.public_wifi": "part",  # 40 + 15 + 15 = 70
    "remote_consultation.instant_channel": "no",
    "remote_consultation.telephone": "yes",  # 50 on half of it
    "hr_digitisation.electronic_processes": "partly",
    "hr_digitisation.single_system": "yes",  # 75
    "document_workflow.single_system": "yes",
    "document_workflow.electronic_approval": "electronic",
    "document_workflow.council_documents": "both",  # 40 + 40 + 10 = 90
    "electronic_documents.received": "62.5",
    "electronic_documents.sent": "40",  # 51.25
    "machine_readable_invoices.invoices": "20",
    "staff_communication.communication_platform": "yes",
    "staff_communication.knowledge_platform": "yes",  # 100
    "staff_ict_skills.skills_assessed": "yes",
    "staff_ict_skills.training_provided": "by_choice",  # 75
    "electronic_document_management": "yes",
}
SCORES = {
    "service_convenience": 80, "service_accounting": 75, "service_quality": 50, "service_efficiency": 80,
    "service_standard": 100, "standard_compliance": 50, "modern_technology": 50, "satisfaction_measurement": 100,
    "onsite_support": 70, "remote_consultation": 50, "hr_digitisation": 75, "document_workflow": 90,
    "electronic_documents": 51.25, "machine_readable_invoices": 20, "staff_communication": 100, "staff_ict_skills": 75,
}  # fmt: skip
SECTIONS = {
    "communication": None,
    "open_data": None,
    "services": 285 / 4,
    "customer_service": 70,  # 420 / 6
    "internal_processes": 411.25 / 6,
}
MET = {
    "all_plans_in_tapis": False,
    "complaints_and_delays_counted": False,
    "unified_services_joined": True,
    "figures_by_channel": False,
    "service_standard_used": True,
    "new_technology_on_site": True,
    "wifi_everywhere": False,
    "social_dialogue": None,  # fast enough, but nothing is known of profiles
    "single_systems": True,
    "electronic_approval": True,
    "electronic_correspondence": True,
    "internal_platforms": True,
    "electronic_documents_managed": True,
}


def answer(question: str, said: str | None, year: int = 2026, given_at: datetime = GIVEN) -> Answer:
    return Answer(question=question, answer=said, year=year, given_by="A. Ozola", given_at=given_at)


def scored(answers: list[Answer], day: date = DAY) -> IndexScore:
    counting = answers_that_count(answers, METHODOLOGY, day)
    return score_site(METHODOLOGY, SiteFacts(survey=survey_scores(counting, METHODOLOGY)))


def indicators(index: IndexScore) -> dict[str, IndicatorScore]:
    return {item.id: item for section in index.sections for item in section.indicators}


def test_a_filled_survey_gives_the_scores_worked_out_by_hand() -> None:
    index = scored([answer(*one) for one in FILLED.items()])
    found = {name: item.score for name, item in indicators(index).items() if item.score is not None}
    assert found == pytest.approx(SCORES)
    assert {section.id: section.score for section in index.sections} == {
        name: None if score is None else pytest.approx(score) for name, score in SECTIONS.items()
    }
    assert index.score == pytest.approx(sum(SCORES.values()) / len(SCORES))
    met = {item.id: item.met for section in index.sections for item in section.prerequisites}
    assert {name: met[name] for name in MET} == MET
    assert {source for item in indicators(index).values() for source in item.sources} == {Source.SURVEY}


@pytest.mark.parametrize(("year", "counts"), [(2023, False), (2024, True), (2025, True), (2026, True), (2027, False)])
def test_an_answer_counts_for_as_long_as_the_methodology_says(year: int, counts: bool) -> None:
    assert METHODOLOGY.answers_hold_years == methodology_2026().answers_hold_years == 2
    given_answer = answer("service_standard.standard", "own", year)
    assert answers_that_count([given_answer], METHODOLOGY, DAY) == ((given_answer,) if counts else ())
    assert given_answer.age_years(DAY) == 2026 - year


def test_the_newest_year_counts_and_in_it_the_newest_import() -> None:
    question = "service_standard.standard"
    late = GIVEN + timedelta(days=9)
    answers = [
        answer(question, "none", 2026, GIVEN),
        answer(question, "own", 2026, late),
        answer(question, "none", 2025, late + timedelta(days=9)),
    ]
    for order in (answers, answers[::-1]):
        assert answers_that_count(order, METHODOLOGY, DAY) == (answers[1],)
        assert answers_that_count(order, METHODOLOGY, date(2025, 12, 31)) == (answers[2],)


@pytest.mark.parametrize("said", [None, "perhaps", "101", "nan"])
def test_not_known_and_what_is_no_answer_silence_the_older_ones(said: str | None) -> None:
    for question in ("service_standard.standard", "electronic_documents.sent"):
        old = answer(question, "100" if question.endswith("sent") else "own", 2025)
        assert answers_that_count([old, answer(question, said)], METHODOLOGY, DAY) == ()


@pytest.mark.parametrize("methodology", [methodology_2019(), methodology_2026()], ids=["2019", "2026"])
def test_the_questionnaire_asks_everything_once_and_each_answer_is_worth_its_points(methodology: Methodology) -> None:
    questions = questionnaire(methodology)
    assert {question.key for question in questions} == methodology.survey_keys()
    assert len(questions) == len(methodology.survey_keys())
    for question in questions:
        assert all(question.points(option.id) == option.points for option in question.options)
        # Somebody can answer so that the measure is full, and so that it is nothing.
        assert {0, 100} <= {option.points for option in question.options} or question.options == ()
    one = answer("service_quality.delays_counted", "yes")
    assert survey_scores([one], methodology) == {"service_quality.delays_counted": 100}


keys = st.sampled_from(sorted(FILLED))


@given(st.sets(keys), keys, st.sampled_from([None, "not an answer"]))
@steady
def test_silence_never_moves_a_score(told: set[str], silent: str, said: str | None) -> None:
    """A question without an answer, or with “not known”, leaves every score as if it had not been asked."""
    answers = [answer(key, FILLED[key]) for key in sorted(told - {silent})]
    assert scored([*answers, answer(silent, said)]) == scored(answers)
    # Too old is silence as well.
    assert scored([*answers, replace(answer(silent, FILLED[silent]), year=2020)]) == scored(answers)
