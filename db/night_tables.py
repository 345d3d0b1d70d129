"""The tables of nights: which run was planned for which night, and where each of its sites stands."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from db.tables import METADATA
from db.types import UtcDateTime, WorldText

# A run that waits in the queue. `night` is the local date on which it began; None for what a person asked for by day.
# Its unique key is what makes two schedulers plan a night once.
night = Table(
    "night",
    METADATA,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("night", Date),
    Column("ends_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
Index(
    "ux_night_night",
    night.c.night,
    unique=True,
    sqlite_where=night.c.night.is_not(None),
    postgresql_where=night.c.night.is_not(None),
)

# A site's turn in a run. `not_before` moves on with each try; after `not_after` it is not begun any more. `holder` is
# the worker that has it, `taken` counts how often it was handed out and not given back untried: with `begun_at` it
# tells an old holder from a new one.
job = Table(
    "job",
    METADATA,
    Column("run_id", ForeignKey("night.run_id"), primary_key=True),
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("state", String, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("not_after", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("holder", String),
    Column("begun_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("failure_kind", String),
    Column("detail", WorldText),
    Index("ix_job_site_id", "site_id"),
    sqlite_with_rowid=False,
)
Index(
    "ix_job_waiting",
    job.c.priority.desc(),
    job.c.not_before,
    sqlite_where=job.c.state == "waiting",
    postgresql_where=job.c.state == "waiting",
)
Index(
    "ix_job_working",
    job.c.holder,
    sqlite_where=job.c.state == "working",
    postgresql_where=job.c.state == "working",
)
