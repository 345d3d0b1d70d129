"""What is wrong with an accessibility statement, by the fault's name; its texts are in statement_faults.toml."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from checks.usability.statement_contacts import OMBUDSMAN
from checks.usability.statement_reading import AHEAD, Statement
from model.text import Text

Severity = Literal["breach", "advice"]
WORDS_CHARS = 300
# Of several words that show one fault.
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class FaultText:
    """`title` says what is wrong, `advice` what to write instead; only a `breach` leaves out what the form asks for."""

    severity: Severity
    title: Text
    advice: Text


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a statement is judged by beyond its words. `conforms` False: the audit found a failure of WCAG A or AA.

    `linked` is None where the home page was not seen; `protocol_alive` False only where its address is gone.
    """

    today: date
    conforms: bool | None
    linked: bool | None
    protocol_alive: bool | None


@cache
def fault_texts() -> Mapping[str, FaultText]:
    """Every fault by its id, in the order in which they are listed."""
    with files("checks.usability").joinpath("statement_faults.toml").open("rb") as file:
        entries = tomllib.load(file)
    return MappingProxyType(
        {
            name: FaultText(entry["severity"], Text(**entry["title"]), Text(**entry["advice"]))
            for name, entry in entries.items()
        }
    )


def faults_of(statement: Statement, around: Surroundings) -> list[dict[str, Any]]:
    """Each fault once, with the statement's own words where they show it, in the order of the texts.

    `sentence` is the one in which they stand, where that is more than they; of several words that of the first.
    """
    found = dict(_faults(statement, around))
    return [
        {
            "id": name,
            "severity": text.severity,
            "page": statement.page,
            "words": found[name][:WORDS_CHARS],
            "sentence": _sentence(statement, name, found[name]),
        }
        for name, text in fault_texts().items()
        if name in found
    ]


def _sentence(said: Statement, name: str, words: str) -> str:
    key = OMBUDSMAN if name == "missing-ombudsman-contact" else words.partition(BETWEEN)[0]
    sentence = said.sentences.get(key, "")
    return sentence if sentence != words else ""


def _faults(said: Statement, around: Surroundings) -> Iterator[tuple[str, str]]:
    if said.placeholders:
        yield "template-placeholder", BETWEEN.join(said.placeholders)
    yield from _of_owner(said)
    if said.claim.level is None:
        yield "missing-conformity", said.claim.words
    elif said.claim.level == "full" and around.conforms is False:
        yield "disproved-conformity", said.claim.words
    if said.claim.nameless and said.names_body:
        yield "nameless-conformity", said.claim.words
    yield from _of_dates(said, around.today)
    if not said.method:
        yield "missing-method", ""
    if said.protocol is None:
        yield "missing-protocol", ""
    elif around.protocol_alive is False:
        yield "dead-protocol", said.protocol
    if said.bare_burden is not None:
        yield "missing-burden-reason", said.bare_burden
    if not said.alternatives:
        yield "missing-alternatives", ""
    if not said.feedback:
        yield "missing-feedback", ""
    if not said.ombudsman:
        yield "missing-complaints", ""
    elif not said.ombudsman_contact:
        yield "missing-ombudsman-contact", ""
    if around.linked is False:
        yield "missing-home-link", ""
    if said.misspelt:
        yield "misspelt-word", said.misspelt


def _of_owner(said: Statement) -> Iterator[tuple[str, str]]:
    if said.other_body:
        yield "other-body", said.other_body
    elif not said.names_body:
        yield "missing-body", ""
    if said.site.is_other:
        yield "other-site", said.site.address or said.site.words
    elif not said.site.is_own:
        yield "missing-site", said.site.words


def _of_dates(said: Statement, today: date) -> Iterator[tuple[str, str]]:
    evaluated = said.evaluated
    ahead = [words for day, words in evaluated.days if day > today + AHEAD]
    if evaluated.impossible:
        yield "impossible-date", BETWEEN.join(evaluated.impossible)
    if ahead:
        yield "future-date", ahead[0]
    newest = said.evaluated_by(today)
    if newest and not said.is_fresh(today):
        yield "old-date", newest[1]
    elif not newest and evaluated.month:
        yield "incomplete-date", evaluated.month
    elif not newest and not ahead and not evaluated.impossible:
        yield "missing-date", ""
    # The year that a promise names is the last that it may be kept in.
    broken = [words for year, words in said.promises if year < today.year]
    if broken:
        yield "past-promise", broken[0]
