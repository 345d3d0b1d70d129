"""Failed logins as they are told at the desk: counted by account and hour."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "failed_login",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("waited", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("begins_at", "who", "means", name="pk_failed_login"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("failed_login")
