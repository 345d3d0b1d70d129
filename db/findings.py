"""Issues over many sites at once, open or closed, by what an analyst looks for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, String, and_, case, cast, func, literal, or_, select

from db import tables as t
from db.engine import reading
from db.issues import SPAN, IssueSpan, span_of
from model.finding import Impact

GRAVITY = case({impact: at for at, impact in enumerate(Impact)}, value=t.issue.c.impact, else_=len(Impact))


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which issues of these sites; what is None is not asked for. `criterion` is a number as 1.1.1.

    `seen_before`: seen first at that moment or earlier. `since`: seen first then or later, of closed ones closed then
    or later. `at`: as it was at that moment, what was closed later is still open then; None is now.
    """

    site_ids: Sequence[int]
    closed: bool = False
    rule: str | None = None
    outcome: str | None = None
    criterion: str | None = None
    impact: str | None = None
    standard: str | None = None
    party: str | None = None
    seen_before: datetime | None = None
    since: datetime | None = None
    at: datetime | None = None

    def holds(self, span: IssueSpan) -> bool:
        """What the query asks, of a span that is at hand."""
        moment = span.closed_at if self.closed else span.first_seen
        return (
            self._stands(span)
            and self.rule in (None, span.rule)
            and self.outcome in (None, span.outcome)
            and self.impact in (None, span.impact)
            and self.standard in (None, span.standard)
            and self.party in (None, span.party)
            and (self.criterion is None or self.criterion in span.criteria)
            and (self.seen_before is None or span.first_seen <= self.seen_before)
            and (self.since is None or (moment is not None and moment >= self.since))
        )

    def _stands(self, span: IssueSpan) -> bool:
        """Open or closed, as it is asked for, at the moment."""
        ended = span.closed_at is not None and (self.at is None or span.closed_at < self.at)
        return ended is self.closed and (self.at is None or span.first_seen < self.at)

    @property
    def tells_moments(self) -> bool:
        """Whether it asks when an issue began or ended, and not only whether it has."""
        return any(moment is not None for moment in (self.seen_before, self.since, self.at))


def find_issues(
    database: Engine, search: Search, limit: int | None = None, offset: int = 0
) -> tuple[tuple[int, IssueSpan], ...]:
    """Each with the number of its site: of open ones the gravest and oldest first, of closed ones the newest.

    `offset` of them are passed over.
    """
    first, last, closed = (t.audit.alias(name) for name in ("first", "last", "closed"))
    query: Any = select(
        *SPAN,
        first.c.started_at.label("first_seen"),
        last.c.started_at.label("last_seen"),
        closed.c.started_at.label("closed_at"),
    )
    query = _joined(query, first, closed).join(last, last.c.id == t.issue.c.last_audit_id)
    order = (t.issue.c.closed_audit_id.desc(),) if search.closed else (GRAVITY, t.issue.c.first_audit_id)
    query = _matching(query, search, first, closed).order_by(*order, t.issue.c.id).limit(limit).offset(offset)
    with reading(database) as connection:
        return tuple((row.site_id, span_of(row)) for row in connection.execute(query))


# Where an issue stands in its list: its gravity (0 for closed ones), the audit that it is ordered by, its number.
Place = tuple[int, int, int]


def issues_after(
    database: Engine, search: Search, after: Place | None, limit: int
) -> tuple[tuple[Place, int, IssueSpan], ...]:
    """So many of them behind this place, in the order of `find_issues`, each with its place and its site's number."""
    first, last, closed = (t.audit.alias(name) for name in ("first", "last", "closed"))
    gravity = literal(0) if search.closed else GRAVITY
    audit_id = t.issue.c.closed_audit_id if search.closed else t.issue.c.first_audit_id
    query: Any = select(
        *SPAN,
        gravity.label("gravity"),
        audit_id.label("ordered_by"),
        first.c.started_at.label("first_seen"),
        last.c.started_at.label("last_seen"),
        closed.c.started_at.label("closed_at"),
    )
    query = _joined(query, first, closed).join(last, last.c.id == t.issue.c.last_audit_id)
    query = _matching(query, search, first, closed)
    if after is not None:
        grave, number, issue_id = after
        further = audit_id < number if search.closed else audit_id > number
        behind = or_(further, and_(audit_id == number, t.issue.c.id > issue_id))
        query = query.where(behind if search.closed else or_(gravity > grave, and_(gravity == grave, behind)))
    order = (audit_id.desc(),) if search.closed else (gravity, audit_id)
    with reading(database) as connection:
        return tuple(
            ((row.gravity, row.ordered_by, row.id), row.site_id, span_of(row))
            for row in connection.execute(query.order_by(*order, t.issue.c.id).limit(limit))
        )


def count_issues(database: Engine, search: Search) -> int:
    """How many there are, whatever the limit."""
    first, closed = t.audit.alias("first"), t.audit.alias("closed")
    query = select(func.count()).select_from(t.issue)
    if search.tells_moments:
        query = _joined(query, first, closed)
    with reading(database) as connection:
        return connection.scalar(_matching(query, search, first, closed)) or 0


def pages_with(database: Engine, search: Search) -> Mapping[tuple[int, str], frozenset[int]]:
    """The numbers of the pages on which such issues stood when they were seen last, by site and rule."""
    first, closed = t.audit.alias("first"), t.audit.alias("closed")
    query = select(t.issue.c.site_id, t.issue.c.rule, t.issue.c.page_ids)
    if search.tells_moments:
        query = _joined(query, first, closed)
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    with reading(database) as connection:
        for site_id, rule, numbers in connection.execute(_matching(query, search, first, closed)):
            found[site_id, rule].update(numbers)
    return {place: frozenset(numbers) for place, numbers in found.items()}


def _joined(query: Select[Any], first: Any, closed: Any) -> Select[Any]:
    return query.join(first, first.c.id == t.issue.c.first_audit_id).outerjoin(
        closed, closed.c.id == t.issue.c.closed_audit_id
    )


def _matching(query: Select[Any], search: Search, first: Any, closed: Any) -> Select[Any]:
    query = query.where(_stands(search, first, closed))
    many = search.closed and len(search.site_ids) > 1
    # The sum keeps SQLite from sorting what closed on all these sites: the index on their ends has the newest first.
    query = query.where((t.issue.c.site_id + 0 if many else t.issue.c.site_id).in_(search.site_ids))
    for name in ("rule", "impact", "standard", "party"):
        if (wanted := getattr(search, name)) is not None:
            query = query.where(t.issue.c[name] == wanted)
    if search.outcome is not None:
        query = query.where(t.issue.c.outcome == search.outcome)
    if search.criterion is not None:
        query = query.where(cast(t.issue.c.criteria, String).contains(f'"{search.criterion}"', autoescape=True))
    if search.seen_before is not None:
        query = query.where(first.c.started_at <= search.seen_before)
    if search.since is not None:
        query = query.where((closed if search.closed else first).c.started_at >= search.since)
    return query


def _stands(search: Search, first: Any, closed: Any) -> Any:
    ended = t.issue.c.closed_audit_id
    if search.at is None:
        return ended.is_not(None) if search.closed else ended.is_(None)
    if search.closed:
        return closed.c.started_at < search.at
    return and_(first.c.started_at < search.at, or_(ended.is_(None), closed.c.started_at >= search.at))
