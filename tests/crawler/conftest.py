"""A module of the crawler shares one browser."""

from collections.abc import AsyncIterator

import pytest

from crawler.browser import PlaywrightEngine
from tests.crawler.engines import engine


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[PlaywrightEngine]:
    async with engine() as running:
        yield running
