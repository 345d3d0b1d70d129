"""What is published as open data: datasets, their columns, and the files that they are had as."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from model.text import Text

NOW = "now"


class Datatype(StrEnum):
    """By the names of XML Schema, as CSVW tells them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "double"
    BOOLEAN = "boolean"
    DATE = "date"


class Format(StrEnum):
    """Also the ending of a file's name."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    PARQUET = "parquet"


@dataclass(frozen=True, slots=True)
class DataColumn:
    """`id` heads the column in every format and language."""

    id: str
    datatype: Datatype
    means: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """`by_year`: each calendar year has files of its own, or each month. `key` are the columns that tell two rows
    apart. What has no columns here is told elsewhere: that of the star schema by its dictionary.
    """

    id: str
    title: Text
    holds: Text
    keywords: Sequence[Text]
    columns: Sequence[DataColumn]
    key: Sequence[str]
    formats: Sequence[Format]
    conforms_to: Sequence[str] = ()
    by_year: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """The data as a finished night left them: `on` is its day in Riga; another `stamp` after every change."""

    stamp: str
    on: date
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One file of a release by its name, without its content; `part` says which of its dataset's files of a format it
    is: 2026, 2026-11, or NOW for what holds now.
    """

    name: str
    format: Format
    size_bytes: int
    sha256: str
    part: str = ""
