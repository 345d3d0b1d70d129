"""What Chromium is started without besides what Playwright says."""

import psutil
import pytest

from crawler.browser import PlaywrightEngine
from crawler.switches import DISABLED, UNSEEN

pytestmark = pytest.mark.anyio


async def test_all_that_playwright_switches_off_stays_off(browser: PlaywrightEngine) -> None:
    words = psutil.Process(browser.process_id).cmdline()
    told = [set(word.removeprefix(DISABLED).split(",")) for word in words if word.startswith(DISABLED)]
    assert len(told) == 2
    assert told[0] | set(UNSEEN) == told[1]
