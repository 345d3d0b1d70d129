"""The published datasets as a catalogue that portals harvest: DCAT-AP 3.0, which keeps what 2.1.1 asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL

from model.dataset import NOW, DataFile, Dataset, Format, Release
from model.email_address import mailbox
from model.text import Text
from reports.language import N_, Words
from reports.licences import AUTHORITY, Licence

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
IANA = "http://www.iana.org/assignments/media-types/"
DCAT_AP = "https://semiceu.github.io/DCAT-AP/releases/3.0.0/"
LATVIA = URIRef(f"{AUTHORITY}country/LVA")
# Its statistical region; each municipality's own code is the column atvk of the data.
NUTS_LATVIA = URIRef("http://data.europa.eu/nuts/code/LV")
THEMES = ("GOVE", "TECH")
LANGUAGES = ("LAV", "ENG")
FILE_TYPES = {
    Format.CSV: ("CSV", "text/csv"),
    Format.JSON: ("JSON", "application/json"),
    Format.XLSX: ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.PARQUET: ("PARQUET", "application/vnd.apache.parquet"),
}
PART_NOW = Text(lv="šobrīd", en="now")
# What the columns of the star schema mean.
DICTIONARY = "star/dictionary.json"
TITLE = N_("Open data of the municipal e-index")
HOLDS = N_("What the websites of Latvian municipalities offer and how well they work, audited every night.")
API_TITLE = N_("API of the municipal e-index")
API_HOLDS = N_("The same data, filtered and paged, as JSON; described as OpenAPI.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the catalogue says beside the datasets. `base` is the dashboard's address without a slash at its end."""

    base: str
    publisher: str
    publisher_url: str
    contact: str
    licence: Licence
    release: Release
    since: date

    def address(self, name: str) -> str:
        return f"{self.base}/data/{name}"


@dataclass(frozen=True, slots=True)
class Held:
    """A dataset with its files; `listing` has the release that they are of."""

    listing: Listing
    dataset: Dataset
    files: Sequence[DataFile]


def catalogue_graph(listing: Listing, every: Sequence[Held]) -> Graph:
    """The whole catalogue, with every dataset, every file and the API."""
    graph = _graph()
    catalogue = URIRef(listing.address("catalog"))
    graph.add((catalogue, RDF.type, DCAT.Catalog))
    _say(graph, catalogue, TITLE, HOLDS)
    _owned(graph, catalogue, listing)
    graph.add((catalogue, DCTERMS.license, URIRef(listing.licence.authority)))
    graph.add((catalogue, DCTERMS.conformsTo, URIRef(DCAT_AP)))
    graph.add((catalogue, DCAT.themeTaxonomy, URIRef(f"{AUTHORITY}data-theme")))
    graph.add((catalogue, FOAF.homepage, URIRef(f"{listing.base}/lv/data")))
    graph.add((catalogue, DCTERMS.issued, _day(listing.since)))
    for held in every:
        graph.add((catalogue, DCAT.dataset, _dataset(graph, held.listing, held.dataset, held.files)))
    graph.add((catalogue, DCAT.service, _service(graph, listing, [held.dataset for held in every])))
    return graph


def dataset_graph(held: Held) -> Graph:
    graph = _graph()
    _dataset(graph, held.listing, held.dataset, held.files)
    _service(graph, held.listing, [held.dataset])
    return graph


def _graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    known = {"dcat": DCAT, "dct": DCTERMS, "foaf": FOAF, "adms": ADMS, "spdx": SPDX, "vcard": VCARD, "owl": OWL}
    for prefix, namespace in (known | {"xsd": XSD, "dcatap": DCATAP, "rdf": RDF}).items():
        graph.bind(prefix, namespace)
    return graph


def _dataset(graph: Graph, listing: Listing, dataset: Dataset, files: Sequence[DataFile]) -> URIRef:
    me = URIRef(listing.address(dataset.id))
    graph.add((me, RDF.type, DCAT.Dataset))
    _texts(graph, me, dataset.title, dataset.holds)
    _owned(graph, me, listing)
    graph.add((me, DCTERMS.identifier, Literal(str(me))))
    graph.add((me, DCTERMS.issued, _day(listing.since)))
    graph.add((me, DCTERMS.accrualPeriodicity, URIRef(f"{AUTHORITY}frequency/DAILY")))
    graph.add((me, DCTERMS.accessRights, URIRef(f"{AUTHORITY}access-right/PUBLIC")))
    graph.add((me, DCTERMS.temporal, _period(graph, listing, dataset)))
    graph.add((me, OWL.versionInfo, Literal(listing.release.on.isoformat())))
    for theme in THEMES:
        graph.add((me, DCAT.theme, URIRef(f"{AUTHORITY}data-theme/{theme}")))
    for norm in dataset.conforms_to:
        _typed(graph, me, DCTERMS.conformsTo, norm, DCTERMS.Standard)
    for keyword in dataset.keywords:
        _both(graph, me, DCAT.keyword, keyword)
    for language in ("lv", "en"):
        page = f"{listing.base}/{language}/data/{dataset.id}"
        _typed(graph, me, FOAF.page, page, FOAF.Document)
        if language == "lv":
            graph.add((me, DCAT.landingPage, URIRef(page)))
    for file in files:
        graph.add((me, DCAT.distribution, _distribution(graph, listing, dataset, file)))
    return me


def _distribution(graph: Graph, listing: Listing, dataset: Dataset, file: DataFile) -> URIRef:
    part = f"-{file.part}" if file.part else ""
    me = URIRef(f"{listing.address(dataset.id)}#{file.format}{part}")
    address = URIRef(listing.address(file.name))
    kind, media_type = FILE_TYPES[file.format]
    graph.add((me, RDF.type, DCAT.Distribution))
    told = PART_NOW if file.part == NOW else Text(lv=file.part, en=file.part)
    title = Text(
        lv=f"{dataset.title.lv} {told.lv}".rstrip() + f" ({kind})",
        en=f"{dataset.title.en} {told.en}".rstrip() + f" ({kind})",
    )
    _texts(graph, me, title, dataset.holds)
    graph.add((me, DCAT.accessURL, address))
    graph.add((me, DCAT.downloadURL, address))
    graph.add((me, DCTERMS.license, URIRef(listing.licence.authority)))
    graph.add((me, DCTERMS["format"], URIRef(f"{AUTHORITY}file-type/{kind}")))
    graph.add((me, DCAT.mediaType, URIRef(IANA + media_type)))
    graph.add((me, DCAT.byteSize, Literal(file.size_bytes, datatype=XSD.nonNegativeInteger)))
    graph.add((me, DCTERMS.modified, _moment(listing)))
    graph.add((me, DCATAP.availability, URIRef(f"{AUTHORITY}planned-availability/STABLE")))
    graph.add((me, ADMS.status, URIRef(f"{AUTHORITY}dataset-status/COMPLETED")))
    graph.add((me, DCAT.accessService, _service_address(listing)))
    if (described := _description(listing, dataset, file)) is not None:
        _typed(graph, me, DCTERMS.conformsTo, described, DCTERMS.Standard)
        _typed(graph, me, FOAF.page, described, FOAF.Document)
    checksum = BNode()
    graph.add((me, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(file.sha256, datatype=XSD.hexBinary)))
    return me


def _description(listing: Listing, dataset: Dataset, file: DataFile) -> str | None:
    """Where programs read what the columns mean."""
    if not dataset.columns:
        return listing.address(DICTIONARY)
    return listing.address(f"{file.name}-metadata.json") if file.format is Format.CSV else None


def _service_address(listing: Listing) -> URIRef:
    return URIRef(f"{listing.address('catalog')}#api")


def _service(graph: Graph, listing: Listing, datasets: Sequence[Dataset]) -> URIRef:
    me = _service_address(listing)
    graph.add((me, RDF.type, DCAT.DataService))
    _say(graph, me, API_TITLE, API_HOLDS)
    _owned(graph, me, listing)
    graph.add((me, DCAT.endpointURL, URIRef(f"{listing.base}/api/v1")))
    graph.add((me, DCAT.endpointDescription, URIRef(f"{listing.base}/openapi.json")))
    graph.add((me, DCTERMS.license, URIRef(listing.licence.authority)))
    graph.add((me, DCTERMS.accessRights, URIRef(f"{AUTHORITY}access-right/PUBLIC")))
    for theme in THEMES:
        graph.add((me, DCAT.theme, URIRef(f"{AUTHORITY}data-theme/{theme}")))
    for dataset in datasets:
        graph.add((me, DCAT.servesDataset, URIRef(listing.address(dataset.id))))
    return me


def _owned(graph: Graph, me: URIRef, listing: Listing) -> None:
    """Who publishes it, whom to ask, in which languages, of which country, and when it changed last."""
    publisher = URIRef(listing.publisher_url) if listing.publisher_url else URIRef(f"{listing.base}/#publisher")
    graph.add((me, DCTERMS.publisher, publisher))
    graph.add((publisher, RDF.type, FOAF.Agent))
    graph.add((publisher, FOAF.name, Literal(listing.publisher)))
    if listing.publisher_url:
        graph.add((publisher, FOAF.homepage, URIRef(listing.publisher_url)))
    contact = URIRef(f"{listing.base}/#contact")
    graph.add((me, DCAT.contactPoint, contact))
    graph.add((contact, RDF.type, VCARD.Organization))
    graph.add((contact, VCARD.fn, Literal(listing.publisher)))
    if address := _mailbox(listing.contact):
        graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{address}")))
    else:
        graph.add((contact, VCARD.hasURL, URIRef(f"{listing.base}/lv/data")))
    for language in LANGUAGES:
        graph.add((me, DCTERMS.language, URIRef(f"{AUTHORITY}language/{language}")))
    for place in (LATVIA, NUTS_LATVIA):
        graph.add((me, DCTERMS.spatial, place))
        graph.add((place, RDF.type, DCTERMS.Location))
    graph.add((me, DCTERMS.modified, _moment(listing)))


def _mailbox(contact: str) -> str | None:
    try:
        return mailbox(contact)
    except ValueError:
        return None


def _period(graph: Graph, listing: Listing, dataset: Dataset) -> BNode:
    """The years of a time series begin with the first night; everything else tells the newest state."""
    period = BNode()
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    first = listing.since if dataset.by_year or dataset.id == "runs" else listing.release.on
    graph.add((period, DCAT.startDate, _day(first)))
    graph.add((period, DCAT.endDate, _day(listing.release.on)))
    return period


def _say(graph: Graph, me: URIRef, title: str, holds: str) -> None:
    lv, en = Words("lv"), Words("en")
    _texts(graph, me, *(Text(lv=lv.gettext(one), en=en.gettext(one)) for one in (title, holds)))


def _texts(graph: Graph, me: URIRef, title: Text, holds: Text) -> None:
    _both(graph, me, DCTERMS.title, title)
    _both(graph, me, DCTERMS.description, holds)


def _both(graph: Graph, me: URIRef, name: URIRef, text: Text) -> None:
    graph.add((me, name, Literal(text.lv, lang="lv")))
    graph.add((me, name, Literal(text.en, lang="en")))


def _typed(graph: Graph, me: URIRef, name: URIRef, address: str, kind: URIRef) -> None:
    graph.add((me, name, URIRef(address)))
    graph.add((URIRef(address), RDF.type, kind))


def _day(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=XSD.date)


def _moment(listing: Listing) -> Literal:
    return Literal(listing.release.modified.isoformat(), datatype=XSD.dateTime)
