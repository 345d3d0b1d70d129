"""The dimension of municipalities: who they were when, for they outlive their names and addresses."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, Subquery, and_, case, cast, func, literal, or_, select

from db import star_tables as k
from db import tables as t
from db.star_sql import riga_day
from db.star_view import Kind, Told, View, of

# A site bears fewer names than this.
VERSIONS = 1000


def name_spans(of: str) -> Subquery:
    """Every name of every site with its number, from its first audit until that of the next; `of` sets joins apart."""
    began = t.audit.alias(f"{of}_named")
    site, order = t.site_name.c.site_id, (began.c.started_at, began.c.id)
    return (
        select(
            t.site_name.c.site_id,
            t.site_name.c.name,
            began.c.started_at,
            func.row_number().over(partition_by=site, order_by=order).label("version"),
            func.lead(began.c.started_at).over(partition_by=site, order_by=order).label("until"),
        )
        .join(began, began.c.id == t.site_name.c.first_audit_id)
        .subquery(f"{of}_name")
    )


class UnderName:
    """The site of an audit under the name that it bore then: joined and not looked up row by row, for names are few."""

    def __init__(self, audit: Any) -> None:
        span = name_spans(audit.name)
        still = or_(span.c.until.is_(None), audit.c.started_at < span.c.until)
        self._span = span
        self._holds = and_(span.c.site_id == audit.c.site_id, span.c.started_at <= audit.c.started_at, still)
        # Before its first name a site is what it is under that.
        self.municipality_id: ColumnElement[int] = audit.c.site_id * VERSIONS + func.coalesce(span.c.version, 1)

    def join(self, rows: FromClause) -> FromClause:
        return rows.outerjoin(self._span, self._holds)


def municipality() -> View:
    """One row for each name of each site that was ever audited."""
    audited = (
        select(
            t.audit.c.site_id,
            func.min(t.audit.c.started_at).label("first"),
            func.max(t.audit.c.started_at).label("newest"),
        )
        .group_by(t.audit.c.site_id)
        .cte("audited")
    )
    named = name_spans("municipality")
    main = and_(t.site.c.role == "main", t.site.c.atvk.is_not(None))
    lasting = func.substr(t.site.c.atvk, 1, 6)
    series = case((main, lasting), else_=literal("site-") + cast(t.site.c.id, String))
    ranked = (
        select(
            t.site.c.id.label("site_id"),
            series.label("series"),
            func.row_number()
            .over(
                partition_by=series,
                order_by=(audited.c.newest.desc(), audited.c.first.desc(), t.site.c.id.desc()),
            )
            .label("place"),
            audited.c.first,
        )
        .join(audited, audited.c.site_id == t.site.c.id)
        .cte("ranked")
    )
    other = ranked.alias("other")
    successor_known = (
        select(other.c.series).where(other.c.series == k.known_merger.c.successor).correlate(k.known_merger).exists()
    )
    version = func.coalesce(named.c.version, 1)
    return View(
        name="municipality",
        grain="a site of a municipality under one name; a new name or a new address is a new row, a new group is not",
        key=("municipality_id",),
        source=t.site.join(ranked, ranked.c.site_id == t.site.c.id)
        .outerjoin(named, named.c.site_id == t.site.c.id)
        .outerjoin(k.known_merger, and_(k.known_merger.c.series == ranked.c.series, successor_known)),
        columns=(
            Told("municipality_id", Kind.COUNT, t.site.c.id * VERSIONS + version,
                 "Tells the rows apart; never given to another site or name", "site.id and the number of the name"),
            Told("site_id", Kind.COUNT, t.site.c.id, "The site, whatever its name", of(t.site.c.id)),
            Told("version", Kind.COUNT, version, "1 for the site's first name, 2 for the next …", "site_name"),
            Told("series", Kind.TEXT, ranked.c.series,
                 "The municipality over all its names, addresses and changes of territory: the lasting part of its "
                 "ATVK; for a site that is no main one the site itself", of(t.site.c.atvk)),
            Told("atvk", Kind.TEXT, t.site.c.atvk, "Code of the territory; empty for a bare address",
                 of(t.site.c.atvk)),
            Told("role", Kind.TEXT, t.site.c.role, "main or other: a municipality has one main site",
                 of(t.site.c.role)),
            Told("name", Kind.TEXT, func.coalesce(named.c.name, t.site.c.name), "Its name in these days",
                 of(t.site_name.c.name)),
            Told("url", Kind.TEXT, t.site.c.url, "Address of the site", of(t.site.c.url)),
            Told("group_id", Kind.TEXT, t.site.c.centre,
                 "Peer group, as it is now: a change of group changes all rows of the site", of(t.site.c.centre),
                 to="group.group_id"),
            Told("region", Kind.TEXT, t.site.c.region, "Region, as it is now", of(t.site.c.region)),
            Told("valid_from", Kind.DAY,
                 case((version == 1, riga_day(ranked.c.first)), else_=riga_day(named.c.started_at)),
                 "First day of the name: that of the first audit under it", "audit.started_at"),
            Told("valid_until", Kind.DAY, riga_day(named.c.until),
                 "First day of the next name; empty for the name that it has now", "audit.started_at"),
            Told("is_current", Kind.YES_NO, named.c.until.is_(None), "Whether it is the site's name now", "site_name"),
            Told("is_present", Kind.YES_NO, ranked.c.place == 1,
                 "Whether the site is the one at which the municipality is now: the newest audited of its series",
                 "audit.started_at"),
            Told("ends_on", Kind.DAY, t.site.c.valid_to, "Last day of the site, where one is stated in sites.csv",
                 of(t.site.c.valid_to)),
            Told("merged_into", Kind.TEXT, k.known_merger.c.successor,
                 "The series that took the municipality over, where that one was audited", "pipeline/successors.csv"),
        ),
    )  # fmt: skip
