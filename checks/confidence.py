"""How sure a verdict on a feature is, by the kind of evidence that won: a scale that can be defended word by word."""

from model.finding import Confidence, Feature

# Rules of a signature that names and marks meet, and the one that looks at running text alone.
NAMES = frozenset({"names", "slugs", "signs"})
WORDS = "stems"
TARGETS = "targets"
STEP = " > "
# What stands behind a link was read, and the link is no proof.
READ = "read"


def confidence_of(feature: Feature) -> Confidence | None:
    """None where the feature could not be told.

    certain: a structure that stands on a page that was read, a target that answered, one that is gone, or a file that
    was read and is no proof. likely: a target that nobody asked, a page of that name with content, nothing found on the
    pages read. weak: words only.
    """
    if feature.found is None:
        return None
    if not feature.found:
        if feature.alive is False or any(kind_of(proof.by) == READ for proof in feature.evidence):
            return Confidence.CERTAIN
        return Confidence.WEAK if feature.evidence else Confidence.LIKELY
    if not feature.evidence:
        return Confidence.LIKELY
    best = feature.evidence[0]
    rule = kind_of(best.by)
    if rule == WORDS:
        return Confidence.WEAK
    if rule in NAMES:
        seen = best.target is None or feature.alive
        return Confidence.LIKELY if seen else Confidence.WEAK
    if rule == TARGETS and not feature.alive:
        return Confidence.LIKELY
    return Confidence.CERTAIN


def kind_of(by: str | None) -> str:
    """The key of the signature, of a rule that is written as `targets[2]` or `names[0] > structures.prose`."""
    return (by or "").rpartition(STEP)[2].partition("[")[0].partition(".")[0]
