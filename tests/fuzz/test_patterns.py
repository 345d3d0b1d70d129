"""No regular expression of ours runs wild: each meets texts made of its own words, over and over, that just miss it."""

import pkgutil
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module

import pytest

import checks
import crawler
import reports
from checks.watch import signatures
from tests.fuzz.profiles import SHARE
from tests.fuzz.watchdog import within

CHARS = 24_000 if SHARE == 1 else 1_000
# Signs that character classes take, or that end them.
SIGNS = (" ", "a", "1", "-", ".", "/", "_", "[", "(", "<", "@", "a ", "a-", "a.", "1.", " - ", "\n")
WORD = re.compile(r"[a-zāčēģīķļņšūž0-9@/.:-]{2,}", re.IGNORECASE)


def patterns_in(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from patterns_in(one)
    elif isinstance(value, tuple | list | frozenset):
        for one in value:
            yield from patterns_in(one)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from patterns_in(getattr(value, one.name))


def ours() -> dict[str, re.Pattern[str]]:
    """Every compiled pattern of a module of checks, crawler or reports, and every one of the signatures, once."""
    found = [pattern for signature in signatures().values() for pattern in patterns_in(signature)]
    for package in (checks, crawler, reports):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            found += patterns_in(tuple(vars(import_module(module.name)).values()))
    return {pattern.pattern: pattern for pattern in found}


PATTERNS = ours()


def missing(pattern: re.Pattern[str]) -> Iterator[str]:
    words = list(dict.fromkeys(WORD.findall(pattern.pattern)))[:4]
    for piece in (*SIGNS, *words, *(f"{word} " for word in words), *(f"{word}1. " for word in words)):
        yield piece * (CHARS // len(piece)) + "\x01"
    if words:
        yield words[0] + "a " * (CHARS // 2) + "\x01"
        yield words[0] + " " * CHARS + words[-1] + "\x01"


def test_there_are_patterns_to_try() -> None:
    assert len(PATTERNS) > 400


@pytest.mark.parametrize("group", range(8))
def test_no_pattern_runs_wild(group: int) -> None:
    for pattern in list(PATTERNS.values())[group::8]:
        for text in missing(pattern):
            with within(1 if SHARE > 1 else 10):
                pattern.search(text)
                pattern.fullmatch(text)
