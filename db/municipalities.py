"""The sites that were audited, and the names that they bore, for a name may change while the address stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Engine, ScalarSelect, insert, select

from db import tables as t
from db.engine import reading
from db.sites import site_of
from model.audit import Status
from model.municipality import KnownSite


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name that a site bore from an audit on, until the next span of the site."""

    site_id: int
    name: str
    since: datetime


def known_sites(database: Engine) -> tuple[KnownSite, ...]:
    """Every site that has an audit, in the order of their numbers."""
    at = t.audit.c.started_at
    first, newest, seen = _edge(at), _edge(at.desc()), _edge(at, t.audit.c.status != Status.FAILED)
    query = select(t.site, first.label("first"), newest.label("newest"), seen.label("seen")).order_by(t.site.c.id)
    with reading(database) as connection:
        return tuple(
            KnownSite(row.id, site_of(row), row.first, row.newest, row.seen)
            for row in connection.execute(query)
            if row.first is not None
        )


def _edge(order: ColumnElement[datetime], *such: ColumnElement[bool]) -> ScalarSelect[datetime]:
    """The start of the site's audit that is the first in this order, by the index on both."""
    query = select(t.audit.c.started_at).where(t.audit.c.site_id == t.site.c.id, *such).order_by(order).limit(1)
    return query.scalar_subquery()


def names_of(database: Engine, site_ids: Sequence[int]) -> tuple[NameSpan, ...]:
    """The names of these sites, the oldest first."""
    query = (
        select(t.site_name.c.site_id, t.site_name.c.name, t.audit.c.started_at)
        .join(t.audit, t.audit.c.id == t.site_name.c.first_audit_id)
        .where(t.site_name.c.site_id.in_(site_ids))
        .order_by(t.audit.c.started_at, t.audit.c.id)
    )
    with reading(database) as connection:
        return tuple(NameSpan(*row) for row in connection.execute(query))


def follow_name(connection: Connection, site_id: int, audit_id: int, name: str) -> None:
    """Begins a span where the site is called otherwise than before."""
    newest = (
        select(t.site_name.c.name)
        .where(t.site_name.c.site_id == site_id)
        .order_by(t.site_name.c.first_audit_id.desc())
        .limit(1)
    )
    if connection.scalar(newest) != name:
        connection.execute(insert(t.site_name), {"site_id": site_id, "first_audit_id": audit_id, "name": name})
