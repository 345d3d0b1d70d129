"""The crawler's coroutines are tested on asyncio only, for that is what they run on; a module shares one browser."""

from collections.abc import AsyncIterator

import pytest

from crawler.browser import PlaywrightEngine
from tests.crawler.engines import engine


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[PlaywrightEngine]:
    async with engine() as running:
        yield running
