"""Alerts that went out or have to, and what a night's results are compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Engine, and_, select, update

from db import tables as t
from db.alert_tables import alert
from db.engine import reading, writing
from db.sites import site_of, upsert
from model.audit import Status
from model.failure import Failure, FailureKind
from model.site import Site


class AlertState(StrEnum):
    """sending: on its way, or its sender died; failed: to be tried again; quiet: there was nothing to tell."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one message about a night by one channel."""

    state: AlertState
    tries: int
    tried_at: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """A site's audit in a night and the last one before it that saw the site, under the same methodology.

    `failure` is why the site was not seen, and `was_seen` whether the audit just before saw it. `scores` are of both
    nights, now and before, by what has points: `index`, or a section's id; each with its coverage.
    """

    site: Site
    failure: Failure | None
    was_seen: bool
    scores: Mapping[str, tuple[tuple[float, float], tuple[float, float]]]


def told(database: Engine, night: date, what: str, channel: str) -> Told | None:
    """What became of this message; None where none was begun."""
    query = select(alert).where(_this(night, what, channel))
    with reading(database) as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else Told(AlertState(row.state), row.tries, row.tried_at)


def begin_alert(database: Engine, night: date, what: str, channel: str, now: datetime, before: Told | None) -> bool:
    """Writes down that it goes out now; False where another was quicker since `before` was read."""
    new = {"state": AlertState.SENDING, "tried_at": now}
    with writing(database) as connection:
        if before is None:
            row = {"night": night, "what": what, "channel": channel, "tries": 1} | new
            made = upsert(connection, alert).values(row).on_conflict_do_nothing().returning(alert.c.tries)
            return connection.execute(made).one_or_none() is not None
        again = update(alert).where(_this(night, what, channel), alert.c.tries == before.tries)
        return bool(connection.execute(again.values(tries=before.tries + 1, **new)).rowcount)


def end_alert(
    database: Engine, night: date, what: str, channel: str, state: AlertState, detail: str | None = None
) -> None:
    with writing(database) as connection:
        connection.execute(update(alert).where(_this(night, what, channel)).values(state=state, detail=detail))


def note_quiet(database: Engine, night: date, what: str, channel: str, now: datetime) -> None:
    """Writes down that there was nothing to tell."""
    row = {"night": night, "what": what, "channel": channel, "state": AlertState.QUIET, "tries": 0, "tried_at": now}
    with writing(database) as connection:
        connection.execute(upsert(connection, alert).values(row).on_conflict_do_nothing())


def compared(database: Engine, run: str) -> tuple[Compared, ...]:
    """The run's audits beside those before them, in the order of the run."""
    now, before, seen = t.audit.alias(), t.audit.alias(), t.audit.alias()
    earlier = and_(before.c.site_id == now.c.site_id, before.c.started_at < now.c.started_at)
    last = select(before.c.status).where(earlier).order_by(before.c.started_at.desc()).limit(1).scalar_subquery()
    earlier_seen = and_(
        seen.c.site_id == now.c.site_id,
        seen.c.started_at < now.c.started_at,
        seen.c.status != Status.FAILED,
        seen.c.methodology == now.c.methodology,
    )
    last_seen = select(seen.c.id).where(earlier_seen).order_by(seen.c.started_at.desc()).limit(1).scalar_subquery()
    query = (
        select(
            t.site,
            now.c.id.label("audit_id"),
            now.c.status,
            now.c.failure_kind,
            now.c.failure_detail,
            now.c.methodology,
            last.label("last_status"),
            last_seen.label("last_seen_id"),
        )
        .join(t.site, t.site.c.id == now.c.site_id)
        .join(t.run_site, and_(t.run_site.c.run_id == now.c.run_id, t.run_site.c.site_id == now.c.site_id))
        .where(now.c.run_id == run)
        .order_by(t.run_site.c.position)
    )
    with reading(database) as connection:
        rows = connection.execute(query).all()
        points: dict[int, dict[str, tuple[float, float]]] = {}
        wanted = {number for row in rows for number in (row.audit_id, row.last_seen_id) if number is not None}
        scores = select(t.score).join(t.audit, t.audit.c.id == t.score.c.audit_id)
        own = scores.where(
            t.score.c.audit_id.in_(wanted),
            t.score.c.methodology == t.audit.c.methodology,
            t.score.c.kind.in_(("index", "section")),
            t.score.c.score.is_not(None),
        )
        for row in connection.execute(own):
            name = "index" if row.kind == "index" else row.id
            points.setdefault(row.audit_id, {})[name] = row.score, row.coverage
    return tuple(
        Compared(
            site=site_of(row),
            failure=Failure(FailureKind(row.failure_kind), row.failure_detail or "")
            if row.status == Status.FAILED and row.failure_kind
            else None,
            was_seen=row.last_status is not None and row.last_status != Status.FAILED,
            scores={
                name: (score, points[row.last_seen_id][name])
                for name, score in points.get(row.audit_id, {}).items()
                if row.status != Status.FAILED and name in points.get(row.last_seen_id, {})
            },
        )
        for row in rows
    )


def _this(night: date, what: str, channel: str) -> ColumnElement[bool]:
    return and_(alert.c.night == night, alert.c.what == what, alert.c.channel == channel)
