"""The queue of many machines: procrastinate's tables, on PostgreSQL only."""

from alembic import op

from db import queue_schema

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        queue_schema.create(op.get_bind())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        queue_schema.drop(op.get_bind())
