"""One look at a page, and what two looks agree on."""

from dataclasses import dataclass, replace

from checks.page import PageSource
from checks.runner import judge_page
from checks.second_look import History, gone_findings, unconfirmed, without
from model.evidence import PageEvidence
from model.finding import Verdict


@dataclass(frozen=True, slots=True)
class Look:
    """A page as it was seen once, and what was judged of it."""

    evidence: PageEvidence
    source: PageSource
    verdicts: tuple[Verdict, ...]

    @classmethod
    def at(cls, evidence: PageEvidence) -> "Look":
        source = PageSource(evidence)
        verdicts = judge_page(source) if evidence.failure is None else ()
        return cls(evidence, source, without(verdicts, frozenset(evidence.unconfirmed)))


def agreed(first: Look, second: Look, history: History) -> Look:
    """Of two looks the one that is nearer to what was known, without the news that the other does not confirm."""

    def lost(look: Look) -> int:
        return len(gone_findings(look.evidence.url, look.verdicts, history))

    missed = second.evidence.failure is not None
    shown, other = (first, second) if missed or lost(first) < lost(second) else (second, first)
    doubtful = unconfirmed(shown.verdicts, other.verdicts, history)
    if not doubtful:
        return shown
    said = f"{len(doubtful)} findings that only one of two looks showed are not counted"
    evidence = replace(shown.evidence, unconfirmed=tuple(sorted(doubtful)), notes=(*shown.evidence.notes, said))
    return Look(evidence, shown.source, without(shown.verdicts, doubtful))
