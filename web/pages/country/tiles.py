"""The map of tiles: every municipality as a tile of equal size, placed about where it lies."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from model.municipality import municipality_key

TILES = "tiles.csv"


@dataclass(frozen=True, slots=True)
class Tile:
    """`short` is its name in the parts between which it may be broken; `column` counts from the west, `row` from the
    north, both from 1.
    """

    atvk: str
    short: tuple[str, ...]
    column: int
    row: int


@cache
def tiles() -> Mapping[str, Tile]:
    """By the part of the ATVK that lasts, row by row as they are read; tiles.csv says where each lies."""
    text = files("web.pages.country").joinpath(TILES).read_text("utf-8")
    known = [_tile(row) for row in csv.DictReader(io.StringIO(text))]
    return {municipality_key(one.atvk): one for one in sorted(known, key=lambda one: (one.row, one.column))}


def _tile(row: Mapping[str, str]) -> Tile:
    return Tile(row["atvk"], tuple(row["short"].split("|")), int(row["column"]), int(row["row"]))
