"""What a check is handed and what it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from crawler.network import INTERNET, Network
from pipeline.settings import Settings


class State(StrEnum):
    """`warn`: audits run, and something will go wrong or is worse than it need be; `fail`: they do not run."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found in one sentence, and what to do where it is not as it should be."""

    state: State
    text: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Installation:
    """What is examined. `open_sites`: the first site's own origin may be private, as in `--allow-private-sites`.

    `clocks` is filled by the checks that reach other machines: by name, the seconds that theirs is ahead of ours.
    """

    settings: Settings
    sites: Path
    open_sites: bool = False
    network: Network = INTERNET
    clocks: dict[str, float] = field(default_factory=dict)


# What it raises is told as a failed check: it need not catch what it does not expect.
Check: TypeAlias = Callable[[Installation], Sequence[Answer]]


def ok(text: str) -> Answer:
    return Answer(State.OK, text)


def warn(text: str, advice: str) -> Answer:
    return Answer(State.WARN, text, advice)


def fail(text: str, advice: str) -> Answer:
    return Answer(State.FAIL, text, advice)
