"""The index as the report shows it: sections, indicators, prerequisites, and what keeps a part unmeasured."""

from dataclasses import dataclass

from model.score import IndexScore, IndicatorScore, MeasureScore, Prerequisite, SectionScore
from model.text import Language
from reports.language import N_, Words
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
    """`sources` are msgids; `missing` says in words why there is no score, empty where there is one."""

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


def section_parts(index: IndexScore, texts: ReportTexts, words: Words) -> tuple[SectionPart, ...]:
    language = words.language
    return tuple(
        SectionPart(
            anchor=f"section-{number}",
            title=texts.title(texts.sections, section.id, language),
            section=section,
            level=level(section.maturity, texts, language),
            indicators=tuple(_indicator(indicator, texts, words) for indicator in section.indicators),
            prerequisites=tuple(
                (texts.title(texts.prerequisites, prerequisite.id, language), prerequisite)
                for prerequisite in section.prerequisites
            ),
        )
        for number, section in enumerate(index.sections, start=1)
    )


def unmeasured(sections: tuple[SectionPart, ...]) -> dict[str, list[str]]:
    """Reason to the titles of the indicators that have no score because of it."""
    reasons: dict[str, list[str]] = {}
    for section in sections:
        for part in section.indicators:
            for reason in part.missing:
                reasons.setdefault(reason, []).append(part.title)
    return reasons


def _indicator(indicator: IndicatorScore, texts: ReportTexts, words: Words) -> IndicatorPart:
    missing: list[str] = []
    if indicator.score is None:
        missing = [_why(measure, texts, words) for measure in indicator.measures if measure.score is None]
    return IndicatorPart(
        title=texts.title(texts.indicators, indicator.id, words.language),
        indicator=indicator,
        sources=tuple(SOURCES[source] for source in indicator.sources),
        missing=tuple(dict.fromkeys(missing)) or ((words.gettext(NO_MEASURE),) if indicator.score is None else ()),
    )


def _why(measure: MeasureScore, texts: ReportTexts, words: Words) -> str:
    known = texts.reasons.get(measure.reason or "")
    return words.of(known) if known else words.gettext(MISSING[measure.source])
