"""What the published datasets ask of the rows: when a night was over, a year of nights, the pages of audits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, func, select

from db import people_tables as people
from db import tables as t
from db.engine import reading
from model.site import Role


@dataclass(frozen=True, slots=True)
class Settled:
    """When the newest night that is over ended, and the last words of people."""

    finished_at: datetime
    said: str


def settled(database: Engine) -> Settled | None:
    """None where no night is over."""
    words = [people.decision.c.id, people.decision.c.ended_at, people.survey.c.id]
    newest = [select(func.max(column)).scalar_subquery() for column in (t.run.c.finished_at, *words)]
    with reading(database) as connection:
        finished_at, *said = connection.execute(select(*newest)).one()
    return Settled(finished_at, " ".join(map(str, said))) if finished_at is not None else None


def first_and_last(database: Engine) -> tuple[datetime, datetime] | None:
    """When the first and the last of the nights began that are over."""
    query = select(func.min(t.run.c.started_at), func.max(t.run.c.started_at))
    with reading(database) as connection:
        first, last = connection.execute(query.where(t.run.c.finished_at.is_not(None))).one()
    return (first, last) if first is not None else None


def audits_between(database: Engine, since: datetime, until: datetime) -> Sequence[Any]:
    """Of municipalities' main sites every audit of the runs that began in that time, in figures, the oldest first."""
    columns = ("id", "site_id", "started_at", "status", "methodology", "wcag_score", "mobile_score")
    query = (
        select(*(t.audit.c[name] for name in columns), t.site.c.atvk, t.site.c.name)
        .join(t.run, t.run.c.id == t.audit.c.run_id)
        .join(t.site, t.site.c.id == t.audit.c.site_id)
        .where(t.run.c.started_at >= since, t.run.c.started_at < until, t.run.c.finished_at.is_not(None))
        .where(t.site.c.role == Role.MAIN, t.site.c.atvk.is_not(None))
        .order_by(t.audit.c.started_at, t.audit.c.id)
    )
    with reading(database) as connection:
        return connection.execute(query).all()


def scores_between(database: Engine, since: datetime, until: datetime) -> Mapping[int, Mapping[str, Any]]:
    """Index and sections of these audits, each by the audit's own methodology: audit to id to score and coverage."""
    query = (
        select(t.score.c.audit_id, t.score.c.id, t.score.c.score, t.score.c.coverage)
        .join(t.audit, t.audit.c.id == t.score.c.audit_id)
        .join(t.run, t.run.c.id == t.audit.c.run_id)
        .where(t.run.c.started_at >= since, t.run.c.started_at < until, t.run.c.finished_at.is_not(None))
        .where(t.score.c.methodology == t.audit.c.methodology, t.score.c.kind.in_(("index", "section")))
    )
    found: dict[int, dict[str, Any]] = {}
    with reading(database) as connection:
        for row in connection.execute(query):
            found.setdefault(row.audit_id, {})[row.id] = row
    return found


def pages_in(database: Engine, audit_ids: Sequence[int]) -> Mapping[int, Sequence[Any]]:
    """Every page of these audits in the order of the sample, with its address."""
    names = ("audit_id", "position", "role", "status", "failure_kind", "wcag_score", "mobile_passes")
    query = (
        select(*(t.page_audit.c[name] for name in names), t.page.c.url)
        .join(t.page, t.page.c.id == t.page_audit.c.page_id)
        .where(t.page_audit.c.audit_id.in_(audit_ids))
        .order_by(t.page_audit.c.audit_id, t.page_audit.c.position)
    )
    found: dict[int, list[Any]] = {}
    with reading(database) as connection:
        for row in connection.execute(query):
            found.setdefault(row.audit_id, []).append(row)
    return found
