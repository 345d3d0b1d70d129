"""The table of the reports that were mailed. Its unique key decides who sends: a row is written before a mail goes."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from db.tables import METADATA
from db.types import UtcDateTime, WorldText

mailing = Table(
    "mailing",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("audit_id", ForeignKey("audit.id"), nullable=False),
    Column("recipient", String, nullable=False, index=True),
    Column("attempt", Integer, nullable=False),
    Column("language", String, nullable=False),
    Column("message_id", String, nullable=False, index=True),
    Column("state", String, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("code", String),
    Column("detail", WorldText),
    UniqueConstraint("audit_id", "recipient", "attempt"),
)
