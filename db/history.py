"""The nights of a series in figures, quick enough to read ten years of them at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, ScalarSelect, String, cast, func, select

from db import tables as t
from db.engine import reading
from db.municipalities import NameSpan, names_of
from model.audit import Status
from model.evidence import Versions
from model.failure import Failure, FailureKind
from model.history import Night
from model.municipality import Series
from model.site import Site

AUDIT = (
    *("id", "run_id", "site_id", "started_at", "status", "failure_kind", "failure_detail"),
    *("tool_version", "axe_version", "browser_version", "methodology"),
    *("wcag_score", "mobile_passes", "mobile_score", "result_ref"),
)


def nights_of(
    database: Engine,
    series: Series,
    methodology: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Night, ...]:
    """Every audit of the series, the oldest first; index and sections by `methodology`, or by each night's own. None
    that began before `since`, nor at `until` or later.
    """
    mine: ColumnElement[bool] = t.audit.c.site_id.in_(series.ids)
    if since is not None:
        mine &= t.audit.c.started_at >= since
    if until is not None:
        mine &= t.audit.c.started_at < until
    sites = _Names({known.id: known.site for known in series.sites}, names_of(database, series.ids))
    with reading(database) as connection:
        sections = _sections(connection, mine)
        samples = _samples(connection, mine)
        query = select(*(t.audit.c[name] for name in AUDIT), *_scores(sections, methodology)).where(mine)
        audits = connection.execute(query.order_by(t.audit.c.started_at, t.audit.c.id)).all()
    return tuple(_nights(audits, sections, sites, samples, methodology))


@dataclass(frozen=True, slots=True)
class PageScore:
    """The WCAG score of one page of an audit, by the address that was asked for."""

    url: str
    role: str
    score: float


def page_scores(database: Engine, audit_ids: Sequence[int]) -> Mapping[int, Sequence[PageScore]]:
    """Audit to its pages that have a WCAG score."""
    query = (
        select(t.page_audit.c.audit_id, t.page.c.url, t.page_audit.c.role, t.page_audit.c.wcag_score)
        .join(t.page, t.page.c.id == t.page_audit.c.page_id)
        .where(t.page_audit.c.audit_id.in_(audit_ids), t.page_audit.c.wcag_score.is_not(None))
    )
    found: dict[int, list[PageScore]] = defaultdict(list)
    with reading(database) as connection:
        for audit_id, *facts in connection.execute(query).all():
            found[audit_id].append(PageScore(*facts))
    return found


def _sections(connection: Connection, mine: ColumnElement[bool]) -> Sequence[str]:
    """The sections of all methodologies that judged these audits."""
    query = select(t.score.c.id).join(t.audit, t.audit.c.id == t.score.c.audit_id)
    return connection.scalars(query.where(mine, t.score.c.kind == "section").distinct().order_by(t.score.c.id)).all()


def _scores(sections: Sequence[str], methodology: str | None) -> Iterator[ScalarSelect[Any]]:
    """In the audit's own row the index, its coverage, and each section: a row for each would take twice the time."""
    wanted = t.audit.c.methodology if methodology is None else methodology

    def one(column: str, kind: str, name: str) -> ScalarSelect[Any]:
        query = select(t.score.c[column]).where(t.score.c.audit_id == t.audit.c.id, t.score.c.methodology == wanted)
        return query.where(t.score.c.kind == kind, t.score.c.id == name).scalar_subquery()

    yield one("score", "index", "index")
    yield one("coverage", "index", "index")
    for section in sections:
        yield one("score", "section", section)


def _samples(connection: Connection, mine: ColumnElement[bool]) -> Mapping[int, frozenset[int]]:
    """Audit to the numbers of the pages that it asked for. Nights of one sample share one set."""
    listed = func.aggregate_strings(cast(t.page_audit.c.page_id, String), ",")
    query = (
        select(t.page_audit.c.audit_id, listed)
        .join(t.audit, t.audit.c.id == t.page_audit.c.audit_id)
        .where(mine)
        .group_by(t.page_audit.c.audit_id)
    )
    sets: dict[str, frozenset[int]] = {}
    found: dict[int, frozenset[int]] = {}
    for audit_id, numbers in connection.execute(query).all():
        if numbers not in sets:
            sets[numbers] = frozenset(map(int, numbers.split(",")))
        found[audit_id] = sets[numbers]
    return found


class _Names:
    """The site as it was called on a night."""

    def __init__(self, sites: Mapping[int, Site], names: Sequence[NameSpan]) -> None:
        self._sites = sites
        self._spans: dict[int, list[NameSpan]] = defaultdict(list)
        for span in names:
            self._spans[span.site_id].append(span)
        self._known: dict[tuple[int, str], Site] = {}

    def at(self, site_id: int, moment: datetime) -> Site:
        spans = self._spans[site_id]
        while len(spans) > 1 and spans[1].since <= moment:
            # Nights come in order: a name that is past does not return.
            spans.pop(0)
        site = self._sites[site_id]
        name = spans[0].name if spans else site.name
        if (site_id, name) not in self._known:
            self._known[site_id, name] = replace(site, name=name)
        return self._known[site_id, name]


def _nights(
    audits: Sequence[Row[Any]],
    sections: Sequence[str],
    sites: _Names,
    samples: Mapping[int, frozenset[int]],
    methodology: str | None,
) -> Iterator[Night]:
    versions: dict[tuple[str, str | None, str | None], Versions] = {}
    for row in audits:
        audit_id, run, site_id, started_at, status, kind, detail, *more = tuple[Any, ...](row)
        tool, axe, browser, own, wcag, passes, mobile, ref, index, coverage, *scores = more
        judged = coverage is not None
        yield Night(
            audit_id=audit_id,
            run=run,
            site=sites.at(site_id, started_at),
            started_at=started_at,
            status=Status(status),
            failure=Failure(FailureKind(kind), detail) if kind else None,
            versions=versions.setdefault((tool, axe, browser), Versions(tool, axe, browser)),
            methodology=(methodology or own) if judged else None,
            index=index,
            coverage=coverage or 0.0,
            sections=dict(zip(sections, scores, strict=True)) if judged else {},
            wcag_score=wcag,
            mobile_passes=passes,
            mobile_score=mobile,
            result_ref=ref,
            sample=samples.get(audit_id, frozenset()) if status != Status.FAILED else frozenset(),
        )
