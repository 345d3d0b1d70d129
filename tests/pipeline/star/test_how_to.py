"""What docs/powerbi.md and the notebook tell people to paste names what is there, and what can run here runs."""

import re
from pathlib import Path

from db.star import VIEWS

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "powerbi.md").read_text("utf-8")
NOTEBOOK = DOCS / "notebooks/index.ipynb"
COLUMNS = {view.name: {one.name: one for one in view.columns} for view in VIEWS}
M_TYPES = {
    "whole number": "Int64.Type", "number": "type number", "yes or no": "type logical", "day": "type date",
    "moment": "type datetimezone",
}  # fmt: skip


def blocks(language: str) -> list[str]:
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found


def test_every_column_that_is_named_is_in_the_dictionary() -> None:
    named = re.findall(r"\b([a-z_]+)'?\[([a-z_]+)\]", PAGE)
    assert len(named) > 80
    assert [(table, column) for table, column in named if column not in COLUMNS.get(table, {})] == []
    (wanted,) = re.findall(r"Table\.SelectColumns\(Rows, \{(.*?)\}\)", PAGE)
    assert set(re.findall(r'"(\w+)"', wanted)) <= COLUMNS["score"].keys()
    assert set(re.findall(r'Star\("(\w+)"\)', PAGE)) <= COLUMNS.keys()
    measures = "".join(blocks("dax"))
    assert measures.count("(") == measures.count(")")


def test_every_relationship_is_one_of_the_dictionary_and_none_leads_two_ways() -> None:
    rows = re.findall(r"^\| `(\w+)\[(\w+)\]` \| `(\w+)\[(\w+)\]` \| (active|not active)", PAGE, re.MULTILINE)
    ways: dict[str, set[str]] = {}
    for table, column, other, key, active in rows:
        assert COLUMNS[table][column].to == f"{other}.{key}"
        if active == "active":
            assert other not in ways.setdefault(table, set())
            ways[table].add(other)

    def reached(table: str) -> list[str]:
        return [name for other in ways.get(table, ()) for name in (other, *reached(other))]

    for table in ways:
        assert len(reached(table)) == len(set(reached(table))), table


def test_the_csv_query_types_every_column_that_is_no_text() -> None:
    (types,) = re.findall(r"Types = \[\n(.*?)\n    \]", PAGE, re.DOTALL)
    stated = dict(re.findall(r"^ +(\w+) = ([\w. ]+),?$", types, re.MULTILINE))
    every = {name: one.kind for columns in COLUMNS.values() for name, one in columns.items()}
    assert stated == {name: M_TYPES[kind] for name, kind in every.items() if kind in M_TYPES}


def test_the_grant_names_every_view() -> None:
    grant, *_ = blocks("sql")
    assert set(re.findall(r"star_(\w+)", grant)) == COLUMNS.keys()
