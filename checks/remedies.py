"""What mends each rule's faults, read from checks/own_remedies.toml and checks/axe_remedies.toml."""

import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from checks.catalogue import rule_ids
from model.remedy import Aspect, Fixer, Hurt, Remedy

FILES = ("own_remedies.toml", "axe_remedies.toml")
REQUIRED = frozenset({"hurts", "fixer", "wrong", "right"})
OPTIONAL = frozenset({"aspect", "around", "unshown"})


class RemedyError(ValueError):
    """A remedies file that cannot be used; the text names the file and the rule."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a test shows that `right` mends what `wrong` breaks.

    `around` is the page with `{}` where the code goes, None for a page of the kind's own; `unshown` says why a piece of
    code alone can show nothing, and is empty where it can.
    """

    around: str | None = None
    unshown: str = ""


@cache
def remedies() -> Mapping[str, Remedy]:
    """Rule id to remedy, for every rule there is. Raises RemedyError."""
    return MappingProxyType({rule: remedy for rule, (remedy, _) in _all().items()})


def proofs() -> Mapping[str, Proof]:
    """Rule id to what a test needs to try its remedy. Raises RemedyError."""
    return {rule: proof for rule, (_, proof) in _all().items()}


def parse(text: str, name: str, known: Set[str]) -> Mapping[str, tuple[Remedy, Proof]]:
    """Remedies from the text of a file; `name` is what errors call it, `known` are the rules there are."""
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RemedyError(f"{name} is no TOML: {error}") from error
    return {rule: _read(rule, entry, f"{name}: {rule}", known) for rule, entry in entries.items()}


@cache
def _all() -> Mapping[str, tuple[Remedy, Proof]]:
    known = rule_ids()
    found: dict[str, tuple[Remedy, Proof]] = {}
    for name in FILES:
        told = parse(files("checks").joinpath(name).read_text("utf-8"), f"checks/{name}", known)
        if twice := sorted(found.keys() & told.keys()):
            raise RemedyError(f"checks/{name}: {twice[0]} has a remedy in another file already")
        found |= told
    if missing := sorted(known - found.keys()):
        raise RemedyError(f"no remedy for {', '.join(missing)}: write it in checks/{FILES[0]} or checks/{FILES[1]}")
    return found


def _read(rule: str, entry: Any, where: str, known: Set[str]) -> tuple[Remedy, Proof]:
    if rule not in known:
        raise RemedyError(f"{where}: there is no such rule")
    if not isinstance(entry, dict):
        raise RemedyError(f"{where}: a rule is a table")
    if unknown := sorted(entry.keys() - REQUIRED - OPTIONAL):
        raise RemedyError(f"{where}: {unknown[0]} is no key of a remedy")
    if missing := sorted(REQUIRED - entry.keys()):
        raise RemedyError(f"{where}: {missing[0]} is missing")
    texts = {key: value for key, value in entry.items() if key != "hurts"}
    if empty := sorted(key for key, value in texts.items() if not isinstance(value, str) or not value.strip()):
        raise RemedyError(f"{where}: {empty[0]} must be a text")
    if not isinstance(entry["hurts"], list) or not entry["hurts"]:
        raise RemedyError(f"{where}: hurts must be a list of groups")
    try:
        remedy = Remedy(
            hurts=tuple(Hurt(one) for one in entry["hurts"]),
            fixer=Fixer(entry["fixer"]),
            wrong=entry["wrong"].strip(),
            right=entry["right"].strip(),
            aspect=Aspect(entry["aspect"]) if "aspect" in entry else None,
        )
    except ValueError as error:
        raise RemedyError(f"{where}: {error}") from error
    return remedy, Proof(around=entry.get("around"), unshown=entry.get("unshown", ""))
