"""Every check there is, found by its file: a module in one of the rooms with a CHECK and a run."""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from checks import accessibility, mobile, usability
from checks.accessibility import axe
from checks.check import Check
from checks.page import Page
from model.finding import Verdict
from model.text import Text

ROOMS = (accessibility, mobile, usability)


@dataclass(frozen=True, slots=True)
class Listed:
    """A check and the function that judges a page."""

    check: Check
    run: Callable[[Page], Verdict]


@cache
def catalogue() -> Mapping[str, Listed]:
    """Check id to check, in the order of the ids. Raises ValueError where two files claim one id."""
    found: dict[str, Listed] = {}
    for room in ROOMS:
        for module_info in pkgutil.iter_modules(room.__path__, prefix=f"{room.__name__}."):
            module = import_module(module_info.name)
            check = getattr(module, "CHECK", None)
            if not isinstance(check, Check):
                continue
            if check.id in found or check.id in axe.texts():
                raise ValueError(f"two checks claim the id {check.id}: {module_info.name} is the second")
            found[check.id] = Listed(check, module.run)
    return dict(sorted(found.items()))


def rule_texts() -> Mapping[str, tuple[Text, Text]]:
    """Rule id to title and advice, axe's rules and our own together."""
    ours = {name: (listed.check.title, listed.check.advice) for name, listed in catalogue().items()}
    return {**axe.texts(), **ours}


def rule_ids() -> frozenset[str]:
    return frozenset(rule_texts())
