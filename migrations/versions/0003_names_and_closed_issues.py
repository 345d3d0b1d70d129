"""The names that sites bore, and a way to the issues that were closed last."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "site_name",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("first_audit_id", BIG_NUMBER, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_site_name_site_id"),
        sa.ForeignKeyConstraint(["first_audit_id"], ["audit.id"], name="fk_site_name_first_audit_id"),
        sa.PrimaryKeyConstraint("site_id", "first_audit_id", name="pk_site_name"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_issue_closed_audit_id", "issue", ["closed_audit_id"], unique=False)
    # What a site was called in the past stands in its documents only: its first name here is the present one.
    op.execute(
        "INSERT INTO site_name (site_id, first_audit_id, name) SELECT site.id, MIN(audit.id), site.name "
        "FROM site JOIN audit ON audit.site_id = site.id GROUP BY site.id, site.name"
    )


def downgrade() -> None:
    op.drop_index("ix_issue_closed_audit_id", table_name="issue")
    op.drop_table("site_name")
