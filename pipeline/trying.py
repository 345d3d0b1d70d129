"""Tries the signatures in force on one page, out of a file or off the web, and an analyst's file on its examples."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

from checks.signature_files import SignatureError, additions
from checks.trial import Trial, example_faults, try_page
from crawler.encoding import decide_encoding, decode
from crawler.executables import AxeMissing, BrowserMissing
from crawler.one_page import read_page
from model.evidence import Document, Response
from model.site import Site
from pipeline.engines import engine_of
from pipeline.errors import SetupError
from pipeline.settings import Settings
from pipeline.signatures import extended, read_text, signatures_in_force

# Where a file stands that nobody says an address of.
NOWHERE = "https://vietne.example/lapa"


def page_in_file(path: Path, url: str = NOWHERE) -> Document:
    """A stored page as if it stood at the address. Raises SetupError."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror}): name an HTML file or an address.") from error
    encoding = decide_encoding(body, "")
    return Document(url, Response(url, 200, {}, encoding), None, decode(body, encoding))


def page_at(url: str, settings: Settings, *, render: bool = False, allow_private: bool = False) -> Document:
    """A page of the web, asked for politely. Raises SetupError where it is to be rendered and there is no browser."""
    limits = settings.limits

    async def ask() -> Document:
        if not render:
            return await read_page(url, limits=limits, allow_private=allow_private)
        async with engine_of(settings, limits) as engine:
            return await read_page(url, limits=limits, engine=engine, allow_private=allow_private)

    try:
        return asyncio.run(ask())
    except (BrowserMissing, AxeMissing) as error:
        raise SetupError(str(error)) from error


def trials_of(page: Document, settings: Settings, name: str, atvk: str | None = None) -> tuple[Trial, ...]:
    """Every feature on the page by the signatures in force. Raises SetupError where those cannot be used."""
    address = page.response.url if page.response else page.url
    site = Site(url=urljoin(address, "/"), name=name, atvk=atvk)
    return try_page(page, site, signatures_in_force(settings), datetime.now(UTC).date())


def signature_faults(path: Path, settings: Settings) -> tuple[int, list[str]]:
    """How many examples of the signatures that a file adds to were run, the built-in ones too, and what they do not
    give. Raises SetupError where the file cannot be used.
    """
    known, text = signatures_in_force(settings), read_text(path)
    try:
        added = additions(known, text, str(path))
    except SignatureError as error:
        raise SetupError(f"{error}.") from error
    known = extended(known, added)
    touched = [known[more.id] for more in added]
    return sum(len(one.examples) for one in touched), [fault for one in touched for fault in example_faults(one, known)]
