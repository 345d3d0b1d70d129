"""`python -m bench.grid`: what a page takes through a WebDriver server, against Playwright, in one run."""

import asyncio
from statistics import median
from time import monotonic

from crawler.limits import Limits
from crawler.session import BrowserSession
from tests.crawler.engines import engine, look
from tests.crawler.webdriver.grids import grid_engine, serving_browsers
from tests.crawler.webdriver.test_same_findings import pages_of
from tests.sites.server import serve

SITE = "good"
PAGES = 8


async def main() -> None:
    """Prints the ratio of each page's times: the two engines take turns, so that a busy machine is busy for both."""
    ratios = []
    with serving_browsers() as server, serve(SITE) as origin:
        async with (
            engine() as near,
            grid_engine(server) as far,
            near.session(None, Limits(), origin) as here,
            far.session(None, Limits(), origin) as there,
        ):
            for url in (await pages_of(here, origin))[:PAGES]:
                ratios.append(await _seconds(there, url) / await _seconds(here, url))
    spread = f"{min(ratios):.1f} to {max(ratios):.1f}"
    print(f"{len(ratios)} pages: through WebDriver {median(ratios):.1f} times as long (median; {spread})")


async def _seconds(session: BrowserSession, url: str) -> float:
    began = monotonic()
    evidence = await look(session, url)
    assert evidence.failure is None, evidence.failure
    return monotonic() - began


if __name__ == "__main__":
    asyncio.run(main())
