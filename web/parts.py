"""Parts of a page's table: by the values of its first column, some of its rows, some of its columns."""

from collections.abc import Iterator, Sequence
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


def rows_of(table: DataTable, first: int, last: int) -> DataTable:
    """Those from the first to before the last, with their links."""
    links = {(row - first, column): link for (row, column), link in table.links.items() if first <= row < last}
    return replace(table, view=replace(table.view, rows=table.view.rows[first:last]), links=links)


def columns_of(table: DataTable, kept: Sequence[int]) -> DataTable:
    """These columns in this order, with their links."""
    view = table.view
    rows = [[row[column] for column in kept] for row in view.rows]
    narrow = replace(view, columns=[view.columns[column] for column in kept], rows=rows)
    places = {column: at for at, column in enumerate(kept)}
    links = {(row, places[column]): link for (row, column), link in table.links.items() if column in places}
    return replace(table, view=narrow, links=links)
