"""Municipalities beside each other as tables: scores, how they changed, levels and verdicts, and features."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from model.municipality import Series
from model.results import INDEX, Figures, MunicipalityResult
from model.score import IndicatorScore
from reports.difference import state_of
from reports.result_words import ResultWords
from reports.spreadsheets import VERDICTS, Row
from reports.terms import SHORT_BANDS
from reports.views import BEFORE_ROUNDING, NOTHING, Column, Form, View
from scoring.movers import comparable
from scoring.wcag import band
from web.kept.municipalities import key_of, path_of
from web.ledgers import ACCOUNTS, ledger_of
from web.page import DataTable
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class Compared:
    """A municipality on both days; None where it had not been audited by then, or no first day is asked for."""

    series: Series
    before: MunicipalityResult | None
    after: MunicipalityResult | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of scores. `part` is its name in the ledger; what has none there has none."""

    title: str
    before: Sequence[float | None]
    after: Sequence[float | None]
    alike: Sequence[bool]
    part: str | None = None


class CompareTables:
    """The tables of one comparison; a column for each municipality."""

    def __init__(self, visit: Visit, told: Sequence[Compared], begin: date | None, end: date) -> None:
        self._visit, self._told, self._begin, self._end = visit, told, begin, end
        self._words = ResultWords(visit.words, visit.texts)
        self._names = [one.series.present.site.name for one in told]

    def all(self) -> list[DataTable]:
        lines = list(self._lines())
        changes = [self._changes(lines), self._then(lines)] if self._begin else []
        return [self._scores(lines), *changes, self._verdicts(), self._features()]

    def _scores(self, lines: Sequence[Line]) -> DataTable:
        _ = self._visit.words.gettext
        spread = len(self._told) > 1
        columns = [Column(_("Part")), *(Column(name, Form.SCORE) for name in self._names)]
        columns += [Column(_("Difference"), Form.SCORE)] if spread else []
        rows: list[Row] = [[line.title, *line.after, *([_spread(line.after)] if spread else [])] for line in lines]
        title = _("Scores on %(day)s", day=self._visit.words.date(self._end))
        notes = [_("Difference: between the highest and the lowest.")] if spread else []
        view = View(title, _("Scores"), columns, rows, notes)
        return DataTable(id="scores", view=view, links=self._ledgers(lines, self._end))

    def _changes(self, lines: Sequence[Line]) -> DataTable:
        _, words = self._visit.words.gettext, self._visit.words
        columns = [Column(_("Part")), *(Column(name, Form.CHANGE) for name in self._names)]
        rows: list[Row] = [
            [
                line.title,
                *(
                    now - was if now is not None and was is not None and alike else None
                    for was, now, alike in zip(line.before, line.after, line.alike, strict=True)
                ),
            ]
            for line in lines
        ]
        title = _("Change: %(begin)s – %(end)s", begin=words.date(self._begin or self._end), end=words.date(self._end))
        notes = [_("Points between two days. Only what was measured alike on both is compared."), _(BEFORE_ROUNDING)]
        links = {
            (at, column): self._why(one, line, column)
            for at, line in enumerate(lines)
            for column, one in enumerate(self._told, start=1)
            if rows[at][column] is not None
        }
        return DataTable(id="changes", view=View(title, _("Change"), columns, rows, notes), links=links)

    def _why(self, one: Compared, line: Line, column: int) -> str:
        """Of several municipalities, where one of them is told with what moved it; of one, what the new score is of."""
        if len(self._told) > 1:
            return self._visit.to("compare", site=key_of(one.series), **{"from": self._begin, "to": self._end})
        return self._ledgers([line], self._end)[0, column]

    def _then(self, lines: Sequence[Line]) -> DataTable:
        _, day = self._visit.words.gettext, self._begin or self._end
        columns = [Column(_("Part")), *(Column(name, Form.SCORE) for name in self._names)]
        rows: list[Row] = [[line.title, *line.before] for line in lines]
        view = View(_("Scores on %(day)s", day=self._visit.words.date(day)), _("Before"), columns, rows)
        return DataTable(id="before", view=view, links=self._ledgers(lines, day))

    def _ledgers(self, lines: Sequence[Line], day: date) -> dict[tuple[int, int], str]:
        on = None if day == self._visit.today else day
        # Of an audit whose document is gone the ledger goes down to indicators only.
        return {
            (at, column): self._visit.to(
                f"{path_of(one.series)}/scores/{line.part if on is None else line.part.partition('.')[0]}", on=on
            )
            for at, line in enumerate(lines)
            if line.part
            for column, one in enumerate(self._told, start=1)
            if (line.before if day == self._begin and day != self._end else line.after)[column - 1] is not None
        }

    def _lines(self) -> Iterator[Line]:
        """The index, what was measured of it, each section with its indicators, then WCAG and the phone."""
        _, words = self._visit.words.gettext, self._visit.words
        yield self._figures(INDEX)
        yield self._plain(
            _("Measured, % of the index"), lambda one: 100 * one.index.coverage if one.measured_at else None, INDEX
        )
        for section in self._visit.workplace.methodology.sections:
            yield self._figures(section.id)
            for indicator in section.indicators:
                yield self._indicator(section.id, indicator.id, words.of(indicator.title))
        yield self._plain(_("WCAG score"), lambda one: one.wcag_score, f"{ACCOUNTS['wcag']}.wcag")
        yield self._plain(_("Pages that pass on a phone, %"), _passing, ACCOUNTS["mobile"])

    def _figures(self, subject: str) -> Line:
        figures = [
            tuple(day.figures(subject) if day else Figures() for day in (one.before, one.after)) for one in self._told
        ]
        return Line(
            title=self._words.subject(subject),
            before=[was.score for was, _ in figures],
            after=[now.score for _, now in figures],
            alike=[comparable(was, now) for was, now in figures],
            part=subject,
        )

    def _indicator(self, section: str, name: str, title: str) -> Line:
        before = [_indicator_of(one.before, section, name) for one in self._told]
        after = [_indicator_of(one.after, section, name) for one in self._told]
        return Line(
            # Under its section.
            title=f"–\N{NO-BREAK SPACE}{title}",
            before=[one.score if one else None for one in before],
            after=[one.score if one else None for one in after],
            alike=[True] * len(self._told),
            part=name,
        )

    def _verdicts(self) -> DataTable:
        """Levels and verdicts in words; two days side by side where there are two."""
        _ = self._visit.words.gettext
        subjects = [INDEX, *(one.id for one in self._visit.workplace.methodology.sections)]
        bands = self._visit.workplace.methodology.wcag_bands

        def band_of(one: MunicipalityResult) -> str | None:
            found = band(one.wcag_score, bands)
            return _(SHORT_BANDS[found]) if found else None

        rows: list[Row] = [
            [
                _("%(part)s: maturity level", part=self._words.subject(subject)),
                *self._both(lambda one, subject=subject: self._words.level(one.figures(subject).maturity)),  # type: ignore[misc]
            ]
            for subject in subjects
        ]
        rows += [
            [_("WCAG conformity"), *self._both(band_of)],
            [_("Home page on a phone"), *self._both(lambda one: _(VERDICTS[one.mobile_passes]))],
        ]
        columns = [Column(_("What")), *map(Column, self._names)]
        on = None if self._end == self._visit.today else self._end
        links = {
            (at, column): self._visit.to(f"{path_of(one.series)}/{ledger_of(subject)}", on=on)
            for at, subject in enumerate([*subjects, *ACCOUNTS])
            for column, one in enumerate(self._told, start=1)
            if one.after and one.after.measured_at and rows[at][column]
        }
        view = View(_("Levels and verdicts"), _("Verdicts"), columns, rows)
        return DataTable(id="verdicts", view=view, links=links)

    def _features(self) -> DataTable:
        _, texts, words = self._visit.words.gettext, self._visit.texts, self._visit.words
        names = list(texts.features)
        rows: list[Row] = [
            [
                texts.feature_title(name, words.language),
                *self._both(lambda one, name=name: state_of(one.features.get(name), words)),  # type: ignore[misc]
            ]
            for name in names
        ]
        links = {(at, 0): self._visit.to(f"features/{name}") for at, name in enumerate(names)}
        links |= {
            (at, column): self._visit.to(f"{path_of(one.series)}/features") + f"#{name}"
            for at, name in enumerate(names)
            for column, one in enumerate(self._told, start=1)
            if one.after and name in one.after.features
        }
        columns = [Column(_("Feature")), *map(Column, self._names)]
        return DataTable(id="features", view=View(_("Features"), _("Features"), columns, rows), links=links)

    def _plain(self, title: str, value: Callable[[MunicipalityResult], float | None], part: str | None = None) -> Line:
        before = [value(one.before) if one.before else None for one in self._told]
        after = [value(one.after) if one.after else None for one in self._told]
        return Line(title, before, after, [True] * len(self._told), part)

    def _both(self, said: Callable[[MunicipalityResult], str | None]) -> Iterator[str | None]:
        """What is said of each municipality; where it was otherwise on the first day, that too."""
        for one in self._told:
            was = said(one.before) if one.before else None
            now = said(one.after) if one.after else None
            yield f"{was or NOTHING} → {now or NOTHING}" if self._begin and was != now else now


def _spread(scores: Sequence[float | None]) -> float | None:
    told = [score for score in scores if score is not None]
    return max(told) - min(told) if len(told) > 1 else None


def _passing(one: MunicipalityResult) -> float | None:
    return 100 * fmean(one.page_passes) if one.page_passes else None


def _indicator_of(one: MunicipalityResult | None, section: str, name: str) -> IndicatorScore | None:
    known = one.figures(section).indicators if one else ()
    return next((indicator for indicator in known if indicator.id == name), None)
