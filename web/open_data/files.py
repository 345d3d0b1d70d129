"""The open data at stable addresses: files, the catalogue, and for each dataset what whoever asks can read."""

import re
from email.utils import format_datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from rdflib import Graph

from model.dataset import Dataset, Format
from pipeline.data_files import MEDIA_TYPES
from reports.csvw import csv_metadata
from reports.datasets import STAR, datasets
from reports.dcat import Held, catalogue_graph, dataset_graph
from web.access.gate import PUBLIC
from web.kept.pages import has
from web.open_data.published import (
    NO_FILE,
    dataset_named,
    listing_of,
    publication_of,
    release_of,
    star_held,
)
from web.preferred import preferred
from web.problems import not_found

# As CKAN's harvesters know them: ending, media type, and rdflib's name.
GRAPHS = {
    "ttl": ("text/turtle; charset=utf-8", "turtle"),
    "jsonld": ("application/ld+json", "json-ld"),
    "rdf": ("application/rdf+xml", "xml"),
}
ASKED_BY = {"text/turtle": "ttl", "application/ld+json": "jsonld", "application/rdf+xml": "rdf"}
CATALOGUE = "catalog"
CSV_METADATA = ".csv-metadata.json"
NAME = re.compile(r"(?P<id>[a-z]+(?:-[a-z]+)*)(?:-(?P<year>\d{4}))?(?:\.(?P<ending>[a-z]+))?")

router = APIRouter(prefix="/data", dependencies=[PUBLIC], include_in_schema=False)


@router.get("/{name}")
def published(request: Request, name: str) -> Response:
    """By its ending a file or a graph; without one whatever the header `Accept` likes best, a page for a person."""
    if name.endswith(CSV_METADATA):
        return _meaning(request, name.removesuffix(CSV_METADATA))
    found = NAME.fullmatch(name)
    if found is None:
        raise not_found(*NO_FILE)
    ending, year = found["ending"], int(found["year"]) if found["year"] else None
    star = star_held(request, listing_of(request)) if found["id"].startswith(STAR) else {}
    if found["id"] != CATALOGUE and found["id"] not in star:
        dataset = dataset_named(found["id"])
        if ending in dataset.formats:
            return _file(request, dataset, Format(ending), year)
    if year is not None or (ending is not None and ending not in GRAPHS):
        raise not_found(*NO_FILE)
    kind = ending or _preferred_kind(request.headers.get("accept", ""))
    if kind is None:
        page = "data" if found["id"] == CATALOGUE else f"data/{found['id']}"
        return RedirectResponse(f"/{preferred(request)}/{page}", 303, {"Vary": "Accept, Accept-Language"})
    return _told(request, found["id"], kind)


def _preferred_kind(accept: str) -> str | None:
    """A graph's ending, or None for a page (RFC 9110, 12.5.1); whoever takes everything is a person."""
    wanted: list[tuple[float, str | None]] = []
    for part in accept[:500].split(","):
        name, *parameters = (one.strip() for one in part.split(";"))
        weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        quality = float(weight) if re.fullmatch(r"[01](\.\d{1,3})?", weight) else 0.0
        if name in ASKED_BY:
            wanted.append((quality, ASKED_BY[name]))
        elif name in ("text/html", "application/xhtml+xml"):
            wanted.append((quality, None))
    best = max(wanted, key=lambda one: one[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _told(request: Request, name: str, kind: str) -> Response:
    listing, publication = listing_of(request), publication_of(request)
    star = star_held(request, listing)

    def held(dataset: Dataset) -> Held:
        return Held(listing, dataset, publication.files(dataset))

    def make() -> str:
        if name == CATALOGUE:
            return _written(catalogue_graph(listing, [*map(held, datasets().values()), *star.values()]), kind)
        return _written(dataset_graph(star[name] if name in star else held(dataset_named(name))), kind)

    exported = next((one.listing.release.stamp for one in star.values()), "")
    text = publication.graph((name, kind, listing.base, exported), make)
    headers = {"Vary": "Accept, Accept-Language", "Access-Control-Allow-Origin": "*"}
    return Response(text, media_type=GRAPHS[kind][0], headers=headers)


def _written(graph: Graph, kind: str) -> str:
    return graph.serialize(format=GRAPHS[kind][1])


def _file(request: Request, dataset: Dataset, form: Format, year: int | None) -> Response:
    release, publication = release_of(request), publication_of(request)
    if year not in publication.years(dataset):
        raise not_found(*NO_FILE)
    about, content = publication.file(dataset, form, year)
    headers = {
        "ETag": f'"{about.sha256[:32]}"',
        "Last-Modified": format_datetime(release.modified, usegmt=True),
        "Cache-Control": "no-cache",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Link": f'<{request.url.path}-metadata.json>; rel="describedby"' if form is Format.CSV else "",
    }
    headers = {one: value for one, value in headers.items() if value}
    if has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = f'attachment; filename="{about.name}"'
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


def _meaning(request: Request, name: str) -> Response:
    found = NAME.fullmatch(name)
    if found is None or found["ending"]:
        raise not_found(*NO_FILE)
    dataset, listing = dataset_named(found["id"]), listing_of(request)
    told = csv_metadata(dataset, listing.address(f"{name}.csv"), listing.licence, listing.address(dataset.id))
    headers = {"Access-Control-Allow-Origin": "*"}
    return JSONResponse(told, media_type="application/csvm+json", headers=headers)
