"""All tests share one WebDriver server, those of a module an engine too."""

from collections.abc import AsyncIterator, Iterator

import pytest

from crawler.webdriver.engine import GridEngine
from tests.crawler.webdriver.grids import Server, grid_engine, serving_browsers


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serving_browsers() as running:
        yield running


@pytest.fixture(scope="module")
async def grid(server: Server) -> AsyncIterator[GridEngine]:
    async with grid_engine(server) as engine:
        yield engine
