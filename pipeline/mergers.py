"""Who became part of whom, as a person keeps it in a file."""

import csv
import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from model.municipality import Merger

SUCCESSORS = "successors.csv"


@cache
def known_mergers() -> tuple[Merger, ...]:
    """Who became part of whom, as pipeline/successors.csv says; a new merger is a new line there."""
    text = files("pipeline").joinpath(SUCCESSORS).read_text("utf-8")
    return tuple(_merger(row) for row in csv.DictReader(io.StringIO(text)))


def _merger(row: Mapping[str, str]) -> Merger:
    return Merger(row["atvk"], row["name"], row["successor"], row["since"])
