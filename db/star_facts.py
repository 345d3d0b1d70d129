"""The facts of the star schema: what was measured and run; what lasts over nights stands in db/star_spans.py."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from db import star_tables as k
from db import tables as t
from db.star_dimensions import joined_key
from db.star_municipality import UnderName
from db.star_spans import SPANS
from db.star_sql import riga_day
from db.star_view import Fact, Kind, Told, of, stored
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
            stored(a, "started_at", Kind.MOMENT, "When it began", "UTC"),
            stored(a, "finished_at", Kind.MOMENT, "When it ended", "UTC"),
            stored(a, "status", Kind.TEXT,
                    "complete; partial: the home page was judged, something is missing; failed: nothing was"),
            stored(a, "failure_kind", Kind.TEXT, "What kept it from being complete, of a closed list; empty for none"),
            Told("methodology_id", Kind.TEXT, a.c.methodology, "Methodology of that night", of(a.c.methodology),
                 to="methodology.methodology_id"),
            stored(a, "index_score", Kind.NUMBER, "Index by that methodology; empty where not measured", "0 to 100"),
            stored(a, "index_coverage", Kind.NUMBER, "Share of the index that was measured", "0 to 1"),
            stored(a, "index_maturity", Kind.COUNT, "Maturity level of the index; empty without", "1 to 5",
                    "index_level"),
            stored(a, "wcag_score", Kind.NUMBER, "Mean WCAG score of the pages; empty where none was judged",
                    "0 to 100"),
            stored(a, "wcag_band", Kind.TEXT, "highest, high, medium or low; empty without a score"),
            stored(a, "mobile_passes", Kind.YES_NO, "Whether the home page passes the mobile test; empty: not told"),
            stored(a, "mobile_score", Kind.NUMBER, "Share of the sampled pages that pass it", "0 to 100"),
            Told("pages_judged", Kind.COUNT, judged, "Pages of the sample that were judged", "page_audit", "pages"),
            stored(a, "documents_read", Kind.COUNT, "Documents read by plain HTTP", "documents"),
            stored(a, "tool_version", Kind.TEXT, "Version of eindekss"),
            stored(a, "axe_version", Kind.TEXT, "Version of axe-core; empty where it did not run"),
            stored(a, "browser_version", Kind.TEXT, "Version of the browser; empty where it did not run"),
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
            stored(s, "score", Kind.NUMBER, "The score; empty where it was not measured, which is not 0", "0 to 100"),
            stored(s, "coverage", Kind.NUMBER, "Share that was measured", "0 to 1"),
            stored(s, "maturity", Kind.COUNT, "Maturity level; empty for indicators", "1 to 5", "level"),
            Told("level_key", Kind.TEXT, joined_key(s.c.methodology, s.c.maturity), "The level",
                 of(s.c.maturity), to="level.level_key"),
            stored(s, "weight", Kind.NUMBER, "Share of the index", "0 to 1"),
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
            stored(p, "position", Kind.COUNT, "Place in the sample, from 0"),
            Told("url", Kind.TEXT, t.page.c.url, "Address that was asked for", of(t.page.c.url)),
            Told("final_url", Kind.TEXT, final.c.url, "Address where it led; empty where it led nowhere",
                 "page.url"),
            stored(p, "role", Kind.TEXT, "Why the page is in the sample: home, contacts, template …"),
            stored(p, "status", Kind.COUNT, "Status of HTTP; empty without an answer", called="http_status"),
            stored(p, "failure_kind", Kind.TEXT, "Why it was not judged, of a closed list; empty where it was"),
            stored(p, "wcag_score", Kind.NUMBER, "WCAG score; empty where no rule applied", "0 to 100"),
            stored(p, "mobile_passes", Kind.YES_NO, "Whether it passes the mobile test; empty: not told"),
            *(stored(p, name, Kind.COUNT, f"Time until the {what}; reported, never scored", "ms")
              for name, what in times.items()),
            stored(p, "size_bytes", Kind.COUNT, "What the page weighs with all it loads", "bytes"),
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
            stored(r, "outcome", Kind.TEXT,
                    "For the whole site: fail, needs_review where a person has to look, pass, or not_measured"),
            stored(r, "pages", Kind.COUNT, "Pages of the sample that have this outcome, of audit.pages_judged",
                    "pages"),
            *(stored(r, name, Kind.COUNT, f"Elements of the site's own that {what}, over all pages of the sample",
                      "elements", f"elements_{name}")
              for name, what in (("passed", "pass"), ("failed", "fail"), ("unsure", "a person has to look at"))),
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
            stored(r, "started_at", Kind.MOMENT, "When it began", "UTC"),
            stored(r, "finished_at", Kind.MOMENT, "When it ended; empty while it has not", "UTC"),
            stored(r, "status", Kind.TEXT, "running, finished, interrupted …, as `eindekss runs` has it"),
            Told("sites", Kind.COUNT, asked, "Sites that it was asked to audit", "run_site", "sites"),
            Told("audits", Kind.COUNT, audits(), "Audits that it holds", "audit", "audits"),
            *(Told(status.value, Kind.COUNT, audits(status), f"Of these with the status {status.value}", "audit",
                   "audits") for status in Status),
        ),
    )  # fmt: skip


FACTS: tuple[Fact, ...] = (
    *(_score(), *SPANS),
    *(_page_audit(), _rule_audit(), _audit(), _run()),
)
