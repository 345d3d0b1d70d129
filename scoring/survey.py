"""The survey: what a methodology asks, which answers count on a day, and what they are worth."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from model.survey import Answer, Option, SurveyQuestion, newest_first
from model.text import Text
from scoring.declaration import Methodology, Section

YES_NO = "yes_no"
PERCENT = "percent"
# Scales that need no list; a share in percent is its own points.
COMMON_SCALES: Mapping[str, tuple[Option, ...]] = {
    YES_NO: (
        Option(id="yes", points=100, text=Text(lv="Jā", en="Yes")),
        Option(id="no", points=0, text=Text(lv="Nē", en="No")),
    ),
    PERCENT: (),
}


def questionnaire(methodology: Methodology) -> tuple[SurveyQuestion, ...]:
    """Every question, section by section: those of measures, then those that only a prerequisite asks."""
    return tuple(question for section in methodology.sections for question in _of_section(section, methodology))


def answers_that_count(answers: Sequence[Answer], methodology: Methodology, day: date) -> tuple[Answer, ...]:
    """The newest answer to each question of a year that still holds on the day, in the order of the questionnaire.

    “Not known”, and an answer that the methodology does not know, is silence, and silences the older ones too.
    """
    newest: dict[str, Answer] = {}
    for answer in newest_first(answers):
        if 0 <= answer.age_years(day) <= methodology.answers_hold_years:
            newest.setdefault(answer.question, answer)
    asked = [(question, newest.get(question.key)) for question in questionnaire(methodology)]
    return tuple(answer for question, answer in asked if answer is not None and _points(question, answer) is not None)


def survey_scores(answers: Iterable[Answer], methodology: Methodology) -> Mapping[str, float]:
    """Points by question, as SiteFacts takes them, of answers that count."""
    questions = {question.key: question for question in questionnaire(methodology)}
    points = ((answer.question, _points(questions[answer.question], answer)) for answer in answers)
    return {key: score for key, score in points if score is not None}


def _points(question: SurveyQuestion, answer: Answer) -> float | None:
    return None if answer.answer is None else question.points(answer.answer)


def _of_section(section: Section, methodology: Methodology) -> Iterable[SurveyQuestion]:
    scales = {**COMMON_SCALES, **methodology.survey.scales}
    asked = {one.key: one for one in methodology.survey.questions}
    for indicator in section.indicators:
        for measure in indicator.measures:
            one = asked.get(f"{indicator.id}.{measure.id}")
            if one is not None:
                yield SurveyQuestion(
                    key=one.key,
                    section=section.title,
                    topic=indicator.title,
                    text=one.text,
                    options=scales[one.scale],
                )
    for question in section.questions:
        topics = (item.title for item in section.prerequisites if item.condition.asks(question.id))
        yield SurveyQuestion(
            key=question.id,
            section=section.title,
            topic=next(topics, section.title),
            text=question.text,
            options=COMMON_SCALES[YES_NO],
        )
