"""Precision and recall of the detectors, per feature and over all, from decisions against labels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from model.finding import Feature
from tests.features.corpus import CorpusSite, Label


@dataclass(frozen=True)
class Decision:
    """One feature of one site, as labelled and as told."""

    site: str
    feature: str
    label: Label
    told: Feature

    @property
    def missed(self) -> bool:
        return self.label.found is True and self.told.found is not True

    @property
    def wrong_yes(self) -> bool:
        return self.label.found is not True and self.told.found is True

    @property
    def undecided(self) -> bool:
        """A no of the one and a null of the other: no wrong yes, and no point lost, but not what was labelled."""
        return self.label.found is not self.told.found and not self.missed and not self.wrong_yes

    @property
    def other_grade(self) -> bool:
        graded = self.label.grade is not None and self.label.grade != self.told.grade
        return self.label.found is self.told.found and (
            graded or (self.label.kind is not None and self.label.kind != self.told.kind)
        )

    @property
    def sentence(self) -> str:
        shown = "; ".join(f"{one.page} “{one.what}” {one.target or ''}".strip() for one in self.told.evidence[:2])
        grades = f", grade {self.told.grade} for {self.label.grade}" if self.other_grade else ""
        return (
            f"{self.site} {self.feature}: told {self.told.found}, labelled {self.label.found}{grades} "
            f"({self.label.why}) {shown}"
        )


@dataclass
class Figures:
    """Counts of decisions; `precision` and `recall` are None where there was nothing to be right or wrong about."""

    labelled: int = 0
    traps: int = 0
    yes_right: int = 0
    yes_wrong: int = 0
    yes_missed: int = 0
    undecided: int = 0
    misses: list[Decision] = field(default_factory=list)

    def count(self, decision: Decision) -> None:
        self.labelled += 1
        self.traps += decision.label.trap
        self.yes_right += decision.label.found is True and decision.told.found is True
        self.yes_wrong += decision.wrong_yes
        self.yes_missed += decision.missed
        self.undecided += decision.undecided
        if decision.wrong_yes or decision.missed or decision.undecided or decision.other_grade:
            self.misses.append(decision)

    @property
    def precision(self) -> float | None:
        told = self.yes_right + self.yes_wrong
        return self.yes_right / told if told else None

    @property
    def recall(self) -> float | None:
        true = self.yes_right + self.yes_missed
        return self.yes_right / true if true else None


def decisions(site: CorpusSite, told: Mapping[str, Feature]) -> list[Decision]:
    return [Decision(site.folder, name, label, told[name]) for name, label in site.labels.items()]


def figures(made: Iterable[Decision]) -> tuple[Figures, Mapping[str, Figures]]:
    """Over all decisions, and by feature."""
    whole, by_feature = Figures(), dict[str, Figures]()
    for decision in made:
        whole.count(decision)
        by_feature.setdefault(decision.feature, Figures()).count(decision)
    return whole, by_feature
