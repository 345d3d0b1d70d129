"""What a methodology asks, in words for a reader: of the web for a measure, and of a site for a condition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from reports.language import N_, Words
from reports.terms import CHAT_KINDS, GRADES, term
from reports.texts import ReportTexts

# What a condition may compare beside measures and indicators.
SITE_TITLES: Mapping[str, str] = {
    "site.wcag_score": N_("WCAG score"),
    "site.mobile_passes": N_("The home page passes on a phone (100 or 0)"),
}


class AskedOfWeb(Protocol):
    """The fields of a measure that its rule takes."""

    @property
    def feature(self) -> str | None: ...
    @property
    def features(self) -> tuple[str, ...] | None: ...
    @property
    def checks(self) -> tuple[str, ...] | None: ...
    @property
    def parts(self) -> Mapping[str, float] | None: ...
    @property
    def grades(self) -> Mapping[str, float] | None: ...
    @property
    def steps(self) -> tuple[float, ...] | None: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def minimum_told(self) -> float | None: ...


class Says(Protocol):
    """A condition: one statement about a site, or all or any of several."""

    @property
    def all(self) -> "Sequence[Says] | None": ...
    @property
    def any(self) -> "Sequence[Says] | None": ...
    @property
    def survey(self) -> str | None: ...
    @property
    def measure(self) -> str | None: ...
    @property
    def indicator(self) -> str | None: ...
    @property
    def feature(self) -> str | None: ...
    @property
    def features(self) -> tuple[str, ...] | None: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def above(self) -> float | None: ...
    @property
    def at_least(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Item:
    """A feature, a check or a grade that a rule looks at; `path` is where the dashboard tells of it."""

    title: str
    path: str | None = None


class MethodWords:
    """The words of one language, with the titles of one methodology."""

    def __init__(self, words: Words, texts: ReportTexts) -> None:
        self.words = words
        self._texts = texts

    def items(self, measure: AskedOfWeb) -> Sequence[Item]:
        """What the measure's rule looks at, each with its points where it has any."""
        found = [
            self._feature(one) for one in (*([measure.feature] if measure.feature else []), *(measure.features or ()))
        ]
        found += [self._check(one) for one in measure.checks or ()]
        found += [self._check(one, points) for one, points in (measure.parts or {}).items()]
        found += [
            Item(f"{self.words.gettext(term(GRADES, one))}: {points:g}")
            for one, points in (measure.grades or {}).items()
        ]
        found += [
            Item(self.words.gettext("%(number)s of them: %(points)s", number=number, points=f"{points:g}"))
            for number, points in enumerate(measure.steps or (), start=1)
        ]
        if measure.kind is not None:
            found.append(Item(self.words.gettext(term(CHAT_KINDS, measure.kind))))
        return found

    def least_told(self, measure: AskedOfWeb) -> str | None:
        """How many of the features must be told for a score."""
        if measure.minimum_told is None:
            return None
        share = self.words.share(measure.minimum_told)
        return self.words.gettext("At least %(share)s of them must be told.", share=share)

    def condition(self, told: Says) -> str:
        """In one line."""
        _ = self.words.gettext
        for parts, joint in ((told.all, N_(" and ")), (told.any, N_(" or "))):
            if parts is not None:
                return _(joint).join(map(self._part, parts))
        if told.survey is not None:
            return _("the survey’s full answer to “%(question)s”", question=self._question(told.survey))
        if told.features is not None:
            titles = ", ".join(self._feature(one).title for one in told.features)
            return _("at least %(least)s found of: %(titles)s", least=f"{told.at_least:g}", titles=titles)
        if told.feature is not None:
            kind = f" ({_(term(CHAT_KINDS, told.kind))})" if told.kind else ""
            return _("found: %(feature)s", feature=self._feature(told.feature).title + kind)
        score = self._score(told.measure or told.indicator or "")
        if told.above is not None:
            return _("“%(score)s” over %(bound)s", score=score, bound=f"{told.above:g}")
        return _("“%(score)s” at least %(bound)s", score=score, bound=f"{told.at_least:g}")

    def _part(self, told: Says) -> str:
        said = self.condition(told)
        return f"({said})" if told.all is not None or told.any is not None else said

    def _feature(self, name: str) -> Item:
        return Item(self._texts.feature_title(name, self.words.language), f"features/{name}")

    def _check(self, name: str, points: float | None = None) -> Item:
        title = self._texts.rule_title(name, self.words.language)
        return Item(title if points is None else f"{title}: {self.words.percent(points)}", f"rules/{name}")

    def _question(self, name: str) -> str:
        known = self._texts.questions if name in self._texts.questions else self._texts.measures
        return self._texts.title(known, name, self.words.language)

    def _score(self, name: str) -> str:
        if name in SITE_TITLES:
            return self.words.gettext(SITE_TITLES[name])
        known = self._texts.measures if "." in name else self._texts.indicators
        return self._texts.title(known, name, self.words.language)
