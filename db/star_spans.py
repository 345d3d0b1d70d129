"""The facts of the star schema that last: findings and features, from the audit that first saw them on."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, cast, func, literal, select

from db import tables as t
from db.star_municipality import UnderName
from db.star_sql import riga_day
from db.star_view import Fact, Kind, Told, of, stored


def _ends(name: str, audit: FromClause, column: ColumnElement[Any], meaning: str) -> tuple[Told, Told]:
    """The day and the audit of an end of a span."""
    return (
        Told(f"{name}_day", Kind.DAY, riga_day(audit.c.started_at), meaning, "audit.started_at", to="date.day"),
        Told(f"{name}_audit_id", Kind.COUNT, column, f"The audit of {name}_day", of(column),  # type: ignore[arg-type]
             to="audit.audit_id"),
    )  # fmt: skip


def _finding_span() -> Fact:
    i = t.issue
    first, last, closed = (t.audit.alias(name) for name in ("first_audit", "last_audit", "closed_audit"))
    whose = UnderName(first)
    # Both databases write a list of texts alike.
    criteria: ColumnElement[str] = cast(i.c.criteria, String)
    for written, read in (('["', ""), ('"]', ""), ('", "', ", "), ("[]", "")):
        criteria = func.replace(criteria, written, read)
    return Fact(
        name="finding_span",
        grain="a fault of a site, one rule on one component, from the audit that first saw it until it was gone",
        key=("municipality_id", "fingerprint", "reopened"),
        source=whose.join(i.join(first, first.c.id == i.c.first_audit_id))
        .join(last, last.c.id == i.c.last_audit_id)
        .outerjoin(closed, closed.c.id == i.c.closed_audit_id),
        handle=i.c.id,
        parts=select(i.c.id, riga_day(closed.c.started_at), literal("")).outerjoin(
            closed, closed.c.id == i.c.closed_audit_id
        ),
        columns=(
            Told("municipality_id", Kind.COUNT, whose.municipality_id,
                 "Whose site, under its name of the day on which it was first seen", "issue.site_id, site_name",
                 to="municipality.municipality_id"),
            stored(i, "fingerprint", Kind.TEXT, "The fault, the same from night to night"),
            stored(i, "reopened", Kind.COUNT, "How often the same fault had been gone before"),
            Told("rule_id", Kind.TEXT, i.c.rule, "The rule", of(i.c.rule), to="rule.rule_id"),
            stored(i, "outcome", Kind.TEXT, "fail, or needs_review where a person has to look"),
            stored(i, "standard", Kind.TEXT, "wcag21, wcag22, best_practice, mobile or usability"),
            stored(i, "party", Kind.TEXT, "own, or other for a frame of somebody else"),
            stored(i, "impact", Kind.TEXT, "critical, serious, moderate or minor; empty where the rule has none"),
            Told("criteria", Kind.TEXT, criteria, "Success criteria of WCAG, with commas between", of(i.c.criteria)),
            stored(i, "component", Kind.TEXT, "Where it stands, as a path of elements"),
            stored(i, "pages", Kind.COUNT, "Pages of the sample that show it, when last seen", "pages"),
            stored(i, "occurrences", Kind.COUNT, "Elements, when last seen", "elements"),
            *_ends("first", first, i.c.first_audit_id, "Day on which it was first seen"),
            *_ends("last", last, i.c.last_audit_id, "Day on which it was last seen"),
            *_ends("closed", closed, i.c.closed_audit_id,
                   "Day on which it was gone from every page it stood on; empty while it is open"),
        ),
    )  # fmt: skip


def _feature_span() -> Fact:
    f = t.feature
    first, until = (t.audit.alias(name) for name in ("first_audit", "until_audit"))
    whose = UnderName(first)
    return Fact(
        name="feature_span",
        grain="what was known of a feature of a site, from the audit that first said so until one said otherwise",
        key=("municipality_id", "feature_id", "first_audit_id"),
        source=whose.join(f.join(first, first.c.id == f.c.first_audit_id)).outerjoin(
            until, until.c.id == f.c.until_audit_id
        ),
        handle=f.c.id,
        parts=select(f.c.id, riga_day(until.c.started_at), literal("")).outerjoin(
            until, until.c.id == f.c.until_audit_id
        ),
        columns=(
            Told("municipality_id", Kind.COUNT, whose.municipality_id,
                 "Whose site, under its name of the first day", "feature.site_id, site_name",
                 to="municipality.municipality_id"),
            Told("feature_id", Kind.TEXT, f.c.feature, "The feature", of(f.c.feature), to="feature.feature_id"),
            stored(f, "found", Kind.YES_NO, "Whether the site offers it; empty where it could not be told"),
            stored(f, "grade", Kind.TEXT, "How well, where the feature has grades (mentioned, linked, working …)"),
            stored(f, "alive", Kind.YES_NO, "Whether its link answers; empty: not told"),
            stored(f, "kind", Kind.TEXT, "What kind, where the feature has kinds (bot or person)"),
            *_ends("first", first, f.c.first_audit_id, "Day on which it was first so"),
            *_ends("until", until, f.c.until_audit_id, "First day on which it was otherwise; empty while it is so"),
        ),
    )  # fmt: skip


SPANS = (_finding_span(), _feature_span())
