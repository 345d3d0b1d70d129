"""People's decisions about features and findings: made, ended, and never changed otherwise."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from db import people_tables as t
from db.engine import reading, writing
from model.decision import About, Decision, Ruling


class UnknownDecision(Exception):
    """There is no decision of this number that could be ended."""


def save_decision(database: Engine, made: Decision) -> int:
    """Saves a decision under a number of its own, which is returned; `made.id` is not looked at."""
    values = {field.name: getattr(made, field.name) for field in fields(made) if field.name != "id"}
    with writing(database) as connection:
        return int(connection.execute(insert(t.decision).values(values).returning(t.decision.c.id)).scalar_one())


def end_decision(database: Engine, number: int, *, ended_at: datetime, ended_by: str) -> None:
    """From that moment it holds no longer. Raises UnknownDecision, also for one that was ended before."""
    mine = (t.decision.c.id == number) & t.decision.c.ended_at.is_(None)
    with writing(database) as connection:
        ended = connection.execute(update(t.decision).where(mine).values(ended_at=ended_at, ended_by=ended_by))
        if ended.rowcount == 0:
            raise UnknownDecision(f"there is no decision {number} in force")


def decisions_of(database: Engine, site: str | None = None) -> tuple[Decision, ...]:
    """The decisions about a site (`site_key`), or all of them, in the order in which they were made."""
    query = select(t.decision).order_by(t.decision.c.made_at, t.decision.c.id)
    if site is not None:
        query = query.where(t.decision.c.site == site)
    with reading(database) as connection:
        return tuple(map(_decision, connection.execute(query)))


def _decision(row: Row[Any]) -> Decision:
    values = row._asdict()
    return Decision(**{**values, "about": About(row.about), "ruling": Ruling(row.ruling)})
