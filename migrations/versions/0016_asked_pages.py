"""Pages that people asked to have audited anew, as they wait for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "asked_pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("pages", JSON, nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_asked_pages"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_asked_pages_site_id_site"),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name="fk_asked_pages_objection_id_objection"),
    )
    op.create_index("ix_asked_pages_stage", "asked_pages", ["stage"])
    op.create_index("ix_asked_pages_objection_id", "asked_pages", ["objection_id"])


def downgrade() -> None:
    op.drop_table("asked_pages")
