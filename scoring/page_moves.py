"""Why a score that is a mean over the pages of a sample moved: page by page, and on a page rule by rule."""

from collections.abc import Callable, Collection, Iterable, Mapping
from math import fsum

from model.audit import PageAudit
from model.change import Cause, Contribution, Matter
from model.finding import Outcome, Verdict
from scoring.decomposition import Fate, Share, split_mean
from scoring.mobile import VERDICT_RULES, page_passes
from scoring.steps import Step, Told
from scoring.wcag import impact_weight, scored_verdicts, share_passed

# Sums of shares are not exact in binary.
EXACT = 1e-9

Contributions = tuple[Contribution, ...]
Score = Callable[[PageAudit], float | None]
# What so many points of a page that was judged both times are made of.
Inside = Callable[[Step, str, float], Contributions]


def wcag_contributions(step: Step) -> Contributions:
    """They add up to the move of the site's WCAG score, for it is the mean of its pages."""
    return _over_pages(step, lambda page: page.wcag_score, _rules_of_page)


def mobile_contributions(step: Step) -> Contributions:
    """The same of the share of pages that pass the mobile test."""
    return _over_pages(step, lambda page: _all_or_nothing(page.mobile_passes), _flipped(VERDICT_RULES))


def passing_contributions(step: Step, checks: Collection[str]) -> Contributions:
    """The same of the share of pages that pass these checks."""
    return _over_pages(step, lambda page: _all_or_nothing(page_passes(page.verdicts, checks)), _flipped(checks))


def adapting_contributions(step: Step, parts: Collection[str], score: Score) -> Contributions:
    """The same of the mean of `score`, which these checks make."""
    return _over_pages(step, score, _flipped(parts))


def _over_pages(step: Step, score: Score, inside: Inside) -> Contributions:
    before, after = _scores(step.pages_before, score), _scores(step.pages_after, score)
    if not before or not after:
        return ()
    found: list[Contribution] = []
    for share in split_mean(before, after):
        if share.fate is Fate.STAYED:
            found += inside(step, share.key, share.points)
        else:
            found.append(_of_another_page(step, share))
    return tuple(found)


def _scores(pages: Mapping[str, PageAudit], score: Score) -> Mapping[str, tuple[float, float]]:
    told = {place: score(page) for place, page in pages.items()}
    return {place: (1.0, value) for place, value in told.items() if value is not None}


def _of_another_page(step: Step, share: Share) -> Contribution:
    """A page that only one of the two nights judged: it is in both samples, or the sample is another."""
    if share.key in step.pages_before and share.key in step.pages_after:
        return Contribution(Cause.DOWNS, Matter.PAGE, share.key, share.points)
    if step.redesigned:
        return Contribution(Cause.SITE, Matter.REDESIGN, "", share.points)
    return Contribution(Cause.SAMPLE, Matter.PAGE, share.key, share.points)


def _rules_of_page(step: Step, place: str, points: float) -> Contributions:
    was, now = step.pages_before[place], step.pages_after[place]
    assert was.wcag_score is not None
    assert now.wcag_score is not None
    moved = now.wcag_score - was.wcag_score
    before, after = ({one.rule: one for one in scored_verdicts(page.verdicts)} for page in (was, now))
    if not before or not after:
        return (_whole_page(step, place, points),)
    shares = split_mean(_parts(before), _parts(after))
    found = [_of_rule(step, place, before, after, share).scaled(points / moved) for share in shares]
    return with_rest(found, points)


def with_rest(found: Iterable[Contribution], points: float) -> Contributions:
    """The contributions with what they lack of the points: it was computed in another way then."""
    found = tuple(found)
    rest = points - fsum(one.points for one in found)
    if abs(rest) < EXACT:
        return found
    return (*found, Contribution(Cause.RULES, Matter.SCORE, "", rest, certain=False))


def _parts(verdicts: Mapping[str, Verdict]) -> Mapping[str, tuple[float, float]]:
    return {rule: (float(impact_weight(one)), share_passed(one)) for rule, one in verdicts.items()}


def _of_rule(
    step: Step, place: str, before: Mapping[str, Verdict], after: Mapping[str, Verdict], share: Share
) -> Contribution:
    if share.fate is Fate.REWEIGHTED:
        # A rule's impact is its own, not the page's.
        told = Told(Cause.RULES)
    else:
        engine = (after.get(share.key) or before[share.key]).engine
        failed = [one[share.key].failed if share.key in one else 0 for one in (before, after)]
        told = step.cause_of_rule(share.key, engine, place, worse=failed[1] > failed[0])
    return Contribution(told.cause, Matter.RULE, share.key, share.points, told.certain)


def _flipped(checks: Collection[str]) -> Inside:
    """The points are shared evenly by those of the checks whose outcome is another."""

    def inside(step: Step, place: str, points: float) -> Contributions:
        before, after = (_outcomes(pages[place], checks) for pages in (step.pages_before, step.pages_after))
        changed = [check for check in checks if before.get(check) is not after.get(check)]
        if not changed:
            return (_whole_page(step, place, points),)
        told = {
            check: step.cause_of_rule(check, "", place, worse=after.get(check) is Outcome.FAIL) for check in changed
        }
        return tuple(
            Contribution(one.cause, Matter.RULE, check, points / len(changed), one.certain)
            for check, one in told.items()
        )

    return inside


def _outcomes(page: PageAudit, checks: Collection[str]) -> Mapping[str, Outcome]:
    return {verdict.rule: verdict.outcome for verdict in page.verdicts if verdict.rule in checks}


def _whole_page(step: Step, place: str, points: float) -> Contribution:
    told = step.cause_of_page(place)
    return Contribution(told.cause, Matter.PAGE, place, points, told.certain)


def _all_or_nothing(passes: bool | None) -> float | None:
    return None if passes is None else 100.0 if passes else 0.0
