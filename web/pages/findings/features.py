"""What municipalities offer: every feature across the country, and each: what counts, who has it, since when."""

from collections.abc import Sequence

from fastapi import Response

from checks.watch import GROUPS as FEATURE_GROUPS
from model.alphabet import alphabetical
from model.site import Centre
from model.trend import Subject
from pipeline.offers import Offer, counted_as, counted_sites, grades_of, offers_of, share_of
from pipeline.results import SiteOnDay
from pipeline.trends import Asked
from reports.feature_rows import ALIVE, FOUND
from reports.language import N_
from reports.spreadsheets import Row
from reports.terms import CENTRES, CHAT_KINDS, GRADES, GROUPS, term
from reports.views import Column, Form, View
from web import choices
from web.filters import Filtered
from web.kept import municipalities, standings
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.pages.findings.rules import chosen
from web.pages.findings.trend_tables import over_time
from web.problems import not_found
from web.visit import Visit, Visiting

router = page_router()
# Above a column of the list; the shares of the groups follow.
FIRST_GROUP = 5
# By what is known of them: id of the table, its title, what is said where it has no row.
PARTS = {
    True: ("offering", N_("Who offers it"), N_("Nobody, of those where it could be told.")),
    False: ("lacking", N_("Who does not"), N_("Nobody, of those where it could be told.")),
    None: ("untold", N_("Of whom it could not be told"), N_("Of all it could be told.")),
}


@router.get("/features")
def features(visit: Visiting, filters: Filtered) -> Response:
    _, on = visit.words.gettext, filters.on or visit.today
    sites = counted_sites(standings.sites(visit, filters.scope(visit)))
    groups = (
        [filters.group] if filters.group else [one for one in Centre if any(one == each.site.centre for each in sites)]
    )
    return show(
        visit,
        Page(
            template="findings/features.html.j2",
            title=_("Features of websites"),
            tables=[_group(visit, group, sites, groups) for group in FEATURE_GROUPS],
            values={
                "sites": len(sites),
                "on": on,
                "choices": (
                    choices.of_groups(visit),
                    choices.of_regions(visit),
                    choices.Choice("on", _("As it stood on"), kind="date", initial=on.isoformat()),
                ),
                "chosen": chosen(visit),
            },
        ),
    )


def _group(visit: Visit, group: str, sites: Sequence[SiteOnDay], centres: Sequence[Centre]) -> DataTable:
    _ = visit.words.gettext
    columns = [
        Column(_("Feature"), ratio=3),
        Column(_("Share"), Form.SHARE),
        Column(_("Offer it"), Form.COUNT),
        Column(_("Could be told"), Form.COUNT),
        Column(_("Could not"), Form.COUNT),
        *([Column(_(CENTRES[one]), Form.SHARE) for one in centres] if len(centres) > 1 else []),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    query = chosen(visit)
    for name, text in visit.texts.features.items():
        if text.group != group:
            continue
        share = share_of(sites, name)
        parts = [share_of(sites, name, one).part for one in centres] if len(centres) > 1 else []
        counts = [share.offering, share.told, share.whole - share.told]
        path = f"features/{name}"
        links[len(rows), 0] = visit.to(path)
        for column, part in ((1, "offering"), (2, "offering"), (3, "offering"), (4, "untold")):
            links[len(rows), column] = visit.to(path, **query) + f"#part-{part}"
        for column, centre in enumerate(centres, start=FIRST_GROUP):
            links[len(rows), column] = visit.to(path, **{**query, "group": centre}) + "#part-offering"
        rows.append([visit.words.of(text.title), share.part, *counts, *parts])
    title = _(GROUPS[group])
    return DataTable(id=group, view=View(title, title, columns, rows), links=links)


@router.get("/features/{feature}")
def feature(visit: Visiting, feature: str, filters: Filtered) -> Response:
    _, words = visit.words.gettext, visit.words
    text = visit.texts.features.get(feature)
    if text is None:
        raise not_found(N_("There is no such feature"), N_("Choose a feature from the list of features."))
    scope = filters.scope(visit)
    sites = counted_sites(standings.sites(visit, scope))
    offers = visit.kept(("offers", feature, scope), lambda: offers_of(visit.workplace, sites, feature))
    asked = Asked(subject=Subject.FEATURE, name=feature)
    trend = over_time(visit, asked, _("Share of municipalities that offer it, at the end of each month"))
    return show(
        visit,
        Page(
            template="findings/feature.html.j2",
            title=words.of(text.title),
            tables=[
                *(_part(visit, feature, found, offers) for found in PARTS),
                _groups(visit, feature, sites),
                trend.table,
            ],
            values={
                "feature": feature,
                "group": _(GROUPS[text.group]),
                "advice": words.of(text.advice) if text.advice else None,
                "share": share_of(sites, feature),
                "grades": [_(term(GRADES, one)) for one in grades_of(feature)],
                "examples": counted_as(feature),
                "divisions": [(name, _(title), _(nobody)) for name, title, nobody in PARTS.values()],
                "chart": trend.chart,
                "choices": (choices.of_groups(visit), choices.of_regions(visit)),
                "chosen": chosen(visit),
            },
            crumbs=(("features", _("Features")),),
        ),
    )


def _part(visit: Visit, feature: str, found: bool | None, offers: Sequence[Offer]) -> DataTable:
    """Those of whom the same is known; the grade leads to the proof."""
    _, (name, title, _nobody) = visit.words.gettext, PARTS[found]
    columns = [Column(_("Municipality")), Column(_("How")), Column(_("Since")), Column(_("Group"))]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    mine = sorted((one for one in offers if one.found is found), key=lambda one: alphabetical(one.site.name))
    for at, one in enumerate(mine):
        group = _(CENTRES[one.site.centre]) if one.site.centre else None
        rows.append([one.site.name, _how(visit, one), one.since, group])
        path = municipalities.path_to(visit, one.site)
        links[at, 0] = visit.to(path)
        # A site that was never seen has no list of features, so there is no place in it.
        links[at, 1] = visit.to(f"{path}/features") + (f"#{feature}" if one.feature else "")
    return DataTable(id=name, view=View(_(title), _(title), columns, rows), links=links)


def _how(visit: Visit, one: Offer) -> str:
    """Its grade and kind, and whether the link answers; what was not found may be mentioned."""
    feature = one.feature
    known = ((GRADES, feature.grade), (CHAT_KINDS, feature.kind)) if feature else ()
    parts = [visit.words.gettext(term(terms, key)) for terms, key in known if key]
    if feature and feature.found and feature.alive is False:
        parts.append(visit.words.gettext(ALIVE[False]))
    if parts:
        return ", ".join(parts)
    if feature is None:
        return visit.words.gettext("no audit saw it")
    return visit.words.gettext("proof") if feature.found else visit.words.gettext(FOUND[feature.found])


def _groups(visit: Visit, feature: str, sites: Sequence[SiteOnDay]) -> DataTable:
    _ = visit.words.gettext
    columns = [
        Column(_("Group")),
        Column(_("Share"), Form.SHARE),
        Column(_("Offer it"), Form.COUNT),
        Column(_("Could be told"), Form.COUNT),
        Column(_("Municipalities"), Form.COUNT),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for group in Centre:
        share = share_of(sites, feature, group)
        if share.whole:
            listed = visit.to(f"features/{feature}", **{**chosen(visit), "group": group}) + "#part-offering"
            links |= {(len(rows), column): listed for column in range(1, len(columns))}
            rows.append([_(CENTRES[group]), share.part, share.offering, share.told, share.whole])
    return DataTable(id="groups", view=View(_("By group"), _("By group"), columns, rows), links=links)
