"""The rules that fail across the country, and each rule: what it means, what mends it, and where it fails."""

from collections.abc import Sequence

from fastapi import Response

from checks.criteria import criteria
from model.finding import Standard
from model.site import Centre
from model.trend import Subject
from pipeline.rule_standings import RuleSite, RuleStanding
from pipeline.trends import Asked
from reports.criteria import REGULATION, understanding
from reports.findings import clauses_of
from reports.language import N_, riga_day
from reports.spreadsheets import Row
from reports.terms import ASPECTS, CENTRES, FIXERS, HURTS, IMPACTS, term
from reports.views import Column, Form, View
from reports.workbook_causes import BINDING, KINDS
from web.kept import findings as finding_lists
from web.kept import municipalities
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.pages.findings import filters as finding_filters
from web.pages.findings.filters import RulesFiltered
from web.pages.findings.trend_tables import over_time
from web.problems import not_found
from web.visit import Visit, Visiting

router = page_router()
TITLE = N_("Rules")
CONTROLS = frozenset({"format", "table", "page"})


@router.get("/rules")
def rules(visit: Visiting, filters: RulesFiltered) -> Response:
    standings = finding_lists.rules(visit, filters.wanted(visit))
    return show(
        visit,
        Page(
            template="findings/rules.html.j2",
            title=visit.words.gettext("Rules that websites fail"),
            tables=[_rules(visit, standings)],
            values={
                "issues": sum(one.issues for one in standings),
                "days": DAYS,
                "choices": finding_filters.of_rules(visit),
                "chosen": chosen(visit),
            },
        ),
    )


@router.get("/rules/{rule}")
def rule(visit: Visiting, rule: str) -> Response:
    texts, language = visit.texts, visit.language
    standing = next((one for one in finding_lists.rules(visit, finding_filters.EVERYTHING) if one.rule == rule), None)
    if rule not in texts.rules and standing is None:
        raise not_found(N_("There is no such rule"), N_("Choose a rule from the list of rules."))
    title = texts.rule_title(rule, language)
    found = finding_lists.on_sites(visit, rule)
    asked = Asked(subject=Subject.SITES, name=rule)
    trend = over_time(visit, asked, visit.words.gettext("Municipalities where it fails, at the end of each month"))
    return show(
        visit,
        Page(
            template="findings/rule.html.j2",
            title=title,
            tables=[_sites(visit, rule, found), _groups(visit, rule, found), trend.table],
            values={**_meaning(visit, rule, standing), "chart": trend.chart, "standing": standing},
            crumbs=(("rules", visit.words.gettext(TITLE)),),
        ),
    )


DAYS = finding_lists.DAYS


def chosen(visit: Visit) -> dict[str, str]:
    """The filters that the address sets."""
    query = visit.request.query_params
    return {name: value for name, value in query.items() if value and name not in CONTROLS}


def _rules(visit: Visit, standings: Sequence[RuleStanding]) -> DataTable:
    _, words = visit.words.gettext, visit.words
    columns = [
        Column(_("Rule"), ratio=3),
        Column(_("Impact")),
        Column(_("Standard")),
        Column(_("WCAG criterion")),
        Column(_("Websites"), Form.COUNT),
        Column(_("Pages"), Form.COUNT),
        Column(_("Open findings"), Form.COUNT),
        Column(_("In %(days)s days", days=DAYS), Form.MOVE),
        Column(_("To be looked at"), Form.COUNT),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    filters = chosen(visit)
    for at, one in enumerate(standings):
        rows.append(
            [
                visit.texts.rule_title(one.rule, visit.language),
                words.gettext(term(IMPACTS, one.impact)) if one.impact else None,
                words.gettext(KINDS[Standard(one.standard)]),
                ", ".join(one.criteria) or None,
                one.sites,
                one.pages,
                one.issues,
                one.issues - one.before,
                one.doubts,
            ]
        )
        links[at, 0] = visit.to(f"rules/{one.rule}")
        links[at, 4] = links[at, 5] = visit.to(f"rules/{one.rule}") + "#now"
        links[at, 7] = visit.to(f"rules/{one.rule}") + "#part-trend"
        links[at, 6] = visit.to("issues", **{**filters, "rule": one.rule, "outcome": "fail"})
        if one.doubts:
            links[at, 8] = visit.to("issues", **{**filters, "rule": one.rule, "outcome": "needs_review"})
    return DataTable(id="rules", view=View(_("Rules that fail now"), _("Rules"), columns, rows), links=links)


def _meaning(visit: Visit, rule: str, standing: RuleStanding | None) -> dict[str, object]:
    """What the page says of the rule itself."""
    words, texts = visit.words, visit.texts
    remedy = texts.remedies.get(rule)
    tested = tuple(one.number for one in criteria() if rule in one.rules)
    numbers = standing.criteria if standing else tested
    standard = Standard(standing.standard) if standing else Standard.WCAG21 if tested else None
    titles = {one.number: words.of(one.title) for one in criteria()}
    norms = numbers if standard is not Standard.BEST_PRACTICE else ()
    return {
        "rule": rule,
        "advice": texts.rule_advice(rule, visit.language),
        "remedy": remedy,
        "hurts": [words.gettext(HURTS[one]) for one in remedy.hurts] if remedy else [],
        "fixer": words.gettext(FIXERS[remedy.fixer]) if remedy else None,
        "aspect": words.gettext(ASPECTS[remedy.aspect]) if remedy and remedy.aspect else None,
        "kind": words.gettext(KINDS[standard]) if standard else None,
        "impact": words.gettext(term(IMPACTS, standing.impact)) if standing and standing.impact else None,
        "criteria": [(one, titles.get(one), understanding(one)) for one in norms],
        "clauses": clauses_of(standard, norms) if standard else (),
        "binding": standard in BINDING,
        "regulation": REGULATION,
    }


def _sites(visit: Visit, rule: str, found: Sequence[RuleSite]) -> DataTable:
    _ = visit.words.gettext
    columns = [
        Column(_("Municipality")),
        Column(_("Where it stands"), ratio=3),
        Column(_("Open findings"), Form.COUNT),
        Column(_("Pages"), Form.COUNT),
        Column(_("Since")),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for at, one in enumerate(found):
        first = one.issues[0]
        path = municipalities.path_to(visit, first.site)
        since = riga_day(min(issue.span.first_seen for issue in one.issues))
        rows.append([first.site.name, first.span.component, len(one.issues), one.pages, since])
        links[at, 0] = visit.to(path)
        links[at, 1] = visit.to(finding_lists.issue_path(visit, first))
        key = path.rpartition("/")[2]
        links[at, 2] = links[at, 3] = visit.to("issues", site=key, rule=rule, outcome="fail")
    view = View(_("Websites on which it fails now"), _("Websites"), columns, rows)
    return DataTable(id="sites", view=view, links=links)


def _groups(visit: Visit, rule: str, found: Sequence[RuleSite]) -> DataTable:
    _ = visit.words.gettext
    columns = [
        Column(_("Group")),
        Column(_("Websites"), Form.COUNT),
        Column(_("Seen by audits"), Form.COUNT),
        Column(_("Share"), Form.SHARE),
        Column(_("Open findings"), Form.COUNT),
    ]
    # Of whom nothing was seen nobody knows that it does not fail.
    seen = [one.present.site.centre for one in municipalities.standing(visit) if one.seen]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for group in [one for one in Centre if one in seen]:
        mine = [one for one in found if one.issues[0].site.centre == group]
        whole, issues = seen.count(group), sum(len(one.issues) for one in mine)
        links[len(rows), 2] = visit.to("", group=group)
        if mine:
            listed = visit.to("issues", group=group, rule=rule, outcome="fail")
            links |= {(len(rows), column): listed for column in (1, 3, 4)}
        rows.append([_(CENTRES[group]), len(mine), whole, len(mine) / whole, issues])
    return DataTable(id="groups", view=View(_("By group"), _("By group"), columns, rows), links=links)
