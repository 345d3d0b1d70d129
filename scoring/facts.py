"""What is known of one site when it is scored; all of it may be silent, and silence is no score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from model.audit import PageAudit
from model.finding import Feature, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """Everything is silent unless given. `checks` maps a rule to its outcome for the site, `wcag_score` is the site's.

    Links are the distinct targets of the sampled pages whose state was told; broken ones are known to be dead. `survey`
    and `register` hold scores from 0 to 100 by measure (`social_media.reply_time`), `survey` also by question, where
    100 is yes. `by_hand` names the features and rules that a person decided, and `wcag_score` where one of its rules is
    among them. Raises ValueError for facts that contradict themselves.
    """

    features: Mapping[str, Feature] = field(default_factory=dict)
    page_audits: Sequence[PageAudit] = ()
    checks: Mapping[str, Outcome] = field(default_factory=dict)
    wcag_score: float | None = None
    links_checked: int = 0
    links_broken: int = 0
    survey: Mapping[str, float] = field(default_factory=dict)
    register: Mapping[str, float] = field(default_factory=dict)
    by_hand: frozenset[str] = frozenset()

    @classmethod
    def nothing(cls) -> "SiteFacts":
        """A site of which nothing is known: its audit failed."""
        return cls()

    def __post_init__(self) -> None:
        if not 0 <= self.links_broken <= self.links_checked:
            raise ValueError(f"{self.links_broken} of {self.links_checked} links cannot be broken")
        scores = [("wcag_score", self.wcag_score), *self.survey.items(), *self.register.items()]
        wrong = [name for name, score in scores if score is not None and not 0 <= score <= 100]
        if wrong:
            raise ValueError(f"outside 0 to 100: {', '.join(wrong)}")
        misplaced = [key for key, feature in self.features.items() if feature.id != key]
        if misplaced:
            raise ValueError(f"features under another's id: {', '.join(misplaced)}")
