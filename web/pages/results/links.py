"""Where the cells of the results' tables lead: each count to the list that it counts, each score to its ledger."""

from collections.abc import Iterable, Mapping
from datetime import date
from urllib.parse import quote

from model.results import Place, Results
from model.site import Site
from reports.result_views import LEADERS, TOP
from web.visit import Visit

Links = Mapping[tuple[int, int], str]
# Of who has no level.
NO_LEVEL = "none"


def municipality_path(site: Site) -> str:
    return f"municipality/{site.atvk}"


class Linked:
    """The links of each table of the results, whose rows are those of reports/result_views.py in their order."""

    def __init__(self, visit: Visit, query: Mapping[str, object], results: Results) -> None:
        self._visit, self._query, self._results = visit, query, results

    def levels(self) -> Links:
        """From the third column on: a level each, then those without one."""
        levels = sorted({level for line in self._results.levels for level in line.counts})
        links = {}
        for at, line in enumerate(self._results.levels):
            counts = {str(level): line.counts.get(level, 0) for level in levels} | {NO_LEVEL: line.unknown}
            for column, (level, count) in enumerate(counts.items(), start=2):
                if count:
                    links[at, column] = self._to(f"results/levels/{line.subject}/{level}", line.group)
        return links

    def top(self) -> Links:
        return self._places(3, ((one.subject, place) for one in self._results.top for place in one.top(TOP)))

    def places(self) -> Links:
        return self._places(3, ((one.subject, place) for one in self._results.top for place in one.places))

    def leaders(self) -> Links:
        return self._places(4, ((one.subject, place) for one in self._results.leaders for place in one.top(LEADERS)))

    def movers(self) -> Links:
        moves = (
            (one.subject, move) for one in self._results.movements for move in (*one.rises(None), *one.falls(None))
        )
        links = {}
        for at, (subject, move) in enumerate(moves):
            days = {"from": self._results.since, "to": self._results.on}
            links[at, 1] = self._visit.to(municipality_path(move.site))
            links[at, 3] = self._ledger(move.site, subject, self._results.since)
            links[at, 4] = self._ledger(move.site, subject)
            links[at, 5] = self._visit.to("compare", site=move.site.atvk, **days)
        return links

    def statements(self) -> Links:
        links = {}
        for at, one in enumerate(self._results.statements):
            links[at, 1] = self._visit.to("methodology") + f"#statement-{quote(one.id)}"
            if one.today is not None:
                to = f"results/statements/{one.id}"
                counts = {
                    4: ("yes", one.today.count),
                    5: ("told", one.today.base),
                    6: ("yes", one.today.count),
                    7: ("unknown", one.today.of - one.today.base),
                }
                links |= {
                    (at, column): self._to(to, answer=answer) for column, (answer, count) in counts.items() if count
                }
        return links

    def recommendations(self) -> Links:
        rows = (
            (one, line)
            for one in self._results.recommendations
            if one.supported
            for line in one.support
            if line.count.count
        )
        links = {}
        for at, (one, line) in enumerate(rows):
            to = f"results/recommendations/{one.id}"
            links[at, 3] = self._to(to, line.group, answer="yes")
            links[at, 4] = self._to(to, line.group, answer="told")
            links[at, 5] = links[at, 3]
        return links

    def _places(self, score: int, places: Iterable[tuple[str, Place]]) -> Links:
        """The name stands in the third column, the score in the column `score`."""
        links = {}
        for at, (subject, place) in enumerate(places):
            links[at, 2] = self._visit.to(municipality_path(place.site))
            if place.score is not None:
                links[at, 1] = links[at, score] = links[at, score + 1] = self._ledger(place.site, subject)
        return links

    def _ledger(self, site: Site, subject: str, on: date | None = None) -> str:
        on = on or self._results.on
        return self._visit.to(f"{municipality_path(site)}/scores/{subject}", on=None if on == self._visit.today else on)

    def _to(self, path: str, group: object = None, **query: object) -> str:
        """With the filters of the page; a line about a group narrows it to that."""
        narrowed = {**self._query, **({"group": group} if group else {}), **query}
        return self._visit.to(path, **narrowed)
