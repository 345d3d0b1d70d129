"""The tables of what people say: answers of the survey, decisions and objections. Rows are never written over."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from db.tables import METADATA
from db.types import BigNumber, Json, UtcDateTime, WorldText

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

# `site` as in `decision`; `run_id` is the run of the audit that is objected to, `pages` a list of addresses.
objection = Table(
    "objection",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("site", WorldText, nullable=False),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("about", String, nullable=False),
    Column("subject", WorldText),
    Column("pages", Json, nullable=False),
    Column("rule", String),
    Column("place", WorldText),
    Column("text", WorldText, nullable=False),
    Column("who", WorldText),
    Column("made_at", UtcDateTime, nullable=False),
    Index("ix_objection_site", "site"),
)

# `ref` is the file's content in the evidence store, which retention leaves there.
objection_file = Table(
    "objection_file",
    METADATA,
    Column("objection_id", ForeignKey("objection.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("name", WorldText, nullable=False),
    Column("ref", String, nullable=False),
    Column("size_bytes", BigNumber, nullable=False),
    sqlite_with_rowid=False,
)

# A reply without an outcome leaves the objection open; of several outcomes the newest stands.
objection_reply = Table(
    "objection_reply",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("objection_id", ForeignKey("objection.id"), nullable=False),
    Column("text", WorldText, nullable=False),
    Column("who", WorldText, nullable=False),
    Column("outcome", String),
    Column("made_at", UtcDateTime, nullable=False),
    Index("ix_objection_reply_objection_id", "objection_id"),
)

# One page audited anew, apart from every run; `result_ref` is its document.
reaudit = Table(
    "reaudit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("site", WorldText, nullable=False),
    Column("url", WorldText, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, nullable=False),
    Column("failure_kind", String),
    Column("failure_detail", WorldText),
    Column("result_ref", String, nullable=False),
    Index("ix_reaudit_site_started_at", "site", "started_at"),
)

# How what an objection is about stood then.
objection_reaudit = Table(
    "objection_reaudit",
    METADATA,
    Column("objection_id", ForeignKey("objection.id"), primary_key=True),
    Column("reaudit_id", ForeignKey("reaudit.id"), primary_key=True),
    Column("sight", String, nullable=False),
    sqlite_with_rowid=False,
)
