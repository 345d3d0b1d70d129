"""The success criteria of WCAG 2.1 A and AA, and by which rules the audit can find faults of them."""

import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files

from checks.catalogue import catalogue
from model.criterion import Criterion
from model.finding import Standard
from model.text import Text


@cache
def criteria() -> tuple[Criterion, ...]:
    """All fifty, in the order of WCAG."""
    with files("checks").joinpath("criteria.toml").open("rb") as file:
        told = tomllib.load(file)
    rules = defaultdict(list)
    ours = {name: one.check.criteria for name, one in catalogue().items() if one.check.standard is Standard.WCAG21}
    for rule, numbers in sorted({**told["axe"], **ours}.items()):
        for number in numbers:
            rules[number].append(rule)
    return tuple(
        Criterion(number, entry["level"], Text(**entry["title"]), tuple(rules[number]))
        for number, entry in told["criteria"].items()
    )
