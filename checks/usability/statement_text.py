"""A statement's text, as written and folded letter by letter, divided at the labels that the two forms print."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from checks.sights import Sights
from checks.words import LETTERS

# No statement is longer; one that is shall not cost more.
TEXT_CHARS = 60_000
HEADINGS_TRIED = 200
LABELS_TRIED = 200
# “Nav” is an answer.
SHORTEST_FILLING = 3
QUOTE_CHARS = 300
# Of a sentence too long to be quoted, this much stands before the words that matter.
BEFORE_QUOTED = 100
BEFORE_LABEL = re.compile(r"\bs[iao]s? (?:pieklustamibas )?$")
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
PLAIN = str.maketrans(dict(LETTERS))
SENTENCE_END = re.compile(r"[.!?;](?= [\"“”„«\[(–-]{0,2}[A-ZĀČĒĢĪĶĻŅŠŪŽ])|(?<=[^\W\d_]{3})\.(?= (?:19|20)\d\d\. ?gad)")

# What the annex of Regulation No. 445 and the shared platform's form print before what is to be filled in.
LABELS = re.compile(
    r"(?P<site>\bpazinojum\w*(?: \w+){0,3} attiec(?:as|inam\w\w?) uz\b|\battiecas uz(?=:))"
    r"|(?P<evaluation>\b(?:timekl\w+|vietn\w+|lapai) (?:vietnei )?(?:ir |tika )?veikt[sa]\b)"
    r"|(?P<method>\bizvertejums (?:tika |ir )?veikts,? izmantojot\b|\b(?:izmantota|izvert\w+) (?:\w+ )?metode\b)"
    r"|(?P<protocol>\bizvertejumu apliecinos\w* dokument\w*)"
    r"|(?P<status>\batbilstibas statuss\b|\bcik pieklustama ir (?:si |musu )?\w+(?: vietne)?)"
    r"|(?P<content>\bnepieklustam(?:ais|s) saturs\b)"
    r"|(?P<nonconformity>\bneatbilstiba prasibam,? kas minetas(?: \w+ nr\. ?445)?)"
    r"|(?P<burden>\b(?:noteikumos nr\. ?445 mineto )?pieklustamibas prasibu nodrosinasana rada nesamerigu slogu"
    r"|\bnesamerig(?:s|ais) slogs\b)"
    r"|(?P<exempt>\b(?:neattiecas\.? )?uz saturu neattiecas\b)"
    r"|(?P<evaluated>\b(?:si |sis )?\w+ pedejo reizi\b|\bpirmreizeji sagatavot\w*|\batkartoti parskatit\w*)"
    r"|(?P<alternatives>\bpieklustamibas alternativ\w+|\balternativ\w+ (?:piekluv|pieklustam|format|risinajum)\w+)"
    r"|(?P<prepared>\bzinas par (?:\w+ ){0,2}pazinojuma sagatavosanu)"
    r"|(?P<feedback>\batsauksm\w+ un (?:sazin|kontakt)\w+)"
    r"|(?P<complaints>\bizpildes nodrosinasanas procedur\w+|\bsudzib\w+ iesniegsan\w+(?: kartib\w+| procedur\w+)?)"
)
# Left in the text as the form has it, this asks for what the author did not write.
BRACKETED = (
    r"aizpilda\b|iestad|atbilst\b|mine(?:t|jiet)\b|datums|dd\.mm|gggg|norad(?:it|iet)\b|japievieno|pievieno(?:t|jiet)\b"
    r"|ieviet(?:ot|ojiet)\b|ieraksti(?:t|et)\b|aprakst(?:it|iet)\b|nosaukum|vajadzig|izveli?eties\b|uzvard"
)
PLACEHOLDER = re.compile(
    rf"\[[^\[\]\d@]{{0,200}}?(?:{BRACKETED})[^\[\]\d@]{{0,200}}\]"
    r"|\((?:ludzu,? )?noradit\b[^()]{0,200}\)|\(pasvitrot (?:vajadzigo|atbilstoso)[^()]{0,60}\)"
    r"|\((?:iestades nosaukums|datums|dd\.mm\.gggg\.?)\)"
    r"|\batzimet vajadzigo\b|\bdd\.mm\.gggg\b\.?|_{5,}"
    # Left over from the sample that many copied; no site of the list is one of statistics.
    r"|\boficialas statistikas timekl\w+"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the text, by the places of its first letter and of the one after its last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """A label of the form and what stands beneath it, up to the next label or heading."""

    name: str
    label: Span
    beneath: Span


@dataclass(frozen=True, slots=True)
class StatementText:
    """`said` as written, `words` folded so that a place in one is the same place in the other.

    `marks` are where labels and headings begin and headings end, `stops` where sentences begin besides.
    """

    said: str
    words: str
    parts: tuple[Part, ...]
    marks: tuple[int, ...]
    stops: tuple[int, ...]

    def under(self, name: str) -> tuple[Span, ...]:
        return tuple(part.beneath for part in self.parts if part.name == name)

    def fills(self, name: str) -> bool:
        """Whether anything but a placeholder stands under the label: a heading alone says nothing."""
        return any(_is_filled(self.words[span.start : span.end]) for span in self.under(name))

    def sentence(self, at: int) -> Span:
        """The sentence that holds this place."""
        following = bisect_right(self.stops, at)
        return Span(self.stops[following - 1], self.stops[following] if following < len(self.stops) else len(self.said))

    def next_mark(self, at: int) -> int:
        following = bisect_right(self.marks, at)
        return self.marks[following] if following < len(self.marks) else len(self.said)

    def quote(self, span: Span) -> str:
        """The statement's own words, bounded."""
        words = self.said[span.start : span.end].strip()
        return words if len(words) <= QUOTE_CHARS else words[: QUOTE_CHARS - 1].rstrip() + "…"

    def sentence_with(self, words: str, start: int = 0) -> str:
        """The first sentence at or after the place that says the words, quoted so that they stand in it; or nothing."""
        at = self.words.find(fold_in_step(words), start) if words else -1
        if at < 0:
            return ""
        whole = self.sentence(at)
        # A label begins within its own sentence.
        lead = BEFORE_LABEL.search(self.words, max(0, whole.start - BEFORE_QUOTED), whole.start)
        whole = replace(whole, start=lead.start()) if lead else whole
        if len(self.said[whole.start : whole.end].strip()) <= QUOTE_CHARS or at - whole.start < BEFORE_QUOTED:
            return self.quote(whole)
        # At a word's beginning, where there is one on the way.
        begins = self.said.find(" ", at - BEFORE_QUOTED, at) + 1 or at - BEFORE_QUOTED
        return "…" + self.quote(Span(begins, whole.end))


def text_of(sights: Sights) -> StatementText:
    """The main part of a page, ready to be read."""
    said = tidy(sights.main[:TEXT_CHARS])
    words = fold_in_step(said)
    headings = tuple(_headings(words, sights.headings[:HEADINGS_TRIED]))
    labels = tuple(islice(LABELS.finditer(words), LABELS_TRIED))
    ends = {one for span in headings for one in (span.start, span.end)}
    marks = tuple(sorted({match.start() for match in labels} | ends))
    stops = tuple(sorted({0, *marks, *(match.end() + 1 for match in SENTENCE_END.finditer(said))}))
    bare = StatementText(said, words, (), marks, stops)
    parts = []
    for match in labels:
        # A label that is a part of its heading has nothing beneath it before the heading ends.
        start = max([match.end(), *(one.end for one in headings if one.start <= match.start() < one.end)])
        beneath = Span(start, bare.next_mark(start))
        parts.append(Part(str(match.lastgroup), Span(match.start(), match.end()), beneath))
    return replace(bare, parts=tuple(parts))


def tidy(text: str) -> str:
    """Composed letters, nothing invisible, one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).translate(INVISIBLE).split())


def fold_in_step(text: str) -> str:
    """Like `fold`, but as long as the text: a letter whose small one is two letters stays as it is."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(letter if len(letter.lower()) > 1 else letter.lower() for letter in text)
    return lowered.translate(PLAIN)


def _headings(words: str, headings: Sequence[str]) -> Iterator[Span]:
    at = 0
    for heading in headings:
        found = words.find(heading, at)
        if found >= 0:
            at = found + len(heading)
            yield Span(found, at)


def _is_filled(words: str) -> bool:
    return sum(letter.isalnum() for letter in PLACEHOLDER.sub("", words)) >= SHORTEST_FILLING
