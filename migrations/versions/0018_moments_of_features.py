"""The moments of a feature's span in its own row: two audits had to be looked up for each of the spans of ten years."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("feature", sa.Column("since", MOMENT, nullable=True))
    op.add_column("feature", sa.Column("until", MOMENT, nullable=True))
    op.execute(
        """
        UPDATE feature SET
            since = (SELECT audit.started_at FROM audit WHERE audit.id = feature.first_audit_id),
            until = (SELECT audit.started_at FROM audit WHERE audit.id = feature.until_audit_id)
        """
    )


def downgrade() -> None:
    op.drop_column("feature", "since")
    op.drop_column("feature", "until")
