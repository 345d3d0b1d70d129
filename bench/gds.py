"""The GDS suite: which of its 142 barriers an audit names, by the table of gds_barriers.toml."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from bench.sites import Folder
from checks.catalogue import rule_ids

HERE = Path(__file__).parent
# Beside the repository, as the project keeps what it shares.
SUITE = HERE.parents[1] / "shared" / "suites" / "gds"
How = Literal["fails", "reviews"]


@dataclass(frozen=True)
class Barrier:
    """One case of manifest.json; the barrier stands on the page at `path`."""

    id: str
    path: str
    category: str
    barrier: str


@dataclass(frozen=True)
class Judged:
    """`rule` named the barrier, as a failure or for a person to review; None where no rule did."""

    barrier: Barrier
    rule: str | None = None
    how: How | None = None


def suite() -> list[Barrier]:
    return [Barrier(**case) for case in json.loads((SUITE / "manifest.json").read_text("utf-8"))]


def site(barriers: Sequence[Barrier]) -> Folder:
    """The suite as one site: a front page that links the page of every barrier once."""
    texts = {f"/{barrier.path}": barrier.barrier for barrier in reversed(barriers)}
    return Folder(SUITE, tuple(sorted(texts.items())))


def naming_rules() -> Mapping[str, Sequence[str]]:
    """Barrier to the rules that name it. Raises ValueError where the table names a rule that does not exist."""
    table: dict[str, list[str]] = tomllib.loads((HERE / "gds_barriers.toml").read_text("utf-8"))["rules"]
    unknown = {rule for rules in table.values() for rule in rules} - rule_ids()
    if unknown:
        raise ValueError(f"gds_barriers.toml names rules that do not exist: {', '.join(sorted(unknown))}")
    return table


def judge(barriers: Sequence[Barrier], pages: Sequence[Mapping[str, Any]]) -> Iterator[Judged]:
    """Each barrier against the findings on its own page.

    What stands on the usual page comes from the suite's frame, so a rule counts only above its median over all pages.
    """
    table = naming_rules()
    counts = {page_path(page): _occurrences(page) for page in pages}
    keys = {key for page in counts.values() for key in page}
    usual = {key: median(page.get(key, 0) for page in counts.values()) for key in keys}
    ways: tuple[How, ...] = ("fails", "reviews")
    for barrier in barriers:
        found = counts.get(barrier.path, {})
        named = (
            Judged(barrier, rule, how)
            for how in ways
            for rule in table.get(barrier.id, ())
            if found.get((rule, how), 0) > usual.get((rule, how), 0)
        )
        yield next(named, Judged(barrier))


def page_path(page: Mapping[str, Any]) -> str:
    """The page's path as the manifest writes it."""
    return unquote(urlsplit(page["url"]).path).lstrip("/")


def _occurrences(page: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    return {
        (finding["rule"], how): finding.get("occurrences", 1) for how in ("fails", "reviews") for finding in page[how]
    }
