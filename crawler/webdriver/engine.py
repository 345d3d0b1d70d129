"""Browsers of a Selenium Grid: one for each visit, started and ended there, reached by WebDriver commands alone."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chromium.options import ChromiumOptions
from selenium.webdriver.remote.client_config import ClientConfig
from urllib3.exceptions import HTTPError

from crawler.browser import ARGUMENTS
from crawler.engine import ProxyLike
from crawler.executables import AxeFile, BrowserMissing
from crawler.guard import Guard
from crawler.limits import Limits
from crawler.proxy import FilteringProxy
from crawler.switches import DISABLED, UNSEEN
from crawler.tab import TabCrashed, TabFrozen, TabMoved
from crawler.webdriver.door import Doorway, door
from crawler.webdriver.line import Line
from crawler.webdriver.session import RemoteSession
from crawler.webdriver.wire import Hear, Wire

# A grid lets a visit wait until one of its browsers is free.
START_S = 60.0
# No address of the internet (RFC 5737): the proxy refuses it, and so tells that it was asked.
NOWHERE = "http://192.0.2.1/"
COMING_S = 10.0
# As Playwright starts Chromium: what a page can tell of its screen, pointer and scroll bars must be the same.
LOOKS = (
    "--headless=new",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--lang=lv-LV",
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4",
)
# What Chrome asks its maker for on its own account would come through the visit's proxy, and be taken for the site's.
DEAD_END = "http://127.0.0.1:9/"
SILENT = (
    "--disable-component-update",
    "--allow-browser-signin=false",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-component-extensions-with-background-pages",
    f"--gaia-url={DEAD_END}",
    f"--apps-gallery-update-url={DEAD_END}",
    f"--component-updater=url-source={DEAD_END}",
    "--optimization-guide-service-get-hints-url=https://127.0.0.1:9/",
    "--optimization-guide-service-get-models-url=https://127.0.0.1:9/",
)
DENIED = ("notifications", "geolocation", "media_stream", "popups")
LOGS = {"chrome": "goog:loggingPrefs", "MicrosoftEdge": "ms:loggingPrefs"}
OPTIONS = {"chrome": webdriver.ChromeOptions, "MicrosoftEdge": webdriver.EdgeOptions}


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the grid is and who asks; `browser` is one of OPTIONS, `arguments` what its nodes need to start it."""

    url: str
    browser: str = "chrome"
    arguments: Sequence[str] = ()
    user: str = ""
    password: str = field(default="", repr=False)
    doorway: Doorway = field(default_factory=Doorway)


class GridEngine:
    """`async with GridEngine(grid, axe_file) as engine`: it starts where the grid gives a browser that can be used."""

    def __init__(self, grid: Grid, axe: AxeFile) -> None:
        self.version = ""
        self.axe_version: str | None = axe.version
        self.axe_file = axe.path
        self.doorway = grid.doorway
        self.lines: set[Line] = set()
        self._grid = grid
        self._stopped = False

    async def __aenter__(self) -> Self:
        line = Line(lambda window, name, event: None, lambda: None)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(line.ended)
            proxy = await stack.enter_async_context(FilteringProxy(Guard()))
            try:
                address = await stack.enter_async_context(door(self.doorway, proxy))
            except OSError as error:
                raise BrowserMissing(
                    f"EINDEKSS_GRID_PROXY_LISTEN: nothing can listen at {self.doorway.listen} ({error.strerror}); "
                    "it must be an address of this machine."
                ) from error
            wire = await line.begin(lambda hear: self.start(address, Limits(), hear))
            self.version = await line.work(self._probe, wire)
            await line.work(wire.go, wire.first_window(), NOWHERE)
            if not await _came_in(proxy):
                raise BrowserMissing(
                    f"The grid's browser does not come to the proxy at {address}, without which nothing keeps it from "
                    "private addresses: EINDEKSS_GRID_PROXY_LISTEN and EINDEKSS_GRID_PROXY_HOST must be what the "
                    "grid's nodes reach of this machine, and EINDEKSS_GRID_NODES must name the nodes."
                )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def session(self, proxy: ProxyLike | None, limits: Limits, home_url: str) -> RemoteSession:
        return RemoteSession(self, proxy, limits)

    def stop(self) -> None:
        """Gives all browsers back at once and for good: whoever is at work in one fails, and no other is started."""
        self._stopped = True
        for line in tuple(self.lines):
            line.end()
        self.lines.clear()

    def start(self, proxy_url: str | None, limits: Limits, hear: Hear) -> Wire:
        """A new browser, in the thread that asks for it. Raises BrowserMissing."""
        if self._stopped:
            raise BrowserMissing("The browsers were stopped.")
        grid = self._grid
        config = ClientConfig(
            grid.url,
            timeout=int(START_S),
            username=grid.user or None,
            password=grid.password or None,
            init_args_for_pool_manager={"init_args_for_pool_manager": {"retries": False, "maxsize": 2}},
        )
        try:
            driver = webdriver.Remote(grid.url, options=self._options(proxy_url, limits), client_config=config)
            return Wire(driver, hear)
        except (HTTPError, OSError) as error:
            raise BrowserMissing(
                f"The Selenium Grid at {grid.url} does not answer ({type(error).__name__}): check EINDEKSS_GRID_URL."
            ) from error
        except WebDriverException as error:
            raise BrowserMissing(self._refusal(str(error.msg))) from error

    def _refusal(self, said: str) -> str:
        grid, why = self._grid, said.strip().partition("\n")[0][:200]
        if "authorization required" in why.lower():
            return f"The Selenium Grid at {grid.url} wants a login: set EINDEKSS_GRID_USER and EINDEKSS_GRID_PASSWORD."
        return f"The Selenium Grid at {grid.url} gives no browser {grid.browser}: {why}"

    def _probe(self, wire: Wire) -> str:
        """Name and version of the browser. Raises BrowserMissing where it lacks what an audit needs."""
        has = wire.driver.capabilities
        name = f"{has.get('browserName')} {has.get('browserVersion')}"
        try:
            product = wire.cdp(wire.first_window(), "Browser.getVersion", {}, 5.0)["product"]
            wire.drain(5.0)
        except (TabFrozen, TabMoved, TabCrashed) as error:
            raise BrowserMissing(
                f"The grid's browser {name} takes no DevTools commands, or keeps no log of them ({error}): without "
                "them there is no phone's view. Give EINDEKSS_GRID_URL a grid with Chrome or Edge."
            ) from error
        return f"{str(product).replace('Chrome/', 'Chromium ')} (WebDriver)"

    def _options(self, proxy_url: str | None, limits: Limits) -> ChromiumOptions:
        options: ChromiumOptions = OPTIONS[self._grid.browser]()
        arguments: Sequence[str] = (
            *ARGUMENTS,
            *LOOKS,
            *SILENT,
            # ChromeDriver adds them to those of its own.
            DISABLED + ",".join(UNSEEN),
            f"--user-agent={limits.user_agent}",
            *self._grid.arguments,
        )
        if proxy_url is not None:
            # Chromium would go past the proxy for loopback otherwise.
            arguments = (*arguments, f"--proxy-server={proxy_url}", "--proxy-bypass-list=<-loopback>")
        for argument in arguments:
            options.add_argument(argument)
        denied: dict[str, Any] = {f"profile.default_content_setting_values.{name}": 2 for name in DENIED}
        options.add_experimental_option(
            "prefs", {"download_restrictions": 3, "intl.accept_languages": "lv-LV", **denied}
        )
        # Pop-ups that nobody clicked for stay blocked.
        options.add_experimental_option("excludeSwitches", ["disable-popup-blocking"])
        options.page_load_strategy = "none"
        options.unhandled_prompt_behavior = "dismiss"
        options.set_capability(LOGS[self._grid.browser], {"performance": "ALL", "browser": "SEVERE"})
        return options


async def _came_in(proxy: FilteringProxy) -> bool:
    """Whether a browser that was sent nowhere asks the proxy for it."""
    try:
        async with asyncio.timeout(COMING_S):
            while proxy.failure_of(NOWHERE) is None:
                await asyncio.sleep(0.05)
    except TimeoutError:
        return False
    return True
