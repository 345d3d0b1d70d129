"""The mobile-friendly verdict of a page, how far it adapts to a phone, and the share of the site that passes."""

from collections.abc import Collection, Iterable, Mapping
from math import fsum

from model.finding import Outcome, Verdict
from scoring.mean import at_least, weighted_mean

# What Google's Mobile-Friendly Test judged until December 2023.
VERDICT_RULES = ("viewport", "content-width", "font-size", "tap-targets", "plugins")
TOLD = frozenset({Outcome.PASS, Outcome.FAIL})


def page_passes(verdicts: Iterable[Verdict], rules: Collection[str] = VERDICT_RULES) -> bool | None:
    """False when one of the rules fails; True when all pass; None when one of the others could not be told.

    A rule that does not apply (no tap target on the page) stands in nobody's way; where none applies nothing passed.
    """
    outcomes = _outcomes(verdicts)
    told = [outcomes.get(rule, Outcome.NOT_MEASURED) for rule in rules]
    if Outcome.FAIL in told:
        return False
    if Outcome.NOT_MEASURED in told or Outcome.NEEDS_REVIEW in told:
        return None
    return True if Outcome.PASS in told else None


def page_adaptation(verdicts: Iterable[Verdict], parts: Mapping[str, float], minimum_told: float) -> float | None:
    """0 to 100: the weight of the parts that pass, of those that were told; `parts` maps a rule to its weight.

    None when less than the share `minimum_told` of the parts that apply was told.
    """
    told = told_parts(verdicts, parts, minimum_told)
    return weighted_mean((parts[rule], 100 if passes else 0) for rule, passes in told.items())


def told_parts(verdicts: Iterable[Verdict], parts: Mapping[str, float], minimum_told: float) -> dict[str, bool]:
    """Of the parts that could be told, whether the page passes them; none where less than `minimum_told` could."""
    outcomes = _outcomes(verdicts)
    applying = [rule for rule in parts if outcomes.get(rule) is not Outcome.NOT_APPLICABLE]
    told = {rule: outcomes[rule] is Outcome.PASS for rule in applying if outcomes.get(rule) in TOLD}
    return told if told and at_least(_weight(told, parts) / _weight(applying, parts), minimum_told) else {}


def share_passing(page_verdicts: Iterable[bool | None]) -> float | None:
    """0 to 100: the share of pages that pass among those that could be told; None when none could."""
    return weighted_mean((1, 100 if passes else 0) for passes in page_verdicts if passes is not None)


def _outcomes(verdicts: Iterable[Verdict]) -> dict[str, Outcome]:
    return {verdict.rule: verdict.outcome for verdict in verdicts}


def _weight(rules: Iterable[str], parts: Mapping[str, float]) -> float:
    return fsum(parts[rule] for rule in rules)
