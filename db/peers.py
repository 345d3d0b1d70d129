"""What the other sites showed in the same two runs: what moved on many at once was not one site's doing."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Engine, select

from db import tables as t
from db.engine import reading
from model.audit import Status

# Site to rule (or feature) to what was seen.
FailingCounts = Mapping[int, Mapping[str, int]]


def failing_counts(database: Engine, run: str) -> FailingCounts:
    """Of every site that the run saw, the rules that applied and the elements that failed them."""
    query = (
        select(t.audit.c.site_id, t.rule_count.c.rule, t.rule_count.c.failed)
        .join(t.rule_count, t.rule_count.c.audit_id == t.audit.c.id)
        .where(t.audit.c.run_id == run, t.audit.c.status != Status.FAILED)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    with reading(database) as connection:
        for site_id, rule, failed in connection.execute(query).all():
            found[site_id][rule] = failed
    return found


def changed_features(database: Engine, run: str) -> Mapping[int, frozenset[str]]:
    """Of every site that was known before, the features of which the run said something else than the run before."""
    first = t.feature.c.first_audit_id == t.audit.c.id
    earlier = t.audit.alias("earlier")
    known = select(earlier.c.id).where(
        earlier.c.site_id == t.audit.c.site_id, earlier.c.started_at < t.audit.c.started_at
    )
    query = (
        select(t.audit.c.site_id, t.feature.c.feature)
        .join(t.feature, first & (t.feature.c.site_id == t.audit.c.site_id))
        .where(t.audit.c.run_id == run, known.exists())
    )
    found: dict[int, set[str]] = defaultdict(set)
    with reading(database) as connection:
        for site_id, feature in connection.execute(query).all():
            found[site_id].add(feature)
    return {site_id: frozenset(features) for site_id, features in found.items()}
