"""The datasets of datasets.toml, and those of star_datasets.toml, one for each table of the star schema."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from model.dataset import DataColumn, Dataset, Datatype, Format
from model.text import Text

STAR = "star"
STAR_KEYWORDS = (Text(lv="e-indekss", en="e-index"), Text(lv="zvaigznes shēma", en="star schema"))


@cache
def datasets() -> Mapping[str, Dataset]:
    """By id, in the order in which they are listed."""
    told = tomllib.loads(files("reports").joinpath("datasets.toml").read_text(encoding="utf-8"))
    columns = {
        name: DataColumn(name, Datatype(datatype), Text(lv=lv, en=en))
        for name, (datatype, lv, en) in told["columns"].items()
    }
    return {
        name: Dataset(
            id=name,
            title=Text(**one["title"]),
            holds=Text(**one["holds"]),
            keywords=tuple(Text(**each) for each in one["keywords"]),
            columns=tuple(columns[each] for each in one["columns"]),
            key=tuple(one["key"]),
            formats=tuple(map(Format, one.get("formats", Format))),
            conforms_to=tuple(one.get("conforms_to", ())),
            by_year=one.get("by_year", False),
        )
        for name, one in told["datasets"].items()
    }


@cache
def star_datasets() -> Mapping[str, Dataset]:
    """By the name of the table."""
    told = tomllib.loads(files("reports").joinpath("star_datasets.toml").read_text(encoding="utf-8"))
    return {
        table: Dataset(
            id=f"{STAR}-{table.replace('_', '-')}",
            title=Text(**one["title"]),
            holds=Text(**one["holds"]),
            keywords=STAR_KEYWORDS,
            columns=(),
            key=(),
            formats=(),
            by_year=one.get("by_year", False),
        )
        for table, one in told.items()
    }
