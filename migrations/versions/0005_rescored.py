"""The documents of audits that another methodology judged again."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("score", sa.Column("result_ref", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("score", "result_ref")
