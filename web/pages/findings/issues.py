"""Findings of the whole country, a hundred a page, and the faults that one fix would mend on many websites."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Response

from model.alphabet import alphabetical
from model.finding import Outcome, Standard
from model.history import SiteIssue
from pipeline.findings import PLATFORM, SharedIssue
from pipeline.offers import offers_of
from pipeline.results import Scope
from reports.language import riga_day
from reports.spreadsheets import Row
from reports.terms import FAILURES, IMPACTS, OUTCOMES, term
from reports.views import Column, Form, View
from reports.workbook_causes import KINDS
from web.kept import findings as finding_lists
from web.kept import municipalities, standings
from web.page import DataTable, Format, Page, show
from web.page_route import page_router
from web.pages.findings import filters as finding_filters
from web.pages.findings.filters import FindingsFiltered, RulesFiltered, State
from web.pages.findings.rules import chosen
from web.pages.municipality.dossier import Dossier, Moment, dossier_of
from web.visit import Visit, Visiting

router = page_router()
ON_A_PAGE = 100
# The API has all of them, page by page.
MOST_EXPORTED = 5_000
FAULTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of how many, and where the list begins and ends."""

    number: int
    count: int
    first: int
    last: int
    whole: int


@router.get("/issues")
def issues(visit: Visiting, filters: FindingsFiltered) -> Response:
    _, wanted = visit.words.gettext, filters.wanted(visit)
    exported = visit.request.query_params.get("format", Format.HTML) != Format.HTML
    if exported:
        found = finding_lists.findings(visit, wanted, MOST_EXPORTED)
        nobody_saw = _nobody_saw(visit, filters.site, found.whole)
        table = _exported(visit, found.issues, found.whole, nobody_saw)
    else:
        found = finding_lists.findings(visit, wanted, ON_A_PAGE, (filters.page - 1) * ON_A_PAGE)
        nobody_saw = _nobody_saw(visit, filters.site, found.whole)
        table = _listed(visit, found.issues, closed=filters.state is State.CLOSED)
    begins = (filters.page - 1) * ON_A_PAGE
    pages = Pages(filters.page, -(-found.whole // ON_A_PAGE), begins + 1, begins + len(table.view.rows), found.whole)
    return show(
        visit,
        Page(
            template="findings/issues.html.j2",
            title=_("Findings"),
            tables=[table],
            values={
                "pages": pages,
                "most": MOST_EXPORTED,
                "closed": filters.state is State.CLOSED,
                "on": filters.on,
                "nobody_saw": nobody_saw,
                "choices": finding_filters.of_findings(visit),
                "chosen": chosen(visit),
            },
        ),
    )


def _nobody_saw(visit: Visit, key: str | None, whole: int) -> Dossier | None:
    """Of a municipality that no audit has seen yet what its own pages tell: that nothing is open is not known."""
    if not key or whole:
        return None
    dossier = dossier_of(visit, key, Moment())
    return dossier if dossier.opened is None else None


def _listed(visit: Visit, found: Sequence[SiteIssue], *, closed: bool) -> DataTable:
    """What a person reads; the place leads to the issue's own page."""
    _ = visit.words.gettext
    columns = [
        Column(_("Municipality")),
        Column(_("Rule"), ratio=2),
        Column(_("Where it stands"), ratio=3),
        Column(_("Impact")),
        Column(_("Outcome")),
        Column(_("Pages"), Form.COUNT),
        Column(_("Since")),
        *([Column(_("Fixed"))] if closed else []),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for at, issue in enumerate(found):
        span = issue.span
        row: Row = [
            issue.site.name,
            visit.texts.rule_title(span.rule, visit.language),
            span.component or _("the whole page"),
            _impact(visit, issue),
            _outcome(visit, issue),
            span.pages,
            riga_day(span.first_seen),
            *([riga_day(span.closed_at)] if closed and span.closed_at else []),
        ]
        rows.append(row)
        links[at, 0] = visit.to(municipalities.path_to(visit, issue.site))
        links[at, 1] = visit.to(f"rules/{span.rule}")
        links[at, 2] = links[at, 5] = visit.to(finding_lists.issue_path(visit, issue))
    title = _("Findings that were fixed") if closed else _("Open findings")
    return DataTable(id="issues", view=View(title, _("Findings"), columns, rows), links=links)


def _exported(visit: Visit, found: Sequence[SiteIssue], whole: int, nobody_saw: Dossier | None) -> DataTable:
    """What a program takes."""
    _, words = visit.words.gettext, visit.words
    titles = (
        _("ATVK"), _("Municipality"), _("Address"), _("Rule"), _("Title"), _("Outcome"), _("Standard"),
        _("WCAG criterion"), _("Impact"), _("Where it stands"), _("Pages"), _("Places"), _("First seen"),
        _("Last seen"), _("Fixed"), _("Fingerprint"),
    )  # fmt: skip
    counts = {_("Pages"), _("Places")}
    columns = [Column(title, Form.COUNT if title in counts else Form.TEXT) for title in titles]
    rows: list[Row] = [
        (
            issue.site.atvk, issue.site.name, issue.site.url, issue.span.rule,
            visit.texts.rule_title(issue.span.rule, visit.language), _outcome(visit, issue),
            words.gettext(KINDS[Standard(issue.span.standard)]), ", ".join(issue.span.criteria) or None,
            _impact(visit, issue), issue.span.component, issue.span.pages, issue.span.occurrences,
            riga_day(issue.span.first_seen), riga_day(issue.span.last_seen),
            riga_day(issue.span.closed_at) if issue.span.closed_at else None, issue.span.fingerprint,
        )
        for issue in found
    ]  # fmt: skip
    notes = [_("The first %(shown)s of %(whole)s findings.", shown=len(rows), whole=whole)] if whole > len(rows) else []
    if nobody_saw is not None:
        # CSV and XLSX have no notes: a row says that the site was not measured, else it would look free of faults.
        notes = [_why_nothing(visit, nobody_saw)]
        site, empty = nobody_saw.site, len(titles) - 6
        told = (site.atvk, site.name, site.url, None, notes[0], _(OUTCOMES[Outcome.NOT_MEASURED]))
        rows.append((*told, *[None] * empty))
    return DataTable(id="issues", view=View(_("Findings"), _("Findings"), columns, rows, notes))


def _why_nothing(visit: Visit, dossier: Dossier) -> str:
    _, failed = visit.words.gettext, dossier.failed
    if failed is None or failed.failure is None:
        return _("The site has not been audited yet: its first audit comes with the next night.")
    day, kind = visit.words.date(failed.started_at), _(FAILURES[failed.failure.kind])
    said = _("The newest audit, of %(date)s, saw nothing of the site: %(kind)s.", date=day, kind=kind)
    return f"{said} {_('No audit has seen the site, so it has no scores: that is neither 0 nor 100.')}"


def _impact(visit: Visit, issue: SiteIssue) -> str | None:
    return visit.words.gettext(term(IMPACTS, issue.span.impact)) if issue.span.impact else None


def _outcome(visit: Visit, issue: SiteIssue) -> str:
    return visit.words.gettext(term(OUTCOMES, issue.span.outcome))


@router.get("/issues/shared")
def shared(visit: Visiting, filters: RulesFiltered) -> Response:
    _ = visit.words.gettext
    wanted = filters.wanted(visit)
    faults = finding_lists.or_no_such_rule(lambda: finding_lists.shared(visit, wanted))
    return show(
        visit,
        Page(
            template="findings/shared_faults.html.j2",
            title=_("Faults that many websites share"),
            tables=[_shared(visit, faults), _platform(visit)],
            values={
                "faults": [(one, _members(visit, one)) for one in faults[:FAULTS_SHOWN]],
                "whole": len(faults),
                "rule_title": lambda rule: visit.texts.rule_title(rule, visit.language),
                "to_rule": lambda rule: visit.to(f"rules/{rule}"),
                "choices": finding_filters.of_rules(visit),
                "chosen": chosen(visit),
            },
            crumbs=(("issues", _("Findings")),),
        ),
    )


def _members(visit: Visit, one: SharedIssue) -> Sequence[tuple[str, str]]:
    """The sites by the alphabet, each with the address of its own finding: of several the first."""
    found: dict[str, tuple[str, str]] = {}
    for issue in one.issues:
        found.setdefault(issue.site.url, (issue.site.name, visit.to(finding_lists.issue_path(visit, issue))))
    return sorted(found.values(), key=lambda member: alphabetical(member[0]))


def _shared(visit: Visit, faults: Sequence[SharedIssue]) -> DataTable:
    _ = visit.words.gettext
    columns = [
        Column(_("One fix")),
        Column(_("Where it stands")),
        Column(_("Made with")),
        Column(_("Websites"), Form.COUNT),
        Column(_("On the shared platform"), Form.COUNT),
        Column(_("Open findings"), Form.COUNT),
        Column(_("Names")),
    ]
    rows: list[Row] = []
    for one in faults:
        names = sorted({issue.site.name for issue in one.issues}, key=alphabetical)
        title, fault = visit.texts.rule_title(one.fault.rule, visit.language), one.fault
        rows.append(
            [title, fault.component, fault.maker, len(names), one.on_platform, len(one.issues), ", ".join(names)]
        )
    return DataTable(id="shared", view=View(_("Faults that many websites share"), _("Shared faults"), columns, rows))


def _platform(visit: Visit) -> DataTable:
    """The municipalities' shared platform (TVP): who stands on it now, and since when."""
    _ = visit.words.gettext
    sites = standings.sites(visit, Scope(on=visit.today))
    held = [one for one in offers_of(visit.workplace, sites, PLATFORM) if one.found]
    held.sort(key=lambda one: alphabetical(one.site.name))
    rows: list[Row] = [[one.site.name, one.site.url, one.since] for one in held]
    links = {(at, 0): visit.to(municipalities.path_to(visit, one.site) + "/features") for at, one in enumerate(held)}
    columns = [Column(_("Municipality")), Column(_("Address")), Column(_("Since"))]
    title = _("Websites on the shared platform")
    return DataTable(id="platform", view=View(title, _("Shared platform"), columns, rows), links=links)
