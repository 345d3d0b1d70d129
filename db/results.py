"""Where every site stood at a moment: its newest audit, the newest that saw it, and its figures, all from rows."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, ScalarSelect, select, true

from db import tables as t
from db.audits import AuditRow, audits_numbered
from db.engine import reading
from model.audit import Status
from model.finding import Feature
from model.score import IndexScore, IndicatorScore, SectionScore


@dataclass(frozen=True, slots=True)
class Newest:
    """A site's newest audit, and the newest that saw it: often the same, and None where none has seen it yet."""

    tried: AuditRow
    seen: AuditRow | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What was judged in an audit: the scores by one methodology, what held of the features, its pages."""

    index: IndexScore
    features: Mapping[str, Feature]
    pages: int
    page_scores: tuple[float, ...]
    page_passes: tuple[bool, ...]


def newest_before(database: Engine, moment: datetime, site_ids: Collection[int] | None = None) -> Mapping[int, Newest]:
    """By the site's number, of these sites or of all; a site that was not audited before the moment is not there."""
    tried, seen = _newest(moment, true()), _newest(moment, t.audit.c.status != Status.FAILED)
    query = select(t.site.c.id, tried.label("tried"), seen.label("seen"))
    if site_ids is not None:
        query = query.where(t.site.c.id.in_(site_ids))
    with reading(database) as connection:
        found = connection.execute(query).all()
    audits = audits_numbered(database, [number for row in found for number in (row.tried, row.seen) if number])
    return {row.id: Newest(audits[row.tried], audits.get(row.seen)) for row in found if row.tried is not None}


def _newest(moment: datetime, which: ColumnElement[bool]) -> ScalarSelect[int]:
    """The number of the site's newest audit before the moment, by the index on site and start."""
    return (
        select(t.audit.c.id)
        .where(t.audit.c.site_id == t.site.c.id, t.audit.c.started_at < moment, which)
        .order_by(t.audit.c.started_at.desc(), t.audit.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def judged_in(
    database: Engine, audit_ids: Collection[int], methodology: str, indicators: Mapping[str, Sequence[str]]
) -> Mapping[int, Judged]:
    """Of each of these audits. `indicators` are those of each section, which no row tells.

    An audit that was not judged by the methodology has an index without a score.
    """
    with reading(database) as connection:
        scores = _scores(connection, audit_ids, methodology)
        features = _features(connection, audit_ids)
        pages = _pages(connection, audit_ids)
    return {
        number: Judged(
            index=_index(scores[number], methodology, indicators),
            features=features[number],
            pages=len(pages[number]),
            page_scores=tuple(row.wcag_score for row in pages[number] if row.wcag_score is not None),
            page_passes=tuple(row.mobile_passes for row in pages[number] if row.mobile_passes is not None),
        )
        for number in audit_ids
    }


def _scores(
    connection: Connection, audit_ids: Collection[int], methodology: str
) -> Mapping[int, Mapping[tuple[str, str], Row[Any]]]:
    query = select(t.score).where(t.score.c.audit_id.in_(audit_ids), t.score.c.methodology == methodology)
    found: dict[int, dict[tuple[str, str], Row[Any]]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.audit_id][row.kind, row.id] = row
    return found


def _features(connection: Connection, audit_ids: Collection[int]) -> Mapping[int, Mapping[str, Feature]]:
    """What held when each audit began."""
    told = t.feature.c
    query = (
        select(t.audit.c.id.label("audit_id"), told.feature, told.found, told.grade, told.alive, told.kind)
        .join(t.feature, t.feature.c.site_id == t.audit.c.site_id)
        .where(t.audit.c.id.in_(audit_ids), told.since <= t.audit.c.started_at)
        .where(told.until.is_(None) | (told.until > t.audit.c.started_at))
        .order_by(t.feature.c.feature)
    )
    found: dict[int, dict[str, Feature]] = defaultdict(dict)
    for row in connection.execute(query):
        found[row.audit_id][row.feature] = Feature(row.feature, row.found, row.grade, alive=row.alive, kind=row.kind)
    return found


def _pages(connection: Connection, audit_ids: Collection[int]) -> Mapping[int, Sequence[Any]]:
    """The pages that were judged."""
    pages = t.page_audit.c
    query = select(pages.audit_id, pages.wcag_score, pages.mobile_passes)
    query = query.where(pages.audit_id.in_(audit_ids), pages.failure_kind.is_(None)).order_by(pages.position)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.audit_id].append(row)
    return found


def _index(
    rows: Mapping[tuple[str, str], Row[Any]], methodology: str, indicators: Mapping[str, Sequence[str]]
) -> IndexScore:
    """Without measures, sources and prerequisites, which stand in the audit's document only."""
    whole = rows.get(("index", "index"))
    if whole is None:
        return IndexScore(methodology, None, 0.0, None, ())
    sections = tuple(
        SectionScore(
            id=name,
            score=section.score,
            coverage=section.coverage,
            maturity=section.maturity,
            indicators=tuple(
                IndicatorScore(name, one.score, one.weight, one.coverage, ())
                for name in names
                if (one := rows.get(("indicator", name))) is not None
            ),
            prerequisites=(),
        )
        for name, names in indicators.items()
        if (section := rows.get(("section", name))) is not None
    )
    return IndexScore(methodology, whole.score, whole.coverage, whole.maturity, sections)
