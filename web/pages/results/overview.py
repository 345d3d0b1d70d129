"""The results of a day as the slides of 2019 tell them: levels, places, movers, statements then and now, and advice."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Response

from model.results import Results
from pipeline.results import Scope
from reports.deck import results_deck
from reports.language import N_
from reports.result_notes import basis_note, decided_notes, place_notes
from reports.result_views import ViewName, result_views
from reports.result_words import ResultWords
from reports.terms import CENTRES
from reports.views import Column, Form, View
from web.charts import Group, Share, Shares, Strip, Tick, shares, strip
from web.filters import Filters, Unset, past
from web.kept.standings import regions, results
from web.page import DataTable, Page, attached, show
from web.page_route import page_router
from web.pages.results.links import Linked
from web.parts import parts_of
from web.problems import Problem
from web.visit import Visit, Visiting

router = page_router()

YEAR = timedelta(days=365)
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


class ResultFilters(Filters):
    """Without `since`, who moved is counted from a year before the day."""

    section: Annotated[str | None, Unset] = None
    since: Annotated[date | None, Unset] = None

    def checked(self, visit: Visit) -> "Asked":
        """Raises Problem for what there is not, and days that contradict each other."""
        scope = self.scope(visit)
        known = [one.id for one in visit.workplace.methodology.sections]
        if self.section not in (None, *known):
            raise Problem(422, N_("There is no such section"), N_("Choose one of %(known)s."), known=", ".join(known))
        since = past(visit, self.since or scope.on - YEAR)
        if since > scope.on:
            raise Problem(
                422,
                N_("The first day is after the second"),
                N_("Choose a day until %(day)s to count from."),
                day=visit.words.date(scope.on),
            )
        return Asked(scope, self.section, since)


class Asked:
    """What the address asks for, seen to be there."""

    def __init__(self, scope: Scope, section: str | None, since: date) -> None:
        self.scope, self.section, self.since = scope, section, since

    def results(self, visit: Visit) -> Results:
        return results(visit, self.scope, self.section, self.since)

    @property
    def query(self) -> dict[str, object]:
        """For the pages behind the counts."""
        return {"on": self.scope.on, "group": self.scope.group, "region": self.scope.region}


ResultsAsked = Annotated[ResultFilters, Query()]


def result_words(visit: Visit) -> ResultWords:
    return ResultWords(visit.words, visit.texts)


@router.get("/results")
def of_day(visit: Visiting, filters: ResultsAsked) -> Response:
    asked = filters.checked(visit)
    found, words = asked.results(visit), result_words(visit)
    tables = _tables(visit, asked, found, words)
    return show(
        visit,
        Page(
            template="results/overview.html.j2",
            title=visit.words.gettext("Results"),
            tables=tables,
            values={
                "by_part": {table.id: list(parts_of(table)) for table in tables},
                "notes": [basis_note(found, words), *decided_notes(found, words)],
                "levels_chart": _levels_chart(found, words),
                "spread_chart": _spread_chart(found, words),
                "found": found,
                "asked": asked,
                "regions": regions(visit, asked.scope),
                "centres": CENTRES,
                "sections": visit.workplace.methodology.sections,
                "slides": visit.to("results/slides", **asked.query, section=asked.section, since=asked.since),
            },
        ),
    )


@router.get("/results/slides")
def slides(visit: Visiting, filters: ResultsAsked) -> Response:
    asked = filters.checked(visit)
    name = f"e-indekss-{asked.scope.on}.pptx"
    return attached(results_deck(asked.results(visit), result_words(visit)), PPTX, name)


def _tables(visit: Visit, asked: Asked, found: Results, words: ResultWords) -> list[DataTable]:
    """Statements that stand as printed are a table without links, for nothing of today is in it."""
    linked = Linked(visit, asked.query, found)
    names = (ViewName.LEVELS, ViewName.TOP, ViewName.LEADERS, ViewName.MOVERS, ViewName.RECOMMENDATIONS)
    of = {name: next(result_views(found, [name], words)) for name in names}
    statements, printed = result_views(found, [ViewName.STATEMENTS], words)
    return [
        DataTable(id="levels", view=of[ViewName.LEVELS], links=linked.levels()),
        DataTable(id="places", view=_places(found, words), links=linked.places()),
        DataTable(id="top", view=of[ViewName.TOP], links=linked.top()),
        DataTable(id="leaders", view=of[ViewName.LEADERS], links=linked.leaders()),
        DataTable(id="movers", view=of[ViewName.MOVERS], links=linked.movers()),
        DataTable(id="statements", view=statements, links=linked.statements()),
        DataTable(id="recommendations", view=of[ViewName.RECOMMENDATIONS], links=linked.recommendations()),
        DataTable(id="printed", view=printed),
    ]


def _levels_chart(found: Results, words: ResultWords) -> Shares:
    """How many are at each level of the index and of each section."""
    everybody = [line for line in found.levels if line.group is None]
    levels = sorted({level for line in everybody for level in line.counts})
    # Whoever has no level stands before the lowest: the darker a part, the higher the level.
    names = [words.level(None), *map(words.level_name, levels)]
    wholes = [
        Share(words.subject(line.subject), [line.unknown, *(line.counts.get(level, 0) for level in levels)])
        for line in everybody
    ]
    title = words.words.gettext("The index and each section")
    return shares("levels-chart", title, names, wholes, words.words)


def _spread_chart(found: Results, words: ResultWords) -> Strip:
    """How the scores spread in each group."""
    groups = [
        Group(words.group(one.group), [Tick(place.site.name, place.score) for place in one.places])
        for one in found.top
        if one.places
    ]
    subject = words.subject(found.top[0].subject if found.top else None)
    title = words.words.gettext("%(subject)s: how the scores spread in each group", subject=subject)
    return strip("spread-chart", title, groups, words.words)


def _places(found: Results, words: ResultWords) -> View:
    """All of each group, also those without a place."""
    _ = words.words.gettext
    return View(
        title=_("All places of each group"),
        short=_("Places"),
        columns=[
            Column(_("Group")),
            Column(_("Place")),
            Column(_("Municipality")),
            Column(_("Score"), Form.SCORE),
            Column(_("Measured"), Form.SHARE),
        ],
        rows=[
            [words.group(one.group), words.place(place) or None, place.site.name, place.score, place.coverage]
            for one in found.top
            for place in one.places
        ],
        notes=place_notes(words),
    )
