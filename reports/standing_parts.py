"""Where the site stands, ready to be drawn: a strip for the index and each section, with the same in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from model.audit import Audit
from model.results import INDEX, figures_of
from model.standing import Standing, SubjectStanding
from reports.index_parts import Level, SectionPart, level
from reports.language import N_, Words
from reports.terms import CENTRES, term
from reports.texts import ReportTexts

INDEX_TITLE = N_("Index")
HIGHEST = 100.0
# Scores are ranked after rounding to nine decimals.
LEAST_DISTANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Strip:
    """`name` and `account` are the picture's text alternative; `change` is that of a year, in points.

    `place` is the place, or the places that equals share, in words.
    """

    number: int
    title: str
    anchor: str
    score: float | None
    level: Level | None
    standing: SubjectStanding
    name: str
    account: str
    place: str | None

    @property
    def change(self) -> float | None:
        before = self.standing.before
        return None if self.score is None or before is None else self.score - before


@dataclass(frozen=True, slots=True)
class StandingPart:
    """`bounds` are scores with which levels begin, but the first; `middles` say where on the strip a level lies."""

    group: str | None
    strips: tuple[Strip, ...]
    bounds: tuple[float, ...]
    middles: Mapping[int, float]
    standing: Standing

    @property
    def scale(self) -> tuple[tuple[str, float], ...]:
        """Numbers and their places; those at the ends are left off, where they would be cut."""
        return tuple((f"{bound:.0f}", bound) for bound in self.bounds)

    @property
    def has_spread(self) -> bool:
        return any(strip.standing.spread for strip in self.strips)

    @property
    def has_before(self) -> bool:
        return any(strip.standing.before is not None for strip in self.strips)


def standing_part(
    audit: Audit, standing: Standing, sections: tuple[SectionPart, ...], texts: ReportTexts, words: Words
) -> StandingPart:
    anchors = {part.section.id: part.anchor for part in sections}
    strips = tuple(
        _strip(number, audit, one, standing, anchors, texts, words)
        for number, one in enumerate(standing.subjects, start=1)
    )
    starts = sorted(standing.bounds.items())
    ends = [start for _, start in starts[1:]] + [HIGHEST]
    return StandingPart(
        group=words.gettext(term(CENTRES, standing.group)) if standing.group else None,
        strips=strips,
        bounds=tuple(start for _, start in starts[1:]),
        middles={number: (start + end) / 2 for (number, start), end in zip(starts, ends, strict=True)},
        standing=standing,
    )


def _strip(
    number: int,
    audit: Audit,
    one: SubjectStanding,
    standing: Standing,
    anchors: Mapping[str, str],
    texts: ReportTexts,
    words: Words,
) -> Strip:
    figures = figures_of(audit.index, one.subject)
    place = _place(one, figures.score, words)
    of_index = one.subject == INDEX
    title = words.gettext(INDEX_TITLE) if of_index else texts.title(texts.sections, one.subject, words.language)
    return Strip(
        number=number,
        title=title,
        anchor=anchors.get(one.subject, INDEX),
        score=figures.score,
        level=level(figures.maturity, texts, words.language),
        standing=one,
        name=_name(title, figures.score, figures.maturity, words),
        account=" ".join(_account(one, place, standing, words)),
        place=place,
    )


def _name(title: str, score: float | None, maturity: int | None, words: Words) -> str:
    if score is None or maturity is None:
        return words.gettext("%(title)s: no score yet.", title=title)
    return words.gettext(
        "%(title)s: %(score)s out of 100, maturity level %(level)s of 5.",
        title=title,
        score=words.score(score),
        level=maturity,
    )


def _place(one: SubjectStanding, score: float | None, words: Words) -> str | None:
    """The place, or the places that equals share, with the number of the ranked; None for who has nobody beside him."""
    first, ranked = one.place.rank, one.place.ranked
    if first is None or score is None or not one.peers:
        return None
    last = first + sum(abs(peer - score) < LEAST_DISTANCE for peer in one.peers)
    if first == last:
        return words.gettext("place %(rank)s of %(ranked)s", rank=first, ranked=ranked)
    return words.gettext("places %(first)s–%(last)s of %(ranked)s", first=first, last=last, ranked=ranked)


def _account(one: SubjectStanding, place: str | None, standing: Standing, words: Words) -> list[str]:
    """One sentence for each thing that the strip shows beside the score."""
    said = []
    if place:
        said.append(words.gettext("In the group: %(place)s.", place=place))
    if one.spread:
        said.append(
            words.gettext(
                "The middle half of the other sites of the group lies between %(low)s and %(high)s, the median is "
                "%(median)s.",
                low=words.score(one.spread.low),
                high=words.score(one.spread.high),
                median=words.score(one.spread.median),
            )
        )
    if one.before is not None and standing.year_before is not None:
        said.append(
            words.gettext(
                "On %(date)s it was %(score)s.", date=words.date(standing.year_before), score=words.score(one.before)
            )
        )
    return said
