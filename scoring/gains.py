"""What each failing rule costs: the points of the index that mending it alone, wherever it fails, would gain."""

from collections.abc import Mapping

from model.simulation import Fix
from scoring.declaration import Methodology, given
from scoring.facts import SiteFacts
from scoring.index import score_site, untouched
from scoring.mean import DECIMALS
from scoring.simulation import after_fix, failing_rules, touched_by


def gains(methodology: Methodology, facts: SiteFacts) -> Mapping[str, float]:
    """Rule to points, for every rule that fails on some page; empty where there is no index score."""
    index = score_site(methodology, facts)
    found: dict[str, float] = {}
    for rule in sorted(failing_rules(facts)) if index.score is not None else ():
        fix = Fix(rules=(rule,))
        after = score_site(methodology, after_fix(facts, fix), untouched(methodology, index, touched_by(fix)))
        found[rule] = round(given(after.score) - given(index.score), DECIMALS)
    return found
