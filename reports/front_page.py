"""What the first page and the way to the next level show beside the findings themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from model.audit import Audit
from model.standing import Outlook
from reports.aspects import aspect_parts
from reports.changes import section_moves
from reports.feature_parts import FeatureGroup
from reports.findings import Finding
from reports.gains import gain_parts
from reports.index_parts import SectionPart
from reports.language import Words
from reports.next_level import next_level_parts
from reports.standing_parts import standing_part
from reports.texts import ReportTexts


@dataclass(frozen=True, slots=True)
class Anchors:
    """Where the report shows a cause (by its fingerprint), a rule's most important cause, and a feature."""

    causes: Mapping[str, str]
    rules: Mapping[str, str]
    features: Mapping[str, str]

    @classmethod
    def of(cls, shown: Iterable[Finding], groups: Sequence[FeatureGroup]) -> "Anchors":
        """`shown` in the order of importance within a rule; what a list left off has no anchor."""
        findings = list(shown)
        return cls(
            causes={one.issue.fingerprint: one.anchor for one in findings},
            rules={one.issue.rule: one.anchor for one in reversed(findings)},
            features={
                part.feature.id: f"features-{number}"
                for number, group in enumerate(groups, start=1)
                for part in group.features
            },
        )


def front_page(
    audit: Audit,
    outlook: Outlook,
    sections: tuple[SectionPart, ...],
    anchors: Anchors,
    texts: ReportTexts,
    words: Words,
) -> dict[str, object]:
    standing = outlook.standing
    indicators = [part for section in sections for part in section.indicators]
    return {
        "standing": standing_part(audit, standing, sections, texts, words) if standing else None,
        "gains": gain_parts(outlook.gains, audit, {**anchors.features, **anchors.rules}, texts, words),
        "section_moves": section_moves(outlook.difference, texts, words),
        "next_level": next_level_parts(sections, outlook.checklists, standing, anchors.features, texts, words),
        "aspects": aspect_parts(audit, anchors.causes, texts, words),
        "cause_anchors": anchors.causes,
        "feature_anchors": anchors.features,
        "rule_title": lambda rule: texts.rule_title(rule, words.language),
        "feature_title": lambda feature: texts.feature_title(feature, words.language),
        "indicators_without_score": sum(part.indicator.score is None for part in indicators),
        "indicators": len(indicators),
    }
