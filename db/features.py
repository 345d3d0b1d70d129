"""A site's features as spans: a row is added only when something about a feature changes."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from db import tables as t
from db.engine import reading
from db.sites import identity
from model.finding import Feature
from model.site import Site


@dataclass(frozen=True, slots=True)
class FeatureSpan:
    """What was known of a feature from `since` until `until`; `until` is None for what holds now."""

    feature: str
    found: bool | None
    grade: str | None
    alive: bool | None
    kind: str | None
    since: datetime
    until: datetime | None


def feature_history(database: Engine, site: Site, feature: str | None = None) -> tuple[FeatureSpan, ...]:
    """The spans of a feature, or of all: by feature, then by time. Times are the starts of the audits."""
    query = (
        select(t.feature)
        .join(t.site, t.site.c.id == t.feature.c.site_id)
        .where(identity(site))
        .order_by(t.feature.c.feature, t.feature.c.since)
    )
    if feature is not None:
        query = query.where(t.feature.c.feature == feature)
    with reading(database) as connection:
        return tuple(map(_span, connection.execute(query)))


def spans_until(database: Engine, feature: str, audit_ids: Collection[int]) -> Mapping[int, Sequence[FeatureSpan]]:
    """What was known of a feature on the site of each of these audits, up to the audit: the spans begun by then."""
    query = (
        select(t.audit.c.id.label("audit_id"), t.feature)
        .join(t.feature, t.feature.c.site_id == t.audit.c.site_id)
        .where(t.audit.c.id.in_(audit_ids), t.feature.c.feature == feature)
        .where(t.feature.c.since <= t.audit.c.started_at)
        .order_by(t.feature.c.since)
    )
    found: dict[int, list[FeatureSpan]] = defaultdict(list)
    with reading(database) as connection:
        for row in connection.execute(query):
            found[row.audit_id].append(_span(row))
    return found


def _span(row: Row[Any]) -> FeatureSpan:
    return FeatureSpan(row.feature, row.found, row.grade, row.alive, row.kind, row.since, row.until)


def sites_with(database: Engine, feature: str) -> frozenset[int]:
    """The numbers of the sites on which it is found now."""
    now = t.feature.c.until_audit_id.is_(None) & (t.feature.c.feature == feature) & t.feature.c.found.is_(True)
    with reading(database) as connection:
        return frozenset(connection.scalars(select(t.feature.c.site_id).where(now)))


def follow_features(
    connection: Connection, site_id: int, audit_id: int, started_at: datetime, features: Sequence[Feature]
) -> None:
    """Ends the spans that tonight's audit says otherwise about, and begins new ones. Not for a failed audit."""
    now = (t.feature.c.site_id == site_id) & t.feature.c.until_audit_id.is_(None)
    known = {row.feature: row for row in connection.execute(select(t.feature).where(now))}
    changed: list[Feature] = []
    ended: list[int] = []
    for feature in features:
        row = known.get(feature.id)
        if row is None:
            changed.append(feature)
        elif (row.found, row.grade, row.alive, row.kind) != (feature.found, feature.grade, feature.alive, feature.kind):
            ended.append(row.id)
            changed.append(feature)
    if ended:
        ends = update(t.feature).where(t.feature.c.id.in_(ended))
        connection.execute(ends.values(until_audit_id=audit_id, until=started_at))
    if changed:
        connection.execute(
            insert(t.feature),
            [
                {
                    "site_id": site_id,
                    "feature": feature.id,
                    "found": feature.found,
                    "grade": feature.grade,
                    "alive": feature.alive,
                    "kind": feature.kind,
                    "first_audit_id": audit_id,
                    "since": started_at,
                }
                for feature in changed
            ],
        )
