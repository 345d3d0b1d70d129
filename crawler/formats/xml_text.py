"""XML, GML, KML and RDF, whole or cut off; sitemaps, feeds and pages are XML and yet no data."""

from collections import Counter

from lxml import etree

from crawler.formats.content import TOO_LITTLE, Content, column_names
from crawler.formats.pulling import local_name, namespace, root_of

HTML_MARKS = ("<!doctype html", "<html", "<head", "<body")
HTML_CHARS = 1_024
# Elements one in the other, each alone, before the records begin.
MAX_WRAPPERS = 4
GML = "http://www.opengis.net/"
MEMBERS = ("featureMember", "featureMembers", "member")
RSS_1 = "http://purl.org/rss/1.0/"
# Roots, without namespace and in lower case, of XML that serves machinery.
NOT_DATA = {
    "html": "it is an HTML page",
    "urlset": "it is a sitemap",
    "sitemapindex": "it is a sitemap",
    "rss": "it is a feed",
    "feed": "it is a feed",
    "opensearchdescription": "it describes a search",
    "svg": "it is a picture",
    "schema": "it is a schema",
    "stylesheet": "it is a style sheet",
    "browserconfig": "it configures browsers",
    "cross-domain-policy": "it configures players",
    "espdrequest": "it is a tender's form",
    "qualificationapplicationrequest": "it is a tender's form",
    "exceptionreport": "it reports an error",
    "serviceexceptionreport": "it reports an error",
    "error": "it reports an error",
}


def read_xml(body: bytes, text: str, encoding: str, *, cut: bool) -> Content:
    """`text` is the body decoded in that encoding; how the parser reads the bytes it decides itself."""
    try:
        root = root_of(body, cut=cut)
    except etree.LxmlError:
        if smells_of_html(text):
            return Content("html", False, encoding, problem=NOT_DATA["html"])
        return Content("xml", False, encoding, problem="it is no well-formed XML")
    if root is None:
        return Content("xml", None, encoding, problem=TOO_LITTLE)
    name = local_name(root).lower()
    if name in NOT_DATA:
        return Content("html" if name == "html" else "xml", False, encoding, problem=NOT_DATA[name])
    if name == "kml":
        return _found("kml", encoding, root.findall(".//{*}Placemark"))
    if name == "rdf":
        if any(namespace(child) == RSS_1 for child in root):
            return Content("xml", False, encoding, problem=NOT_DATA["rss"])
        return _found("rdf", encoding, list(root))
    if name == "featurecollection" and namespace(root).startswith(GML):
        return _found("gml", encoding, [feature for child in root if local_name(child) in MEMBERS for feature in child])
    return _found("xml", encoding, _records(root))


def smells_of_html(text: str) -> bool:
    head = text[:HTML_CHARS].lower()
    return any(mark in head for mark in HTML_MARKS)


def _found(kind: str, encoding: str, records: list[etree._Element]) -> Content:
    """The file with the names of its first record's parts, or where it has none, attributes."""
    first = records[0] if records else None
    parts = [] if first is None else [local_name(part) for part in first] or list(map(str, first.keys()))
    return Content(
        kind, True, encoding, column_names(dict.fromkeys(parts)), len(records), None if records else "it holds no rows"
    )


def _records(root: etree._Element) -> list[etree._Element]:
    """The children of the commonest name, behind what only wraps them; without a common name it is one record."""
    for _ in range(MAX_WRAPPERS):
        if len(root) != 1 or not len(root[0]):
            break
        root = root[0]
    counts = Counter(map(local_name, root))
    if not counts:
        return []
    name, count = counts.most_common(1)[0]
    return [child for child in root if local_name(child) == name] if count > 1 else [root]
