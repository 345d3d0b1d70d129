"""The views of results as tables: levels, statements then and now, leaders, the top of each group, and what follows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from model.results import Agreement, Results
from reports.result_notes import basis_note, decided_notes, movers_title, place_notes, unranked_notes
from reports.result_words import ResultWords
from reports.spreadsheets import Row
from reports.views import BEFORE_ROUNDING, Column, Form, View

TOP = 10
LEADERS = 3


class ViewName(StrEnum):
    """What a person may ask for beside the table of sites."""

    LEVELS = "levels"
    STATEMENTS = "statements"
    LEADERS = "leaders"
    TOP = "top"
    RECOMMENDATIONS = "recommendations"
    MOVERS = "movers"


def result_views(
    results: Results, names: Iterable[ViewName], words: ResultWords, most_moves: int | None = None
) -> Iterator[View]:
    """The views in the order asked for. `most_moves` bounds the rises, and the falls, of each part."""
    build: Mapping[ViewName, Callable[[], Sequence[View]]] = {
        ViewName.LEVELS: lambda: [_levels(results, words)],
        ViewName.STATEMENTS: lambda: [_statements(results, words), _as_printed(results, words)],
        ViewName.LEADERS: lambda: [_leaders(results, words)],
        ViewName.TOP: lambda: [_top(results, words)],
        ViewName.RECOMMENDATIONS: lambda: [_recommendations(results, words)],
        ViewName.MOVERS: lambda: [_movers(results, words, most_moves)],
    }
    for name in names:
        yield from build[name]()


def _levels(results: Results, words: ResultWords) -> View:
    gettext = words.words.gettext
    levels = sorted({level for line in results.levels for level in line.counts})
    return View(
        title=gettext("Municipalities at each maturity level"),
        short=gettext("Levels"),
        columns=[
            Column(gettext("Part")),
            Column(gettext("Municipalities")),
            *(Column(words.level(level), Form.COUNT) for level in levels),
            Column(words.level(None), Form.COUNT),
        ],
        rows=[
            [
                words.subject(line.subject),
                words.group(line.group),
                *(line.counts.get(level, 0) for level in levels),
                line.unknown,
            ]
            for line in results.levels
        ],
        notes=[basis_note(results, words), *decided_notes(results, words)],
    )


def _statements(results: Results, words: ResultWords) -> View:
    gettext = words.words.gettext
    rows: list[Row] = []
    for one in results.statements:
        today = one.today
        rows.append(
            [
                words.subject(one.section),
                one.title.in_(words.words.language),
                words.printed(one.printed),
                words.about(one),
                today.count if today else None,
                today.base if today else None,
                today.percent if today else None,
                today.of - today.base if today else None,
                words.basis(one.basis),
            ]
        )
    return View(
        title=gettext("What the slides of 2019 say, then and today"),
        short=gettext("Statements"),
        columns=[
            Column(gettext("Part")),
            Column(gettext("Statement"), ratio=4),
            Column("2019", ratio=3),
            Column(gettext("Today among"), ratio=2),
            Column(gettext("Count"), Form.COUNT),
            Column(gettext("Of"), Form.COUNT),
            Column("%", Form.PERCENT),
            Column(gettext("Not told"), Form.COUNT),
            Column(gettext("Computed from"), Form.REMARK),
        ],
        rows=rows,
        notes=[
            gettext("Counted among those at the section’s most common level, as in 2019, or among those named."),
            gettext("“Of” are those of whom it could be told. What is in quotes stands as printed."),
        ],
    )


def _as_printed(results: Results, words: ResultWords) -> View:
    gettext = words.words.gettext
    return View(
        title=gettext("Figures of 2019 that stand as printed"),
        short=gettext("As printed"),
        columns=[
            Column(gettext("Part")),
            Column(gettext("Statement"), ratio=3),
            Column(gettext("As printed"), ratio=2),
            Column(gettext("Why"), ratio=2),
            Column(gettext("Note"), ratio=4),
        ],
        rows=[
            [
                words.subject(one.section),
                one.title.in_(words.words.language),
                f"“{one.printed.text}”",
                words.agreement(one.printed),
                one.printed.note.in_(words.words.language) if one.printed.note else None,
            ]
            for one in results.statements
            if one.printed.agreement is not Agreement.CONSISTENT
        ],
    )


def _leaders(results: Results, words: ResultWords) -> View:
    gettext = words.words.gettext
    return View(
        title=gettext("Leaders of each section"),
        short=gettext("Leaders"),
        columns=[
            Column(gettext("Part")),
            Column(gettext("Place"), Form.COUNT),
            Column(gettext("Municipality"), ratio=2),
            Column(gettext("Group"), ratio=2),
            Column(gettext("Score"), Form.SCORE),
            Column(gettext("Measured"), Form.SHARE),
        ],
        rows=[
            [
                words.subject(ranking.subject),
                words.place(place),
                place.site.name,
                words.group(place.site.centre) if place.site.centre else None,
                place.score,
                place.coverage,
            ]
            for ranking in results.leaders
            for place in ranking.top(LEADERS)
        ],
        notes=[*place_notes(words), *unranked_notes(results.leaders, words), *decided_notes(results, words)],
    )


def _top(results: Results, words: ResultWords) -> View:
    gettext = words.words.gettext
    return View(
        title=gettext("TOP %(num)s of each group", num=TOP),
        short=gettext("TOP %(num)s", num=TOP),
        columns=[
            Column(gettext("Group")),
            Column(gettext("Place"), Form.COUNT),
            Column(gettext("Municipality"), ratio=3),
            Column(gettext("Score"), Form.SCORE),
            Column(gettext("Measured"), Form.SHARE),
        ],
        rows=[
            [words.group(ranking.group), words.place(place), place.site.name, place.score, place.coverage]
            for ranking in results.top
            for place in ranking.top(TOP)
        ],
        notes=[*place_notes(words), *unranked_notes(results.top, words), *decided_notes(results, words)],
    )


def _recommendations(results: Results, words: ResultWords) -> View:
    gettext = words.words.gettext
    supported = [one for one in results.recommendations if one.supported]
    silent = [one for one in results.recommendations if not any(line.count.base for line in one.support)]
    others = len(results.recommendations) - len(supported) - len(silent)
    return View(
        title=gettext("Recommendations of 2019 that today’s data support"),
        short=gettext("Recommendations"),
        columns=[
            Column(gettext("Part")),
            Column(gettext("Recommendation"), ratio=4),
            Column(gettext("For"), ratio=2),
            Column(gettext("Concerns"), Form.COUNT),
            Column(gettext("Of"), Form.COUNT),
            Column("%", Form.PERCENT),
            Column(gettext("Computed from"), Form.REMARK),
        ],
        rows=[
            [
                words.subject(one.section),
                one.title.in_(words.words.language),
                words.group(line.group),
                line.count.count,
                line.count.base,
                line.count.percent,
                words.basis(one.basis),
            ]
            for one in supported
            for line in one.support
            if line.count.count
        ],
        notes=[
            gettext(
                "Not shown: %(unsupported)s that nobody needs by today’s data, %(silent)s of which nothing is known.",
                unsupported=others,
                silent=len(silent),
            ),
        ],
    )


def _movers(results: Results, words: ResultWords, most: int | None) -> View:
    gettext = words.words.gettext
    apart = sum(movement.not_comparable for movement in results.movements)
    return View(
        title=movers_title(results, words),
        short=gettext("Movers"),
        columns=[
            Column(gettext("Part")),
            Column(gettext("Municipality"), ratio=3),
            Column(gettext("Group"), ratio=2),
            Column(gettext("Before"), Form.SCORE),
            Column(gettext("Today"), Form.SCORE),
            Column(gettext("Change"), Form.CHANGE),
        ],
        rows=[
            [
                words.subject(movement.subject),
                move.site.name,
                words.group(move.site.centre) if move.site.centre else None,
                move.before,
                move.after,
                move.change,
            ]
            for movement in results.movements
            for move in (*movement.rises(most), *movement.falls(most))
        ],
        notes=[
            words.words.ngettext(
                "Only what was measured alike on both days is compared; %(num)s score was not.",
                "Only what was measured alike on both days is compared; %(num)s scores were not.",
                apart,
            ),
            gettext(BEFORE_ROUNDING),
        ],
    )
