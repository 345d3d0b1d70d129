"""Features as the report shows them: by group, with their proof, and what an accessibility statement says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from model.decision import BY_HAND
from model.finding import Feature, Proof
from model.score import Source
from reports.language import N_, Words
from reports.pictures import ProofAlbum
from reports.proof_words import proof_words
from reports.terms import CHAT_KINDS, CONFIDENCES, GRADES, GROUPS, SOURCES, term
from reports.texts import ReportTexts

STATEMENT = "accessibility_statement"
# The one fact that has a list of its own.
FAULTS = "faults"
LONGEST_LIST = 20

# What the check knows of the statement; a name that is missing here is shown as it is.
STATEMENT_FACTS: Mapping[str, str] = {
    "names_this_site": N_("Names this site"),
    "named_site": N_("Site that it names"),
    "conformity": N_("Conformity that it declares"),
    "dated": N_("Has a possible date"),
    "date": N_("Date"),
    "impossible_dates": N_("Impossible dates"),
    "under_a_year": N_("Less than a year old"),
    "placeholders": N_("Placeholders left in the text"),
    "placeholder_texts": N_("What the placeholders say"),
    "method": N_("Names the method of the evaluation"),
    "protocol": N_("Record of the evaluation"),
    "alternatives": N_("Offers accessible alternatives"),
    "feedback": N_("Says where to give feedback"),
    "ombudsman": N_("Names the Ombudsman"),
    "linked_from_home": N_("Linked from the home page"),
}
CONFORMITY: Mapping[str, str] = {
    "full": N_("full conformity"),
    "partial": N_("partial conformity"),
    "none": N_("no conformity"),
}
# What is worth saying of other features.
FURTHER_FACTS: Mapping[str, str] = {
    "languages": N_("Languages"),
    "handles": N_("Profiles"),
    "searched": N_("Search was tried at"),
    "register_asked_on": N_("Register was asked on"),
    "register_organisation": N_("Publisher in the register"),
    "register_datasets": N_("Datasets in the register"),
    "register_machine_readable": N_("of them machine-readable"),
    "register_open_licence": N_("of them with an open licence"),
    "register_stale": N_("of them not changed for over a year"),
    "register_newest_change": N_("Newest change in the register"),
    "register_failure": N_("The register did not answer"),
    "linked_but_empty": N_("Linked, but nothing is there"),
    "published_but_not_linked": N_("Published in the register, but not linked from the site"),
    "files_not_in_register": N_("Data files that the register lacks"),
}


PROOFS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ProofPart:
    """A proof, what it says, and, for one of a feature's proofs, the address of its element’s picture."""

    proof: Proof
    what: str
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class FeaturePart:
    title: str
    feature: Feature
    proofs: tuple[ProofPart, ...]
    advice: str | None
    remarks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]

    @property
    def state(self) -> str:
        """found, absent or unknown: the name of its style."""
        return {True: "found", False: "absent", None: "unknown"}[self.feature.found]

    @property
    def sought_in_vain(self) -> bool:
        """Whether the audit, and no person, found nothing to prove it."""
        return not self.feature.found and not is_by_hand(self.feature)


@dataclass(frozen=True, slots=True)
class FeatureGroup:
    """`id` is one of GROUPS, or says that the feature is of none."""

    id: str
    title: str
    features: tuple[FeaturePart, ...]

    @property
    def found(self) -> int:
        return sum(part.feature.found is True for part in self.features)

    @property
    def sought_in_vain(self) -> bool:
        return any(part.sought_in_vain for part in self.features)


def feature_groups(
    features: Sequence[Feature], texts: ReportTexts, words: Words, album: ProofAlbum
) -> tuple[FeatureGroup, ...]:
    """Groups in the order of DESIGN section 6; features without a known group come last."""
    by_group: dict[str, list[FeaturePart]] = {group: [] for group in GROUPS}
    for feature in features:
        known = texts.features.get(feature.id)
        by_group.setdefault(known.group if known else N_("Other"), []).append(_part(feature, texts, words, album))
    return tuple(
        FeatureGroup(group, words.gettext(term(GROUPS, group)), tuple(parts))
        for group, parts in by_group.items()
        if parts
    )


def _part(feature: Feature, texts: ReportTexts, words: Words, album: ProofAlbum) -> FeaturePart:
    known = texts.features.get(feature.id)
    remarks = [term(GRADES, feature.grade)] if feature.grade else []
    if feature.kind:
        remarks.append(term(CHAT_KINDS, feature.kind))
    if feature.alive is False:
        remarks.append(N_("the link is dead"))
    if is_by_hand(feature):
        remarks.append(SOURCES[Source.OVERRIDE])
    if feature.confidence:
        remarks.append(term(CONFIDENCES, feature.confidence))
    details = feature.details or {}
    return FeaturePart(
        title=words.of(known.title) if known else feature.id,
        feature=feature,
        proofs=tuple(_proofs(feature, words, album)),
        advice=words.of(known.advice) if known and known.advice and feature.found is False else None,
        remarks=tuple(map(words.gettext, remarks)),
        facts=tuple(
            (words.gettext(label), fact(details[name], words))
            for name, label in FURTHER_FACTS.items()
            if details.get(name) not in (None, [], ())
        ),
    )


def is_by_hand(feature: Feature) -> bool:
    """Whether a person said so; who and why is then its first proof."""
    return bool(feature.evidence) and feature.evidence[0].by == BY_HAND


def _proofs(feature: Feature, words: Words, album: ProofAlbum) -> Iterator[ProofPart]:
    """The first proofs, and one picture: of two the reader learns no more."""
    shown = False
    for proof in feature.evidence[:PROOFS_SHOWN]:
        picture = None if shown else album.source(proof.picture)
        shown |= picture is not None
        yield ProofPart(proof, proof_words(proof, words), picture)


def statement_facts(features: Sequence[Feature], words: Words) -> list[tuple[str, str]]:
    """Label and value of each fact about the accessibility statement; empty where there is none."""
    statement = next((feature for feature in features if feature.id == STATEMENT), None)
    if statement is None or not statement.details:
        return []
    details = dict(statement.details)
    if declared := details.get("conformity"):
        details["conformity"] = words.gettext(term(CONFORMITY, str(declared)))
    return [
        (words.gettext(term(STATEMENT_FACTS, str(name)).replace("_", " ")), fact(value, words))
        for name, value in details.items()
        if name != FAULTS
    ]


def fact(value: Any, words: Words) -> str:
    """A value as a person writes it: yes, no, a date, a number, a list."""
    if value is None:
        return words.gettext("not stated")
    if isinstance(value, bool):
        return words.gettext("yes") if value else words.gettext("no")
    if isinstance(value, int | float):
        return words.number(value)
    if isinstance(value, str):
        return _date_or_text(value, words)
    if isinstance(value, date):
        return words.date(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {fact(entry, words)}" for name, entry in list(value.items())[:LONGEST_LIST])
    if isinstance(value, Sequence):
        return "; ".join(fact(entry, words) for entry in value[:LONGEST_LIST]) or words.gettext("none")
    return str(value)


def _date_or_text(value: str, words: Words) -> str:
    try:
        return words.date(date.fromisoformat(value))
    except ValueError:
        return value
