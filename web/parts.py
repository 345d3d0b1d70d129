"""A table of a page shown part by part: each value of its first column becomes a heading of its own."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from web.page import DataTable


def parts_of(table: DataTable) -> Iterator[tuple[str, DataTable]]:
    """The parts as they follow each other, without the column that names them."""
    view = table.view
    parts = groupby(enumerate(view.rows), key=lambda pair: str(pair[1][0]))
    for number, (name, rows) in enumerate(parts):
        held = list(rows)
        first, last = held[0][0], held[-1][0]
        part = replace(view, title=f"{view.title}: {name}", columns=view.columns[1:], rows=[row[1:] for _, row in held])
        links = {
            (at - first, column - 1): link
            for (at, column), link in table.links.items()
            if first <= at <= last and column
        }
        yield name, DataTable(id=f"{table.id}-{number}", view=part, links=links)
