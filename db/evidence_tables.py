"""The tables of evidence: the chain that covers every audit, and what lies in the store and for how long."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint

from db.tables import METADATA
from db.types import UtcDateTime

# An audit's place in the chain of its run (db/chain.py). `parts` is JSON: the digest of each part of what it covers.
chain_link = Table(
    "chain_link",
    METADATA,
    Column("audit_id", ForeignKey("audit.id"), primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("form", Integer, nullable=False),
    Column("previous", String, nullable=False),
    Column("parts", String, nullable=False),
    Column("digest", String, nullable=False, index=True),
    UniqueConstraint("run_id", "position"),
)

# What lies in the evidence store: the SHA-256 in a blob's name, and when the newest audit that needs it began.
blob = Table(
    "blob",
    METADATA,
    Column("digest", LargeBinary(32), primary_key=True),
    Column("kind", String, nullable=False),
    Column("last_needed_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

# The kinds of evidence that an audit promises no longer, since when. What another audit needs may still be there.
pruned = Table(
    "pruned",
    METADATA,
    Column("audit_id", ForeignKey("audit.id"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("pruned_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

# The name by which the evidence store knows this database: one row, which a copy of the database takes along.
signature = Table("signature", METADATA, Column("id", String, primary_key=True))
