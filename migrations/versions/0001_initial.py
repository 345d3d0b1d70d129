"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("versions", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_index("ix_run_started_at", "run", ["started_at"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("atvk", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("centre", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("data_gov_lv", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_site"),
    )
    op.create_index(
        "ux_site_address",
        "site",
        ["url", "role"],
        unique=True,
        sqlite_where=sa.text("atvk IS NULL"),
        postgresql_where=sa.text("atvk IS NULL"),
    )
    op.create_index(
        "ux_site_municipality",
        "site",
        ["atvk", "role", "url"],
        unique=True,
        sqlite_where=sa.text("atvk IS NOT NULL"),
        postgresql_where=sa.text("atvk IS NOT NULL"),
    )
    op.create_table(
        "audit",
        sa.Column("id", BIG_NUMBER, nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("failure_kind", sa.String(), nullable=True),
        sa.Column("failure_detail", sa.String(), nullable=True),
        sa.Column("tool_version", sa.String(), nullable=False),
        sa.Column("axe_version", sa.String(), nullable=True),
        sa.Column("browser_version", sa.String(), nullable=True),
        sa.Column("wcag_score", sa.Float(precision=53), nullable=True),
        sa.Column("wcag_band", sa.String(), nullable=True),
        sa.Column("mobile_passes", sa.Boolean(), nullable=True),
        sa.Column("mobile_score", sa.Float(precision=53), nullable=True),
        sa.Column("methodology", sa.String(), nullable=False),
        sa.Column("index_score", sa.Float(precision=53), nullable=True),
        sa.Column("index_coverage", sa.Float(precision=53), nullable=False),
        sa.Column("index_maturity", sa.Integer(), nullable=True),
        sa.Column("documents_read", sa.Integer(), nullable=False),
        sa.Column("result_ref", sa.String(), nullable=False),
        sa.Column("wide_ref", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_audit_run_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_audit_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.UniqueConstraint("run_id", "site_id", name="uq_audit_run_id_site_id"),
    )
    op.create_index("ix_audit_site_id_started_at", "audit", ["site_id", "started_at"], unique=False)
    op.create_table(
        "page",
        sa.Column("id", BIG_NUMBER, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_page_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_page"),
        sa.UniqueConstraint("site_id", "digest", name="uq_page_site_id_digest"),
    )
    op.create_table(
        "run_site",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_run_site_run_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_run_site_site_id"),
        sa.PrimaryKeyConstraint("run_id", "position", name="pk_run_site"),
        sa.UniqueConstraint("run_id", "site_id", name="uq_run_site_run_id_site_id"),
    )
    op.create_table(
        "feature",
        sa.Column("id", BIG_NUMBER, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("found", sa.Boolean(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("alive", sa.Boolean(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("first_audit_id", BIG_NUMBER, nullable=False),
        sa.Column("until_audit_id", BIG_NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["first_audit_id"], ["audit.id"], name="fk_feature_first_audit_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_feature_site_id"),
        sa.ForeignKeyConstraint(["until_audit_id"], ["audit.id"], name="fk_feature_until_audit_id"),
        sa.PrimaryKeyConstraint("id", name="pk_feature"),
        sa.UniqueConstraint("site_id", "feature", "first_audit_id", name="uq_feature_site_id_feature_first_audit_id"),
    )
    op.create_index(
        "ux_feature_now",
        "feature",
        ["site_id", "feature"],
        unique=True,
        sqlite_where=sa.text("until_audit_id IS NULL"),
        postgresql_where=sa.text("until_audit_id IS NULL"),
    )
    op.create_table(
        "issue",
        sa.Column("id", BIG_NUMBER, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("impact", sa.String(), nullable=True),
        sa.Column("criteria", JSON, nullable=False),
        sa.Column("component", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.Column("page_ids", JSON, nullable=False),
        sa.Column("first_audit_id", BIG_NUMBER, nullable=False),
        sa.Column("last_audit_id", BIG_NUMBER, nullable=False),
        sa.Column("closed_audit_id", BIG_NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["closed_audit_id"], ["audit.id"], name="fk_issue_closed_audit_id"),
        sa.ForeignKeyConstraint(["first_audit_id"], ["audit.id"], name="fk_issue_first_audit_id"),
        sa.ForeignKeyConstraint(["last_audit_id"], ["audit.id"], name="fk_issue_last_audit_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_issue_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_issue"),
        sa.UniqueConstraint("site_id", "fingerprint", "reopened", name="uq_issue_site_id_fingerprint_reopened"),
    )
    op.create_index(
        "ux_issue_open",
        "issue",
        ["site_id", "fingerprint"],
        unique=True,
        sqlite_where=sa.text("closed_audit_id IS NULL"),
        postgresql_where=sa.text("closed_audit_id IS NULL"),
    )
    op.create_table(
        "page_audit",
        sa.Column("audit_id", BIG_NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("page_id", BIG_NUMBER, nullable=False),
        sa.Column("final_page_id", BIG_NUMBER, nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("failure_kind", sa.String(), nullable=True),
        sa.Column("failure_detail", sa.String(), nullable=True),
        sa.Column("wcag_score", sa.Float(precision=53), nullable=True),
        sa.Column("mobile_passes", sa.Boolean(), nullable=True),
        sa.Column("first_byte_ms", sa.Integer(), nullable=True),
        sa.Column("dom_ready_ms", sa.Integer(), nullable=True),
        sa.Column("loaded_ms", sa.Integer(), nullable=True),
        sa.Column("settled_ms", sa.Integer(), nullable=True),
        sa.Column("size_bytes", BIG_NUMBER, nullable=True),
        sa.Column("evidence_ref", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_page_audit_audit_id"),
        sa.ForeignKeyConstraint(["final_page_id"], ["page.id"], name="fk_page_audit_final_page_id"),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_page_audit_page_id"),
        sa.PrimaryKeyConstraint("audit_id", "position", name="pk_page_audit"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rule_count",
        sa.Column("audit_id", BIG_NUMBER, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_rule_count_audit_id"),
        sa.PrimaryKeyConstraint("audit_id", "rule", name="pk_rule_count"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sample_page",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("page_id", BIG_NUMBER, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["page_id"], ["page.id"], name="fk_sample_page_page_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_sample_page_site_id"),
        sa.PrimaryKeyConstraint("site_id", "position", name="pk_sample_page"),
    )
    op.create_table(
        "score",
        sa.Column("audit_id", BIG_NUMBER, nullable=False),
        sa.Column("methodology", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("score", sa.Float(precision=53), nullable=True),
        sa.Column("coverage", sa.Float(precision=53), nullable=False),
        sa.Column("maturity", sa.Integer(), nullable=True),
        sa.Column("weight", sa.Float(precision=53), nullable=True),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_score_audit_id"),
        sa.PrimaryKeyConstraint("audit_id", "methodology", "kind", "id", name="pk_score"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("score")
    op.drop_table("sample_page")
    op.drop_table("rule_count")
    op.drop_table("page_audit")
    op.drop_index(
        "ux_issue_open",
        table_name="issue",
        sqlite_where=sa.text("closed_audit_id IS NULL"),
        postgresql_where=sa.text("closed_audit_id IS NULL"),
    )
    op.drop_table("issue")
    op.drop_index(
        "ux_feature_now",
        table_name="feature",
        sqlite_where=sa.text("until_audit_id IS NULL"),
        postgresql_where=sa.text("until_audit_id IS NULL"),
    )
    op.drop_table("feature")
    op.drop_table("run_site")
    op.drop_table("page")
    op.drop_index("ix_audit_site_id_started_at", table_name="audit")
    op.drop_table("audit")
    op.drop_index(
        "ux_site_municipality",
        table_name="site",
        sqlite_where=sa.text("atvk IS NOT NULL"),
        postgresql_where=sa.text("atvk IS NOT NULL"),
    )
    op.drop_index(
        "ux_site_address",
        table_name="site",
        sqlite_where=sa.text("atvk IS NULL"),
        postgresql_where=sa.text("atvk IS NULL"),
    )
    op.drop_table("site")
    op.drop_index("ix_run_started_at", table_name="run")
    op.drop_table("run")
