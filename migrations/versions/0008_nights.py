"""Nights that are planned, and the turn of each site in them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    planned = sa.text("night IS NOT NULL")
    op.create_table(
        "night",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("night", sa.Date(), nullable=True),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_night_run_id"),
        sa.PrimaryKeyConstraint("run_id", name="pk_night"),
        sqlite_with_rowid=False,
    )
    op.create_index("ux_night_night", "night", ["night"], unique=True, sqlite_where=planned, postgresql_where=planned)
    op.create_table(
        "job",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("not_after", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("failure_kind", sa.String(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["night.run_id"], name="fk_job_run_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_job_site_id"),
        sa.PrimaryKeyConstraint("run_id", "site_id", name="pk_job"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_job_site_id", "job", ["site_id"])
    waiting, working = sa.text("state = 'waiting'"), sa.text("state = 'working'")
    op.create_index(
        "ix_job_waiting",
        "job",
        [sa.text("priority DESC"), "not_before"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("ix_job_working", "job", ["holder"], sqlite_where=working, postgresql_where=working)


def downgrade() -> None:
    op.drop_table("job")
    op.drop_table("night")
