"""Why a section and the index moved: by indicator and measure, each back to the pages, rules or features it reads."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from model.change import Cause, Contribution, Matter
from model.score import IndicatorScore, MeasureScore, SectionScore, Source
from scoring.declaration import Measure, Methodology, given
from scoring.decomposition import Fate, split_mean
from scoring.facts import SiteFacts
from scoring.measures import RULES
from scoring.mobile import page_adaptation
from scoring.page_moves import (
    Contributions,
    adapting_contributions,
    passing_contributions,
    wcag_contributions,
    with_rest,
)
from scoring.reasons import Reason
from scoring.steps import Step

Declared = Mapping[str, Measure]


def index_contributions(step: Step, methodology: Methodology | None) -> Mapping[str, Contributions]:
    """By `index` and section, what adds up to its move; of those without a score on one of the nights nothing.

    Without a methodology (its folder is gone) the measures are the last that can be told.
    """
    before, after = step.before.index, step.after.index
    sections = {section.id: section for section in before.sections}
    pairs = [(sections[section.id], section) for section in after.sections if section.id in sections]
    if before.methodology != after.methodology:
        moved = {section.id: _points(was.score, section.score) for was, section in pairs}
        moved["index"] = _points(before.score, after.score)
        return {
            name: (Contribution(Cause.METHODOLOGY, Matter.METHODOLOGY, after.methodology, points),) if points else ()
            for name, points in moved.items()
        }
    declared = _declared(methodology)
    indicators = {now.id: _indicator(step, declared, was, now) for pair in pairs for was, now in _same_indicators(pair)}
    found = {now.id: _mean(was.indicators, now.indicators, indicators) for was, now in pairs}
    found["index"] = _mean(_every(before.sections), _every(after.sections), indicators)
    return found


def _points(before: float | None, after: float | None) -> float:
    return 0.0 if before is None or after is None else after - before


def _declared(methodology: Methodology | None) -> Declared:
    indicators = methodology.indicators if methodology else ()
    return {f"{one.id}.{measure.id}": measure for one in indicators for measure in one.measures}


def _every(sections: Iterable[SectionScore]) -> Sequence[IndicatorScore]:
    return [indicator for section in sections for indicator in section.indicators]


def _same_indicators(pair: tuple[SectionScore, SectionScore]) -> Iterable[tuple[IndicatorScore, IndicatorScore]]:
    before = {indicator.id: indicator for indicator in pair[0].indicators}
    return ((before[now.id], now) for now in pair[1].indicators if now.id in before)


def _mean(
    before: Iterable[IndicatorScore], after: Iterable[IndicatorScore], indicators: Mapping[str, Contributions]
) -> Contributions:
    """A section or the index: the mean of the indicators that have a score. `indicators` hold their own moves."""
    was, now = ({one.id: one for one in every if one.score is not None} for every in (before, after))
    if not was or not now:
        return ()
    found: list[Contribution] = []
    for share in split_mean(_parts(was), _parts(now)):
        if share.fate is Fate.STAYED:
            moved = _points(was[share.key].score, now[share.key].score)
            found += (part.scaled(share.points / moved) for part in indicators[share.key])
        else:
            sources = (was.get(share.key) or now[share.key]).sources
            found.append(_told_or_not(share.key, Matter.INDICATOR, sources, share.points))
    return tuple(found)


def _parts(scored: Mapping[str, IndicatorScore | MeasureScore]) -> Mapping[str, tuple[float, float]]:
    return {name: (one.weight, one.score) for name, one in scored.items() if one.score is not None}


def _told_or_not(name: str, matter: Matter, sources: Iterable[Source], points: float) -> Contribution:
    """What has a score on one night only: somebody answered, or the site could not be told of."""
    asked = not {*sources} <= {Source.WEB}
    return Contribution(Cause.ANSWERS if asked else Cause.DOWNS, matter, name, points)


def _indicator(step: Step, declared: Declared, before: IndicatorScore, after: IndicatorScore) -> Contributions:
    points = _points(before.score, after.score)
    if not points:
        return ()
    was, now = ({one.id: one for one in each.measures if one.score is not None} for each in (before, after))
    if not was or not now:
        blamed = Cause.RULES if step.tool or step.axe else Cause.SITE
        return (Contribution(blamed, Matter.INDICATOR, after.id, points, certain=False),)
    found: list[Contribution] = []
    for share in split_mean(_parts(was), _parts(now)):
        name = f"{after.id}.{share.key}"
        if share.fate is Fate.STAYED:
            moved = _points(was[share.key].score, now[share.key].score)
            parts = _measure(step, name, declared.get(name), was[share.key], now[share.key])
            found += (part.scaled(share.points / moved) for part in with_rest(parts, moved))
        else:
            source = (was.get(share.key) or now[share.key]).source
            found.append(_told_or_not(name, Matter.MEASURE, [source], share.points))
    return with_rest(found, points)


def _measure(
    step: Step, name: str, measure: Measure | None, before: MeasureScore, after: MeasureScore
) -> Contributions:
    """What a measure's own points are made of."""
    points = _points(before.score, after.score)
    if {before.source, after.source} != {Source.WEB}:
        return (Contribution(Cause.ANSWERS, Matter.MEASURE, name, points),)
    read = READERS.get(given(measure.rule)) if measure else None
    if read is None or measure is None:
        upgraded = step.tool or step.axe
        return (Contribution(Cause.RULES if upgraded else Cause.SITE, Matter.MEASURE, name, points, certain=False),)
    return read(step, measure, points)


def _wcag(step: Step, _: Measure, __: float) -> Contributions:
    return wcag_contributions(step)


def _passing(step: Step, measure: Measure, _: float) -> Contributions:
    return passing_contributions(step, given(measure.checks))


def _adapting(step: Step, measure: Measure, _: float) -> Contributions:
    parts, minimum = given(measure.parts), given(measure.minimum_told)
    return adapting_contributions(step, parts, lambda page: page_adaptation(page.verdicts, parts, minimum))


def _links(_: Step, __: Measure, points: float) -> Contributions:
    return (Contribution(Cause.SITE, Matter.LINKS, "", points),)


def _features(step: Step, measure: Measure, _: float) -> Contributions:
    """One feature after the other becomes what it is now, and each contributes what the measure then moved by."""
    names = measure.features or (given(measure.feature),)
    before, after = ({one.id: one for one in audit.features} for audit in (step.before, step.after))
    known = dict(before)
    found: list[Contribution] = []
    score = _scored(measure, SiteFacts(features=known))
    for name in names:
        if name not in after or before.get(name) == after[name]:
            continue
        known[name] = after[name]
        reached = _scored(measure, SiteFacts(features=known))
        if reached is not None and score is not None and reached != score:
            told = step.cause_of_feature(before.get(name), after[name])
            found.append(Contribution(told.cause, Matter.FEATURE, name, reached - score, told.certain))
        score = reached if reached is not None else score
    return tuple(found)


def _checks(step: Step, measure: Measure, points: float) -> Contributions:
    """All or nothing: the points are shared evenly by the checks whose outcome for the site is another."""
    changed = [
        check for check in given(measure.checks) if step.before.checks.get(check) is not step.after.checks.get(check)
    ]
    told = [(check, step.cause_of_rule(check, "", "", worse=points < 0)) for check in changed]
    return tuple(Contribution(one.cause, Matter.RULE, check, points / len(changed), one.certain) for check, one in told)


def _scored(measure: Measure, facts: SiteFacts) -> float | None:
    answer = RULES[given(measure.rule)].score(measure, facts)
    return None if isinstance(answer, Reason) else float(answer)


# By the rule of a measure (scoring/measures.py), what its points are read from.
READERS: Mapping[str, Callable[[Step, Measure, float], Contributions]] = {
    "wcag_score": _wcag,
    "share_of_pages": _passing,
    "parts_of_pages": _adapting,
    "share_of_working_links": _links,
    "checks_pass": _checks,
    **dict.fromkeys(
        ("share_of_features", "number_of_features", "any_feature", "feature_found", "feature_kind"), _features
    ),
    **dict.fromkeys(("link_found", "link_grade"), _features),
}
