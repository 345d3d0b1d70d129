"""The facts of the star schema: what was measured, found and run."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, and_, case, cast, func, literal, select

from db import star_tables as k
from db import tables as t
from db.star_dimensions import joined_key
from db.star_municipality import UnderName
from db.star_sql import riga_day
from db.star_view import Fact, Kind, Told, of
from model.audit import Status

# Audits at once where each has many rows: of 100 pages, say.
AUDITS_AT_ONCE = 200
# The audit of a row and its name; the rows of many audits are found by their audits.
OF_AUDIT = UnderName(t.audit)
AUDITS = select(t.audit.c.id, riga_day(t.audit.c.started_at), literal(""))


def _of_audit(audit_id: ColumnElement[int]) -> tuple[Told, Told, Told]:
    """Which audit, when and whose."""
    return (
        Told("audit_id", Kind.COUNT, audit_id, "The audit: one site in one run", of(t.audit.c.id), to="audit.audit_id"),
        Told("day", Kind.DAY, riga_day(t.audit.c.started_at), "Day in Riga on which the audit began",
             of(t.audit.c.started_at), to="date.day"),
        Told("municipality_id", Kind.COUNT, OF_AUDIT.municipality_id, "Whose site, under its name of that day",
             "audit.site_id, site_name", to="municipality.municipality_id"),
    )  # fmt: skip


def _stored(table: FromClause, name: str, kind: Kind, meaning: str, unit: str = "", called: str = "") -> Told:
    column: Any = table.c[name]
    return Told(called or name, kind, column, meaning, of(column), unit)


def _audit() -> Fact:
    a, page = t.audit, t.page_audit.c
    judged = (
        select(func.count()).where(page.audit_id == a.c.id, page.failure_kind.is_(None)).correlate(a).scalar_subquery()
    )
    return Fact(
        name="audit",
        grain="an audit: one site in one run",
        key=("audit_id",),
        source=OF_AUDIT.join(a),
        handle=a.c.id,
        parts=AUDITS,
        columns=(
            *_of_audit(a.c.id),
            Told("run_id", Kind.TEXT, a.c.run_id, "The run", of(a.c.run_id), to="run.run_id"),
            _stored(a, "started_at", Kind.MOMENT, "When it began", "UTC"),
            _stored(a, "finished_at", Kind.MOMENT, "When it ended", "UTC"),
            _stored(a, "status", Kind.TEXT,
                    "complete; partial: the home page was judged, something is missing; failed: nothing was"),
            _stored(a, "failure_kind", Kind.TEXT, "What kept it from being complete, of a closed list; empty for none"),
            Told("methodology_id", Kind.TEXT, a.c.methodology, "Methodology of that night", of(a.c.methodology),
                 to="methodology.methodology_id"),
            _stored(a, "index_score", Kind.NUMBER, "Index by that methodology; empty where not measured", "0 to 100"),
            _stored(a, "index_coverage", Kind.NUMBER, "Share of the index that was measured", "0 to 1"),
            _stored(a, "index_maturity", Kind.COUNT, "Maturity level of the index; empty without", "1 to 5",
                    "index_level"),
            _stored(a, "wcag_score", Kind.NUMBER, "Mean WCAG score of the pages; empty where none was judged",
                    "0 to 100"),
            _stored(a, "wcag_band", Kind.TEXT, "highest, high, medium or low; empty without a score"),
            _stored(a, "mobile_passes", Kind.YES_NO, "Whether the home page passes the mobile test; empty: not told"),
            _stored(a, "mobile_score", Kind.NUMBER, "Share of the sampled pages that pass it", "0 to 100"),
            Told("pages_judged", Kind.COUNT, judged, "Pages of the sample that were judged", "page_audit", "pages"),
            _stored(a, "documents_read", Kind.COUNT, "Documents read by plain HTTP", "documents"),
            _stored(a, "tool_version", Kind.TEXT, "Version of eindekss"),
            _stored(a, "axe_version", Kind.TEXT, "Version of axe-core; empty where it did not run"),
            _stored(a, "browser_version", Kind.TEXT, "Version of the browser; empty where it did not run"),
        ),
    )  # fmt: skip


def _score() -> Fact:
    s, own = t.score, t.score.c.methodology == t.audit.c.methodology
    section = case((s.c.kind == "section", s.c.id), (s.c.kind == "indicator", k.known_indicator.c.section), else_=None)
    again = select(s.c.audit_id, s.c.methodology, s.c.result_ref).where(s.c.result_ref.is_not(None)).subquery("again")
    return Fact(
        name="score",
        grain="a score of an audit by a methodology: of the index, a section or an indicator",
        key=("audit_id", "methodology_id", "kind", "part_id"),
        source=OF_AUDIT.join(t.audit.join(s, s.c.audit_id == t.audit.c.id)).outerjoin(
            k.known_indicator,
            and_(
                s.c.kind == "indicator",
                k.known_indicator.c.methodology == s.c.methodology,
                k.known_indicator.c.id == s.c.id,
            ),
        ),
        handle=t.audit.c.id,
        at_once=AUDITS_AT_ONCE,
        # Scores of another methodology come later, and may come anew: the document of each judgement tells them apart.
        parts=select(
            t.audit.c.id,
            riga_day(t.audit.c.started_at),
            func.coalesce(again.c.methodology + " " + again.c.result_ref, ""),
        ).outerjoin(again, again.c.audit_id == t.audit.c.id),
        columns=(
            *_of_audit(s.c.audit_id),
            Told("methodology_id", Kind.TEXT, s.c.methodology, "Methodology that gave the score",
                 of(s.c.methodology), to="methodology.methodology_id"),
            Told("is_own", Kind.YES_NO, own,
                 "Whether it is the methodology of that night; no: the night was judged again by another",
                 of(s.c.methodology)),
            Told("kind", Kind.TEXT, s.c.kind, "index, section or indicator", of(s.c.kind)),
            Told("part_id", Kind.TEXT, s.c.id, "index, or the id of the section or indicator", of(s.c.id)),
            Told("section_key", Kind.TEXT, joined_key(s.c.methodology, section),
                 "The section, or that of the indicator; empty for the index", of(s.c.id), to="section.section_key"),
            Told("indicator_key", Kind.TEXT,
                 case((s.c.kind == "indicator", joined_key(s.c.methodology, s.c.id)), else_=None),
                 "The indicator; empty for sections and the index", of(s.c.id), to="indicator.indicator_key"),
            _stored(s, "score", Kind.NUMBER, "The score; empty where it was not measured, which is not 0", "0 to 100"),
            _stored(s, "coverage", Kind.NUMBER, "Share that was measured", "0 to 1"),
            _stored(s, "maturity", Kind.COUNT, "Maturity level; empty for indicators", "1 to 5", "level"),
            Told("level_key", Kind.TEXT, joined_key(s.c.methodology, s.c.maturity), "The level",
                 of(s.c.maturity), to="level.level_key"),
            _stored(s, "weight", Kind.NUMBER, "Share of the index", "0 to 1"),
        ),
    )  # fmt: skip


def _page_audit() -> Fact:
    p, final = t.page_audit, t.page.alias("final")
    times = {
        "first_byte_ms": "first byte arrived",
        "dom_ready_ms": "document was parsed",
        "loaded_ms": "load event ended",
        "settled_ms": "page was still",
    }
    return Fact(
        name="page_audit",
        grain="a page of the sample in an audit",
        key=("audit_id", "position"),
        source=OF_AUDIT.join(t.audit.join(p, p.c.audit_id == t.audit.c.id))
        .join(t.page, t.page.c.id == p.c.page_id)
        .outerjoin(final, final.c.id == p.c.final_page_id),
        handle=t.audit.c.id,
        at_once=AUDITS_AT_ONCE,
        parts=AUDITS,
        columns=(
            *_of_audit(p.c.audit_id),
            _stored(p, "position", Kind.COUNT, "Place in the sample, from 0"),
            Told("url", Kind.TEXT, t.page.c.url, "Address that was asked for", of(t.page.c.url)),
            Told("final_url", Kind.TEXT, final.c.url, "Address where it led; empty where it led nowhere",
                 "page.url"),
            _stored(p, "role", Kind.TEXT, "Why the page is in the sample: home, contacts, template …"),
            _stored(p, "status", Kind.COUNT, "Status of HTTP; empty without an answer", called="http_status"),
            _stored(p, "failure_kind", Kind.TEXT, "Why it was not judged, of a closed list; empty where it was"),
            _stored(p, "wcag_score", Kind.NUMBER, "WCAG score; empty where no rule applied", "0 to 100"),
            _stored(p, "mobile_passes", Kind.YES_NO, "Whether it passes the mobile test; empty: not told"),
            *(_stored(p, name, Kind.COUNT, f"Time until the {what}; reported, never scored", "ms")
              for name, what in times.items()),
            _stored(p, "size_bytes", Kind.COUNT, "What the page weighs with all it loads", "bytes"),
        ),
    )  # fmt: skip


def _rule_audit() -> Fact:
    r = t.rule_count
    return Fact(
        name="rule_audit",
        grain="a rule in an audit, under whichever methodology: a rule that has no row there did not apply",
        key=("audit_id", "rule_id"),
        source=OF_AUDIT.join(t.audit.join(r, r.c.audit_id == t.audit.c.id)),
        handle=t.audit.c.id,
        at_once=AUDITS_AT_ONCE,
        parts=AUDITS,
        columns=(
            *_of_audit(r.c.audit_id),
            Told("rule_id", Kind.TEXT, r.c.rule, "The rule", of(r.c.rule), to="rule.rule_id"),
            _stored(r, "outcome", Kind.TEXT,
                    "For the whole site: fail, needs_review where a person has to look, pass, or not_measured"),
            _stored(r, "pages", Kind.COUNT, "Pages of the sample that have this outcome, of audit.pages_judged",
                    "pages"),
            *(_stored(r, name, Kind.COUNT, f"Elements of the site's own that {what}, over all pages of the sample",
                      "elements", f"elements_{name}")
              for name, what in (("passed", "pass"), ("failed", "fail"), ("unsure", "a person has to look at"))),
        ),
    )  # fmt: skip


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
            _stored(i, "fingerprint", Kind.TEXT, "The fault, the same from night to night"),
            _stored(i, "reopened", Kind.COUNT, "How often the same fault had been gone before"),
            Told("rule_id", Kind.TEXT, i.c.rule, "The rule", of(i.c.rule), to="rule.rule_id"),
            _stored(i, "outcome", Kind.TEXT, "fail, or needs_review where a person has to look"),
            _stored(i, "standard", Kind.TEXT, "wcag21, wcag22, best_practice, mobile or usability"),
            _stored(i, "party", Kind.TEXT, "own, or other for a frame of somebody else"),
            _stored(i, "impact", Kind.TEXT, "critical, serious, moderate or minor; empty where the rule has none"),
            Told("criteria", Kind.TEXT, criteria, "Success criteria of WCAG, with commas between", of(i.c.criteria)),
            _stored(i, "component", Kind.TEXT, "Where it stands, as a path of elements"),
            _stored(i, "pages", Kind.COUNT, "Pages of the sample that show it, when last seen", "pages"),
            _stored(i, "occurrences", Kind.COUNT, "Elements, when last seen", "elements"),
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
            _stored(f, "found", Kind.YES_NO, "Whether the site offers it; empty where it could not be told"),
            _stored(f, "grade", Kind.TEXT, "How well, where the feature has grades (mentioned, linked, working …)"),
            _stored(f, "alive", Kind.YES_NO, "Whether its link answers; empty: not told"),
            _stored(f, "kind", Kind.TEXT, "What kind, where the feature has kinds (bot or person)"),
            *_ends("first", first, f.c.first_audit_id, "Day on which it was first so"),
            *_ends("until", until, f.c.until_audit_id, "First day on which it was otherwise; empty while it is so"),
        ),
    )  # fmt: skip


def _run() -> Fact:
    r = t.run

    def audits(status: Status | None = None) -> ColumnElement[Any]:
        query = select(func.count()).select_from(t.audit).where(t.audit.c.run_id == r.c.id)
        return (query if status is None else query.where(t.audit.c.status == status.value)).scalar_subquery()

    asked = select(func.count()).select_from(t.run_site).where(t.run_site.c.run_id == r.c.id).scalar_subquery()
    return Fact(
        name="run",
        grain="a run: a night, or an audit that a person asked for",
        key=("run_id",),
        source=r,
        handle=r.c.id,
        parts=select(r.c.id, riga_day(r.c.started_at), literal("")),
        # A run that was stopped long ago may be finished today.
        settles=False,
        columns=(
            Told("run_id", Kind.TEXT, r.c.id, "Its id", of(r.c.id)),
            Told("day", Kind.DAY, riga_day(r.c.started_at), "Day in Riga on which it began", of(r.c.started_at),
                 to="date.day"),
            _stored(r, "started_at", Kind.MOMENT, "When it began", "UTC"),
            _stored(r, "finished_at", Kind.MOMENT, "When it ended; empty while it has not", "UTC"),
            _stored(r, "status", Kind.TEXT, "running, finished, interrupted …, as `eindekss runs` has it"),
            Told("sites", Kind.COUNT, asked, "Sites that it was asked to audit", "run_site", "sites"),
            Told("audits", Kind.COUNT, audits(), "Audits that it holds", "audit", "audits"),
            *(Told(status.value, Kind.COUNT, audits(status), f"Of these with the status {status.value}", "audit",
                   "audits") for status in Status),
        ),
    )  # fmt: skip


FACTS: tuple[Fact, ...] = (
    *(_score(), _finding_span(), _feature_span()),
    *(_page_audit(), _rule_audit(), _audit(), _run()),
)
