"""JSON and GeoJSON, whole or cut off: what was read of a file that goes on is closed where its last value ended."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from crawler.formats.content import TOO_LITTLE, Content, column_names

# A string that the cut goes through is one to the end.
TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}\[\],]', re.DOTALL)
CLOSES = {"{": "}", "[": "]"}
# JSON that serves machinery, by a name at its top.
NOT_DATA = {
    "openapi": "it describes an interface",
    "swagger": "it describes an interface",
    "namespaces": "it describes an interface",
    "start_url": "it is a web application's manifest",
}


def read_json(text: str, encoding: str, *, cut: bool) -> Content:
    if cut:
        text = _closed(text)
    if not text:
        return Content("json", None, encoding, problem=TOO_LITTLE)
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return Content("json", False, encoding, problem="it is no valid JSON")
    if isinstance(data, Mapping):
        why = next((why for name, why in NOT_DATA.items() if name in data), None)
        if why:
            return Content("json", False, encoding, problem=why)
        if data.get("type") == "FeatureCollection":
            return _geojson(data.get("features"), encoding, cut=cut)
    records = _records(data)
    if records is None:
        return Content("json", True, encoding)
    header = _names_in(next(iter(records), None))
    return Content("json", True, encoding, header, len(records), None if records else "it holds no rows")


def _geojson(features: Any, encoding: str, *, cut: bool) -> Content:
    """RFC 7946, 3.2 and 3.3."""
    if not isinstance(features, list):
        return Content("geojson", False, encoding, problem="it names no features")
    if cut:
        # The last one may not be whole.
        features = features[:-1]
        if not features:
            return Content("geojson", None, encoding, problem=TOO_LITTLE)
    for feature in features:
        if not isinstance(feature, Mapping) or not {"geometry", "properties"} <= feature.keys():
            return Content("geojson", False, encoding, problem="a feature has no geometry or no properties")
    header = _names_in(features[0]["properties"]) if features else ()
    return Content("geojson", True, encoding, header, len(features), None if features else "it holds no features")


def _names_in(record: Any) -> tuple[str, ...]:
    return column_names(record) if isinstance(record, Mapping) else ()


def _records(data: Any) -> Sequence[Any] | None:
    """The list of records: the file itself, or the longest list right below its top."""
    if isinstance(data, list) or not data:
        return data or []
    return max((one for one in data.values() if isinstance(one, list)), key=len, default=None)


def _closed(text: str) -> str:
    """The text up to its last comma, with everything closed that is open there; empty where there is none."""
    tokens = [(token.start(), token.group()[0]) for token in TOKEN.finditer(text)]
    end = max((at for at, sign in tokens if sign == ","), default=0)
    unclosed: list[str] = []
    for at, sign in tokens:
        if at >= end:
            break
        if sign in CLOSES:
            unclosed.append(CLOSES[sign])
        elif sign in "}]" and unclosed:
            unclosed.pop()
    return text[:end] + "".join(reversed(unclosed)) if end else ""
