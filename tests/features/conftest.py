"""The corpus is judged on asyncio, for that is what the crawler runs on."""

import pytest


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"
