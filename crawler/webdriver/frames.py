"""Runs axe through axe-selenium-python, which enters no frame: the walk into them is ours."""

import contextlib
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from axe_selenium_python import Axe
from selenium.common.exceptions import WebDriverException
from urllib3.exceptions import HTTPError

from crawler.frames import ALLOW, FRAME_S, MAX_FRAMES, own_frames
from crawler.tab import WORLD, ScriptFault, TabFrozen, TabMoved
from crawler.webdriver.wire import Wire

MAX_DEPTH = 5
# axe that stands in a frame's isolated world says so to whoever asks from its page.
HERE = "document.addEventListener('eindekss-axe', (event) => event.preventDefault());"
STANDS = "return !document.dispatchEvent(new Event('eindekss-axe', { cancelable: true }))"
FIND = """
  const found = [];
  const search = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (/^i?frame$/.test(element.localName)) found.push([element, element.getAttributeNames()]);
      if (element.shadowRoot !== null) search(element.shadowRoot);
    }
  };
  search(document);
  return found.slice(0, arguments[0]);
"""
# The driver marks the frames that it went into; what pages have must not be told of with it.
CLEAN = """
  const [frame, known] = arguments;
  for (const name of frame.getAttributeNames()) if (!known.includes(name)) frame.removeAttribute(name);
"""
# The promise of axe-selenium-python never ends where axe fails: what failed ends this one.
RUN = """new Promise((resolve, reject) => {
  const told = { run: (...given) => axe.run(...given).catch((fault) => (reject(fault), new Promise(() => undefined))) };
  (function (axe) { COMMAND })(told, resolve);
}).then(eindekss.asJson)"""


class World:
    """What axe-selenium-python takes for a driver: an isolated world, which the page's own scripts cannot spoil."""

    def __init__(self, wire: Wire, window: str, context: int, ends: float) -> None:
        self._wire = wire
        self._window = window
        self._context = context
        self._ends = ends

    def execute_script(self, source: str) -> None:
        self._evaluate(source)

    def execute_async_script(self, command: str) -> Any:
        return json.loads(self._evaluate(RUN.replace("COMMAND", command))["result"]["value"])

    def _evaluate(self, expression: str) -> Any:
        asked = {"expression": expression, "contextId": self._context, "awaitPromise": True}
        told = self._wire.cdp(self._window, "Runtime.evaluate", asked, max(self._ends - time.monotonic(), 0.5))
        if "exceptionDetails" in told:
            thrown = told["exceptionDetails"].get("exception", {})
            raise ScriptFault(str(thrown.get("description") or thrown.get("value")).partition("\n")[0][:300])
        return told


class Walk:
    """One run of axe over a window's page; `context` is our isolated world in it."""

    def __init__(self, wire: Wire, window: str, context: int, axe_file: Path, timeout_s: float) -> None:
        self._wire = wire
        self._window = window
        self._axe_file = str(axe_file)
        self._ends = time.monotonic() + timeout_s
        self._top = Axe(World(wire, window, context, self._ends), self._axe_file)
        self._addresses: list[str] = []
        self._missed = 0

    def run(self) -> tuple[Mapping[str, Any], int]:
        """What axe.js tells, and how many frames have no axe. Raises what Tab does."""
        self._top.inject()
        self._top.selenium.execute_script(ALLOW)
        tree = self._wire.cdp(self._window, "Page.getFrameTree", {}, FRAME_S)["frameTree"]
        for frame in list(_below(tree))[:MAX_FRAMES]:
            self._addresses.append(frame["url"])
            self._missed += not self._enter(frame["id"])
        targets = self._wire.cdp(self._window, "Target.getTargets", {}, FRAME_S)["targetInfos"]
        if any(target["type"] == "iframe" for target in targets):
            self._visit_apart()
        own = json.dumps(own_frames(self._addresses, tree["frame"]["url"]))
        told: Mapping[str, Any] = self._top.run(options=f"eindekss.axeOptions({own})")
        return told, self._missed

    def _enter(self, frame: str) -> bool:
        """Puts axe into a frame that runs in the page's own process."""
        asked = {"frameId": frame, "worldName": WORLD}
        try:
            made = self._wire.cdp(self._window, "Page.createIsolatedWorld", asked, FRAME_S)
            world = World(self._wire, self._window, made["executionContextId"], time.monotonic() + FRAME_S)
            axe = Axe(world, self._axe_file)
            axe.inject()
            world.execute_script(ALLOW + HERE)
        except (ScriptFault, TabMoved):
            return False
        return True

    def _visit_apart(self) -> None:
        """Frames that run in processes of their own are told no DevTools command: the driver goes into them."""
        try:
            self._wire.limit_scripts(FRAME_S)
            self._visit(Axe(self._wire.driver, self._axe_file), 1)
        except WebDriverException:
            self._missed += 1
        except HTTPError as error:
            raise TabFrozen("a frame of the page does not answer") from error
        finally:
            with contextlib.suppress(WebDriverException, HTTPError):
                self._wire.driver.switch_to.default_content()

    def _visit(self, axe: Axe, depth: int) -> None:
        driver = self._wire.driver
        for frame, attributes in driver.execute_script(FIND, MAX_FRAMES) or ():
            if time.monotonic() > self._ends or len(self._addresses) > 2 * MAX_FRAMES:
                return
            try:
                driver.switch_to.frame(frame)
            except WebDriverException:
                continue  # it has gone
            try:
                if not driver.execute_script(STANDS):
                    self._addresses.append(driver.execute_script("return location.href"))
                    axe.inject()
                    driver.execute_script(ALLOW)
                if depth < MAX_DEPTH:
                    self._visit(axe, depth + 1)
            except WebDriverException:
                self._missed += 1
            finally:
                driver.switch_to.parent_frame()
                with contextlib.suppress(WebDriverException):
                    driver.execute_script(CLEAN, frame, attributes)


def _below(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for child in tree.get("childFrames", ()):
        yield child["frame"]
        yield from _below(child)
