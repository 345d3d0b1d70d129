"""The dimensions of the star schema: whom, when and what the facts are about."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    String,
    and_,
    case,
    cast,
    extract,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from db import star_tables as k
from db import tables as t
from db.star_sql import days_later, larger, riga_day
from db.star_view import Kind, Told, View, of

MONTHS_LV = (
    *("janvāris", "februāris", "marts", "aprīlis", "maijs", "jūnijs"),
    *("jūlijs", "augusts", "septembris", "oktobris", "novembris", "decembris"),
)
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS_LV = ("pirmdiena", "otrdiena", "trešdiena", "ceturtdiena", "piektdiena", "sestdiena", "svētdiena")
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# A site bears fewer names than this.
VERSIONS = 1000


def joined_key(methodology: ColumnElement[str], name: ColumnElement[Any]) -> ColumnElement[Any]:
    """What another methodology calls by the same id is another row."""
    return methodology + "/" + cast(name, String)


def municipality_at(audit: FromClause) -> ColumnElement[int]:
    """The `municipality_id` of the audit: its site under the name that it bore then."""
    named = t.audit.alias(f"{audit.name}_named")  # type: ignore[attr-defined]  # a table or its alias
    names = (
        select(func.count())
        .select_from(t.site_name.join(named, named.c.id == t.site_name.c.first_audit_id))
        .where(t.site_name.c.site_id == audit.c.site_id, named.c.started_at <= audit.c.started_at)
        .scalar_subquery()
    )
    return audit.c.site_id * VERSIONS + larger(literal_column("1"), names)


def _municipality() -> View:
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
    named = (
        select(
            t.site_name.c.site_id,
            t.site_name.c.name,
            t.audit.c.started_at,
            func.row_number()
            .over(partition_by=t.site_name.c.site_id, order_by=(t.audit.c.started_at, t.audit.c.id))
            .label("version"),
            func.lead(t.audit.c.started_at)
            .over(partition_by=t.site_name.c.site_id, order_by=(t.audit.c.started_at, t.audit.c.id))
            .label("until"),
        )
        .join(t.audit, t.audit.c.id == t.site_name.c.first_audit_id)
        .cte("named")
    )
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


def _dates() -> View:
    """Every day of the years in which something was audited."""
    first, newest = (riga_day(edge(t.audit.c.started_at)) for edge in (func.min, func.max))
    start = select(
        days_later(first, 1 - cast(extract("doy", first), Integer)).label("day"),
        cast(extract("year", newest), Integer).label("last"),
    )
    return _calendar(start)


def _calendar(start: Any) -> View:
    days = start.cte("days", recursive=True)
    following = days_later(days.c.day, literal_column("1"))
    days = days.union_all(
        select(following, days.c.last).where(cast(extract("year", following), Integer) <= days.c.last)
    )
    day = days.c.day
    year, month, of_month, sunday_first = (
        cast(extract(part, day), Integer) for part in ("year", "month", "day", "dow")
    )
    weekday = (sunday_first + 6) % 7 + 1
    thursday = days_later(day, 4 - weekday)
    return View(
        name="date",
        grain="a day of the years in which anything was audited",
        key=("day",),
        source=days,
        columns=(
            Told("day", Kind.DAY, day, "The day", "calendar"),
            Told("year", Kind.COUNT, year, "Year", "calendar"),
            Told("quarter", Kind.COUNT, (month + 2) // 3, "Quarter, 1 to 4", "calendar"),
            Told("month", Kind.COUNT, month, "Month, 1 to 12", "calendar"),
            Told("day_of_month", Kind.COUNT, of_month, "Day of the month", "calendar"),
            Told("month_begins", Kind.DAY, days_later(day, 1 - of_month), "First day of the month", "calendar"),
            Told("month_lv", Kind.TEXT, _named(month, MONTHS_LV), "Month in Latvian; sort by month", "calendar"),
            Told("month_en", Kind.TEXT, _named(month, MONTHS_EN), "Month in English; sort by month", "calendar"),
            Told("week_year", Kind.COUNT, cast(extract("year", thursday), Integer), "Year of the ISO week", "ISO 8601"),
            Told("week", Kind.COUNT, (cast(extract("doy", thursday), Integer) + 6) // 7, "ISO week, 1 to 53",
                 "ISO 8601"),
            Told("week_begins", Kind.DAY, days_later(day, 1 - weekday), "Monday of the week", "ISO 8601"),
            Told("weekday", Kind.COUNT, weekday, "1 for Monday to 7 for Sunday", "ISO 8601"),
            Told("weekday_lv", Kind.TEXT, _named(weekday, WEEKDAYS_LV), "Day of the week in Latvian", "calendar"),
            Told("weekday_en", Kind.TEXT, _named(weekday, WEEKDAYS_EN), "Day of the week in English", "calendar"),
        ),
    )  # fmt: skip


def _named(number: ColumnElement[int], names: tuple[str, ...]) -> ColumnElement[str]:
    return case(*((number == at, literal(name)) for at, name in enumerate(names, start=1)))


def _titles(table: Any, source: str) -> tuple[Told, Told]:
    return (
        Told("title_lv", Kind.TEXT, table.c.title_lv, "Title in Latvian", source),
        Told("title_en", Kind.TEXT, table.c.title_en, "Title in English", source),
    )


def _advice(table: Any, source: str) -> tuple[Told, Told]:
    return (
        Told("advice_lv", Kind.TEXT, table.c.advice_lv, "What to do, in Latvian", source),
        Told("advice_en", Kind.TEXT, table.c.advice_en, "What to do, in English", source),
    )


def _rules() -> View:
    """Rules that old nights found stay, though this version of the checks knows them no longer."""
    left = (
        select(t.issue.c.rule.label("id"), func.min(t.issue.c.engine).label("engine"))
        .where(t.issue.c.rule.not_in(select(k.known_rule.c.id)))
        .group_by(t.issue.c.rule)
    )
    names = ("title_lv", "title_en", "advice_lv", "advice_en")
    columns = k.known_rule.c
    known = select(columns.id, columns.engine, *(columns[name] for name in names))
    gone = left.subquery("gone")
    unknown = select(
        gone.c.id,
        gone.c.engine,
        *((gone.c.id if name.startswith("title") else literal("")).label(name) for name in names),
    )
    every = union_all(known, unknown).subquery("every_rule")
    source = "checks/, axe's rules"
    return View(
        name="rule",
        grain="a rule of the checks",
        key=("rule_id",),
        source=every,
        columns=(
            Told("rule_id", Kind.TEXT, every.c.id, "Id, as docs/checks.md has it", source),
            Told("engine", Kind.TEXT, every.c.engine, "Who judges: axe, or eindekss for our own checks", source),
            *_titles(every, source),
            *_advice(every, source),
        ),
    )


def _of_methodology(table: Any, name: str) -> Told:
    return Told("methodology_id", Kind.TEXT, table.c.methodology, f"Methodology of the {name}",
                "scoring/methodology/", to="methodology.methodology_id")  # fmt: skip


G, F, M, L, S, I = (  # noqa: E741 - short names of tables that each view reads once
    k.known_group, k.known_feature, k.known_methodology, k.known_level, k.known_section, k.known_indicator,
)  # fmt: skip
DATA = "scoring/methodology/"
DIMENSIONS = (
    _municipality(),
    View(
        name="group",
        grain="a peer group of municipalities",
        key=("group_id",),
        source=G,
        columns=(
            Told("group_id", Kind.TEXT, G.c.id, "national, regional or local", "Latvija2030"),
            Told("position", Kind.COUNT, G.c.position, "Order in which the groups are shown", "model/site.py"),
            *_titles(G, "reports/terms.py"),
        ),
    ),
    _dates(),
    _rules(),
    View(
        name="feature",
        grain="a feature that a site can offer",
        key=("feature_id",),
        source=F,
        columns=(
            Told("feature_id", Kind.TEXT, F.c.id, "Id, as docs/features.md has it", "checks/"),
            Told("position", Kind.COUNT, F.c.position, "Order in which features are shown", "checks/"),
            Told("feature_group", Kind.TEXT, F.c.feature_group,
                 "participation, services, open_data, usability or social", "checks/"),
            *_titles(F, "checks/"),
            *_advice(F, "checks/"),
        ),
    ),
    View(
        name="methodology",
        grain="a methodology of the index",
        key=("methodology_id",),
        source=M,
        columns=(
            Told("methodology_id", Kind.TEXT, M.c.id, "Its name", DATA),
            *_titles(M, DATA),
            Told("source", Kind.TEXT, M.c.source, "What it rests on", DATA),
            Told("minimum_coverage", Kind.NUMBER, M.c.minimum_coverage,
                 "Share of an indicator that must be measured for a score", DATA, "0 to 1"),
            Told("seal", Kind.TEXT, M.c.seal, "SHA-256 of its list of checksums; empty for a draft", DATA),
        ),
    ),
    View(
        name="level",
        grain="a maturity level of a methodology",
        key=("level_key",),
        source=L,
        columns=(
            Told("level_key", Kind.TEXT, joined_key(L.c.methodology, L.c.level), "methodology/level", DATA),
            _of_methodology(L, "level"),
            Told("level", Kind.COUNT, L.c.level, "1 to 5", DATA),
            Told("from_score", Kind.NUMBER, L.c.from_score, "Least score of the level", DATA, "0 to 100"),
            *_titles(L, DATA),
        ),
    ),
    View(
        name="section",
        grain="a section of the index in a methodology",
        key=("section_key",),
        source=S,
        columns=(
            Told("section_key", Kind.TEXT, joined_key(S.c.methodology, S.c.id), "methodology/section", DATA),
            _of_methodology(S, "section"),
            Told("section_id", Kind.TEXT, S.c.id, "Id, the same in all methodologies that have the section", DATA),
            Told("position", Kind.COUNT, S.c.position, "Order of the sections", DATA),
            Told("weight", Kind.NUMBER, S.c.weight, "Share of the index", DATA, "0 to 1"),
            *_titles(S, DATA),
        ),
    ),
    View(
        name="indicator",
        grain="an indicator of the index in a methodology",
        key=("indicator_key",),
        source=I,
        columns=(
            Told("indicator_key", Kind.TEXT, joined_key(I.c.methodology, I.c.id), "methodology/indicator", DATA),
            _of_methodology(I, "indicator"),
            Told("indicator_id", Kind.TEXT, I.c.id, "Id, the same in all methodologies that have the indicator", DATA),
            Told("section_key", Kind.TEXT, joined_key(I.c.methodology, I.c.section), "Its section", DATA),
            Told("position", Kind.COUNT, I.c.position, "Order of the indicators", DATA),
            Told("weight", Kind.NUMBER, I.c.weight, "Share of the index", DATA, "0 to 1"),
            *_titles(I, DATA),
            Told("question_lv", Kind.TEXT, I.c.question_lv, "What it asks, in Latvian", DATA),
            Told("question_en", Kind.TEXT, I.c.question_en, "What it asks, in English", DATA),
        ),
    ),
)  # fmt: skip
