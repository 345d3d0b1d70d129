"""A site's issues as spans: a row is added when an issue appears and closed when it is gone from all its pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, bindparam, func, insert, select, update

from db import tables as t
from db.engine import reading
from db.sites import identity
from model.audit import Audit, PageAudit
from model.finding import Issue, Outcome
from model.history import IssueSpan as IssueSpan
from model.site import Site

# The pages of an issue are many, and nobody asks for them with its span.
SPAN: list[Any] = [column for column in t.issue.c if column.name != "page_ids"]


@dataclass(frozen=True, slots=True)
class OpenIssue:
    """An open issue by what a page is compared with; `pages` are addresses as they were asked for."""

    fingerprint: str
    rule: str
    engine: str
    pages: frozenset[str]


def known_issues(database: Engine, site: Site) -> tuple[OpenIssue, ...]:
    """The issues that stand, with the pages that showed them last."""
    columns = (t.issue.c.fingerprint, t.issue.c.rule, t.issue.c.engine, t.issue.c.page_ids)
    query = (
        select(*columns)
        .join(t.site, t.site.c.id == t.issue.c.site_id)
        .where(identity(site), t.issue.c.closed_audit_id.is_(None))
    )
    with reading(database) as connection:
        rows = connection.execute(query).all()
        numbers = {number for row in rows for number in row.page_ids}
        named = select(t.page.c.id, t.page.c.url).where(t.page.c.id.in_(numbers))
        urls = {row.id: row.url for row in connection.execute(named)}
    return tuple(
        OpenIssue(row.fingerprint, row.rule, row.engine, frozenset(urls[number] for number in row.page_ids))
        for row in rows
    )


def issue_history(database: Engine, site: Site, fingerprint: str | None = None) -> tuple[IssueSpan, ...]:
    """Every span of the site or of one issue, closed ones too, by rule, fingerprint and time."""
    return _spans(database, site, fingerprint=fingerprint)


def issues_changed(database: Engine, site: Site, since: datetime, until: datetime) -> tuple[IssueSpan, ...]:
    """Every span of the issues of the site that came or went after `since`, at `until` at the latest."""
    return _spans(database, site, changed=(since, until))


def _spans(
    database: Engine,
    site: Site,
    *,
    fingerprint: str | None = None,
    changed: tuple[datetime, datetime] | None = None,
) -> tuple[IssueSpan, ...]:
    first, last, closed = (t.audit.alias(name) for name in ("first", "last", "closed"))
    query: Any = (
        select(
            *SPAN,
            first.c.started_at.label("first_seen"),
            last.c.started_at.label("last_seen"),
            closed.c.started_at.label("closed_at"),
        )
        .join(t.site, t.site.c.id == t.issue.c.site_id)
        .join(first, first.c.id == t.issue.c.first_audit_id)
        .join(last, last.c.id == t.issue.c.last_audit_id)
        .outerjoin(closed, closed.c.id == t.issue.c.closed_audit_id)
        .where(identity(site))
        .order_by(t.issue.c.rule, t.issue.c.fingerprint, t.issue.c.reopened)
    )
    if fingerprint is not None:
        query = query.where(t.issue.c.fingerprint == fingerprint)
    if changed is not None:
        query = query.where(t.issue.c.fingerprint.in_(_changed(site, *changed)))
    with reading(database) as connection:
        return tuple(map(span_of, connection.execute(query)))


def _changed(site: Site, since: datetime, until: datetime) -> Select[tuple[str]]:
    moved = (
        select(t.audit.c.id)
        .join(t.site, t.site.c.id == t.audit.c.site_id)
        .where(identity(site), t.audit.c.started_at > since, t.audit.c.started_at <= until)
    )
    query = select(t.issue.c.fingerprint).join(t.site, t.site.c.id == t.issue.c.site_id)
    return query.where(identity(site), t.issue.c.first_audit_id.in_(moved) | t.issue.c.closed_audit_id.in_(moved))


def span_of(row: Row[Any]) -> IssueSpan:
    """A row that holds the columns of `issue` and the three times, as the noun."""
    return IssueSpan(
        fingerprint=row.fingerprint,
        rule=row.rule,
        engine=row.engine,
        outcome=row.outcome,
        standard=row.standard,
        party=row.party,
        impact=row.impact,
        criteria=tuple(row.criteria),
        component=row.component,
        pages=row.pages,
        occurrences=row.occurrences,
        reopened=row.reopened,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        closed_at=row.closed_at,
    )


class _Sight:
    """Which pages tonight could have shown an issue: audited, and the issue's rule (or its engine) measured there."""

    def __init__(self, pages: Sequence[PageAudit], ids: Mapping[str, int]) -> None:
        self._rules: list[tuple[int, Mapping[str, Outcome], frozenset[str]]] = []
        # Issues name a page by where it was in the end; spans by what was asked for, which redirects do not change.
        self._asked: dict[str, set[int]] = {}
        self._ids = ids
        for page in pages:
            self._asked.setdefault(page.final_url or page.url, set()).add(ids[page.url])
            if page.failure is None:
                measured = frozenset(v.engine for v in page.verdicts if v.outcome is not Outcome.NOT_MEASURED)
                outcomes = {verdict.rule: verdict.outcome for verdict in page.verdicts}
                self._rules.append((ids[page.url], outcomes, measured))

    def of(self, rule: str, engine: str) -> set[int]:
        return {
            page
            for page, outcomes, engines in self._rules
            # An engine leaves out the rules that did not apply.
            if (outcomes[rule] is not Outcome.NOT_MEASURED if rule in outcomes else engine in engines)
        }

    def pages(self, issue: Issue) -> set[int]:
        return {page for url in issue.page_urls for page in self._asked.get(url, {self._ids[url]})}


def follow_issues(connection: Connection, site_id: int, audit_id: int, audit: Audit, ids: Mapping[str, int]) -> None:
    """Opens, keeps, narrows and closes the site's spans. Not for a failed audit: it saw nothing.

    `ids` holds the number of every address that the audit names. A page that was not audited, or on which the rule
    was not measured, keeps its span open.
    """
    sight = _Sight(audit.pages, ids)
    found = {issue.fingerprint: issue for issue in audit.issues}
    now = (t.issue.c.site_id == site_id) & t.issue.c.closed_audit_id.is_(None)
    seen: list[int] = []
    closed: list[int] = []
    moved: list[dict[str, Any]] = []
    for span in connection.execute(select(t.issue).where(now)).all():
        issue = found.pop(span.fingerprint, None)
        unseen = set(span.page_ids) - sight.of(span.rule, span.engine)
        if issue is not None:
            seen.append(span.id)
            moved += _moved(span, unseen | sight.pages(issue), issue)
        elif unseen:
            moved += _moved(span, unseen, None)
        else:
            closed.append(span.id)
    by_id = t.issue.c.id
    if seen:
        connection.execute(update(t.issue).where(by_id.in_(seen)).values(last_audit_id=audit_id))
    if closed:
        connection.execute(update(t.issue).where(by_id.in_(closed)).values(closed_audit_id=audit_id))
    if moved:
        connection.execute(update(t.issue).where(by_id == bindparam("span_id")), moved)
    if found:
        _open(connection, site_id, audit_id, found.values(), sight)


def _moved(span: Row[Any], pages: Iterable[int], issue: Issue | None) -> list[dict[str, Any]]:
    """The update of a span that is not as it was; nothing where it is."""
    new = {
        "page_ids": sorted(pages),
        "pages": issue.pages if issue else span.pages,
        "occurrences": issue.occurrences if issue else span.occurrences,
        "impact": issue.impact if issue else span.impact,
        # A person may decide what the machine left open.
        "outcome": issue.outcome if issue else span.outcome,
    }
    same = all(getattr(span, name) == value for name, value in new.items())
    return [] if same else [{"span_id": span.id, **new}]


def _open(connection: Connection, site_id: int, audit_id: int, issues: Iterable[Issue], sight: _Sight) -> None:
    issues = list(issues)
    query = (
        select(t.issue.c.fingerprint, func.count().label("spans"))
        .where(t.issue.c.site_id == site_id, t.issue.c.fingerprint.in_([issue.fingerprint for issue in issues]))
        .group_by(t.issue.c.fingerprint)
    )
    before = {row.fingerprint: row.spans for row in connection.execute(query)}
    connection.execute(
        insert(t.issue),
        [
            {
                "site_id": site_id,
                "fingerprint": issue.fingerprint,
                "reopened": before.get(issue.fingerprint, 0),
                "rule": issue.rule,
                "engine": issue.engine,
                "outcome": issue.outcome,
                "standard": issue.standard,
                "party": issue.party,
                "impact": issue.impact,
                "criteria": list(issue.criteria),
                "component": issue.component,
                "pages": issue.pages,
                "occurrences": issue.occurrences,
                "page_ids": sorted(sight.pages(issue)),
                "first_audit_id": audit_id,
                "last_audit_id": audit_id,
            }
            for issue in issues
        ],
    )
