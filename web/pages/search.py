"""One search over all that the dashboard has pages for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Response

from checks.criteria import criteria
from reports.language import N_
from reports.lookup import MOST_LETTERS, Entry, Lookup
from reports.terms import CENTRES, GROUPS
from reports.views import Column, View
from web.kept import municipalities
from web.navigation import NAVIGATION
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.visit import Visit, Visiting

router = page_router()
# In the order of the page.
KINDS = {
    "municipality": N_("Municipalities"),
    "rule": N_("Rules"),
    "feature": N_("Features"),
    "indicator": N_("Indicators"),
    "criterion": N_("WCAG criteria"),
    "page": N_("Pages of the dashboard"),
}
# Pages that no bar of navigation names.
FURTHER = (("issues", N_("Findings")), ("issues/shared", N_("Shared faults")), ("criteria", N_("WCAG criteria")))
OF_A_KIND = 10


@dataclass(frozen=True, slots=True)
class Hits:
    """The best of a kind, of `whole`."""

    title: str
    entries: Sequence[Entry]
    whole: int


@router.get("/search")
def search(visit: Visiting, q: Annotated[str, Query(max_length=MOST_LETTERS)] = "") -> Response:
    found = lookup(visit).find(q)
    hits = [hit for kind, title in KINDS.items() if (hit := _hits(visit, kind, title, found)).whole]
    # The kind of the best hit comes first.
    if found:
        hits.sort(key=lambda one: found[0] not in one.entries)
    return show(
        visit,
        Page(
            template="search.html.j2",
            title=visit.words.gettext("Search"),
            tables=[_table(visit, found)],
            values={"q": q, "hits": hits, "whole": len(found), "longest": MOST_LETTERS},
        ),
    )


def lookup(visit: Visit) -> Lookup:
    """All that can be found, in the language of the visit."""
    return visit.kept(("lookup", visit.language, visit.today), lambda: Lookup(_entries(visit)))


def _hits(visit: Visit, kind: str, title: str, found: Sequence[Entry]) -> Hits:
    mine = [one for one in found if one.kind == kind]
    return Hits(visit.words.gettext(title), mine[:OF_A_KIND], len(mine))


def _table(visit: Visit, found: Sequence[Entry]) -> DataTable:
    _ = visit.words.gettext
    columns = [Column(_("Found")), Column(_("Kind")), Column(_("Address"))]
    rows = [[one.title, _(KINDS[one.kind]), f"/{visit.language}/{one.path}"] for one in found]
    return DataTable(id="found", view=View(_("What was found"), _("Found"), columns, rows))


def _entries(visit: Visit) -> Iterator[Entry]:
    """In both languages' words, with the titles of this one."""
    words, texts, language = visit.words, visit.texts, visit.language
    for one in municipalities.standing(visit):
        # Names and addresses that it had before mean it, too.
        known = [f"{each.site.name} {each.site.url} {each.site.atvk or ''}" for each in one.sites]
        site = one.present.site
        group = words.gettext(CENTRES[site.centre]) if site.centre else ""
        beside = " ".join([*known, site.region or "", group])
        note = f"{words.gettext('Region')}: {site.region}" if site.region else ""
        yield Entry("municipality", site.name, municipalities.path_of(one), beside, note)
    for rule, (title, advice) in texts.rules.items():
        yield Entry(
            "rule", title.in_(language), f"rules/{rule}", f"{rule} {title.lv} {title.en} {advice.in_(language)}"
        )
    for name, feature in texts.features.items():
        beside = f"{name} {feature.title.lv} {feature.title.en} {words.gettext(GROUPS[feature.group])}"
        yield Entry("feature", feature.title.in_(language), f"features/{name}", beside)
    for indicator in visit.workplace.methodology.indicators:
        beside = f"{indicator.id} {indicator.title.lv} {indicator.title.en} {words.of(indicator.question)}"
        yield Entry("indicator", words.of(indicator.title), f"methodology#indicator-{indicator.id}", beside)
    for each in criteria():
        beside = f"{each.title.lv} {each.title.en} WCAG {each.level}"
        yield Entry("criterion", f"{each.number} {words.of(each.title)}", f"rules?criterion={each.number}", beside)
    for path, name in (*NAVIGATION, *FURTHER):
        yield Entry("page", words.gettext(name), path, path)
