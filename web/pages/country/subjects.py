"""What a page may show of every municipality: the index, a section, an indicator, WCAG, the phone or a feature."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from model.score import Band
from pipeline.results import SiteOnDay
from reports.language import N_
from reports.result_words import ResultWords
from reports.terms import GROUPS, SHORT_BANDS
from reports.views import Form
from scoring.declaration import Methodology
from scoring.mean import at_least
from web.ledgers import ledger_of
from web.problems import Problem
from web.visit import Visit

INDEX = "index"
NOT_TO_SHOW = N_("There is no such thing to show"), N_("Choose one from the list of the page.")
# Four bands on a scale of five steps.
BAND_STEPS: Mapping[Band, int] = {Band.LOW: 1, Band.MEDIUM: 3, Band.HIGH: 4, Band.HIGHEST: 5}
OFFERED, NOT_OFFERED = 5, 1


class Kind(StrEnum):
    INDEX = "index"
    SECTION = "section"
    INDICATOR = "indicator"
    WCAG = "wcag"
    MOBILE = "mobile"
    FEATURE = "feature"


@dataclass(frozen=True, slots=True)
class Subject:
    """`title` is in the language of the visit."""

    kind: Kind
    id: str
    title: str

    @property
    def show(self) -> str:
        """As addresses name it."""
        return self.kind if self.kind in (Kind.INDEX, Kind.WCAG, Kind.MOBILE) else f"{self.kind}:{self.id}"

    @property
    def form(self) -> Form:
        return Form.PERCENT if self.kind is Kind.MOBILE else Form.SCORE

    @property
    def score(self) -> str | None:
        """Its name among the scores that are told over time; None where it is not."""
        return self.id if self.kind in (Kind.INDEX, Kind.SECTION, Kind.WCAG, Kind.MOBILE) else None

    def ledger(self, municipality: str) -> str:
        """The path of the page that says what its figure is made of, behind that of the municipality."""
        if self.kind is Kind.FEATURE:
            return f"{municipality}/features"
        return f"{municipality}/{ledger_of(self.id)}"


@dataclass(frozen=True, slots=True)
class Told:
    """Of one municipality. `value` runs from 0 to 100, of a feature it is 100 or 0; None where it could not be told.

    `step` is 1 to 5, from the worst; `level` is the maturity level or the band in words.
    """

    value: float | None = None
    step: int | None = None
    level: str | None = None
    coverage: float | None = None


def every_subject(visit: Visit) -> Sequence[tuple[str, Sequence[Subject]]]:
    """In groups, each under its title, in the order of the methodology."""
    _, words, methodology = visit.words.gettext, visit.words, visit.workplace.methodology
    sections = [Subject(Kind.SECTION, one.id, words.of(one.title)) for one in methodology.sections]
    whole = [
        Subject(Kind.INDEX, INDEX, _("Index")),
        Subject(Kind.WCAG, "wcag", _("WCAG score")),
        Subject(Kind.MOBILE, "mobile", _("Pages that pass on a phone")),
    ]
    return [
        (_("The whole site"), whole),
        (_("Sections of the index"), sections),
        *(
            (
                _("Indicators: %(section)s", section=words.of(section.title)),
                [Subject(Kind.INDICATOR, one.id, words.of(one.title)) for one in section.indicators],
            )
            for section in methodology.sections
        ),
        *_features(visit),
    ]


def _features(visit: Visit) -> Iterator[tuple[str, Sequence[Subject]]]:
    _, language = visit.words.gettext, visit.language
    for group, title in GROUPS.items():
        known = [(one, text) for one, text in visit.texts.features.items() if text.group == group]
        name = _("Features: %(group)s", group=_(title))
        yield name, [Subject(Kind.FEATURE, one, text.title.in_(language)) for one, text in known]


def subject_of(visit: Visit, show: str | None) -> Subject:
    """The index where nothing is asked for. Raises Problem for what there is not."""
    wanted = show or INDEX
    for _, subjects in every_subject(visit):
        for one in subjects:
            if one.show == wanted:
                return one
    raise Problem(422, *NOT_TO_SHOW)


class Teller:
    """Tells a subject of sites, in the words of a visit."""

    def __init__(self, visit: Visit, subject: Subject) -> None:
        self._methodology: Methodology = visit.workplace.methodology
        self._words = ResultWords(visit.words, visit.texts)
        self._gettext = visit.words.gettext
        self._subject = subject

    def __call__(self, one: SiteOnDay) -> Told:
        seen, judged, subject = one.newest.seen, one.judged, self._subject
        if seen is None or judged is None:
            return Told()
        match subject.kind:
            case Kind.INDEX:
                return self._scored(judged.index.score, judged.index.coverage, judged.index.maturity)
            case Kind.SECTION:
                found = next((part for part in judged.index.sections if part.id == subject.id), None)
                return self._scored(found.score, found.coverage, found.maturity) if found else Told()
            case Kind.INDICATOR:
                parts = (part for section in judged.index.sections for part in section.indicators)
                indicator = next((part for part in parts if part.id == subject.id), None)
                return self._scored(indicator.score, indicator.coverage) if indicator else Told()
            case Kind.WCAG:
                band = seen.wcag_band
                step = BAND_STEPS[band] if band else None
                return Told(seen.wcag_score, step, self._gettext(SHORT_BANDS[band]) if band else None)
            case Kind.MOBILE:
                return Told(seen.mobile_score, self._step(seen.mobile_score), self._verdict(seen.mobile_passes))
            case Kind.FEATURE:
                return self._offered(judged.features[subject.id].found if subject.id in judged.features else None)

    def _scored(self, score: float | None, coverage: float, level: int | None = None) -> Told:
        named = self._words.level(level) if level is not None else None
        return Told(score, level or self._step(score), named, coverage)

    def _step(self, score: float | None) -> int | None:
        """By the bounds of the maturity levels, also for what has no level of its own."""
        if score is None:
            return None
        return sum(at_least(score, level.from_score) for level in self._methodology.levels)

    def _verdict(self, passes: bool | None) -> str | None:
        if passes is None:
            return None
        _ = self._gettext
        return _("home page passes") if passes else _("home page does not pass")

    def _offered(self, found: bool | None) -> Told:
        if found is None:
            return Told()
        _ = self._gettext
        word = _("offered") if found else _("not offered")
        return Told(100.0 * found, OFFERED if found else NOT_OFFERED, word)

    def legend(self) -> Sequence[tuple[int, str]]:
        """The steps that the subject has, with what they mean."""
        _ = self._gettext
        if self._subject.kind is Kind.FEATURE:
            return [(NOT_OFFERED, _("not offered")), (OFFERED, _("offered"))]
        words = self._words.words
        if self._subject.kind is Kind.WCAG:
            bands = self._methodology.wcag_bands
            bounds = [(Band.LOW, 0.0), (Band.MEDIUM, bands.medium_from), (Band.HIGH, bands.high_from)]
            told = [(BAND_STEPS[band], self._from(low, _(SHORT_BANDS[band]))) for band, low in bounds]
            above = _("over %(bound)s", bound=words.number(bands.highest_above))
            return [*told, (BAND_STEPS[Band.HIGHEST], f"{above}: {_(SHORT_BANDS[Band.HIGHEST])}")]
        levels = self._methodology.levels
        named = self._subject.kind in (Kind.INDEX, Kind.SECTION)
        return [
            (at, self._from(level.from_score, f"{at} {words.of(level.name)}" if named else ""))
            for at, level in enumerate(levels, 1)
        ]

    def _from(self, bound: float, name: str) -> str:
        _ = self._gettext
        least = _("from %(bound)s", bound=self._words.words.number(bound))
        return f"{least}: {name}" if name else least
