"""What if: names typed by a person become fixes, and the new index its place among the newest audits of the group."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import reduce

from checks.catalogue import rule_ids
from checks.watch import FEATURES
from model.decision import site_key
from model.score import IndexScore
from model.simulation import Fix, Simulation, Step
from model.site import Role, Site
from pipeline.errors import SetupError
from pipeline.explaining import Case, nearest
from pipeline.results import Scope, SiteOnDay, sites_on
from pipeline.workplace import Workplace
from reports.language import riga_day
from scoring.best_fixes import Aim, best_fixes, fix_of_features, fix_of_rules
from scoring.simulation import after_fix, failing_rules, place_among, simulate

ALL = "all"
# Between a feature and its kind: chat:bot.
OF_KIND = ":"
REPORTED = 3


@dataclass(frozen=True, slots=True)
class Wishes:
    """As they were typed: rules to mend (or “all”), features to offer and to drop; or how many best fixes to find."""

    fix: Sequence[str] = ()
    add: Sequence[str] = ()
    remove: Sequence[str] = ()
    best: int = 0


def simulated(workplace: Workplace, case: Case, wishes: Wishes) -> Simulation:
    """First what was typed, then the best fixes after it. Raises SetupError for a name that nobody knows."""
    methodology, issues = case.methodology, case.audit.issues
    typed = list(_fixes(case, wishes))
    if not typed and not wishes.best:
        raise SetupError("nothing would change: name a --fix RULE, --add FEATURE or --remove FEATURE, or ask --best 5.")
    steps = simulate(methodology, case.facts, typed)
    if wishes.best:
        steps += best_fixes(methodology, reduce(after_fix, typed, case.facts), issues, wishes.best)
    before = case.audit.index
    after = steps[-1].after if steps else before
    site = case.audit.site
    peers = peers_of(workplace, case)
    return Simulation(
        steps=steps,
        before=before,
        after=after,
        place_before=place_among(before, peers, site.centre, methodology),
        place_after=place_among(after, peers, site.centre, methodology),
    )


def _fixes(case: Case, wishes: Wishes) -> Iterator[Fix]:
    issues, failing = case.audit.issues, failing_rules(case.facts)
    known = rule_ids()
    for name in _names(wishes.fix):
        if name != ALL and name not in known:
            raise SetupError(f"there is no rule “{name}”{nearest(name, known)}")
        yield fix_of_rules(failing if name == ALL else (name,), issues, case.facts)
    for name in _names(wishes.add):
        yield _offer(name, case)
    for name in _names(wishes.remove):
        _assure_feature(name)
        yield Fix(removed=(name,))


def _offer(name: str, case: Case) -> Fix:
    feature, _, kind = name.partition(OF_KIND)
    _assure_feature(feature)
    fixes = fix_of_features(feature, case.methodology)
    kinds = {one.kind: fix for fix in fixes for one in fix.added if one.kind is not None}
    if not kinds and not kind:
        return fixes[0]
    if kind not in kinds:
        ways = " or ".join(f"{feature}{OF_KIND}{one}" for one in kinds) or feature
        raise SetupError(f"“{name}” does not say what is offered: say {ways}.")
    return kinds[kind]


def _assure_feature(name: str) -> None:
    if name not in FEATURES:
        raise SetupError(f"there is no feature “{name}”{nearest(name, FEATURES)}")


def _names(typed: Iterable[str]) -> list[str]:
    """Each once; several may stand in one word with commas between."""
    return list(dict.fromkeys(name for word in typed for name in word.split(",") if name))


def peers_of(workplace: Workplace, case: Case) -> list[IndexScore]:
    """The newest index of the other municipalities of the group, by the same methodology."""
    judged_alike = replace(workplace, methodology=case.methodology)
    return peers_among(sites_on(judged_alike, Scope(on=riga_day(datetime.now(UTC)))), case.audit.site)


def peers_among(everybody: Iterable[SiteOnDay], own: Site) -> list[IndexScore]:
    """The indexes of the other municipalities of the site's group."""
    key = site_key(own)
    return [
        one.judged.index
        for one in everybody
        if one.judged is not None
        and one.site.role is Role.MAIN
        and one.site.centre is own.centre
        and site_key(one.site) != key
    ]


def most_gained(case: Case, count: int = REPORTED) -> tuple[Step, ...]:
    """For a report: the fixes that gain most, one after the other, with the index and levels before and after each."""
    return best_fixes(case.methodology, case.facts, case.audit.issues, count, Aim.GAIN)
