"""The last look at each site, taken without a browser."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "site_look",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column(
            "addresses",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("certificate_host", sa.String(), nullable=True),
        sa.Column("certificate_ends", MOMENT, nullable=True),
        sa.Column("certificate_issuer", sa.String(), nullable=True),
        sa.Column("certificate_fault", sa.String(), nullable=True),
        sa.Column("robots", sa.String(), nullable=False),
        sa.Column("crawl_delay_s", sa.Float(), nullable=True),
        sa.Column("landed", sa.String(), nullable=True),
        sa.Column("permanent", sa.String(), nullable=True),
        sa.Column("sent_to", sa.String(), nullable=True),
        sa.Column("stand_in", sa.String(), nullable=True),
        sa.Column("failure_kind", sa.String(), nullable=True),
        sa.Column("failure_detail", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("url", name="pk_site_look"),
    )
    op.create_index("ix_site_look_certificate_ends", "site_look", ["certificate_ends"])


def downgrade() -> None:
    op.drop_table("site_look")
