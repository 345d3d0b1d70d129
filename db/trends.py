"""What happened over the years to many sites at once: issues, features and scores, summed where they lie.

A span counts from the run of the audit that began it until the run of the one that ended it, so the number that is open
after a run is the sum over events of +1 and -1. A span of a site that nobody audits any more ends with its last audit.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Engine,
    Integer,
    ScalarSelect,
    case,
    column,
    func,
    literal,
    select,
    union_all,
    values,
)

from db import tables as t
from db.engine import reading
from db.types import UtcDateTime
from model.audit import Status
from model.evidence import Versions
from model.finding import Outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """How many spans were open in a group of sites after a run; a run that changed nothing has no row."""

    moment: datetime
    centre: str | None
    number: int


@dataclass(frozen=True, slots=True)
class PeriodScore:
    """A site's last audit of a period that saw it; `period` is the place in the periods that were asked for."""

    period: int
    site_id: int
    moment: datetime
    score: float | None


@dataclass(frozen=True, slots=True)
class FaultSpan:
    """A rule's issue that failed on a site from the run that began it until the one that ended it, if any did."""

    site_id: int
    begins: datetime
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class PeriodScores:
    """The same with every score of the audit, by name."""

    period: int
    site_id: int
    moment: datetime
    scores: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Crowd:
    """The sites that are counted; of these `ended` are audited no more."""

    site_ids: Collection[int]
    ended: Collection[int] = ()


def open_issues_over_time(database: Engine, crowd: Crowd, rule: str | None = None) -> tuple[Standing, ...]:
    """Issues that fail, of all rules or of one."""
    which = t.issue.c.outcome == Outcome.FAIL
    if rule is not None:
        which &= t.issue.c.rule == rule
    return _over_time(database, t.issue, t.issue.c.closed_audit_id, which, crowd)


def sites_with_feature_over_time(
    database: Engine, crowd: Crowd, feature: str, *, told: bool = False
) -> tuple[Standing, ...]:
    """Sites where the feature was found; `told`: where it could be told whether it is there."""
    found = t.feature.c.found
    which = (t.feature.c.feature == feature) & (found.is_not(None) if told else found.is_(True))
    return _over_time(database, t.feature, t.feature.c.until_audit_id, which, crowd)


def faults_of_rule(database: Engine, crowd: Crowd, rule: str) -> tuple[FaultSpan, ...]:
    """Every issue of the rule that fails, open or closed: what of them overlap is for the caller to count once."""
    until: ColumnElement[Any] = t.issue.c.closed_audit_id
    if crowd.ended:
        left = case((t.issue.c.site_id.in_(crowd.ended), _newest_audit(t.issue.c.site_id)))
        until = func.coalesce(until, left)
    first, last = t.audit.alias("first"), t.audit.alias("last")
    begun, ended = t.run.alias("begun"), t.run.alias("ended")
    query = (
        select(t.issue.c.site_id, begun.c.started_at, ended.c.started_at)
        .join(first, first.c.id == t.issue.c.first_audit_id)
        .join(begun, begun.c.id == first.c.run_id)
        .outerjoin(last, last.c.id == until)
        .outerjoin(ended, ended.c.id == last.c.run_id)
        .where(t.issue.c.rule == rule, t.issue.c.outcome == Outcome.FAIL)
        # The sum keeps SQLite from looking sites up one by one.
        .where((t.issue.c.site_id + 0).in_(crowd.site_ids))
    )
    with reading(database) as connection:
        return tuple(FaultSpan(*row) for row in connection.execute(query))


def _over_time(
    database: Engine, spans: Any, until: ColumnElement[Any], which: ColumnElement[bool], crowd: Crowd
) -> tuple[Standing, ...]:
    # The sum keeps SQLite from looking sites up one by one where most of the table is wanted.
    which &= (spans.c.site_id + 0).in_(crowd.site_ids)
    begun = select(spans.c.first_audit_id.label("audit_id"), literal(1).label("step")).where(which)
    over = select(until, literal(-1)).where(which, until.is_not(None))
    left = select(_newest_audit(spans.c.site_id), literal(-1)).where(
        which, until.is_(None), spans.c.site_id.in_(crowd.ended)
    )
    events = union_all(begun, over, *([left] if crowd.ended else [])).cte("event")
    # Summed by audit first: the audits then are met in the order in which they lie.
    audits = select(events.c.audit_id, func.sum(events.c.step).label("step")).group_by(events.c.audit_id).cte("sum")
    nights = (
        select(t.audit.c.run_id, t.site.c.centre, func.sum(audits.c.step).label("step"))
        .select_from(audits)
        .join(t.audit, t.audit.c.id == audits.c.audit_id)
        .join(t.site, t.site.c.id == t.audit.c.site_id)
        .group_by(t.audit.c.run_id, t.site.c.centre)
        .cte("night")
    )
    moment = t.run.c.started_at
    number = func.sum(nights.c.step).over(partition_by=nights.c.centre, order_by=moment)
    query = select(moment, nights.c.centre, number).join(nights, nights.c.run_id == t.run.c.id)
    with reading(database) as connection:
        rows = connection.execute(query.order_by(moment, nights.c.centre))
        return tuple(Standing(moment, centre, int(number)) for moment, centre, number in rows)


def _newest_audit(site_id: ColumnElement[int]) -> Any:
    newer = t.audit.alias("newer")
    query = select(newer.c.id).where(newer.c.site_id == site_id).order_by(newer.c.started_at.desc()).limit(1)
    return query.scalar_subquery()


def scores_by_period(
    database: Engine, bounds: Sequence[tuple[datetime, datetime]], name: str, methodology: str | None = None
) -> tuple[PeriodScore, ...]:
    """Of every site and period the score `name`: wcag, mobile, index or a section; the last two by `methodology`, or by
    each night's own. A period begins with its first moment and ends before its second.
    """
    newest = _last_seen(_periods(bounds))
    value: ColumnElement[float] | ScalarSelect[float]
    if name in ("wcag", "mobile"):
        value = t.audit.c[f"{name}_score"]
    else:
        # A join would make SQLite read all scores first.
        value = (
            select(t.score.c.score)
            .where(t.score.c.audit_id == t.audit.c.id)
            .where(t.score.c.methodology == (t.audit.c.methodology if methodology is None else methodology))
            .where(t.score.c.kind == ("index" if name == "index" else "section"), t.score.c.id == name)
            .scalar_subquery()
        )
    query = select(newest.c.period, t.audit.c.site_id, t.audit.c.started_at, value)
    query = query.join(t.audit, t.audit.c.id == newest.c.audit_id)
    with reading(database) as connection:
        return tuple(PeriodScore(*row) for row in connection.execute(query))


def every_score_by_period(database: Engine, bounds: Sequence[tuple[datetime, datetime]]) -> tuple[PeriodScores, ...]:
    """Of every site and period all scores that `scores_by_period` knows, by each night's own methodology."""
    newest = _last_seen(_periods(bounds))
    columns = (t.audit.c.id, t.audit.c.site_id, t.audit.c.started_at, t.audit.c.methodology)
    query = select(newest.c.period, *columns, t.audit.c.wcag_score, t.audit.c.mobile_score)
    query = query.join(t.audit, t.audit.c.id == newest.c.audit_id)
    with reading(database) as connection:
        audits = connection.execute(query).all()
        # Numbers that are known already keep SQLite from reading all scores first.
        numbers = [row.id for row in audits]
        scores = connection.execute(
            select(t.score.c.audit_id, t.score.c.methodology, t.score.c.id, t.score.c.score).where(
                t.score.c.audit_id.in_(numbers), t.score.c.kind.in_(("index", "section"))
            )
        )
        found: dict[tuple[int, str], dict[str, float | None]] = defaultdict(dict)
        for number, methodology, name, score in scores:
            found[number, methodology][name] = score
    return tuple(
        PeriodScores(period, site, moment, {"wcag": wcag, "mobile": mobile, **found[number, methodology]})
        for period, number, site, moment, methodology, wcag, mobile in audits
    )


def versions_since(database: Engine) -> tuple[tuple[datetime, Versions, str], ...]:
    """When each set of versions of tool and axe, and of methodology, was met first, the oldest first."""
    names = (t.audit.c.tool_version, t.audit.c.axe_version, t.audit.c.methodology)
    first = func.min(t.audit.c.started_at)
    with reading(database) as connection:
        rows = connection.execute(select(first, *names).group_by(*names)).all()
    # Those of one moment in the order of their names, which databases would give in any.
    rows = sorted(rows, key=lambda row: [row[0], *(name or "" for name in row[1:])])
    return tuple((moment, Versions(tool, axe, None), methodology) for moment, tool, axe, methodology in rows)


def _periods(bounds: Sequence[tuple[datetime, datetime]]) -> CTE:
    columns = (column("period", Integer), column("begins", UtcDateTime), column("ends", UtcDateTime))
    rows = [(number, begins, ends) for number, (begins, ends) in enumerate(bounds)]
    return values(*columns, name="bound").data(rows).cte("period")


def _last_seen(periods: CTE) -> CTE:
    """One look into the index on site and start for each site and period."""
    last = (
        select(t.audit.c.id)
        .where(t.audit.c.site_id == t.site.c.id, t.audit.c.status != Status.FAILED)
        .where(t.audit.c.started_at >= periods.c.begins, t.audit.c.started_at < periods.c.ends)
        .order_by(t.audit.c.started_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    every = select(periods.c.period, last.label("audit_id")).select_from(periods.join(t.site, literal(True)))
    return every.cte("last_seen")
