"""The table of pages that people asked to have audited anew, as they wait for it (db/asked_pages.py)."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from db.tables import METADATA
from db.types import Json, UtcDateTime, WorldText

# `pages` is a list of addresses. `holder` is who has it now, `taken` counts how often it was handed out: together they
# tell an old holder from a new one, as with a site's turn in a night.
asked_pages = Table(
    "asked_pages",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("pages", Json, nullable=False),
    Column("objection_id", ForeignKey("objection.id")),
    Column("who", String, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("stage", String, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("holder", String),
    Column("begun_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("detail", WorldText, nullable=False),
    Index("ix_asked_pages_stage", "stage"),
    Index("ix_asked_pages_objection_id", "objection_id"),
)
