"""Chromium through Playwright: one browser for all sites, relaunched when it dies, gone without a trace when closed."""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from playwright.async_api import Browser, CDPSession, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from crawler.engine import ProxyLike
from crawler.executables import VERSION, BrowserMissing
from crawler.limits import Limits
from crawler.memory import MemoryWatch
from crawler.playwright_session import PlaywrightSession
from crawler.switches import WITHOUT_UNSEEN

log = logging.getLogger(__name__)

LAUNCH_S = 60.0
CLOSE_S = 5.0
PULSE_S = 5.0
ARGUMENTS = [
    # The spelling that does not leak; WebRTC would go past the proxy.
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--mute-audio",
    "--window-size=1280,900",
]
# Pop-ups that nobody clicked for are blocked; what still opens is closed at once. Chromium's own bound on how often a
# page may change its address stays on: without it one page's flood takes the browser away from all.
WITHOUT = ["--disable-popup-blocking", "--disable-ipc-flooding-protection"]
# What Playwright says where Chromium may not make the namespaces of its sandbox.
NO_SANDBOX = "sandboxing failed"
PROFILE = "--user-data-dir="
MADE_BY_PLAYWRIGHT = "playwright_chromiumdev_profile-"
# A killed browser's other processes write for a moment more.
REMOVALS, PAUSE_S = 5, 0.2


class PlaywrightEngine:
    """`async with PlaywrightEngine(executable, axe_source) as engine`.

    `executable` None launches Playwright's own browser. `axe_source` is the text of axe.min.js. Of `limits` those of
    the browser's memory are kept here, for all sessions.
    """

    def __init__(
        self, executable: Path | None, axe_source: str, headless: bool = True, limits: Limits | None = None
    ) -> None:
        self.axe_source = axe_source
        self.version = ""
        named = VERSION.search(axe_source[:200])
        self.axe_version: str | None = named.group(1) if named else None
        self.process_id: int | None = None
        # Chromium has none for root.
        self.sandboxed = os.geteuid() != 0
        self._executable = executable
        self._headless = headless
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None
        self._pulse: CDPSession | None = None
        self._profile: Path | None = None
        self._stopped = False
        self.memory = MemoryWatch(limits or Limits())
        self._lock = asyncio.Lock()

    async def __aenter__(self) -> Self:
        await self.browser()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._end()

    def session(self, proxy: ProxyLike | None, limits: Limits, home_url: str) -> PlaywrightSession:
        return PlaywrightSession(self, proxy, limits)

    async def browser(self) -> Browser:
        """The running browser, a new one if the last has died. Raises BrowserMissing where none can be started."""
        async with self._lock:
            if self._stopped:
                raise BrowserMissing("The browser was stopped.")
            if self._browser is not None:
                death = await self._death(self._browser)
                if death is None:
                    return self._browser
                log.warning("another browser is started: %s", death)
            await self._end()
            try:
                self._browser = await self._launch()
            except BrowserMissing:
                if self._stopped:
                    raise
                # It may have been killed while it started, or have no sandbox here.
                self._browser = await self._launch()
            return self._browser

    def kill(self) -> None:
        """Ends a browser that no longer answers; the next call of `browser` starts another."""
        if self.process_id is not None:
            log.info("browser process %d is ended", self.process_id)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.process_id, signal.SIGKILL)

    def stop(self) -> None:
        """Ends the browser at once and for good: whoever is at work in it fails, and none is started instead."""
        self._stopped = True
        self.kill()

    async def _death(self, browser: Browser) -> str | None:
        """How browser or driver ended; None where both live. Playwright calls a browser connected whose driver died."""
        if not browser.is_connected() or self._pulse is None:
            return "the last one has ended"
        try:
            async with asyncio.timeout(PULSE_S):
                await self._pulse.send("Browser.getVersion")
        except TimeoutError:
            return None  # it is slow, which its pages' budgets judge
        except PlaywrightError as error:
            return f"the last one does not answer ({error.message})"
        return None

    async def _launch(self) -> Browser:
        try:
            async with asyncio.timeout(LAUNCH_S):
                self._playwright = await _driver()
                browser = await self._playwright.chromium.launch(
                    executable_path=self._executable,
                    channel=None if self._executable else "chromium",
                    headless=self._headless,
                    chromium_sandbox=self.sandboxed,
                    args=[*ARGUMENTS, WITHOUT_UNSEEN],
                    ignore_default_args=WITHOUT,
                    # Ctrl-C reaches the driver too, and ending in order is our part.
                    handle_sigint=False,
                )
                self._pulse = await browser.new_browser_cdp_session()
                processes = (await self._pulse.send("SystemInfo.getProcessInfo"))["processInfo"]
        except asyncio.CancelledError:
            await self._end()
            raise
        except (PlaywrightError, TimeoutError) as error:
            await self._end()
            if self.sandboxed and NO_SANDBOX in str(error):
                log.warning("this machine allows no user namespaces: pages run without Chromium's sandbox")
                self.sandboxed = False
            why = (str(error) or "no answer in time").splitlines()[0]
            raise BrowserMissing(
                f"The browser {self._executable or 'of Playwright'} cannot be started: {why}"
            ) from error
        self.process_id = next(int(process["id"]) for process in processes if process["type"] == "browser")
        self._profile = _profile_of(self.process_id)
        self.memory.begin(self.process_id)
        self.version = f"Chromium {browser.version}"
        return browser

    async def _end(self) -> None:
        browser, playwright = self._browser, self._playwright
        self._browser = self._playwright = self._pulse = None
        self.memory.end()
        if browser is not None and browser.is_connected():
            try:
                async with asyncio.timeout(CLOSE_S):
                    await browser.close()
            except (PlaywrightError, TimeoutError):
                self.kill()
        if playwright is not None:
            with contextlib.suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(CLOSE_S):
                    await playwright.stop()
        # The driver removes it, but not always before it ends where the browser was killed.
        if self._profile is not None:
            await asyncio.to_thread(_remove, self._profile)
        self.process_id = self._profile = None


def _profile_of(process_id: int) -> Path | None:
    """The folder that Playwright made for this browser; None where it is not to be told."""
    try:
        words = psutil.Process(process_id).cmdline()
    except psutil.Error:
        return None
    told = next((word.partition("=")[2] for word in words if word.startswith(PROFILE)), "")
    return Path(told) if Path(told).name.startswith(MADE_BY_PLAYWRIGHT) else None


def _remove(folder: Path) -> None:
    for _ in range(REMOVALS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(PAUSE_S)


async def _driver() -> Playwright:
    """Playwright's driver. A start that is broken off is waited for and undone: nobody else knows of the process."""
    start = asyncio.ensure_future(async_playwright().start())
    try:
        return await asyncio.shield(start)
    except asyncio.CancelledError:
        with contextlib.suppress(PlaywrightError, TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await (await start).stop()
        raise
