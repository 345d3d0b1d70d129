"""The tables. They answer queries; an audit's whole content is the document that `audit.result_ref` names."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

from db.types import BigNumber, Json, UtcDateTime, WorldText

# Names that a later migration can rely on, on both databases.
METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# A site is its ATVK, role and address; a bare address has no ATVK, and NULLs are never equal to each other.
site = Table(
    "site",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("atvk", String),
    Column("role", String, nullable=False),
    Column("url", String, nullable=False),
    Column("name", String, nullable=False),
    Column("centre", String),
    Column("region", String),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("email", String),
    Column("data_gov_lv", String),
)
Index(
    "ux_site_municipality",
    site.c.atvk,
    site.c.role,
    site.c.url,
    unique=True,
    sqlite_where=site.c.atvk.is_not(None),
    postgresql_where=site.c.atvk.is_not(None),
)
Index(
    "ux_site_address",
    site.c.url,
    site.c.role,
    unique=True,
    sqlite_where=site.c.atvk.is_(None),
    postgresql_where=site.c.atvk.is_(None),
)

# A name that a site bore, from the audit that first called it so until the next of its rows.
site_name = Table(
    "site_name",
    METADATA,
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("first_audit_id", ForeignKey("audit.id"), primary_key=True),
    Column("name", String, nullable=False),
    sqlite_with_rowid=False,
)

# An address met on a site. PostgreSQL cannot index a long text, so the digest (SHA-256 of the address) is the key.
page = Table(
    "page",
    METADATA,
    Column("id", BigNumber, primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("url", WorldText, nullable=False),
    UniqueConstraint("site_id", "digest"),
)

# `chain_number` counts the runs that hold an audit, in the order in which they got their first. Such a run begins its
# chain of evidence at the head that the run before it had then; its own head is the digest of its newest link.
run = Table(
    "run",
    METADATA,
    Column("id", String, primary_key=True),
    Column("started_at", UtcDateTime, nullable=False, index=True),
    Column("finished_at", UtcDateTime),
    Column("status", String, nullable=False),
    Column("settings", Json, nullable=False),
    Column("versions", Json, nullable=False),
    Column("chain_number", Integer),
    Column("previous_run_id", String),
    Column("previous_head", String),
    Column("chain_head", String),
)
# Partial, for PostgreSQL makes an update of a wholly unique column wait for every saver whose audit names the run.
Index(
    "ux_run_chain_number",
    run.c.chain_number,
    unique=True,
    sqlite_where=run.c.chain_number.is_not(None),
    postgresql_where=run.c.chain_number.is_not(None),
)

# What a run was asked to audit, in order, so that a stopped one can go on.
run_site = Table(
    "run_site",
    METADATA,
    Column("run_id", ForeignKey("run.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    UniqueConstraint("run_id", "site_id"),
)

audit = Table(
    "audit",
    METADATA,
    Column("id", BigNumber, primary_key=True),
    Column("run_id", ForeignKey("run.id"), nullable=False),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, nullable=False),
    Column("status", String, nullable=False),
    Column("failure_kind", String),
    Column("failure_detail", WorldText),
    Column("tool_version", String, nullable=False),
    Column("axe_version", String),
    Column("browser_version", String),
    Column("wcag_score", Float(53)),
    Column("wcag_band", String),
    Column("mobile_passes", Boolean),
    Column("mobile_score", Float(53)),
    Column("methodology", String, nullable=False),
    Column("index_score", Float(53)),
    Column("index_coverage", Float(53), nullable=False),
    Column("index_maturity", Integer),
    Column("documents_read", Integer, nullable=False),
    Column("result_ref", String, nullable=False),
    Column("wide_ref", String),
    UniqueConstraint("run_id", "site_id"),
    Index("ix_audit_site_id_started_at", "site_id", "started_at"),
)

# `evidence_ref` is the page's record in the evidence store, which names its other parts.
page_audit = Table(
    "page_audit",
    METADATA,
    Column("audit_id", ForeignKey("audit.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("page_id", ForeignKey("page.id"), nullable=False),
    Column("final_page_id", ForeignKey("page.id")),
    Column("role", String, nullable=False),
    Column("template", WorldText),
    Column("status", Integer),
    Column("failure_kind", String),
    Column("failure_detail", WorldText),
    Column("wcag_score", Float(53)),
    Column("mobile_passes", Boolean),
    Column("first_byte_ms", Integer),
    Column("dom_ready_ms", Integer),
    Column("loaded_ms", Integer),
    Column("settled_ms", Integer),
    Column("size_bytes", BigNumber),
    Column("evidence_ref", String),
    sqlite_with_rowid=False,
)

# One row for the index, each section and each indicator. Another methodology adds rows, the one of the index with
# `result_ref`: the document of the audit as that methodology judged it.
score = Table(
    "score",
    METADATA,
    Column("audit_id", ForeignKey("audit.id"), primary_key=True),
    Column("methodology", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("score", Float(53)),
    Column("coverage", Float(53), nullable=False),
    Column("maturity", Integer),
    Column("weight", Float(53)),
    Column("result_ref", String),
    sqlite_with_rowid=False,
)

# A rule's outcome for the site and its elements; a rule that has no row did not apply.
rule_count = Table(
    "rule_count",
    METADATA,
    Column("audit_id", ForeignKey("audit.id"), primary_key=True),
    Column("rule", String, primary_key=True),
    Column("outcome", String, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("unsure", Integer, nullable=False),
    sqlite_with_rowid=False,
)

# A span holds from the audit that first said so until the audit that said otherwise; an unchanged night adds no row.
# `since` and `until` are the starts of the two.
feature = Table(
    "feature",
    METADATA,
    Column("id", BigNumber, primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("feature", String, nullable=False),
    Column("found", Boolean),
    Column("grade", String),
    Column("alive", Boolean),
    Column("kind", String),
    Column("first_audit_id", ForeignKey("audit.id"), nullable=False),
    Column("until_audit_id", ForeignKey("audit.id")),
    Column("since", UtcDateTime),
    Column("until", UtcDateTime),
    UniqueConstraint("site_id", "feature", "first_audit_id"),
)
Index(
    "ux_feature_now",
    feature.c.site_id,
    feature.c.feature,
    unique=True,
    sqlite_where=feature.c.until_audit_id.is_(None),
    postgresql_where=feature.c.until_audit_id.is_(None),
)

# An issue from the audit that first saw it until the one that found it gone from every page it stood on (`page_ids`).
# `reopened` counts the spans of the same fingerprint that were closed before.
issue = Table(
    "issue",
    METADATA,
    Column("id", BigNumber, primary_key=True),
    Column("site_id", ForeignKey("site.id"), nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("reopened", Integer, nullable=False),
    Column("rule", String, nullable=False),
    Column("engine", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("standard", String, nullable=False),
    Column("party", String, nullable=False),
    Column("impact", String),
    Column("criteria", Json, nullable=False),
    Column("component", WorldText, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("occurrences", Integer, nullable=False),
    Column("page_ids", Json, nullable=False),
    Column("first_audit_id", ForeignKey("audit.id"), nullable=False),
    Column("last_audit_id", ForeignKey("audit.id"), nullable=False),
    Column("closed_audit_id", ForeignKey("audit.id"), index=True),
    UniqueConstraint("site_id", "fingerprint", "reopened"),
)
Index(
    "ux_issue_open",
    issue.c.site_id,
    issue.c.fingerprint,
    unique=True,
    sqlite_where=issue.c.closed_audit_id.is_(None),
    postgresql_where=issue.c.closed_audit_id.is_(None),
)

# The pages that the next night audits again.
sample_page = Table(
    "sample_page",
    METADATA,
    Column("site_id", ForeignKey("site.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("page_id", ForeignKey("page.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("template", WorldText),
)
