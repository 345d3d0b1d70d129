"""Runs: what each was asked to audit, how it ended, and what a stopped one still has to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Row, and_, func, insert, or_, select, update

from db import tables as t
from db.claims import owner_of
from db.engine import reading, writing
from db.night_tables import night
from db.sites import site_of, site_rows
from model.site import Site


class RunStatus(StrEnum):
    """running: at work; stopped: a person or a full disk ended it; finished: every site was tried.

    cancelled: a night that a person ended before any of its sites had its turn. killed: its process died, or lost its
    database. No row says so: it is a run that is `running`, has no owner and is no night, which owns no process.
    """

    RUNNING = "running"
    STOPPED = "stopped"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    KILLED = "killed"


class RunExists(Exception):
    """A run of this id was started before."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run. `settings` and `versions` are what it worked with; `sites` of its sites are saved as `audits`.

    `queued`: its sites are taken out of the queue (db/nights.py), by whichever worker is free.
    """

    id: str
    started_at: datetime
    finished_at: datetime | None
    status: RunStatus
    settings: Mapping[str, Any]
    versions: Mapping[str, Any]
    sites: int
    audits: int
    queued: bool


def start_run(
    database: Engine,
    run: str,
    *,
    started_at: datetime,
    sites: Sequence[Site],
    settings: Mapping[str, Any],
    versions: Mapping[str, Any],
) -> None:
    """Writes down what a run is about to do. `settings` and `versions` must be JSON. Raises RunExists."""
    with writing(database) as connection:
        if connection.scalar(select(t.run.c.id).where(t.run.c.id == run)) is not None:
            raise RunExists(f"run {run} was started before")
        insert_run(connection, run, started_at=started_at, sites=sites, settings=settings, versions=versions)


def insert_run(
    connection: Connection,
    run: str,
    *,
    started_at: datetime,
    sites: Sequence[Site],
    settings: Mapping[str, Any],
    versions: Mapping[str, Any],
) -> Mapping[Site, int]:
    """The same within a transaction of the caller's, who knows that the id is new; returns the sites' numbers."""
    row = {
        "id": run,
        "started_at": started_at,
        "status": RunStatus.RUNNING,
        "settings": dict(settings),
        "versions": dict(versions),
    }
    connection.execute(insert(t.run), row)
    ids = site_rows(connection, sites)
    rows = [
        {"run_id": run, "position": position, "site_id": site_id}
        for position, site_id in enumerate(dict.fromkeys(ids[site] for site in sites))
    ]
    if rows:
        connection.execute(insert(t.run_site), rows)
    return ids


def finish_run(database: Engine, run: str, *, finished_at: datetime, status: RunStatus) -> None:
    """Writes down how a run ended."""
    with writing(database) as connection:
        connection.execute(update(t.run).where(t.run.c.id == run).values(status=status, finished_at=finished_at))


def resume_run(database: Engine, run: str) -> None:
    """Marks a stopped run as at work again."""
    with writing(database) as connection:
        connection.execute(update(t.run).where(t.run.c.id == run).values(status=RunStatus.RUNNING, finished_at=None))


def runs(database: Engine, limit: int | None = None, skipped: int = 0) -> tuple[Run, ...]:
    """All runs, the newest first, or so many of them after those that are skipped."""
    return _read(database, _runs().limit(limit).offset(skipped))


def place_of_run(database: Engine, run: str) -> int | None:
    """How many runs come before it where the newest is the first; None for a run that there is not."""
    mine = select(t.run.c.started_at).where(t.run.c.id == run).scalar_subquery()
    newer = or_(t.run.c.started_at > mine, and_(t.run.c.started_at == mine, t.run.c.id > run))
    with reading(database) as connection:
        if connection.scalar(select(t.run.c.id).where(t.run.c.id == run)) is None:
            return None
        return connection.scalar(select(func.count()).select_from(t.run).where(newer)) or 0


def run_named(database: Engine, run: str) -> Run | None:
    """The run of this id."""
    return next(iter(_read(database, _runs().where(t.run.c.id == run))), None)


def unfinished_runs(database: Engine) -> tuple[Run, ...]:
    """The runs that were stopped or killed, or are at work elsewhere, the newest first; nights end by themselves."""
    return _read(database, _runs().where(t.run.c.status != RunStatus.FINISHED, ~_queued()))


def waiting_sites(database: Engine, run: str) -> tuple[Site, ...]:
    """The sites of a run that have no audit in it yet, in the order they were asked for."""
    query = (
        select(t.site)
        .join(t.run_site, t.run_site.c.site_id == t.site.c.id)
        .where(t.run_site.c.run_id == run)
        .where(~_audit_of(t.run_site.c.run_id, t.run_site.c.site_id).exists())
        .order_by(t.run_site.c.position)
    )
    with reading(database) as connection:
        return tuple(map(site_of, connection.execute(query)))


def _audit_of(run: Any, site: Any) -> Any:
    return select(t.audit.c.id).where(t.audit.c.run_id == run, t.audit.c.site_id == site)


def _queued() -> Any:
    return select(night.c.run_id).where(night.c.run_id == t.run.c.id).exists()


def _runs() -> Any:
    sites = select(func.count()).where(t.run_site.c.run_id == t.run.c.id).scalar_subquery()
    audits = select(func.count()).where(t.audit.c.run_id == t.run.c.id).scalar_subquery()
    columns = (t.run, sites.label("sites"), audits.label("audits"), _queued().label("queued"))
    return select(*columns).order_by(t.run.c.started_at.desc(), t.run.c.id.desc())


def _read(database: Engine, query: Any) -> tuple[Run, ...]:
    with reading(database) as connection:
        found = [_run(row) for row in connection.execute(query)]
    return tuple(
        replace(run, status=RunStatus.KILLED)
        if run.status is RunStatus.RUNNING and not run.queued and owner_of(database, run.id) is None
        else run
        for run in found
    )


def _run(row: Row[Any]) -> Run:
    return Run(
        id=row.id,
        started_at=row.started_at,
        finished_at=row.finished_at,
        status=RunStatus(row.status),
        settings=row.settings,
        versions=row.versions,
        sites=row.sites,
        audits=row.audits,
        queued=row.queued,
    )
