"""Features in running text: what says one, and what only mentions it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from checks.ledger import Seen
from checks.page_name import PageName
from checks.rules import Rule, Traps, sighting_of
from checks.sights import Sights, Whose
from checks.signatures import MENTIONED, Signature
from checks.words import anchor_of, deadline_in, fold

MUNICIPALITY = re.compile(r"\b([A-ZĀČĒĢĪĶĻŅŠŪŽ]\w{2,}) novad(?:s|a|am|u|ā|os)\b")
MENTION_AROUND = 40
MENTIONS_TRIED = 5
# So far from what is said may its last day stand.
DAY_WITHIN = 160


class RunningText:
    """Holds the stems and phrases of the signatures ready to match."""

    def __init__(self, whose: Whose, signatures: Sequence[Signature], traps: Traps) -> None:
        self._whose = whose
        self._traps = traps
        self._stems = [
            (anchor_of(stem), stem, Rule(one, f"stems[{at}]"))
            for one in signatures
            for at, stem in enumerate(one.stems)
        ]
        self._says = [
            (anchor_of(phrase), phrase, Rule(one, f"says[{at}]"))
            for one in signatures
            for at, phrase in enumerate(one.says)
        ]

    def said(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        """Running text that says what the feature is; news say it only of what is still open."""
        said: set[str] = set()
        for anchor, phrase, rule in self._says:
            signature = rule.signature
            if signature.id in said or anchor not in sights.main_words:
                continue
            news = (name.is_news or name.lists_news) and not signature.news
            if news and not signature.timely:
                continue
            for match in islice(phrase.finditer(sights.main_words), MENTIONS_TRIED):
                begin = max(0, match.start() - MENTION_AROUND)
                around = sights.main_words[begin : match.end() + MENTION_AROUND].strip()
                near = sights.main_words[max(0, match.start() - DAY_WITHIN) : match.end() + DAY_WITHIN]
                until = deadline_in(near) if signature.timely else None
                written = _as_written(sights, begin, match.end() + MENTION_AROUND)
                if self._of_another(written):
                    self._traps.tell(signature, rule.by, "another municipality", around)
                    continue
                if (until or not signature.timely) and not self._traps.hold(signature, rule.by, around):
                    said.add(signature.id)
                    seen, _ = sighting_of(rule, sights, written.strip(), signature.grades[0], news=news)
                    yield replace(seen, until=until), None
                    break

    def _of_another(self, written: str) -> bool:
        """Whether the text as written names another municipality."""
        return any(not self._whose.resembles(fold(name)) for name in MUNICIPALITY.findall(written))

    def mentions(self, sights: Sights) -> Iterator[Seen]:
        said: set[str] = set()
        for anchor, stem, rule in self._stems:
            if rule.signature.id in said or anchor not in sights.main_words:
                continue
            for match in islice(stem.finditer(sights.main_words), MENTIONS_TRIED):
                begin = max(0, match.start() - MENTION_AROUND)
                around = sights.main_words[begin : match.end() + MENTION_AROUND].strip()
                if not self._traps.hold(rule.signature, rule.by, around):
                    said.add(rule.signature.id)
                    written = _as_written(sights, begin, match.end() + MENTION_AROUND)
                    yield sighting_of(rule, sights, written.strip(), MENTIONED)
                    break


def _as_written(sights: Sights, begin: int, end: int) -> str:
    """The piece of text with its letters; folding seldom changes a text's length, and then the folded piece stands."""
    text = sights.main if len(sights.main) == len(sights.main_words) else sights.main_words
    return text[begin:end]
