"""An issue of a municipality: where it stands, since when, how it is mended, and who else has the same fault."""

from collections.abc import Sequence

from fastapi import Path, Response

from model.finding import Issue, Standard
from model.history import IssueSpan, SiteIssue
from pipeline.spans import spans_of
from pipeline.todo import gains_of
from reports.criteria import REGULATION
from reports.findings import Finding, Lister
from reports.language import N_, riga_day
from reports.pictures import Album, Device, LinkedAlbum
from reports.spreadsheets import Row
from reports.terms import FIXERS, HURTS, IMPACTS, OUTCOMES, PARTIES
from reports.views import Column, Form, View
from reports.workbook_causes import KINDS
from web.kept import findings as finding_lists
from web.page import DataTable, show
from web.page_route import page_router
from web.pages.municipality.dossier import AtMoment, Dossier, Moment, Opened, dossier_of
from web.pages.municipality.shown_pictures import address_of
from web.problems import not_found
from web.visit import Visit, Visiting

router = page_router()

FINGERPRINT = Path(pattern=finding_lists.FINGERPRINT)
# Sites that share a fault, by name; the download has all.
MOST_SITES = 100


@router.get("/municipality/{key}/issues/{fingerprint}")
def issue(visit: Visiting, key: str, moment: AtMoment, fingerprint: str = FINGERPRINT) -> Response:
    """Its whole story, whatever the day is that the ways to the other pages lead back to."""
    now = dossier_of(visit, key, moment)
    spans = sorted(spans_of(visit.workplace.database, now.series.sites, fingerprint), key=lambda one: one.first_seen)
    if not spans:
        raise not_found(N_("There is no such finding"), N_("The list of findings has those that there are."))
    span = spans[-1]
    # The audit that saw it last has its pages and places.
    then = dossier_of(visit, key, Moment(), until=span.last_seen + finding_lists.AFTER)
    issues = then.opened.audit.issues if then.opened else ()
    found = next((one for one in issues if one.fingerprint == fingerprint), None)
    finding = _finding(then, then.opened, found) if then.opened and found else None
    alike = finding_lists.elsewhere(visit, SiteIssue(now.site, span))
    _ = visit.words.gettext
    title = visit.texts.rule_title(span.rule, visit.language)
    return show(
        visit,
        now.page(
            "issue",
            "issues",
            title,
            tables=[_history(visit, spans), _sites(visit, alike), *([_places(visit, found)] if found else [])],
            crumbs=[(now.crumb("issues"), _("Findings"))],
            span=span,
            spans=spans,
            finding=finding,
            advice=visit.texts.rule_advice(span.rule, visit.language),
            alike=alike[:MOST_SITES],
            fellow=lambda one: visit.to(finding_lists.issue_path(visit, one)),
            age=((riga_day(span.closed_at) if span.closed_at else visit.today) - riga_day(span.first_seen)).days,
            standard=_(KINDS[Standard(span.standard)]),
            party=_(PARTIES[span.party]),
            outcome=_(OUTCOMES[span.outcome]),
            terms={"impacts": IMPACTS, "hurts": HURTS, "fixers": FIXERS},
            regulation=REGULATION,
        ),
    )


def _finding(dossier: Dossier, opened: Opened, found: Issue) -> Finding:
    """As the report shows it, with its picture at an address; of another night than today's the address names it."""
    visit, audit = dossier.visit, opened.audit
    address = address_of(dossier, on=riga_day(audit.started_at))
    lister = Lister(
        visit.texts,
        visit.language,
        Album(audit.pages, lambda page, name: None),
        LinkedAlbum(address),
        visit.lasting.get(("rule gains", opened.chosen.result_ref), lambda: gains_of(audit)),
        None,
        audit.decisions,
    )
    device: Device = "phone" if found in audit.mobile_issues else "desktop"
    return lister.listed([found], device).shown[0]


def _history(visit: Visit, spans: Sequence[IssueSpan]) -> DataTable:
    _ = visit.words.gettext
    columns = [Column(_("First seen")), Column(_("Last seen")), Column(_("Fixed")), Column(_("Came back"), Form.COUNT)]
    rows: list[Row] = [
        [
            riga_day(one.first_seen),
            riga_day(one.last_seen),
            riga_day(one.closed_at) if one.closed_at else None,
            one.reopened,
        ]
        for one in spans
    ]
    return DataTable(id="history", view=View(_("When it was there"), _("History"), columns, rows))


def _sites(visit: Visit, alike: Sequence[SiteIssue]) -> DataTable:
    _ = visit.words.gettext
    columns = [
        Column(_("Site")),
        Column("ATVK"),
        Column(_("Address")),
        Column(_("Pages"), Form.COUNT),
        Column(_("Since")),
    ]
    rows: list[Row] = [
        [one.site.name, one.site.atvk, one.site.url, one.span.pages, riga_day(one.span.first_seen)] for one in alike
    ]
    links = {(at, 0): visit.to(finding_lists.issue_path(visit, one)) for at, one in enumerate(alike)}
    return DataTable(id="sites", view=View(_("Sites with the same fault"), _("Sites"), columns, rows), links=links)


def _places(visit: Visit, found: Issue) -> DataTable:
    """The pages that show it, then the places of which an example was kept."""
    _ = visit.words.gettext
    columns = [Column(_("Page")), Column(_("Element")), Column(_("Code"))]
    rows: list[Row] = [[one.page, one.selector, one.snippet] for one in found.examples]
    shown = {one.page for one in found.examples}
    rows += [[url, None, None] for url in found.page_urls if url not in shown]
    return DataTable(id="places", view=View(_("Where it stands"), _("Places"), columns, rows))
