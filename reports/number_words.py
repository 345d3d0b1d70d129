"""What each number of the dashboard means, in a paragraph a number."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.language import N_, Words


@dataclass(frozen=True, slots=True)
class Bounds:
    """Shares of the methodology that the paragraphs name."""

    indicator: float
    ranking: float


# Anchor, title, paragraph.
MEANINGS: Sequence[tuple[str, str, str]] = (
    (
        "index",
        N_("Index"),
        N_("From 0 to 100: the mean of the indicators that were measured, each with its weight in the index."),
    ),
    (
        "coverage",
        N_("Measured"),
        N_(
            "Which part of the index, by weight, was measured. What was not measured counts neither as 0 nor as 100. A "
            "municipality has a place only where at least %(ranking)s was measured."
        ),
    ),
    ("section", N_("Section"), N_("The mean of the section’s measured indicators, by the same weights.")),
    (
        "indicator",
        N_("Indicator"),
        N_(
            "The mean of its measures, by their weights. It has a score when at least %(indicator)s of it was "
            "measured, and none otherwise."
        ),
    ),
    (
        "measure",
        N_("Measure"),
        N_(
            "One thing that is looked at, from 0 to 100. Its score is that of the first of its sources that has one: "
            "the website, a register, or the municipality’s answers to the survey. What a person decided is marked so."
        ),
    ),
    (
        "level",
        N_("Maturity level"),
        N_("From 1 to 5, by the score of the index or of a section. A bound belongs to the higher level."),
    ),
    (
        "place",
        N_("Place"),
        N_(
            "By score among all or within the group; equals share one. A range such as 2–5 says which places are open, "
            "for pages were sampled and not all was measured."
        ),
    ),
    (
        "wcag",
        N_("WCAG score"),
        N_(
            "The mean of the sampled pages. A page’s score is the share of elements that pass the rules of WCAG 2.1 A "
            "and AA that applied, each rule by its impact: critical 10, serious 7, moderate 3, minor 1. What a person "
            "must look at counts neither way."
        ),
    ),
    (
        "band",
        N_("Conformity"),
        N_("The WCAG score in a word: highest, high, medium or low, by the bounds below."),
    ),
    (
        "phone",
        N_("On a phone"),
        N_(
            "Whether the home page passes five parts: it adapts to the width of the device, is no wider than the "
            "screen, has text that is legible and targets that are easy to tap, and needs no plug-ins. The share is "
            "that of the sampled pages that pass."
        ),
    ),
    (
        "feature",
        N_("Feature"),
        N_(
            "Found: the site offers it, and a proof says where. Not found: its pages were read and nothing offers it. "
            "Could not be told: too little could be read; that counts neither way."
        ),
    ),
    (
        "issue",
        N_("Finding"),
        N_(
            "Faults of one rule in one part of the site, such as its header, are one finding on however many pages. "
            "Its age is counted from the night that first saw it."
        ),
    ),
    (
        "change",
        N_("Change"),
        N_("Points between two days. Only what was measured alike on both is compared."),
    ),
)


def number_meanings(bounds: Bounds, words: Words) -> Sequence[tuple[str, str, str]]:
    """Anchor, title and paragraph of each."""
    shares = {"ranking": words.share(bounds.ranking), "indicator": words.share(bounds.indicator)}
    return [
        (name, words.gettext(title), words.gettext(text, **shares) if "%(" in text else words.gettext(text))
        for name, title, text in MEANINGS
    ]
