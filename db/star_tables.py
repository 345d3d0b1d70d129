"""What lives in code and files and not in the database (rules, methodologies …), copied so that SQL can name it.

pipeline/star_meaning.py fills these tables; nothing here is read but by the views of db/star.py.
"""

from sqlalchemy import Column, Float, Integer, String, Table

from db.tables import METADATA


def _titles() -> list[Column[str]]:
    return [Column(name, String, nullable=False) for name in ("title_lv", "title_en")]


def _advice() -> list[Column[str]]:
    return [Column(name, String, nullable=False) for name in ("advice_lv", "advice_en")]


known_group = Table(
    "known_group",
    METADATA,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    *_titles(),
)

known_rule = Table(
    "known_rule",
    METADATA,
    Column("id", String, primary_key=True),
    Column("engine", String, nullable=False),
    *_titles(),
    *_advice(),
)

known_feature = Table(
    "known_feature",
    METADATA,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("feature_group", String, nullable=False),
    *_titles(),
    *_advice(),
)

# `seal` is the SHA-256 of the list of checksums of a published methodology's files.
known_methodology = Table(
    "known_methodology",
    METADATA,
    Column("id", String, primary_key=True),
    *_titles(),
    Column("source", String, nullable=False),
    Column("minimum_coverage", Float(53), nullable=False),
    Column("seal", String),
)

known_level = Table(
    "known_level",
    METADATA,
    Column("methodology", String, primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("from_score", Float(53), nullable=False),
    *_titles(),
)

known_section = Table(
    "known_section",
    METADATA,
    Column("methodology", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("weight", Float(53), nullable=False),
    *_titles(),
)

known_indicator = Table(
    "known_indicator",
    METADATA,
    Column("methodology", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("section", String, nullable=False),
    Column("position", Integer, nullable=False),
    Column("weight", Float(53), nullable=False),
    *_titles(),
    Column("question_lv", String, nullable=False),
    Column("question_en", String, nullable=False),
)

# Who became part of whom: the lasting parts of their ATVK.
known_merger = Table(
    "known_merger",
    METADATA,
    Column("series", String, primary_key=True),
    Column("successor", String, nullable=False),
)

# In the order in which they are filled and compared.
KNOWN = (
    *(known_group, known_rule, known_feature, known_methodology),
    *(known_level, known_section, known_indicator, known_merger),
)
