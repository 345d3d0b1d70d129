"""The survey's way: a template goes out, a filled file comes in whole or not at all, and what was answered is shown."""

import os
import pwd
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from db.municipalities import known_sites
from db.surveys import answers_of, save_surveys
from model.municipality import municipality_key
from model.site import Role, Site
from model.survey import Answer, newest_first
from model.text import Language
from pipeline.errors import SetupError
from pipeline.sheets import SheetError
from pipeline.survey_file import Expected, SurveyFile, read_survey
from pipeline.workplace import Workplace, methodology_of
from reports.survey_sheets import Municipality, survey_csv, survey_xlsx
from reports.survey_table import AnswerLine
from scoring.methodology import Methodology
from scoring.survey import answers_that_count, questionnaire


def template(sites: Iterable[Site], atvk: Sequence[str], year: int, name: str, language: Language, form: str) -> bytes:
    """The survey for the municipalities of these codes, or of all these sites; `form` is xlsx or csv.

    Raises SetupError for a code that no site has.
    """
    listed = {site.atvk: Municipality(site.atvk, site.name) for site in sites if site.atvk and site.role is Role.MAIN}
    unknown = [code for code in atvk if code not in listed]
    if unknown:
        raise SetupError(f"no municipality of the list has the ATVK {', '.join(unknown)}.")
    asked = [listed[code] for code in dict.fromkeys(atvk)] if atvk else list(listed.values())
    if not asked:
        raise SetupError("the list holds no municipality that could be asked.")
    questions = questionnaire(methodology_of(name))
    if form == "csv":
        return survey_csv(asked, year, questions, language).encode()
    return survey_xlsx(asked, year, questions, language)


def read_filled(
    workplace: Workplace, path: Path, sites: Iterable[Site], methodology: Methodology, year: int | None
) -> SurveyFile:
    """What the file holds. Known are the municipalities of the list and those that were ever audited.

    Raises SetupError where the file cannot be read.
    """
    known = [*sites, *(one.site for one in known_sites(workplace.database))]
    expected = Expected(
        municipalities=frozenset(municipality_key(site.atvk) for site in known if site.atvk),
        questions={question.key: question for question in questionnaire(methodology)},
        this_year=datetime.now(UTC).year,
        year=year,
    )
    try:
        return read_survey(path, expected)
    except SheetError as error:
        raise SetupError(str(error)) from error


def save_filled(workplace: Workplace, read: SurveyFile, path: Path, methodology: str, who: str | None) -> None:
    """Saves all answers at once; without `who`, under the name of the machine's user."""
    save_surveys(
        workplace.database,
        read.filled,
        methodology=methodology,
        source=path.name,
        given_by=who or user_name(),
        given_at=datetime.now(UTC),
    )


def answered(workplace: Workplace, atvk: str, methodology: Methodology, day: date) -> tuple[AnswerLine, ...]:
    """Every question of the methodology with what the municipality answered, and whether it counts on the day."""
    answers = answers_of(workplace.database, atvk)
    newest: Mapping[str, Answer] = {answer.question: answer for answer in reversed(newest_first(answers))}
    given = Counter(answer.question for answer in answers)
    count = {answer.question for answer in answers_that_count(answers, methodology, day)}
    return tuple(
        AnswerLine(
            question=question,
            answer=newest.get(question.key),
            age_years=newest[question.key].age_years(day) if question.key in newest else None,
            counts=question.key in count,
            superseded=max(given[question.key] - 1, 0),
        )
        for question in questionnaire(methodology)
    )


def user_name() -> str:
    """Who runs this program, as the system knows it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"user {os.getuid()}"
