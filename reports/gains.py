"""The fixes that gain most, in words: what to do and where it stands, the points, the levels and the place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.audit import Audit, PageAudit
from model.finding import Outcome
from model.score import IndexScore
from model.simulation import Step
from model.standing import FEWEST_PEERS, Gain
from reports.export import plain
from reports.language import Words
from reports.simulation import fix_parts, step_json
from reports.texts import ReportTexts


@dataclass(frozen=True, slots=True)
class FixPart:
    """One thing to do; `anchor` is where the report tells more of it, `pages` how many pages a fault is on."""

    title: str
    anchor: str | None
    pages: int


@dataclass(frozen=True, slots=True)
class GainPart:
    """`gained` are the points, levels and places in words, the points first."""

    parts: tuple[FixPart, ...]
    gained: tuple[str, ...]


def gain_parts(
    gains: Iterable[Gain], audit: Audit, anchors: Mapping[str, str], texts: ReportTexts, words: Words
) -> tuple[GainPart, ...]:
    """`anchors` maps a rule or a feature to where the report shows it."""
    return tuple(
        GainPart(
            parts=tuple(
                FixPart(title, anchors.get(name), _pages(name, audit.pages))
                for name, title in fix_parts(gain.step.fix, texts, words)
            ),
            gained=tuple(_gained(gain, texts, words)),
        )
        for gain in gains
    )


def gains_json(gains: Sequence[Gain], audit: Audit, texts: ReportTexts, words: Words) -> Any:
    """With full precision, and in words what is to be done and what it gains."""
    parts = gain_parts(gains, audit, {}, texts, words)
    return plain(
        [
            {
                **step_json(gain.step),
                "todo": [{"title": one.title, "pages": one.pages} for one in part.parts],
                "gained": part.gained,
                "rank_before": gain.place_before.rank,
                "rank_after": gain.place_after.rank,
                "ranked": gain.place_after.ranked,
            }
            for gain, part in zip(gains, parts, strict=True)
        ]
    )


def _pages(rule: str, pages: Sequence[PageAudit]) -> int:
    return sum(any(one.rule == rule and one.outcome is Outcome.FAIL for one in page.verdicts) for page in pages)


def _gained(gain: Gain, texts: ReportTexts, words: Words) -> Iterable[str]:
    step = gain.step
    if step.gain is not None:
        yield words.points(step.gain)
    elif step.after.score is not None:
        yield words.gettext("gives the index its first score")
    yield from _levels(step, texts, words)
    before, after = gain.place_before, gain.place_after
    if before.ranked > FEWEST_PEERS and before.rank and after.rank and before.rank != after.rank:
        yield words.gettext(
            "place %(before)s → %(after)s of %(ranked)s in the group",
            before=before.rank,
            after=after.rank,
            ranked=after.ranked,
        )


def _levels(step: Step, texts: ReportTexts, words: Words) -> Iterable[str]:
    """The level of the index and those of sections, where they change."""
    was, now = step.before.maturity, step.after.maturity
    if was != now and was and now:
        yield words.gettext("level %(before)s → %(after)s", before=was, after=now)
    levels = _by_section(step.before)
    for section, level in _by_section(step.after).items():
        if level and levels[section] and level != levels[section]:
            title = texts.title(texts.sections, section, words.language)
            yield words.gettext(
                "%(section)s: level %(before)s → %(after)s", section=title, before=levels[section], after=level
            )


def _by_section(index: IndexScore) -> Mapping[str, int | None]:
    return {section.id: section.maturity for section in index.sections}
