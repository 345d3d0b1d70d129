"""Runs the migrations on the connection that db/engine.py hands over, inside its transaction."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from db import queue_schema
from db.schema import METADATA
from db.types import UtcDateTime, WorldText


def plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Writes our types as SQLAlchemy's own, so that an old migration does not depend on today's code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, WorldText):
        return "sa.String()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_item=plain_type,
    include_name=queue_schema.is_ours,
    # SQLite changes a table only by copying it.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
