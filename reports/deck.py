"""The results of a day as slides that a ministry may show: the story of 2019's, told with today's figures."""

from collections.abc import Iterator, Sequence

from model.results import (
    INDEX,
    Agreement,
    LevelCount,
    Move,
    Movement,
    Place,
    Ranking,
    RecommendationResult,
    Results,
    StatementResult,
)
from reports.canvas import FILL, SMALL_SIZE, SOFT, Deck, Page, Series
from reports.fitting import BODY, Box, TableColumn, fitting
from reports.result_notes import basis_note, decided_notes, movers_title, place_notes, unranked_notes
from reports.result_views import LEADERS, TOP
from reports.result_words import ResultWords

# From light to dark, and nearly nothing for those without a level.
LEVEL_COLOURS = ("D3E1EA", "A3C1D5", "6C9ABA", "2F5D7C", "16354A")
NO_LEVEL_COLOUR = "EAE7E2"
MOVES, MOVES_OF_SECTION = 5, 2
# More of one place would run off the slide.
MOST_LEADERS = 9
MOST_OF_TOP = 14
LEFT = Box(BODY.left, BODY.top, 6.8, BODY.height)
RIGHT = Box(BODY.left + 7.1, BODY.top, BODY.width - 7.1, BODY.height)
NOTE = Box(BODY.left, 6.3, BODY.width, 0.55)
ABOVE_NOTE = Box(BODY.left, BODY.top, BODY.width, BODY.height - 0.55)


def results_deck(results: Results, words: ResultWords) -> bytes:
    """A PowerPoint file with native charts and tables, each described in words."""
    return _Story(results, words).told()


class _Story:
    def __init__(self, results: Results, words: ResultWords) -> None:
        self._results = results
        self._words = words
        self.gettext = words.words.gettext
        self._title = self.gettext("Municipal e-index: results")
        self._day = self.gettext(
            "%(day)s, methodology %(methodology)s", day=words.words.date(results.on), methodology=results.methodology
        )
        self._deck = Deck(self._title, f"{self._title} · {self._day}", words.words.language, results.on)

    def told(self) -> bytes:
        subjects = dict.fromkeys(line.subject for line in self._results.levels)
        self._deck.cover(self._title, [self._day, basis_note(self._results, self._words)])
        if INDEX in subjects:
            self._index()
            self._sections([name for name in subjects if name != INDEX])
        for name in subjects:
            if name != INDEX:
                self._section(name)
        self._recommendations()
        for ranking in self._results.top:
            self._top(ranking)
        if self._results.since:
            self._movers()
        self._as_printed()
        self._method()
        return self._deck.save()

    def _index(self) -> None:
        page = self._deck.slide(self.gettext("Maturity levels of the municipalities"))
        self._levels(page, [line for line in self._results.levels if line.subject == INDEX], by_group=True)
        columns = [
            TableColumn(self.gettext("Statement"), 5),
            TableColumn("2019", 4),
            TableColumn(self.gettext("Today"), 3),
        ]
        rows = [
            [self._title_of(one), self._words.printed(one.printed), self._today(one)]
            for one in self._results.statements
            if one.section is None
        ]
        end = page.table(columns, rows, self.gettext("Statements then and today"), RIGHT)
        under = Box(RIGHT.left, end + 0.35, RIGHT.width, BODY.top + BODY.height - end - 0.35)
        page.text(self._words.level_meanings(), under, size=SMALL_SIZE, colour=SOFT, gap=3)

    def _sections(self, names: Sequence[str]) -> None:
        page = self._deck.slide(self.gettext("Maturity levels in each section"))
        lines = [line for line in self._results.levels if line.subject in names and line.group is None]
        self._levels(page, lines, by_group=False, box=BODY)

    def _levels(self, page: Page, lines: Sequence[LevelCount], *, by_group: bool, box: Box = LEFT) -> None:
        names = [self._line_name(line, by_group=by_group) for line in lines]
        levels = sorted({level for line in lines for level in line.counts})
        series = [
            Series(self._words.level_name(level), [line.counts.get(level, 0) for line in lines], colour)
            for level, colour in zip(levels, LEVEL_COLOURS, strict=True)
        ]
        unknown = Series(self._words.level(None), [line.unknown for line in lines], NO_LEVEL_COLOUR)
        said = "; ".join(f"{name}: {self._in_words(line)}" for name, line in zip(names, lines, strict=True))
        page.stacked_bars(names, [*series, unknown], said, box)

    def _line_name(self, line: LevelCount, *, by_group: bool) -> str:
        name = self._words.group(line.group) if by_group else self._words.subject(line.subject)
        return f"{name} ({line.known + line.unknown})"

    def _in_words(self, line: LevelCount) -> str:
        counted = [f"{self._words.level(level)} – {count}" for level, count in line.counts.items() if count]
        if line.unknown:
            counted.append(f"{self._words.level(None)} – {line.unknown}")
        return ", ".join(counted) or "0"

    def _section(self, name: str) -> None:
        title = self._words.subject(name)
        page = self._deck.slide(title)
        self._levels(page, [line for line in self._results.levels if line.subject == name], by_group=True)
        for ranking in self._results.leaders:
            if ranking.subject == name:
                self._leaders(page, ranking)
        statements = [one for one in self._results.statements if one.section == name]
        self._tables(
            self.gettext("%(section)s: then and today", section=title),
            [
                TableColumn(self.gettext("Statement"), 6),
                TableColumn("2019", 3.2),
                TableColumn(self.gettext("Today"), 2),
                TableColumn(self.gettext("Among"), 1.9),
                TableColumn(self.gettext("Computed from"), 1.9),
            ],
            [
                [
                    self._title_of(one),
                    self._words.printed(one.printed),
                    self._today(one),
                    self._words.about(one),
                    self._words.origin(one.basis),
                ]
                for one in statements
            ],
        )

    def _leaders(self, page: Page, ranking: Ranking) -> None:
        places = ranking.top(LEADERS)
        page.text([self.gettext("Leaders")], Box(RIGHT.left, RIGHT.top, RIGHT.width, 0.4), bold=True)
        under = Box(RIGHT.left, RIGHT.top + 0.5, RIGHT.width, RIGHT.height - 0.5)
        if not places:
            page.text([self.gettext("Too little was measured for places.")], under)
            return
        columns = [
            TableColumn(self.gettext("Place"), 2),
            TableColumn(self.gettext("Municipality"), 5),
            TableColumn(self.gettext("Score"), 2.4, numeric=True),
        ]
        rows = [[self._words.place(one), one.site.name, self._score(one)] for one in places[:MOST_LEADERS]]
        if len(places) > MOST_LEADERS:
            rows.append(["", self.gettext("and %(num)s more", num=len(places) - MOST_LEADERS), ""])
        page.table(columns, rows, self.gettext("Leaders"), under)

    def _recommendations(self) -> None:
        title = self.gettext("Recommendations of 2019 that today’s data support")
        rows = [self._recommendation(one) for one in self._results.recommendations if one.supported]
        if not rows:
            self._deck.slide(title).text([self.gettext("Today’s data support none of the recommendations of 2019.")])
            return
        columns = [
            TableColumn(self.gettext("Part"), 3.2),
            TableColumn(self.gettext("Recommendation"), 6),
            TableColumn(self.gettext("Concerns"), 4.6),
            TableColumn(self.gettext("Computed from"), 1.8),
        ]
        self._tables(title, columns, rows, parts=True)

    def _recommendation(self, one: RecommendationResult) -> list[str]:
        concerned = [line for line in one.support if line.count.count]
        return [
            self._words.subject(one.section),
            one.title.in_(self._words.words.language),
            "\n".join(f"{self._words.group(line.group)}: {self._words.count(line.count)}" for line in concerned),
            self._words.origin(one.basis),
        ]

    def _top(self, ranking: Ranking) -> None:
        places = ranking.top(TOP)
        group = self._words.group(ranking.group)
        title = self.gettext("TOP %(num)s: %(group)s", num=TOP, group=group)
        if ranking.subject != INDEX:
            title = f"{title}. {self._words.subject(ranking.subject)}"
        page = self._deck.slide(title)
        shown = places[:MOST_OF_TOP]
        if not shown:
            page.text([self.gettext("Too little was measured for places.")])
            return
        names = [f"{one.site.name} ({self._words.place(one)})" for one in shown]
        said = "; ".join(f"{name}: {self._score(one)}" for name, one in zip(names, shown, strict=True))
        scores = Series(self.gettext("Score"), [round(one.score or 0.0, 1) for one in shown], FILL)
        page.bars(names, scores, said, ABOVE_NOTE)
        notes = [
            self.gettext("In brackets the place."),
            *place_notes(self._words),
            *unranked_notes([ranking], self._words),
        ]
        if len(places) > len(shown):
            notes.append(self.gettext("and %(num)s more", num=len(places) - len(shown)))
        page.text([" ".join(notes)], NOTE, size=SMALL_SIZE, colour=SOFT)

    def _movers(self) -> None:
        title = movers_title(self._results, self._words)
        rows = [self._movement(one) for one in self._results.movements if one.moves]
        if not rows:
            self._deck.slide(title).text([self.gettext("Nobody moved, or nothing was measured alike on both days.")])
            return
        columns = [
            TableColumn(self.gettext("Part"), 3),
            TableColumn(self.gettext("Rose"), 4),
            TableColumn(self.gettext("Fell"), 4),
        ]
        self._tables(title, columns, rows)

    def _movement(self, movement: Movement) -> list[str]:
        most = MOVES if movement.subject == INDEX else MOVES_OF_SECTION
        return [
            self._words.subject(movement.subject),
            "\n".join(map(self._move, movement.rises(most))),
            "\n".join(map(self._move, reversed(movement.falls(most)))),
        ]

    def _move(self, move: Move) -> str:
        words = self._words.words
        return f"{move.site.name}: {words.score(move.before)} → {words.score(move.after)} ({words.change(move.change)})"

    def _as_printed(self) -> None:
        columns = [
            TableColumn(self.gettext("Statement"), 4),
            TableColumn(self.gettext("As printed"), 2.5),
            TableColumn(self.gettext("Why"), 6),
        ]
        rows = [
            [self._title_of(one), f"“{one.printed.text}”", self._words.oddity(one.printed)]
            for one in self._results.statements
            if one.printed.agreement is not Agreement.CONSISTENT
        ]
        self._tables(self.gettext("Figures of 2019 that stand as printed"), columns, rows)

    def _method(self) -> None:
        gettext = self.gettext
        page = self._deck.slide(gettext("How it was measured"))
        page.text(
            [
                basis_note(self._results, self._words),
                *decided_notes(self._results, self._words),
                gettext(
                    "Websites are visited by a program: accessibility by axe-core and own checks, how pages look on a "
                    "phone, and what they offer, each with proof. What a website cannot tell comes from the open data "
                    "register and the survey."
                ),
                gettext(
                    "What was not measured counts neither as 0 nor as 100. Whoever could not be told is in neither "
                    "number of a statement."
                ),
                gettext("As in 2019, a statement is about the municipalities at the most common level of its section."),
                gettext(
                    "Places are ranges: two municipalities are compared on what was measured of either. What is "
                    "missing of one of them could be anything from 0 to 100, and the mean of the sampled pages may be "
                    "off by twice its standard error."
                ),
                gettext("Who moved is told only where the same was measured on both days."),
            ],
            size=17,
            gap=10,
        )

    def _tables(
        self, title: str, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], *, parts: bool = False
    ) -> None:
        """As many slides as it takes; `parts`: the first column says of several rows that they belong together."""
        pages = fitting(columns, rows)
        for number, part in enumerate(pages, start=1):
            head = f"{title} ({number}/{len(pages)})" if len(pages) > 1 else title
            self._deck.slide(head).table(columns, list(_said_once(part)) if parts else part, title)

    def _title_of(self, one: StatementResult) -> str:
        return one.title.in_(self._words.words.language)

    def _today(self, one: StatementResult) -> str:
        return self._words.count(one.today)

    def _score(self, place: Place) -> str:
        return self._words.words.score(place.score or 0.0)


def _said_once(rows: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """A row that begins as the one above leaves that out."""
    above = ""
    for first, *rest in rows:
        yield ["" if first == above else first, *rest]
        above = first
