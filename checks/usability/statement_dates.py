"""The days that a statement gives: when the site was evaluated, and by when it promises to mend what is wrong."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from checks.usability.statement_text import Span, StatementText
from checks.words import MONTHS, dates_in

KEPT = 5
MARKS_TRIED = 200
EVALUATED = re.compile(
    r"\bpedejo reizi (?:\w+ ){0,2}?(?:\w{0,2}vert|parskat|parbaud)\w+"
    r"|\bpirmreizeji (?:\w+ )?sagatavot\w*|\batkartoti (?:\w+ )?parskatit\w*"
    r"|\bpazinojum\w+ (?:\w+ ){0,2}?(?:sagatavot|parskatit|aktualizet|atjaun)\w*"
    r"|\b\w\wvert\w+ (?:\w+ )?vei(?:kt|c)\w*|\b(?:sagatavosanas|parskatisanas|\w\wvert\w{4,6}|pazinojuma) datums"
)
DATE_WITHIN = 60
# A date may stand before its verb: “03.03.2026. veikta izvērtēšana”.
OF_EVALUATION = re.compile(r"\bizvert|\bnovert|\bparskat|\bsagatavot")
# The regulation's own date is in every statement.
OF_A_LAW = re.compile(r"\.? ?(?:noteikum|likum|lemum|direktiv|rikojum|grozijum|vadlin)")
MONTH = re.compile(rf"\b(?:19|20)\d\d\.\s?gada (?:{'|'.join(MONTHS)})\w*")

WILL = r"(?:tiks|plano\w{0,4}|paredz\w{0,4}|[^\W\d_]{3,20}sim)"
PROMISE = re.compile(
    rf"\b(?P<before>20\d\d)\. ?gad\w{{1,3}} (?:(?!un\b)\w+ ){{0,4}}?{WILL}\b"
    rf"|\b{WILL} (?:[\w,-]+ ){{0,10}}?(?:(?P<after>20\d\d)\. ?gad|\d\d?\.\d\d?\.(?P<dotted>20\d\d)\b)"
)
# What began in a year, or was done in it, is not promised for it.
NO_TERM = re.compile(r"\b(?:no|kops|pirms|pec|\w{0,2}vert\w+|veikt\w+|parbaud\w+|publicet\w+) $")
LAW_DATE = re.compile(r"\. ?gada \d\d?\. ?\w+ (?:noteikum|likum|lemum|direktiv|rikojum|grozijum)")


@dataclass(frozen=True, slots=True)
class Evaluated:
    """`days` with the words that give them, latest first; `impossible` as written; `month` a date without a day."""

    days: tuple[tuple[date, str], ...]
    impossible: tuple[str, ...]
    month: str | None


def evaluated_in(text: StatementText) -> Evaluated:
    """When the site was evaluated, or the statement prepared or reviewed."""
    dates = [one for one in sorted(dates_in(text.words), key=lambda one: one[0]) if not _is_of_a_law(text, one)]
    marked = list(_marked(text, dates)) or list(_beside_verb(text, dates))
    days = {day: text.quote(Span(start, at + len(said))) for start, (at, said, day) in reversed(marked) if day}
    impossible = dict.fromkeys(text.said[at : at + len(said)] for _, (at, said, day) in marked if day is None)
    month = None
    if not marked:
        windows = (text.words[mark.end() : mark.end() + DATE_WITHIN] for mark in _marks(text))
        month = next((found.group() for window in windows if (found := MONTH.search(window))), None)
    return Evaluated(tuple(sorted(days.items(), reverse=True)[:KEPT]), tuple(impossible)[:KEPT], month)


def promises_in(text: StatementText) -> tuple[tuple[int, str], ...]:
    """Year and sentence of each promise that names its year, in document order."""
    found = []
    for match in islice(PROMISE.finditer(text.words), MARKS_TRIED):
        group = match.lastgroup or ""
        at = match.start(group)
        if not NO_TERM.search(text.words[max(0, at - 20) : at]) and not LAW_DATE.match(text.words, match.end(group)):
            found.append((int(match[group]), text.quote(text.sentence(match.start()))))
    return tuple(dict.fromkeys(found))[:KEPT]


Dated = tuple[int, str, date | None]


def _marks(text: StatementText) -> Iterator[re.Match[str]]:
    return islice(EVALUATED.finditer(text.words), MARKS_TRIED)


def _marked(text: StatementText, dates: Sequence[Dated]) -> Iterator[tuple[int, Dated]]:
    """Each date that follows words for an evaluation, with the place of those words."""
    places = [at for at, _, _ in dates]
    for mark in _marks(text):
        following = bisect_left(places, mark.end())
        if following < len(dates) and places[following] < mark.end() + DATE_WITHIN:
            yield mark.start(), dates[following]


def _beside_verb(text: StatementText, dates: Sequence[Dated]) -> Iterator[tuple[int, Dated]]:
    for one in dates[:MARKS_TRIED]:
        sentence = text.sentence(one[0])
        if OF_EVALUATION.search(text.words, sentence.start, sentence.end):
            yield sentence.start, one


def _is_of_a_law(text: StatementText, one: Dated) -> bool:
    at, said, _ = one
    return bool(OF_A_LAW.match(text.words, at + len(said)))
