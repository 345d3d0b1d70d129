"""What programs look for first: robots.txt, the site map, and whom to tell of a security fault."""

from datetime import timedelta
from xml.etree import ElementTree as ET

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import PlainTextResponse

from model.email_address import mailbox
from model.text import LANGUAGES
from pipeline.municipalities import standing_series
from pipeline.workplace import Workplace
from reports.datasets import datasets, star_datasets
from reports.language import riga_day
from web.access.gate import PUBLIC
from web.kept.municipalities import path_of
from web.navigation import NAVIGATION
from web.open_data.published import base_of, star_of

router = APIRouter(dependencies=[PUBLIC], include_in_schema=False)

# For people who log in; whatever its links hold, there is nothing to find.
CLOSED = ("desk", "login")
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
STATEMENTS = ("accessibility", "privacy")
# RFC 9116 advises less than a year.
CONTACT_HOLDS = timedelta(days=300)


@router.get("/robots.txt")
def robots(request: Request) -> PlainTextResponse:
    """Everything may be read but the desk; filtered views would be read without end."""
    closed = [f"Disallow: /{language}/{one}" for language in LANGUAGES for one in CLOSED]
    lines = ["User-agent: *", *closed, "Disallow: /*?*format=", "", f"Sitemap: {base_of(request)}/sitemap.xml", ""]
    return PlainTextResponse("\n".join(lines))


@router.get("/sitemap.xml")
def sitemap(request: Request) -> Response:
    """Every page that stands by itself in each language, with what it is in the other."""
    workplace: Workplace = request.app.state.workplace
    today = riga_day(request.app.state.now())
    series = request.app.state.shelf.get(("standing", today), lambda: standing_series(workplace, today))
    paths = ["", *(path for path, _ in NAVIGATION if path), *STATEMENTS]
    paths += [f"data/{name}" for name in datasets()]
    paths += [f"data/{one.id}" for one in star_datasets().values()] if star_of(request).is_wanted else []
    paths += [path_of(one) for one in series]
    for prefix, namespace in (("", SITEMAP), ("xhtml", XHTML)):
        ET.register_namespace(prefix, namespace)
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    for path in dict.fromkeys(paths):
        for language in LANGUAGES:
            place = ET.SubElement(root, f"{{{SITEMAP}}}url")
            ET.SubElement(place, f"{{{SITEMAP}}}loc").text = _address(request, language, path)
            for other in LANGUAGES:
                told = {"rel": "alternate", "hreflang": other, "href": _address(request, other, path)}
                ET.SubElement(place, f"{{{XHTML}}}link", told)
    return Response(ET.tostring(root, "utf-8", xml_declaration=True), media_type="application/xml")


def _address(request: Request, language: str, path: str) -> str:
    return f"{base_of(request)}/{language}/{path}"


@router.get("/.well-known/security.txt")
def security(request: Request) -> PlainTextResponse:
    """As RFC 9116 has it; not there where the operator named no mailbox."""
    workplace: Workplace = request.app.state.workplace
    try:
        contact = mailbox(workplace.settings.contact)
    except ValueError:
        raise HTTPException(404) from None
    until = request.app.state.now().replace(hour=0, minute=0, second=0, microsecond=0) + CONTACT_HOLDS
    lines = [
        f"Contact: mailto:{contact}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: lv, en",
        f"Canonical: {base_of(request)}/.well-known/security.txt",
        "",
    ]
    return PlainTextResponse("\n".join(lines))
