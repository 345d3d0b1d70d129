"""Whether the survey asks everything once, and every answer can be told from the others."""

from collections import Counter
from collections.abc import Iterator

from model.survey import Option
from model.text import LANGUAGES
from scoring.declaration import Methodology
from scoring.survey import COMMON_SCALES


def contradictions_of_survey(methodology: Methodology) -> Iterator[str]:
    """Sentences that begin with the place."""
    survey = methodology.survey
    asked = Counter(question.key for question in survey.questions)
    measures = methodology.survey_measures()
    yield from (f"the survey asks “{key}” twice" for key, count in asked.items() if count > 1)
    yield from (f"the survey asks “{key}”, which is no measure of the survey" for key in asked if key not in measures)
    yield from (f"the survey does not ask for the measure {key}" for key in sorted(measures - asked.keys()))
    known = {**COMMON_SCALES, **survey.scales}
    for question in survey.questions:
        if question.scale not in known:
            yield f"the survey: {question.key}: there is no scale “{question.scale}”"
        if not (question.text.lv.strip() and question.text.en.strip()):
            yield f"the survey: {question.key}: a text is empty"
    for name, options in survey.scales.items():
        yield from (f"scale {name}: {line}" for line in _of_scale(name, options))
    used = {question.scale for question in survey.questions}
    yield from (f"scale {name} is used nowhere" for name in sorted(survey.scales.keys() - used))


def _of_scale(name: str, options: tuple[Option, ...]) -> Iterator[str]:
    if name in COMMON_SCALES:
        yield "the name is taken"
    if len(options) < 2:
        yield "fewer than two answers"
    if any(not 0 <= option.points <= 100 for option in options):
        yield "points lie outside 0 to 100"
    ids = Counter(option.id for option in options)
    yield from (f"answer {ident} twice" for ident, count in ids.items() if count > 1)
    for language in LANGUAGES:
        texts = Counter(option.text.in_(language).strip().casefold() for option in options)
        if "" in texts:
            yield "a text is empty"
        yield from (f"two answers read “{text}”" for text, count in texts.items() if text and count > 1)
