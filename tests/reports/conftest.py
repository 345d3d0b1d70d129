"""The engine and the browser, for reports that audit themselves."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from crawler.executables import find_axe, find_browser
from crawler.switches import WITHOUT_UNSEEN


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core that the audits use."""
    return find_axe(os.environ.get("EINDEKSS_AXE")).source()


# No longer: while the driver runs, no other test of the process can start an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    named = find_browser(os.environ.get("EINDEKSS_BROWSER"))
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=named, channel=None if named else "chromium", args=["--no-sandbox", WITHOUT_UNSEEN]
        )
        yield started
        started.close()
