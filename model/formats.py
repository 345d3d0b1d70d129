"""Which formats of data a program can read by itself: tables, structures, maps and services, not pictures of text."""

from collections.abc import Iterable

MACHINE_READABLE = frozenset(
    {
        "csv", "tsv", "json", "jsonl", "ndjson", "jsonld", "json-ld", "geojson", "topojson", "xml", "gml", "kml", "kmz",
        "gpx", "gtfs", "xls", "xlsx", "ods", "shp", "gpkg", "gdb", "rdf", "ttl", "n3", "nt", "parquet", "sqlite",
        "api", "rest", "odata", "sparql", "wfs", "esri rest", "arcgis",
    }
)  # fmt: skip


def machine_readable(formats: Iterable[str]) -> bool:
    """Whether one of the formats, in lower case, is."""
    return not MACHINE_READABLE.isdisjoint(formats)
