"""What each failing rule costs: the points of the index that mending it alone, wherever it fails, would gain."""

from collections.abc import Mapping

from model.simulation import Fix
from scoring.declaration import Methodology, given
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.mean import DECIMALS
from scoring.simulation import after_fix, failing_rules


def gains(methodology: Methodology, facts: SiteFacts) -> Mapping[str, float]:
    """Rule to points, for every rule that fails on some page; empty where there is no index score."""
    before = score_site(methodology, facts).score
    if before is None:
        return {}
    return {
        rule: round(given(score_site(methodology, after_fix(facts, Fix(rules=(rule,)))).score) - before, DECIMALS)
        for rule in sorted(failing_rules(facts))
    }
