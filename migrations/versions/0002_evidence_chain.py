"""The chain of evidence, and what retention removed."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("run", sa.Column("chain_number", sa.Integer(), nullable=True))
    op.add_column("run", sa.Column("previous_run_id", sa.String(), nullable=True))
    op.add_column("run", sa.Column("previous_head", sa.String(), nullable=True))
    op.add_column("run", sa.Column("chain_head", sa.String(), nullable=True))
    op.create_index(
        "ux_run_chain_number",
        "run",
        ["chain_number"],
        unique=True,
        sqlite_where=sa.text("chain_number IS NOT NULL"),
        postgresql_where=sa.text("chain_number IS NOT NULL"),
    )
    op.create_table(
        "chain_link",
        sa.Column("audit_id", BIG_NUMBER, nullable=False),
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("parts", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_chain_link_audit_id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_chain_link_run_id"),
        sa.PrimaryKeyConstraint("audit_id", name="pk_chain_link"),
        sa.UniqueConstraint("run_id", "position", name="uq_chain_link_run_id_position"),
    )
    op.create_index("ix_chain_link_digest", "chain_link", ["digest"], unique=False)
    op.create_table(
        "blob",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("last_needed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_blob"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pruned",
        sa.Column("audit_id", BIG_NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("pruned_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name="fk_pruned_audit_id"),
        sa.PrimaryKeyConstraint("audit_id", "kind", name="pk_pruned"),
        sqlite_with_rowid=False,
    )
    signature = op.create_table(
        "signature",
        sa.Column("id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signature"),
    )
    op.bulk_insert(signature, [{"id": secrets.token_hex(16)}])


def downgrade() -> None:
    op.drop_table("signature")
    op.drop_table("pruned")
    op.drop_table("blob")
    op.drop_index("ix_chain_link_digest", table_name="chain_link")
    op.drop_table("chain_link")
    op.drop_index(
        "ux_run_chain_number",
        table_name="run",
        sqlite_where=sa.text("chain_number IS NOT NULL"),
        postgresql_where=sa.text("chain_number IS NOT NULL"),
    )
    for column in ("chain_head", "previous_head", "previous_run_id", "chain_number"):
        op.drop_column("run", column)
