"""Reads what a CKAN register says of publishers and datasets; nothing is believed to be of the type it should be."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import FILES, normalise
from model.evidence import RegisterDataset

# CKAN's rule for names in addresses.
NAME = re.compile(r"[a-z0-9_-]{2,100}")
LONGEST_TEXT = 300
LONGEST_FORMAT = 40
MOST_FORMATS = 30
MOST_RESOURCES = 500
# Extensions keep these in the same table.
NO_DATASETS = frozenset({"harvest", "showcase"})
# Licences by CKAN's own ids and by SPDX's, for a register that does not say `isopen`.
OPEN_LICENCE = re.compile(
    r"cc-?(?:zero|0|by|by-sa)(?:-\d\.\d)?|odc-(?:pddl|by|odbl)|pddl-1\.0|odbl-1\.0|odc-by-1\.0|other-(?:open|pd|at)|uk-ogl"
)
MEDIA_TYPES = {
    "vnd.ms-excel": "xls",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "vnd.oasis.opendocument.spreadsheet": "ods",
    "vnd.geo+json": "geojson",
    "geo+json": "geojson",
    "ld+json": "json-ld",
    "rdf+xml": "rdf",
    "gml+xml": "gml",
    "plain": "txt",
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """An organisation of the register; `datasets` is how many it is said to have, None where it is not said."""

    name: str
    title: str
    datasets: int | None = None


def publisher_of_entry(entry: Any) -> Publisher | None:
    """None for what is no organisation, or one that is not shown to the public."""
    if not isinstance(entry, Mapping) or entry.get("state", "active") != "active":
        return None
    name = _text(entry.get("name")).lower()
    title = _text(entry.get("title")) or _text(entry.get("display_name"))
    return Publisher(name, title, whole(entry.get("package_count"))) if NAME.fullmatch(name) else None


def dataset_of_entry(entry: Any, address: str, today: date) -> RegisterDataset | None:
    """None for what is no dataset. `address` is the register's, `today` the last day that a change can be of."""
    if not isinstance(entry, Mapping) or entry.get("type") in NO_DATASETS or entry.get("state", "active") != "active":
        return None
    name = _text(entry.get("name")).lower()
    if not NAME.fullmatch(name):
        return None
    resources = [one for one in listed(entry.get("resources")) if isinstance(one, Mapping)]
    changes = [_day(entry.get("metadata_modified")), *(_day(one.get("last_modified")) for one in resources)]
    urls = (normalise(_text(one.get("url"), 2_000)) for one in resources[:MOST_RESOURCES])
    return RegisterDataset(
        name=name,
        title=_text(entry.get("title")) or name,
        url=f"{address}/dataset/{name}",
        modified=max((day for day in changes if day is not None and day <= today), default=None),
        formats=tuple(dict.fromkeys(_formats(resources)))[:MOST_FORMATS],
        licence=_text(entry.get("license_title")) or _text(entry.get("license_id")) or None,
        open_licence=_is_open(entry),
        resources=len(resources) or whole(entry.get("num_resources")) or 0,
        resource_urls=tuple(dict.fromkeys(url for url in urls if url is not None)),
    )


def owner_of_entry(entry: Any) -> str | None:
    """Name of the publisher that a dataset says it belongs to."""
    owner = entry.get("organization") if isinstance(entry, Mapping) else None
    return _text(owner.get("name")).lower() or None if isinstance(owner, Mapping) else None


def whole(value: Any) -> int | None:
    """A count; None for anything else, true and false included."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any, longest: int = LONGEST_TEXT) -> str:
    """One line of bounded length without half letters; empty where it is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join(value[: 2 * longest].encode("utf-8", "replace").decode().split())[:longest]


def _day(value: Any) -> date | None:
    try:
        return datetime.fromisoformat(_text(value)).date()
    except ValueError:
        return None


def _is_open(entry: Mapping[str, Any]) -> bool | None:
    """The register's word, but for licences that it does not know though they are open."""
    if OPEN_LICENCE.fullmatch(_text(entry.get("license_id")).lower()):
        return True
    told = entry.get("isopen")
    return told if isinstance(told, bool) else None


def _formats(resources: list[Mapping[str, Any]]) -> Iterator[str]:
    """Formats as publishers write them: CSV, .csv, text/csv; else what the file's name ends in."""
    for resource in resources[:MOST_RESOURCES]:
        written = _text(resource.get("format")).lower()
        last = written.rpartition("/")[2].partition(";")[0].strip(" .")
        said = MEDIA_TYPES.get(last, last) or _suffix(_text(resource.get("url"), 2_000))
        if said:
            yield said[:LONGEST_FORMAT]


def _suffix(url: str) -> str:
    try:
        suffix = urlsplit(url).path.rpartition("/")[2].rpartition(".")[2].lower()
    except ValueError:
        return ""
    return suffix if suffix in FILES else ""
