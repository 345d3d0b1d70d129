"""The index as the report shows it: sections, indicators, prerequisites, and what keeps a part unmeasured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from model.audit import Audit
from model.score import IndicatorScore, MeasureScore, Prerequisite, SectionScore, Source
from model.survey import Answer
from model.text import Language
from reports.language import N_, Words, riga_day
from reports.terms import MISSING, SOURCES
from reports.texts import ReportTexts

NO_MEASURE = N_("Not told by the website; other sources are needed.")


@dataclass(frozen=True, slots=True)
class Level:
    """A maturity level with its name and description."""

    number: int
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class IndicatorPart:
    """`sources` say in words what the score rests on, answers of the survey with their years and ages; `missing` says
    why there is no score, empty where there is one.
    """

    title: str
    indicator: IndicatorScore
    sources: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionPart:
    anchor: str
    title: str
    section: SectionScore
    level: Level | None
    indicators: tuple[IndicatorPart, ...]
    prerequisites: tuple[tuple[str, Prerequisite], ...]


def level(number: int | None, texts: ReportTexts, language: Language) -> Level | None:
    if number is None:
        return None
    known = texts.maturity.get(number)
    return Level(number, *(text.in_(language) for text in known)) if known else Level(number, "", "")


def section_parts(audit: Audit, texts: ReportTexts, words: Words) -> tuple[SectionPart, ...]:
    language = words.language
    day = riga_day(audit.started_at)
    return tuple(
        SectionPart(
            anchor=f"section-{number}",
            title=texts.title(texts.sections, section.id, language),
            section=section,
            level=level(section.maturity, texts, language),
            indicators=tuple(
                _indicator(indicator, audit.answers, day, texts, words) for indicator in section.indicators
            ),
            prerequisites=tuple(
                (texts.title(texts.prerequisites, prerequisite.id, language), prerequisite)
                for prerequisite in section.prerequisites
            ),
        )
        for number, section in enumerate(audit.index.sections, start=1)
    )


def unmeasured(sections: tuple[SectionPart, ...]) -> dict[str, list[str]]:
    """Reason to the titles of the indicators that have no score because of it."""
    reasons: dict[str, list[str]] = {}
    for section in sections:
        for part in section.indicators:
            for reason in part.missing:
                reasons.setdefault(reason, []).append(part.title)
    return reasons


def _indicator(
    indicator: IndicatorScore, answers: Sequence[Answer], day: date, texts: ReportTexts, words: Words
) -> IndicatorPart:
    missing: list[str] = []
    if indicator.score is None:
        missing = [why_missing(measure, texts, words) for measure in indicator.measures if measure.score is None]
    return IndicatorPart(
        title=texts.title(texts.indicators, indicator.id, words.language),
        indicator=indicator,
        sources=sources_of(indicator, answers, day, words),
        missing=tuple(dict.fromkeys(missing)) or ((words.gettext(NO_MEASURE),) if indicator.score is None else ()),
    )


def sources_of(indicator: IndicatorScore, answers: Sequence[Answer], day: date, words: Words) -> tuple[str, ...]:
    """What the indicator rests on, in words."""
    own = {f"{indicator.id}.{measure.id}" for measure in indicator.measures if measure.source is Source.SURVEY}
    years = sorted({answer.year for answer in answers if answer.question in own}, reverse=True)
    ages = ", ".join(year_and_age(year, day.year - year, words) for year in years)
    more = {Source.SURVEY: f" {ages}" if ages else ""}
    return tuple(words.gettext(SOURCES[source]) + more.get(source, "") for source in indicator.sources)


def year_and_age(year: int, years_old: int, words: Words) -> str:
    """The year that an answer speaks of and, where that is not the present one, how old it is."""
    if years_old <= 0:
        return str(year)
    age = words.ngettext("%(num)s year old", "%(num)s years old", years_old)
    return f"{year} ({age})"


def why_missing(measure: MeasureScore, texts: ReportTexts, words: Words) -> str:
    """Why a measure has no score, as one sentence."""
    known = texts.reasons.get(measure.reason or "")
    return words.of(known) if known else words.gettext(MISSING[measure.source])
