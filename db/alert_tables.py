"""The table of alerts: what was told of a night, by which channel, so that nothing is told twice or forgotten."""

from sqlalchemy import Column, Date, Integer, String, Table

from db.tables import METADATA
from db.types import UtcDateTime, WorldText

# `what` is not_started or digest. A row is written before it goes out; `state` is sending, sent, failed or quiet, which
# says that there was nothing to tell.
alert = Table(
    "alert",
    METADATA,
    Column("night", Date, primary_key=True),
    Column("what", String, primary_key=True),
    Column("channel", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("tried_at", UtcDateTime, nullable=False),
    Column("detail", WorldText),
    sqlite_with_rowid=False,
)
