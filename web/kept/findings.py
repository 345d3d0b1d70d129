"""Findings of the country and the counts of them, made once for all pages that say them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from model.history import SiteIssue
from model.trend import Trend
from pipeline.errors import SetupError
from pipeline.findings import Found, SharedIssue, Wanted, find, find_shared
from pipeline.rule_standings import RuleSite, RuleStanding, Tally, criteria_now, rules_now, sites_of_rule
from pipeline.trends import Asked, FirstMet, first_met, whole_and_groups
from reports.language import N_
from web.kept import municipalities
from web.problems import not_found
from web.visit import Visit

T = TypeVar("T")

# An arrow compares with so many days ago.
DAYS = 30
FINGERPRINT = r"^[0-9a-f]{1,64}$"
# Behind the audit that saw a finding last, so that it is the newest.
AFTER = timedelta(seconds=1)


def then(visit: Visit) -> datetime:
    """The moment that arrows compare with: of the same day it is the same."""
    return visit.now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS)


def rules(visit: Visit, wanted: Wanted) -> Sequence[RuleStanding]:
    since = then(visit)
    return visit.kept(
        ("rules", wanted, since), lambda: or_no_such_rule(lambda: rules_now(visit.workplace, wanted, since))
    )


def on_sites(visit: Visit, rule: str) -> Sequence[RuleSite]:
    return visit.kept(("sites of rule", rule), lambda: sites_of_rule(visit.workplace, rule))


def findings(visit: Visit, wanted: Wanted, limit: int | None = None, offset: int = 0) -> Found:
    key = ("findings", wanted, limit, offset, visit.today)
    return visit.kept(key, lambda: or_no_such_rule(lambda: find(visit.workplace, wanted, limit, offset)))


def criteria(visit: Visit) -> Mapping[str, Tally]:
    """Of each success criterion of which anything is open, by its number."""
    return visit.kept(("criteria", visit.today), lambda: criteria_now(findings(visit, Wanted()).issues))


def elsewhere(visit: Visit, issue: SiteIssue) -> Sequence[SiteIssue]:
    """The same fault on other sites: what one fix would mend at once."""
    mine = (issue.site.url, issue.span.fingerprint)
    for fault in shared(visit, Wanted(rule=issue.span.rule)):
        if any((one.site.url, one.span.fingerprint) == mine for one in fault.issues):
            return [one for one in fault.issues if one.site.url != issue.site.url]
    return []


def shared(visit: Visit, wanted: Wanted) -> Sequence[SharedIssue]:
    """Raises SetupError as `find` does."""
    return visit.kept(("shared", wanted, visit.today), lambda: find_shared(visit.workplace, wanted))


def or_no_such_rule(make: Callable[[], T]) -> T:
    """What `make` finds. Raises Problem for a rule that there is not; sites and regions were looked up before."""
    try:
        return make()
    except SetupError as error:
        raise not_found(N_("There is no such rule"), N_("Choose a rule from the list of rules.")) from error


def trends(visit: Visit, asked: Asked) -> tuple[Trend, Trend] | None:
    """Of all together and of each group; None where nothing was audited yet."""

    def make() -> tuple[Trend, Trend] | None:
        try:
            return whole_and_groups(visit.workplace, asked, versions(visit))
        except SetupError:
            return None

    return visit.kept(("trends", asked), make)


def versions(visit: Visit) -> FirstMet:
    return visit.kept("versions", lambda: first_met(visit.workplace))


def issue_path(visit: Visit, issue: SiteIssue) -> str:
    """Of the page of the issue, behind the language."""
    return f"{municipalities.path_to(visit, issue.site)}/issues/{issue.span.fingerprint}"
