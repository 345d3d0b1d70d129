"""What the report says about rules, features and the index, handed in by the pipeline."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.remedy import Remedy
from model.text import Language, Text


@dataclass(frozen=True, slots=True)
class FeatureText:
    """`group` is participation, services, open_data, usability or social; `advice` is shown where it is not found."""

    title: Text
    group: str
    advice: Text | None = None


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """Texts by id; an id that is missing here is shown as it is.

    `rules` maps a rule to its title and advice, `remedies` to what mends it, `measures` are named
    `indicator.measure`, `maturity` maps a level to its name and description, `reasons` why a measure has no score to a
    sentence, `statement_faults` a fault of the accessibility statement to its title and advice. `user_agent` is the
    line that the auditor sends, `public_address` where it comes from; `contact` is where to object.
    """

    rules: Mapping[str, tuple[Text, Text]] = field(default_factory=dict)
    remedies: Mapping[str, Remedy] = field(default_factory=dict)
    features: Mapping[str, FeatureText] = field(default_factory=dict)
    sections: Mapping[str, Text] = field(default_factory=dict)
    indicators: Mapping[str, Text] = field(default_factory=dict)
    measures: Mapping[str, Text] = field(default_factory=dict)
    questions: Mapping[str, Text] = field(default_factory=dict)
    maturity: Mapping[int, tuple[Text, Text]] = field(default_factory=dict)
    prerequisites: Mapping[str, Text] = field(default_factory=dict)
    reasons: Mapping[str, Text] = field(default_factory=dict)
    statement_faults: Mapping[str, tuple[Text, Text]] = field(default_factory=dict)
    user_agent: str = ""
    public_address: str = ""
    contact: Text | None = None

    def rule_title(self, rule: str, language: Language) -> str:
        known = self.rules.get(rule)
        return known[0].in_(language) if known else rule

    def feature_title(self, feature: str, language: Language) -> str:
        known = self.features.get(feature)
        return known.title.in_(language) if known else feature

    def rule_advice(self, rule: str, language: Language) -> str | None:
        known = self.rules.get(rule)
        return known[1].in_(language) if known else None

    def title(self, known: Mapping[str, Text], name: str, language: Language) -> str:
        text = known.get(name)
        return text.in_(language) if text else name
