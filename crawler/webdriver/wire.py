"""One browser behind a WebDriver server: commands one after the other, each within its time, faults in our words."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from selenium.common.exceptions import (
    InvalidSessionIdException,
    NoSuchWindowException,
    TimeoutException,
    UnexpectedAlertPresentException,
    WebDriverException,
)
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.webdriver import WebDriver
from urllib3.exceptions import HTTPError, ReadTimeoutError

from crawler.tab import TabCrashed, TabFrozen, TabMoved

# A page may open so many dialogs, each of which is dismissed, before it counts as frozen.
MAX_DIALOGS = 50
# How often it is asked whether a promise has settled: soon at first, then less often, for a page that freezes between
# a question's two parts takes its browser with it.
POLL_S = (0.04, 0.08, 0.16, 0.3)
DRAIN_EVERY_S = 0.5
# Each change of the driver's patience is a command more.
STEPS_S = (1.0, 10.0, 40.0)
# What the driver itself may take on top of the time that it was given.
MARGIN_S = 1.0
QUIT_S = 60.0
# Answered by the browser's own process, however busy the page's is.
BROWSER_SIDE = ("Browser.", "Fetch.", "Network.", "Storage.", "Target.", "Page.getNavigationHistory")
DEATH = ("crash", "disconnected", "not reachable", "session deleted", "no such window", "target window already closed")

# Takes the window, and the name and parameters of a DevTools event.
Hear = Callable[[str, str, dict[str, Any]], None]


class Wire:
    """Used from one thread at a time, where `hear` is called too; `give_up` may come from any.

    A command to a busy page would never end, and the driver takes no other meanwhile, not even to quit: so each is
    preceded by a script of one number, the only question that the driver itself breaks off in time.
    """

    def __init__(self, driver: WebDriver, hear: Hear) -> None:
        self.driver = driver
        self._hear = hear
        self._window = ""
        self._own = {driver.current_window_handle}
        self._limit_s = 0.0
        self._given_up = threading.Event()
        # Set when the grid has taken its browser back, or does not answer.
        self.gone = threading.Event()

    def give_up(self) -> None:
        """Ends the remote browser in the background; commands that are on their way fail."""
        if not self._given_up.is_set():
            self._given_up.set()
            threading.Thread(target=self._quit, daemon=True).start()

    def command(self, name: str, parameters: Mapping[str, Any] | None = None, timeout_s: float = 5.0) -> Any:
        """One WebDriver command's value, None where a dialog came between. Raises what Tab.send does."""
        if self._given_up.is_set():
            raise TabCrashed("the browser was given up")
        self._allow(timeout_s)
        try:
            return self.driver.execute(name, dict(parameters or {}))["value"]
        except ReadTimeoutError as error:
            raise TabFrozen(f"the grid had no answer in {timeout_s:.1f} s") from error
        except (HTTPError, OSError) as error:
            raise TabCrashed(f"the grid is gone: {type(error).__name__}") from error
        except TimeoutException as error:
            raise TabFrozen("the page is busy") from error
        except UnexpectedAlertPresentException:
            return None
        except (InvalidSessionIdException, NoSuchWindowException) as error:
            raise TabCrashed(_said(error)) from error
        except WebDriverException as error:
            if any(word in str(error.msg).lower() for word in DEATH):
                raise TabCrashed(_said(error)) from error
            raise TabMoved(_said(error)) from error

    def cdp(self, window: str, method: str, parameters: Mapping[str, Any], timeout_s: float) -> Any:
        """One CDP command to a window's page; a promise is waited for. Raises what Tab.send does."""
        ends = time.monotonic() + timeout_s
        self.turn_to(window)
        if method == "Runtime.evaluate" and parameters.get("awaitPromise"):
            return self._evaluate(parameters, ends)
        return self._cdp(method, parameters, ends)

    def turn_to(self, window: str) -> None:
        if self._window != window:
            self.command(Command.SWITCH_TO_WINDOW, {"handle": window})
            self._window = window

    def open_window(self) -> str:
        told = self.command(Command.NEW_WINDOW, {"type": "window"})
        self._own.add(told["handle"])
        return str(told["handle"])

    def first_window(self) -> str:
        return next(iter(self._own))

    def close_others(self) -> None:
        """Windows that a page opened."""
        for window in self.command(Command.W3C_GET_WINDOW_HANDLES) or ():
            if window not in self._own:
                self.turn_to(window)
                self.command(Command.CLOSE)
                self._window = ""

    def go(self, window: str, url: str) -> None:
        """Asks for a page, and does not wait for it."""
        self.turn_to(window)
        self.command(Command.GET, {"url": url})

    def address(self, window: str) -> str:
        """Of the document that is shown, as the browser's own process knows it."""
        told = self.cdp(window, "Page.getNavigationHistory", {}, 5.0)
        return str(told["entries"][told["currentIndex"]]["url"])

    def drain(self, within_s: float) -> bool:
        """Takes what happened since; False where the page is too busy to be asked."""
        try:
            self._assure(time.monotonic() + within_s)
        except TabFrozen:
            return False
        for entry in self.command(Command.GET_LOG, {"type": "performance"}) or ():
            told = json.loads(entry["message"])
            self._hear(told["webview"], told["message"]["method"], told["message"]["params"])
        return True

    def console(self) -> list[Mapping[str, Any]]:
        """What pages wrote to their consoles since this was last asked."""
        self._assure(time.monotonic() + 5.0)
        return list(self.command(Command.GET_LOG, {"type": "browser"}) or ())

    def limit_scripts(self, timeout_s: float) -> float:
        """How long the driver itself waits for a script from now on: the step at or over the time given."""
        limit_s = next((step for step in STEPS_S if step >= timeout_s), STEPS_S[-1])
        if limit_s != self._limit_s:
            self.command(Command.SET_TIMEOUTS, {"script": int(limit_s * 1000)})
            self._limit_s = limit_s
        return limit_s

    def _assure(self, ends: float) -> None:
        """Returns when the page's process takes questions. Raises TabFrozen, TabCrashed."""
        limit_s = self.limit_scripts(ends - time.monotonic())
        try:
            self.command(Command.W3C_EXECUTE_SCRIPT, {"script": "return 1", "args": []}, limit_s + MARGIN_S)
        except TabMoved:
            return  # the page spoils what the driver builds upon, but it answers

    def _cdp(self, method: str, parameters: Mapping[str, Any], ends: float) -> Any:
        for _ in range(MAX_DIALOGS):
            if not method.startswith(BROWSER_SIDE):
                self._assure(ends)
            left_s = max(ends - time.monotonic(), 0.5)
            told = self.command("executeCdpCommand", {"cmd": method, "params": dict(parameters)}, left_s + MARGIN_S)
            if told is not None:
                return told
        raise TabFrozen("the page opens dialogs without end")

    def _evaluate(self, parameters: Mapping[str, Any], ends: float) -> Any:
        told = self._cdp("Runtime.evaluate", {**parameters, "awaitPromise": False, "returnByValue": False}, ends)
        if "exceptionDetails" in told or told["result"].get("subtype") != "promise":
            return told
        promise, tries, drained = told["result"]["objectId"], 0, time.monotonic()
        while time.monotonic() < ends:
            inside = self._cdp("Runtime.getProperties", {"objectId": promise, "ownProperties": True}, ends)
            slots = {slot["name"]: slot.get("value", {}) for slot in inside.get("internalProperties", ())}
            state = slots["[[PromiseState]]"]["value"]
            if state == "fulfilled":
                return {"result": slots["[[PromiseResult]]"]}
            if state == "rejected":
                return {"exceptionDetails": {"text": "rejected", "exception": slots["[[PromiseResult]]"]}}
            time.sleep(POLL_S[min(tries, len(POLL_S) - 1)])
            tries += 1
            if time.monotonic() - drained > DRAIN_EVERY_S:
                self.drain(max(ends - time.monotonic(), 0.5))
                drained = time.monotonic()
        raise TabFrozen("a script of ours did not end in time")

    def _quit(self) -> None:
        try:
            self._allow(QUIT_S)
            self.driver.quit()
        except (HTTPError, OSError, WebDriverException):
            return  # a grid ends by itself what nobody uses any more
        finally:
            self.gone.set()

    def _allow(self, timeout_s: float) -> None:
        # Read anew for every request.
        self.driver.command_executor.client_config.timeout = timeout_s  # type: ignore[union-attr]


def _said(error: WebDriverException) -> str:
    return str(error.msg or type(error).__name__).partition("\n")[0][:200]
