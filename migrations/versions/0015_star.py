"""What the star's views name. The views themselves are made by db/star.py after every upgrade."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TEXTS = ("title_lv", "title_en")


def texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "known_group",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *texts(*TEXTS),
        sa.PrimaryKeyConstraint("id", name="pk_known_group"),
    )
    op.create_table(
        "known_rule",
        sa.Column("id", sa.String(), nullable=False),
        *texts("engine", *TEXTS, "advice_lv", "advice_en"),
        sa.PrimaryKeyConstraint("id", name="pk_known_rule"),
    )
    op.create_table(
        "known_feature",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *texts("feature_group", *TEXTS, "advice_lv", "advice_en"),
        sa.PrimaryKeyConstraint("id", name="pk_known_feature"),
    )
    op.create_table(
        "known_methodology",
        sa.Column("id", sa.String(), nullable=False),
        *texts(*TEXTS, "source"),
        sa.Column("minimum_coverage", sa.Float(53), nullable=False),
        sa.Column("seal", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_known_methodology"),
    )
    op.create_table(
        "known_level",
        sa.Column("methodology", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_score", sa.Float(53), nullable=False),
        *texts(*TEXTS),
        sa.PrimaryKeyConstraint("methodology", "level", name="pk_known_level"),
    )
    op.create_table(
        "known_section",
        sa.Column("methodology", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Float(53), nullable=False),
        *texts(*TEXTS),
        sa.PrimaryKeyConstraint("methodology", "id", name="pk_known_section"),
    )
    op.create_table(
        "known_indicator",
        sa.Column("methodology", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Float(53), nullable=False),
        *texts(*TEXTS, "question_lv", "question_en"),
        sa.PrimaryKeyConstraint("methodology", "id", name="pk_known_indicator"),
    )
    op.create_table(
        "known_merger",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("successor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("series", name="pk_known_merger"),
    )


def downgrade() -> None:
    connection = op.get_bind()
    for name in sa.inspect(connection).get_view_names():
        if name.startswith("star_"):
            op.execute(f"DROP VIEW {name}")
    for name in ("merger", "indicator", "section", "level", "methodology", "feature", "rule", "group"):
        op.drop_table(f"known_{name}")
