"""A dataset's rows as the files that are published: CSV, JSON, XLSX and Parquet."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from model.dataset import Dataset, Datatype, Format, Release
from reports.export import json_text, plain
from reports.spreadsheets import Row, as_csv, as_workbook

TYPES = {
    Datatype.STRING: pa.string(),
    Datatype.INTEGER: pa.int32(),
    Datatype.NUMBER: pa.float64(),
    Datatype.BOOLEAN: pa.bool_(),
    Datatype.DATE: pa.date32(),
}
MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def file_name(dataset: Dataset, form: Format, year: int | None = None) -> str:
    """As addresses and the catalogue have it, such as history-2026.csv."""
    return f"{dataset.id}{'' if year is None else f'-{year}'}.{form}"


def written(dataset: Dataset, rows: Sequence[Row], form: Format, release: Release) -> bytes:
    """The whole file."""
    make: Mapping[Format, Callable[[], bytes]] = {
        Format.CSV: lambda: as_csv(_booleans_told(_headed(dataset, rows))).encode(),
        Format.JSON: lambda: _json(dataset, rows, release),
        Format.XLSX: lambda: as_workbook([(dataset.id[:31], _headed(dataset, rows))]),
        Format.PARQUET: lambda: _parquet(dataset, rows),
    }
    return make[form]()


def _headed(dataset: Dataset, rows: Sequence[Row]) -> Iterable[Row]:
    yield [column.id for column in dataset.columns]
    yield from rows


def _booleans_told(rows: Iterable[Row]) -> Iterable[Row]:
    """As XML Schema writes them, and so CSVW and whoever reads by it."""
    for row in rows:
        yield [str(value).lower() if isinstance(value, bool) else value for value in row]


def _json(dataset: Dataset, rows: Sequence[Row], release: Release) -> bytes:
    names = [column.id for column in dataset.columns]
    document = {
        "dataset": dataset.id,
        "modified": release.modified.isoformat(),
        "rows": [dict(zip(names, map(_told, row), strict=True)) for row in rows],
    }
    return json_text(plain(document), compact=True).encode()


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _parquet(dataset: Dataset, rows: Sequence[Row]) -> bytes:
    """With the meaning of each column in its metadata."""
    fields = [
        pa.field(column.id, TYPES[column.datatype], metadata={"en": column.means.en, "lv": column.means.lv})
        for column in dataset.columns
    ]
    columns: list[Any] = [
        pa.array([_storable(row[at]) for row in rows], type=field.type) for at, field in enumerate(fields)
    ]
    about = {"title": json.dumps({"lv": dataset.title.lv, "en": dataset.title.en}, ensure_ascii=False)}
    out = BytesIO()
    pq.write_table(pa.Table.from_arrays(columns, schema=pa.schema(fields, metadata=about)), out, compression="zstd")
    return out.getvalue()


def _storable(value: object) -> object:
    """Half a surrogate pair, which a page may hold, becomes U+FFFD."""
    return plain(str(value)) if isinstance(value, str) else value
