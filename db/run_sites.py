"""The sites of one run and where each stands, whether the run was begun by hand or waits in the queue."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, and_, func, select

from db import tables as t
from db.engine import reading
from db.jobs import JobState
from db.night_tables import job
from db.sites import site_of
from model.audit import Status
from model.failure import Failure, FailureKind
from model.site import Site


@dataclass(frozen=True, slots=True)
class RunSite:
    """A site in a run. `status` is its audit's, None while it has none; `state` is its turn's, None in a run by hand.

    `failure` is why the audit failed, or the turn's last try; `detail` the text of a fault of ours. `pages` were
    audited.
    """

    site: Site
    state: JobState | None
    status: Status | None
    tries: int
    holder: str | None
    not_before: datetime | None
    begun_at: datetime | None
    ended_at: datetime | None
    pages: int
    failure: Failure | None
    detail: str | None


def sites_of_run(database: Engine, run: str) -> tuple[RunSite, ...]:
    """In the order in which the run was asked to audit them; none for a run that is unknown."""
    audited = and_(t.audit.c.run_id == t.run_site.c.run_id, t.audit.c.site_id == t.run_site.c.site_id)
    turn = and_(job.c.run_id == t.run_site.c.run_id, job.c.site_id == t.run_site.c.site_id)
    pages = select(func.count()).where(t.page_audit.c.audit_id == t.audit.c.id).scalar_subquery()
    query = (
        select(
            t.site,
            job.c.state,
            job.c.tries,
            job.c.holder,
            job.c.not_before,
            job.c.begun_at,
            job.c.ended_at,
            job.c.failure_kind.label("try_kind"),
            job.c.detail,
            t.audit.c.status,
            t.audit.c.started_at,
            t.audit.c.finished_at,
            t.audit.c.failure_kind,
            t.audit.c.failure_detail,
            pages.label("pages"),
        )
        .select_from(t.run_site)
        .join(t.site, t.site.c.id == t.run_site.c.site_id)
        .outerjoin(t.audit, audited)
        .outerjoin(job, turn)
        .where(t.run_site.c.run_id == run)
        .order_by(t.run_site.c.position)
    )
    with reading(database) as connection:
        return tuple(map(_run_site, connection.execute(query)))


def states_of_runs(
    database: Engine, runs: Collection[str]
) -> Mapping[str, Mapping[tuple[Status | None, JobState | None], int]]:
    """How many sites of each run have such an audit and such a turn."""
    audited = and_(t.audit.c.run_id == t.run_site.c.run_id, t.audit.c.site_id == t.run_site.c.site_id)
    turn = and_(job.c.run_id == t.run_site.c.run_id, job.c.site_id == t.run_site.c.site_id)
    query = (
        select(t.run_site.c.run_id, t.audit.c.status, job.c.state, func.count().label("sites"))
        .outerjoin(t.audit, audited)
        .outerjoin(job, turn)
        .where(t.run_site.c.run_id.in_(runs))
        .group_by(t.run_site.c.run_id, t.audit.c.status, job.c.state)
    )
    found: dict[str, dict[tuple[Status | None, JobState | None], int]] = {run: {} for run in runs}
    with reading(database) as connection:
        for row in connection.execute(query):
            status = Status(row.status) if row.status else None
            found[row.run_id][status, JobState(row.state) if row.state else None] = row.sites
    return found


def _run_site(row: Any) -> RunSite:
    failure = None
    if row.failure_kind:
        failure = Failure(FailureKind(row.failure_kind), row.failure_detail or "")
    elif row.try_kind:
        failure = Failure(FailureKind(row.try_kind), row.detail or "")
    return RunSite(
        site=site_of(row),
        state=JobState(row.state) if row.state else None,
        status=Status(row.status) if row.status else None,
        tries=row.tries or 0,
        holder=row.holder,
        not_before=row.not_before,
        begun_at=row.started_at or row.begun_at,
        ended_at=row.finished_at or row.ended_at,
        pages=row.pages or 0,
        failure=failure,
        detail=None if failure else row.detail,
    )
