"""The way to the next level: how far each section is from it, and what its prerequisites still lack."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from model.checklist import Checklist, Item, Statement, Subject
from model.score import MeasureScore
from model.standing import Standing
from reports.checklists import MET, lacking
from reports.export import plain
from reports.index_parts import SectionPart, why_missing
from reports.language import Words
from reports.texts import ReportTexts

# As scores are compared with bounds where they are made.
DECIMALS = 9
KINDS = {True: "good", False: "bad", None: "open"}


@dataclass(frozen=True, slots=True)
class Lack:
    """What a prerequisite still lacks, and what to do about it; `anchor` is where the report tells more."""

    said: str
    advice: str | None
    anchor: str | None


@dataclass(frozen=True, slots=True)
class PrerequisitePart:
    title: str
    kind: str
    state: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class NextLevelPart:
    """`missing` are the points, in words, up to the level `next_level`, which begins with `bound`: all None at the
    highest level or without a score. `held_at` is the level at which a missing prerequisite holds it, if one does.
    """

    anchor: str
    title: str
    level: int | None
    next_level: int | None
    missing: str | None
    bound: float | None
    held_at: int | None
    prerequisites: tuple[PrerequisitePart, ...]
    met: int


def next_level_parts(
    sections: Iterable[SectionPart],
    checklists: Sequence[Checklist],
    standing: Standing | None,
    anchors: Mapping[str, str],
    texts: ReportTexts,
    words: Words,
) -> tuple[NextLevelPart, ...]:
    """`anchors` maps a feature to where the report shows it. Without a checklist only states are known."""
    known = {one.section: {item.id: item for item in one.items} for one in checklists}
    bounds = standing.bounds if standing else {}
    return tuple(_part(one, known.get(one.section.id, {}), bounds, anchors, texts, words) for one in sections)


def next_level_json(sections: Sequence[SectionPart], parts: Sequence[NextLevelPart]) -> Any:
    """With full precision; what a prerequisite lacks, and what to do about it, in words."""
    return plain(
        [
            {
                "section": one.section.id,
                "title": one.title,
                "score": one.section.score,
                "level": part.level,
                "next_level": part.next_level,
                "begins_with": part.bound,
                "held_at": part.held_at,
                "met": part.met,
                "prerequisites": [
                    {
                        "id": known.id,
                        "title": title,
                        "met": known.met,
                        "lacks": [{"what": lack.said, "advice": lack.advice} for lack in told.lacks],
                    }
                    for (title, known), told in zip(one.prerequisites, part.prerequisites, strict=True)
                ],
            }
            for one, part in zip(sections, parts, strict=True)
        ]
    )


def _part(
    part: SectionPart,
    items: Mapping[str, Item],
    bounds: Mapping[int, float],
    anchors: Mapping[str, str],
    texts: ReportTexts,
    words: Words,
) -> NextLevelPart:
    section = part.section
    reached = _reached(section.score, bounds)
    following = reached + 1 if reached is not None and reached + 1 in bounds else None
    held = section.maturity if reached and section.maturity and section.maturity < reached else None
    return NextLevelPart(
        anchor=part.anchor,
        title=part.title,
        level=section.maturity,
        next_level=following,
        missing=words.missing_points(_up_to(bounds[following], section.score)) if following else None,
        bound=bounds[following] if following else None,
        held_at=held,
        prerequisites=tuple(
            PrerequisitePart(
                title=title,
                kind=KINDS[one.met],
                state=words.gettext(MET[one.met]),
                lacks=tuple(_lacks(items.get(one.id), part, anchors, texts, words)),
            )
            for title, one in part.prerequisites
        ),
        met=sum(one.met is True for _, one in part.prerequisites),
    )


def _reached(score: float | None, bounds: Mapping[int, float]) -> int | None:
    """The level by the score alone; a bound belongs to the higher level."""
    if score is None:
        return None
    return max((level for level, bound in bounds.items() if round(score, DECIMALS) >= bound), default=None)


def _up_to(bound: float, score: float | None) -> float:
    """What is missing, rounded up: it never reads as nothing."""
    return ceil(round((bound - (score or 0.0)) * 10, DECIMALS)) / 10


def _lacks(
    item: Item | None, part: SectionPart, anchors: Mapping[str, str], texts: ReportTexts, words: Words
) -> Iterator[Lack]:
    if item is not None:
        unmeasured = {
            f"{indicator.id}.{measure.id}": measure
            for indicator in part.section.indicators
            for measure in indicator.measures
            if measure.score is None
        }
        for statement, said in lacking(item.statement, texts, words):
            yield Lack(said, _advice(statement, unmeasured, texts, words), _anchor(statement, part, anchors))


def _advice(
    statement: Statement, unmeasured: Mapping[str, MeasureScore], texts: ReportTexts, words: Words
) -> str | None:
    """What to do, or why it is not known."""
    if statement.id in unmeasured:
        return why_missing(unmeasured[statement.id], texts, words)
    if statement.subject is Subject.FEATURE and statement.met is False:
        known = texts.features.get(statement.id)
        return words.of(known.advice) if known and known.advice else None
    if statement.subject is Subject.SURVEY and statement.value is None:
        return words.gettext("Only the municipality knows: it is asked in the survey.")
    return None


def _anchor(statement: Statement, part: SectionPart, anchors: Mapping[str, str]) -> str | None:
    """A feature's place; of a score the section's table of indicators."""
    if statement.subject is Subject.FEATURE:
        return anchors.get(statement.id)
    scored = statement.subject in (Subject.MEASURE, Subject.INDICATOR) and statement.value is not None
    return part.anchor if scored else None
