"""A methodology as tables: indicators, measures, bounds, prerequisites, questions, assumptions, sources, statements."""

from collections.abc import Callable, Sequence

from reports.method_words import MethodWords
from reports.result_words import ResultWords
from reports.spreadsheets import Row
from reports.terms import BANDS, SOURCES
from reports.views import Column, Form, View
from scoring.comparison import differences
from scoring.declaration import Measure, Methodology
from scoring.documentation import RULE_WORDS
from scoring.slides import Recommendation, Slides, Statement
from scoring.survey import questionnaire
from web.page import DataTable

To = Callable[..., str]


class MethodologyTables:
    """All tables of one methodology; each row that has an anchor on the page is linked to it."""

    def __init__(
        self, methodology: Methodology, words: MethodWords, results: ResultWords, slides: Slides, to: To
    ) -> None:
        self._methodology, self._frame = methodology, methodology.frame
        self._method, self._words = words, words.words
        self._results, self._slides, self._to = results, slides, to

    def all(self, older: Methodology | None) -> list[DataTable]:
        """With what sets it apart from `older`, where that is given."""
        apart = [self._apart(older)] if older is not None and older.id != self._methodology.id else []
        return [
            self._indicators(),
            self._measures(),
            self._levels(),
            self._bounds(),
            self._prerequisites(),
            self._questions(),
            self._assumptions(),
            self._sources(),
            self._statements(),
            self._recommendations(),
            *apart,
        ]

    def _indicators(self) -> DataTable:
        of, _ = self._words.of, self._words.gettext
        rows: list[Row] = [
            [of(section.title), of(one.title), one.weight, of(one.question)]
            for section in self._methodology.sections
            for one in section.indicators
        ]
        columns = [
            Column(_("Section")),
            Column(_("Indicator")),
            Column(_("Weight in the index"), Form.SHARE),
            Column(_("Question")),
        ]
        links = {(at, 1): f"#indicator-{one.id}" for at, one in enumerate(self._methodology.indicators)}
        return DataTable(
            id="indicators", view=View(_("Indicators of the index"), _("Indicators"), columns, rows), links=links
        )

    def _measures(self) -> DataTable:
        of, _ = self._words.of, self._words.gettext
        rows: list[Row] = [
            [of(item.title), of(one.title), one.weight, self._from(one), self._asked(one), f"{item.id}.{one.id}"]
            for item in self._methodology.indicators
            for one in item.measures
        ]
        columns = [
            Column(_("Indicator")),
            Column(_("Measure")),
            Column(_("Weight in the indicator"), Form.PERCENT),
            Column(_("From")),
            Column(_("What is looked at")),
            Column(_("Name in data")),
        ]
        return DataTable(id="measures", view=View(_("Measures"), _("Measures"), columns, rows))

    def _levels(self) -> DataTable:
        of, _ = self._words.of, self._words.gettext
        rows: list[Row] = [
            [self._results.level_name(one.level), one.from_score, of(one.meaning)] for one in self._methodology.levels
        ]
        columns = [Column(_("Maturity level")), Column(_("From"), Form.SCORE), Column(_("Meaning"))]
        return DataTable(id="levels", view=View(_("Maturity levels"), _("Levels"), columns, rows))

    def _bounds(self) -> DataTable:
        _, frame, bands, percent = self._words.gettext, self._frame, self._frame.wcag_bands, self._words.percent
        gate = frame.prerequisite_gate
        rows: list[Row] = [
            [_("An indicator is scored when so much of it was measured"), self._words.share(frame.minimum_coverage)],
            [
                _("A municipality has a place when so much was measured"),
                self._words.share(frame.minimum_ranking_coverage),
            ],
            [
                _("Highest level of a section whose prerequisite is missing"),
                _("not bounded") if gate == "off" else str(gate),
            ],
            [
                _("Years for which an answer of the survey counts after its own year"),
                str(self._methodology.answers_hold_years),
            ],
            [_("Accessibility standard"), frame.standard or "WCAG 2.1 A, AA"],
            [_(BANDS["highest"]), _("over %(bound)s", bound=percent(bands.highest_above))],
            [_(BANDS["high"]), _("from %(bound)s", bound=percent(bands.high_from))],
            [_(BANDS["medium"]), _("from %(bound)s", bound=percent(bands.medium_from))],
            [_(BANDS["low"]), _("under %(bound)s", bound=percent(bands.medium_from))],
        ]
        columns = [Column(_("Bound")), Column(_("Value"))]
        return DataTable(id="bounds", view=View(_("Bounds"), _("Bounds"), columns, rows))

    def _prerequisites(self) -> DataTable:
        of, _ = self._words.of, self._words.gettext
        rows: list[Row] = [
            [
                of(section.title),
                of(one.title),
                self._method.condition(one.condition),
                ", ".join((*one.assumes, *one.cites)) or None,
            ]
            for section in self._methodology.sections
            for one in section.prerequisites
        ]
        columns = [Column(_("Section")), Column(_("Prerequisite")), Column(_("Met when")), Column(_("Rests on"))]
        title = _("Prerequisites for a higher level")
        return DataTable(id="prerequisites", view=View(title, _("Prerequisites"), columns, rows))

    def _questions(self) -> DataTable:
        of, _ = self._words.of, self._words.gettext
        rows: list[Row] = [
            [
                of(one.section),
                of(one.text),
                "; ".join(f"{of(option.text)}: {option.points:g}" for option in one.options) or _("a percentage"),
                one.key,
            ]
            for one in questionnaire(self._methodology)
        ]
        columns = [
            Column(_("Section")),
            Column(_("Question")),
            Column(_("Answers and their points")),
            Column(_("Name in data")),
        ]
        return DataTable(id="questions", view=View(_("Questions of the survey"), _("Survey"), columns, rows))

    def _assumptions(self) -> DataTable:
        _ = self._words.gettext
        rows: list[Row] = [[one.id, self._words.of(one.text)] for one in self._frame.assumptions]
        title = _("Assumptions: what the sources do not say")
        columns = [Column(_("Name in data")), Column(_("Assumption"))]
        return DataTable(id="assumptions", view=View(title, _("Assumptions"), columns, rows))

    def _sources(self) -> DataTable:
        _ = self._words.gettext
        of = self._words.of
        rows: list[Row] = [[one.id, of(one.title), of(one.where)] for one in self._frame.sources]
        rows = rows or [[self._methodology.id, of(self._frame.source), None]]
        columns = [Column(_("Name in data")), Column(_("Source")), Column(_("Where"))]
        return DataTable(id="cited", view=View(_("Sources"), _("Sources"), columns, rows))

    def _statements(self) -> DataTable:
        _, results = self._words.gettext, self._results
        known: Sequence[Statement] = self._slides.statements
        rows: list[Row] = [
            [
                results.subject(one.section),
                self._words.of(one.title),
                self._counted(one),
                results.printed(one.then()),
                one.id,
            ]
            for one in known
        ]
        columns = [
            Column(_("Part")),
            Column(_("Statement")),
            Column(_("Who is counted")),
            Column("2019"),
            Column(_("Name in data")),
        ]
        links = {(at, 1): self._to(f"results/statements/{one.id}") for at, one in enumerate(known)}
        view = View(_("Statements of the slides"), _("Statements"), columns, rows)
        return DataTable(id="statements", view=view, links=links)

    def _recommendations(self) -> DataTable:
        _, results = self._words.gettext, self._results
        known: Sequence[Recommendation] = self._slides.recommendations
        rows: list[Row] = [
            [results.subject(one.section), self._words.of(one.title), self._counted(one), one.id] for one in known
        ]
        columns = [
            Column(_("Part")),
            Column(_("Recommendation")),
            Column(_("Who is counted")),
            Column(_("Name in data")),
        ]
        links = {(at, 1): self._to(f"results/recommendations/{one.id}") for at, one in enumerate(known)}
        view = View(_("Recommendations of the slides"), _("Recommendations"), columns, rows)
        return DataTable(id="recommendations", view=view, links=links)

    def _apart(self, older: Methodology) -> DataTable:
        _ = self._words.gettext
        found = sorted(differences(older, self._methodology, self._words.language), key=lambda one: one.of_words)
        rows: list[Row] = [[one.place, one.before, one.after, _("no") if one.of_words else _("yes")] for one in found]
        columns = [Column(_("Place")), Column(older.id), Column(self._methodology.id), Column(_("Can change a score"))]
        title = _("What sets %(newer)s apart from %(older)s", newer=self._methodology.id, older=older.id)
        return DataTable(id="apart", view=View(title, _("Differences"), columns, rows))

    def _from(self, measure: Measure) -> str:
        return ", ".join(self._words.gettext(SOURCES[source]) for source in measure.sources)

    def _asked(self, measure: Measure) -> str | None:
        if measure.rule is None:
            return None
        items = "; ".join(item.title for item in self._method.items(measure))
        said = self._words.of(RULE_WORDS[measure.rule])
        return f"{said}: {items}" if items else said

    def _counted(self, told: Statement | Recommendation) -> str:
        """The condition in words; nothing measures what has none."""
        _ = self._words.gettext
        if isinstance(told, Statement) and told.level is not None:
            known = {"any": _("whoever has a level"), "most_common": _("whoever is at the most common level")}
            return known.get(str(told.level)) or self._results.level(int(told.level))
        when = self._method.condition(told.when) if told.when else None
        unless = _("not: %(condition)s", condition=self._method.condition(told.unless)) if told.unless else None
        return "; ".join(filter(None, (when, unless))) or _("nothing measures it")
