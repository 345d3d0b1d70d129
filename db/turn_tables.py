"""The tables of turns, by which the workers of one PostgreSQL keep polite together (db/turns.py).

SQLite has them too, so that the models are one, but its one process keeps the turns by itself.
"""

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from db.tables import METADATA
from db.types import UtcDateTime

# An address, by IP, and when a document of it was last begun to be asked for.
address = Table(
    "address",
    METADATA,
    Column("key", String, primary_key=True),
    Column("last_start", UtcDateTime, nullable=False),
)

# A document that is being asked for, by whom, and until when that holds without being renewed.
address_place = Table(
    "address_place",
    METADATA,
    Column("address", ForeignKey("address.key", ondelete="CASCADE"), primary_key=True),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("holder", String, nullable=False, unique=True),
    Column("until", UtcDateTime, nullable=False),
)
