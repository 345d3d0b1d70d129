"""Audits in figures, read back by named queries; db/saving.py saves them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, Select, case, exists, select

from db import tables as t
from db.engine import reading
from db.sites import identity
from model.audit import Status
from model.failure import Failure, FailureKind
from model.score import Band
from model.site import Role, Site


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An audit in figures; `result_ref` is the document that holds all of it."""

    id: int
    run: str
    atvk: str | None
    role: Role
    url: str
    name: str
    started_at: datetime
    finished_at: datetime
    status: Status
    failure: Failure | None
    wcag_score: float | None
    wcag_band: Band | None
    mobile_passes: bool | None
    mobile_score: float | None
    methodology: str
    index_score: float | None
    index_coverage: float
    index_maturity: int | None
    documents_read: int
    result_ref: str


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score under one methodology; `kind` is index, section or indicator, `weight` the share of the index."""

    methodology: str
    kind: str
    id: str
    score: float | None
    coverage: float
    maturity: int | None
    weight: float | None


def is_saved(database: Engine, run: str, site_id: int) -> bool:
    """Whether the run holds an audit of the site."""
    with reading(database) as connection:
        return bool(connection.scalar(select(exists().where(t.audit.c.run_id == run, t.audit.c.site_id == site_id))))


def judged_by(database: Engine, methodology: str, audit_ids: Collection[int] | None = None) -> Mapping[int, str]:
    """Of audits that another methodology judged first: the document by this one, by the audit's number."""
    query = select(t.score.c.audit_id, t.score.c.result_ref).where(
        t.score.c.methodology == methodology, t.score.c.kind == "index", t.score.c.result_ref.is_not(None)
    )
    if audit_ids is not None:
        query = query.where(t.score.c.audit_id.in_(audit_ids))
    with reading(database) as connection:
        return {row.audit_id: row.result_ref for row in connection.execute(query)}


def newest_audits(database: Engine, urls: Iterable[str] | None = None) -> tuple[AuditRow, ...]:
    """The newest audit of each site, or of the sites at these addresses; by name, a municipality's main site first."""
    newer = t.audit.alias("newer")
    newest = (
        select(newer.c.id)
        .where(newer.c.site_id == t.site.c.id)
        .order_by(newer.c.started_at.desc(), newer.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    main_first = case((t.site.c.role == Role.MAIN, 0), else_=1)
    query = (
        select(t.audit, t.site.c.atvk, t.site.c.role, t.site.c.url, t.site.c.name)
        .select_from(t.site)
        .join(t.audit, t.audit.c.id == newest)
        .order_by(t.site.c.name, t.site.c.atvk, main_first, t.site.c.url)
    )
    if urls is not None:
        query = query.where(t.site.c.url.in_(list(urls)))
    with reading(database) as connection:
        return tuple(map(_audit_row, connection.execute(query)))


def last_saved(database: Engine, before: datetime, most: int) -> tuple[AuditRow, ...]:
    """The audits that were saved last, of those that ended before this moment; the newest first."""
    query = _with_sites().where(t.audit.c.finished_at < before).order_by(t.audit.c.id.desc()).limit(most)
    with reading(database) as connection:
        return tuple(map(_audit_row, connection.execute(query)))


def judged_pages(database: Engine, site: Site, nights: int = 5) -> frozenset[str]:
    """Addresses of the pages that were judged in one of the last audits that saw the site."""
    last = (
        select(t.audit.c.id)
        .join(t.site, t.site.c.id == t.audit.c.site_id)
        .where(identity(site), t.audit.c.status != Status.FAILED)
        .order_by(t.audit.c.started_at.desc(), t.audit.c.id.desc())
        .limit(nights)
    )
    query = (
        select(t.page.c.url)
        .join(t.page_audit, t.page_audit.c.page_id == t.page.c.id)
        .where(t.page_audit.c.audit_id.in_(last), t.page_audit.c.failure_kind.is_(None))
        .distinct()
    )
    with reading(database) as connection:
        return frozenset(connection.scalars(query))


def audit_history(database: Engine, site: Site) -> tuple[AuditRow, ...]:
    """Every audit of the site, the oldest first."""
    query = _with_sites().where(identity(site)).order_by(t.audit.c.started_at, t.audit.c.id)
    with reading(database) as connection:
        return tuple(map(_audit_row, connection.execute(query)))


def audits_between(
    database: Engine,
    since: datetime | None = None,
    until: datetime | None = None,
    site_ids: Collection[int] | None = None,
) -> tuple[AuditRow, ...]:
    """Every audit that began at `since` or later and before `until`, site after site, the oldest first."""
    query = _with_sites().order_by(t.audit.c.site_id, t.audit.c.started_at, t.audit.c.id)
    if since is not None:
        query = query.where(t.audit.c.started_at >= since)
    if until is not None:
        query = query.where(t.audit.c.started_at < until)
    if site_ids is not None:
        query = query.where(t.audit.c.site_id.in_(site_ids))
    with reading(database) as connection:
        return tuple(map(_audit_row, connection.execute(query)))


def audits_before(
    database: Engine,
    before: int,
    limit: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    site_ids: Collection[int] | None = None,
    run: str | None = None,
    status: Status | None = None,
) -> tuple[AuditRow, ...]:
    """So many audits with numbers below this one, the last saved first: what is saved meanwhile shifts none of them."""
    query = _with_sites().where(t.audit.c.id < before).order_by(t.audit.c.id.desc()).limit(limit)
    if since is not None:
        query = query.where(t.audit.c.started_at >= since)
    if until is not None:
        query = query.where(t.audit.c.started_at < until)
    if site_ids is not None:
        query = query.where(t.audit.c.site_id.in_(site_ids))
    if run is not None:
        query = query.where(t.audit.c.run_id == run)
    if status is not None:
        query = query.where(t.audit.c.status == status)
    with reading(database) as connection:
        return tuple(map(_audit_row, connection.execute(query)))


def audits_numbered(database: Engine, numbers: Collection[int]) -> Mapping[int, AuditRow]:
    """The audits of these numbers, by number."""
    query = _with_sites().where(t.audit.c.id.in_(numbers))
    with reading(database) as connection:
        return {row.id: _audit_row(row) for row in connection.execute(query)}


def scores_of(database: Engine, audit_id: int, methodology: str | None = None) -> tuple[ScoreRow, ...]:
    """The scores of an audit under one methodology, or under all."""
    query = select(t.score).where(t.score.c.audit_id == audit_id).order_by(*t.score.primary_key.columns)
    if methodology is not None:
        query = query.where(t.score.c.methodology == methodology)
    with reading(database) as connection:
        return tuple(
            ScoreRow(row.methodology, row.kind, row.id, row.score, row.coverage, row.maturity, row.weight)
            for row in connection.execute(query)
        )


def _with_sites() -> Select[Any]:
    """Audits as `_audit_row` reads them."""
    columns = t.site.c.atvk, t.site.c.role, t.site.c.url, t.site.c.name
    return select(t.audit, *columns).join(t.site, t.site.c.id == t.audit.c.site_id)


def _audit_row(row: Row[Any]) -> AuditRow:
    failure = Failure(FailureKind(row.failure_kind), row.failure_detail) if row.failure_kind else None
    return AuditRow(
        id=row.id,
        run=row.run_id,
        atvk=row.atvk,
        role=Role(row.role),
        url=row.url,
        name=row.name,
        started_at=row.started_at,
        finished_at=row.finished_at,
        status=Status(row.status),
        failure=failure,
        wcag_score=row.wcag_score,
        wcag_band=Band(row.wcag_band) if row.wcag_band else None,
        mobile_passes=row.mobile_passes,
        mobile_score=row.mobile_score,
        methodology=row.methodology,
        index_score=row.index_score,
        index_coverage=row.index_coverage,
        index_maturity=row.index_maturity,
        documents_read=row.documents_read,
        result_ref=row.result_ref,
    )
