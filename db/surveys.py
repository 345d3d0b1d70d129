"""Answers of the survey: every import stays, and a newer one of the same year stands before it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, insert, select, true

from db import people_tables as t
from db.engine import reading, writing
from model.municipality import municipality_key
from model.survey import Answer


@dataclass(frozen=True, slots=True)
class Filled:
    """What one import brings of one municipality for one year: question, answer (None: not known) and note."""

    atvk: str
    year: int
    answers: Sequence[tuple[str, str | None, str | None]]


def save_surveys(
    database: Engine, filled: Iterable[Filled], *, methodology: str, source: str, given_by: str, given_at: datetime
) -> None:
    """Saves the whole import in one transaction, or nothing of it. `source` is the name of the file."""
    made = {"methodology": methodology, "source": source, "given_by": given_by, "given_at": given_at}
    with writing(database) as connection:
        for one in filled:
            values = {"municipality": municipality_key(one.atvk), "atvk": one.atvk, "year": one.year, **made}
            number = connection.execute(insert(t.survey).values(values).returning(t.survey.c.id)).scalar_one()
            connection.execute(
                insert(t.survey_answer),
                [
                    {"survey_id": number, "question": question, "answer": answer, "note": note}
                    for question, answer, note in one.answers
                ],
            )


def answers_of(database: Engine, atvk: str, known_at: datetime | None = None) -> tuple[Answer, ...]:
    """Every answer of the municipality, superseded ones too, in the order in which they were brought in.

    `known_at` leaves out what was brought in later than that moment.
    """
    key = municipality_key(atvk)
    return _answers(database, t.survey.c.municipality == key, known_at).get(key, ())


def answers_of_all(database: Engine, known_at: datetime) -> Mapping[str, tuple[Answer, ...]]:
    """The same of every municipality that answered, by its key."""
    return _answers(database, true(), known_at)


def _answers(
    database: Engine, whose: ColumnElement[bool], known_at: datetime | None
) -> Mapping[str, tuple[Answer, ...]]:
    query = (
        select(t.survey.c.municipality, t.survey.c.year, t.survey.c.given_by, t.survey.c.given_at, t.survey_answer)
        .join(t.survey, t.survey.c.id == t.survey_answer.c.survey_id)
        .where(whose)
        .order_by(t.survey.c.given_at, t.survey.c.id, t.survey_answer.c.question)
    )
    if known_at is not None:
        query = query.where(t.survey.c.given_at <= known_at)
    found: dict[str, list[Answer]] = defaultdict(list)
    with reading(database) as connection:
        for row in connection.execute(query):
            answer = Answer(
                question=row.question,
                answer=row.answer,
                year=row.year,
                given_by=row.given_by,
                given_at=row.given_at,
                note=row.note,
            )
            found[row.municipality].append(answer)
    return {key: tuple(answers) for key, answers in found.items()}
