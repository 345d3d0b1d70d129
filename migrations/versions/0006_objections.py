"""Objections, what was answered, and pages that were audited again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("pages", JSON, nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_objection_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
    )
    op.create_index("ix_objection_site", "objection", ["site"])
    op.create_table(
        "objection_file",
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("size_bytes", BIG_NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name="fk_objection_file_objection_id"),
        sa.PrimaryKeyConstraint("objection_id", "position", name="pk_objection_file"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "objection_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name="fk_objection_reply_objection_id"),
        sa.PrimaryKeyConstraint("id", name="pk_objection_reply"),
    )
    op.create_index("ix_objection_reply_objection_id", "objection_reply", ["objection_id"])
    op.create_table(
        "reaudit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=False),
        sa.Column("failure_kind", sa.String(), nullable=True),
        sa.Column("failure_detail", sa.String(), nullable=True),
        sa.Column("result_ref", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reaudit"),
    )
    op.create_index("ix_reaudit_site_started_at", "reaudit", ["site", "started_at"])
    op.create_table(
        "objection_reaudit",
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("reaudit_id", sa.Integer(), nullable=False),
        sa.Column("sight", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name="fk_objection_reaudit_objection_id"),
        sa.ForeignKeyConstraint(["reaudit_id"], ["reaudit.id"], name="fk_objection_reaudit_reaudit_id"),
        sa.PrimaryKeyConstraint("objection_id", "reaudit_id", name="pk_objection_reaudit"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("objection_reaudit")
    op.drop_index("ix_reaudit_site_started_at", table_name="reaudit")
    op.drop_table("reaudit")
    op.drop_index("ix_objection_reply_objection_id", table_name="objection_reply")
    op.drop_table("objection_reply")
    op.drop_table("objection_file")
    op.drop_index("ix_objection_site", table_name="objection")
    op.drop_table("objection")
