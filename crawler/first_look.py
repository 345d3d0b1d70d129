"""What the home page's HTML alone cannot tell: whether phones get another page, and what its scripts add."""

import asyncio
from collections.abc import Callable

from crawler.addresses import looks_like_page
from crawler.engine import MobileLoad, Session
from crawler.facts import read_page
from crawler.frontier import Frontier
from crawler.guard import Refused
from crawler.http import LeavesSite
from crawler.reading import AskOnce, PageReader
from crawler.templates import similarity
from model.evidence import Document
from model.failure import Failure, FailureKind

# Fewer own links than this in a home page's HTML, and its links are looked for after the scripts.
FEW_LINKS = 3
# Below this likeness a phone was given another page than a computer.
PHONE_ALIKE = 0.6


async def phone_load(home: Document, reader: PageReader, user_agent: str, note: Callable[[str], None]) -> MobileLoad:
    """Whether a phone is given the same page: then one load of the browser serves both."""
    try:
        async with reader.turns.turn(home.url):
            phone = await reader.http.fetch_document(home.url, permit=reader.permit, user_agent=user_agent)
    except LeavesSite as away:
        note(f"phones are sent to {away.url}")
        return "second"
    except Refused:
        return "same"
    reader.turns.heed(phone.response)
    if phone.failure is not None:
        return "same"
    desktop_page = await asyncio.to_thread(read_page, home.html, home.url)
    phone_page = await asyncio.to_thread(read_page, phone.html, home.url)
    alike = similarity(desktop_page.signature, phone_page.signature) >= PHONE_ALIKE
    return "same" if alike else "second"


async def rendered_home(
    home: Document, frontier: Frontier, reader: PageReader, ask: AskOnce, reserve_s: float
) -> Document | None:
    """The home page after its scripts, by `ask`, where only they bring its links; else None."""
    plain = _own_pages(home, frontier)
    if plain >= FEW_LINKS:
        return None
    rendered = await reader.read(home.url, ask, reserve_s)
    if rendered is None or rendered.failure is not None or _own_pages(rendered, frontier) <= plain:
        return None
    return rendered


def rendering(session: Session) -> AskOnce:
    """Asks for a page through the browser, within the time that the reader has."""

    async def ask(url: str, within_s: float) -> Document:
        try:
            async with asyncio.timeout(within_s):
                return await session.render(url)
        except TimeoutError:
            return Document(url, None, Failure(FailureKind.TIMEOUT, "the page was not rendered in time"))

    return ask


def _own_pages(document: Document, frontier: Frontier) -> int:
    """How many other pages of the site the page links to."""
    own = {frontier.own(link) for link in document.links} - {None, frontier.own(document.url)}
    return sum(1 for url in own if url is not None and looks_like_page(url))
