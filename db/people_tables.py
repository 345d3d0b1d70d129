"""The tables of what people say: answers of the survey and decisions. Rows are added, and never written over."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from db.tables import METADATA as METADATA
from db.types import UtcDateTime, WorldText

# What one import brought of one municipality for one year. `municipality` is the lasting part of the ATVK.
survey = Table(
    "survey",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("municipality", String, nullable=False),
    Column("atvk", String, nullable=False),
    Column("year", Integer, nullable=False),
    Column("methodology", String, nullable=False),
    Column("source", WorldText, nullable=False),
    Column("given_by", WorldText, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Index("ix_survey_municipality_year", "municipality", "year"),
)

# No answer is “not known”, which a newer import says of an answer that was wrong.
survey_answer = Table(
    "survey_answer",
    METADATA,
    Column("survey_id", ForeignKey("survey.id"), primary_key=True),
    Column("question", String, primary_key=True),
    Column("answer", String),
    Column("note", WorldText),
    sqlite_with_rowid=False,
)

# `site` is the lasting part of a municipality's ATVK, or the address of a site that is not its main one.
decision = Table(
    "decision",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("site", WorldText, nullable=False),
    Column("about", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("ruling", String, nullable=False),
    Column("who", WorldText, nullable=False),
    Column("why", WorldText, nullable=False),
    Column("proof", WorldText),
    Column("grade", String),
    Column("kind", String),
    Column("rule", String),
    Column("place", WorldText),
    Column("state", String),
    Column("from_day", Date, nullable=False),
    Column("until", Date),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_by", WorldText),
    Index("ix_decision_site", "site"),
)
