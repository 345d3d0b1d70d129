"""The browser of a night is started anew after so many sites: never two at once, and none under a site at work."""

import asyncio
from typing import Any

import pytest

from pipeline.errors import SetupError
from scheduler.browsers import FreshBrowser


class Browsers(list[str]):
    """What became of each that was started."""

    def __init__(self) -> None:
        self.broken = False

    def start(self) -> Any:
        if self.broken:
            raise SetupError("no browser")
        return _Work(self)


class _Work:
    def __init__(self, all_of_them: Browsers) -> None:
        self._all, self.number = all_of_them, len(all_of_them)

    async def __aenter__(self) -> "_Work":
        assert "open" not in self._all
        self._all.append("open")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._all[self.number] = "closed"


async def numbers(browser: FreshBrowser, sites: int) -> list[int]:
    found = []
    for _ in range(sites):
        async with browser.place() as work:
            found.append(work.number)  # type: ignore[attr-defined]
    return found


def test_a_browser_serves_so_many_sites() -> None:
    browsers = Browsers()

    async def served() -> list[int]:
        async with FreshBrowser(browsers.start, sites=2) as browser:
            return await numbers(browser, 5)

    assert asyncio.run(served()) == [0, 0, 1, 1, 2]
    assert browsers == ["closed"] * 3


def test_a_site_at_work_ends_before_its_browser_does() -> None:
    browsers = Browsers()

    async def served() -> None:
        async with FreshBrowser(browsers.start, sites=2) as browser:
            async with browser.place():
                await numbers(browser, 1)
                late, given_up = (asyncio.create_task(numbers(browser, 1)) for _ in range(2))
                await asyncio.sleep(0.01)
                assert (browsers, late.done()) == (["open"], False)
                given_up.cancel()
                await asyncio.gather(given_up, return_exceptions=True)
            assert await late == [1]

    asyncio.run(served())
    assert browsers == ["closed"] * 2


def test_a_browser_that_does_not_start_is_asked_for_again() -> None:
    browsers = Browsers()

    async def served() -> list[int]:
        async with FreshBrowser(browsers.start, sites=1) as browser:
            await numbers(browser, 1)
            browsers.broken = True
            for _ in range(2):
                with pytest.raises(SetupError):
                    await numbers(browser, 1)
            browsers.broken = False
            return await numbers(browser, 1)

    assert asyncio.run(served()) == [1]
    assert browsers == ["closed"] * 2
