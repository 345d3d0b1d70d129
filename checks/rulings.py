"""People's decisions applied to verdicts and features: pure, so that a night judged again gives the same numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from checks.issues import element_fingerprint
from model.decision import BY_HAND, About, Decision, Ruling
from model.finding import Element, Feature, Outcome, Party, Proof, Verdict


def ruled(verdicts: Iterable[Verdict], rulings: Mapping[str, Ruling]) -> tuple[Verdict, ...]:
    """The verdicts after these rulings by fingerprint; counts and outcomes follow.

    A fault stands among the elements under the fingerprint that it had, so that its history goes on; what is none, or
    is dismissed, is gone from them.
    """
    if not rulings:
        return tuple(verdicts)
    return tuple(_ruled(verdict, rulings) for verdict in verdicts)


def _ruled(verdict: Verdict, rulings: Mapping[str, Ruling]) -> Verdict:
    kept: list[Element] = []
    counts = {Outcome.PASS: verdict.passed, Outcome.FAIL: verdict.failed, Outcome.NEEDS_REVIEW: verdict.unsure}
    touched = False
    for element in verdict.elements:
        ruling = rulings.get(element_fingerprint(verdict, element))
        if ruling is None:
            kept.append(element)
            continue
        touched = True
        # Elements of other parties are not in a verdict's counts.
        number = element.count if element.party is Party.OWN else 0
        counts[element.outcome] -= number
        if ruling is not Ruling.DISMISS:
            counts[Outcome(ruling)] += number
        if ruling is Ruling.FAIL:
            kept.append(replace(element, outcome=Outcome.FAIL, seen_as=element.seen_as or element.outcome))
    if not touched:
        return verdict
    passed, failed, unsure = (max(number, 0) for number in counts.values())
    # What stands in a frame of another party has no say in the outcome.
    own = {element.outcome for element in kept if element.party is Party.OWN}
    if failed or Outcome.FAIL in own:
        outcome = Outcome.FAIL
    elif unsure or own:
        outcome = Outcome.NEEDS_REVIEW
    else:
        outcome = Outcome.PASS if passed else Outcome.NOT_APPLICABLE
    return replace(verdict, outcome=outcome, passed=passed, failed=failed, unsure=unsure, elements=tuple(kept))


def ruled_features(features: Iterable[Feature], decisions: Sequence[Decision], page: str) -> tuple[Feature, ...]:
    """The features as people decided them, the decision before the machine's own proofs, as seen from `page`.

    Where two decisions speak of one feature the newer one holds.
    """
    by_feature = {
        one.subject: one for one in decisions if one.about is About.FEATURE and one.ruling is not Ruling.DISMISS
    }
    return tuple(
        _decided(feature, by_feature[feature.id], page) if feature.id in by_feature else feature for feature in features
    )


def _decided(feature: Feature, decision: Decision, page: str) -> Feature:
    target = decision.proof if decision.proof and "://" in decision.proof else None
    proof = Proof(page, f"{decision.who}: {decision.why}", target, by=BY_HAND)
    found = decision.ruling is Ruling.PASS
    return replace(
        feature,
        found=found,
        grade=decision.grade,
        kind=decision.kind,
        alive=None,
        evidence=(proof, *feature.evidence) if found else (proof,),
        confidence=None,
    )


def rulings_of(decisions: Iterable[Decision]) -> Mapping[str, Ruling]:
    """Fingerprint to ruling; of two about one finding the newer one holds."""
    return {one.subject: one.ruling for one in decisions if one.about is About.FINDING}


def state_of(feature: Feature) -> str:
    """What a dismissed doubt rests on: with another state it is asked again."""
    parts = (feature.found, feature.grade, feature.kind, feature.confidence)
    return " ".join("-" if part is None else str(part) for part in parts)
