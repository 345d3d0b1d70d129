"""The fifty success criteria of WCAG 2.1 A and AA: what is open of each, and who tests it."""

from fastapi import Response

from checks.criteria import criteria
from pipeline.rule_standings import Tally
from reports.criteria import understanding
from reports.spreadsheets import Row
from reports.views import Column, Form, View
from web.kept import findings as finding_lists
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.visit import Visit, Visiting

router = page_router()


@router.get("/criteria")
def by_criterion(visit: Visiting) -> Response:
    tested = sum(bool(one.rules) for one in criteria())
    return show(
        visit,
        Page(
            template="findings/criteria.html.j2",
            title=visit.words.gettext("WCAG criteria"),
            tables=[_criteria(visit)],
            values={"whole": len(criteria()), "tested": tested},
        ),
    )


def _criteria(visit: Visit) -> DataTable:
    _ = visit.words.gettext
    tallies = finding_lists.criteria(visit)
    columns = [
        Column(_("Criterion")),
        Column(_("Title"), ratio=3),
        Column(_("Level")),
        Column(_("Tested by")),
        Column(_("Open findings"), Form.COUNT),
        Column(_("Websites"), Form.COUNT),
        Column(_("To be looked at"), Form.COUNT),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for at, one in enumerate(criteria()):
        tally = tallies.get(one.number, Tally())
        by_rules = visit.words.ngettext("%(num)s rule", "%(num)s rules", len(one.rules))
        known = bool(one.rules or tally.issues or tally.doubts)
        # Of what nobody looked at, nothing open is no news.
        counts = [tally.issues, tally.sites, tally.doubts] if known else [None, None, None]
        who = by_rules if one.rules else _("people")
        rows.append([one.number, visit.words.of(one.title), one.level, who, *counts])
        if address := understanding(one.number):
            links[at, 1] = address
        if one.rules and tally.issues:
            links[at, 3] = links[at, 5] = visit.to("rules", criterion=one.number)
        if tally.issues:
            links[at, 4] = visit.to("issues", criterion=one.number, outcome="fail")
        if tally.doubts:
            links[at, 6] = visit.to("issues", criterion=one.number, outcome="needs_review")
    view = View(_("Open findings by success criterion"), _("WCAG criteria"), columns, rows)
    return DataTable(id="criteria", view=view, links=links)
