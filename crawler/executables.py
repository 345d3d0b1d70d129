"""Finds the browser and the axe file on this machine; `python -m crawler.executables` says whether both are there."""

import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

ON_PATH = ("chromium", "chromium-browser", "google-chrome")
AXE_IN_PACKAGES = (
    ("pytest_playwright_axe", "resources/axe.min.js"),
    ("axe_playwright_python", "axe.min.js"),
)
VERSION = re.compile(r"axe v(\d[\w.-]*)")


class BrowserMissing(Exception):
    """No browser was found; the text says what to install."""


class AxeMissing(Exception):
    """No axe file was found; the text says what to install."""


@dataclass(frozen=True, slots=True)
class AxeFile:
    """An axe.min.js and the version that it names itself."""

    path: Path
    version: str

    def source(self) -> str:
        return self.path.read_text("utf-8")


def find_browser(setting: str | None = None) -> Path | None:
    """The browser's executable; None stands for Playwright's own, which is launched by its channel.

    `setting` is a path, or a name on PATH. Raises BrowserMissing.
    """
    if setting:
        named = shutil.which(setting)
        if named is None:
            raise BrowserMissing(f"The browser that the settings name, {setting}, is not there or cannot be run.")
        return Path(named)
    if _has_playwrights_own():
        return None
    for name in ON_PATH:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    raise BrowserMissing(
        "No browser was found: install one with `playwright install --with-deps chromium` "
        "or `apt-get install chromium`."
    )


def _has_playwrights_own() -> bool:
    # In a thread: the synchronous interface refuses to run where an event loop does.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_playwrights_own).result()


def _playwrights_own() -> bool:
    try:
        with sync_playwright() as playwright:
            return Path(playwright.chromium.executable_path).is_file()
    except PlaywrightError:
        return False
    except Exception as error:  # Playwright raises a bare Exception where its driver does not start
        raise BrowserMissing(
            f"Playwright's driver does not start ({error}): install the library that it misses, "
            "on Debian with `apt-get install libatomic1`."
        ) from error


def find_axe(setting: str | None = None) -> AxeFile:
    """The axe file of the setting, else of the newest package that holds one. Raises AxeMissing."""
    if setting:
        axe = _axe_at(Path(setting))
        if axe is None:
            raise AxeMissing(f"The axe file that the settings name, {setting}, is not there or is no axe.min.js.")
        return axe
    for path in _axe_places():
        axe = _axe_at(path)
        if axe is not None:
            return axe
    raise AxeMissing(
        "No axe.min.js was found: install it with `make setup` or `pip install axe-playwright-python`, "
        "or name a file in EINDEKSS_AXE."
    )


def _axe_places() -> Iterator[Path]:
    """The newest engine first: its package, where the set-up puts it on Python 3.11, the fallback's package."""
    newest, fallback = AXE_IN_PACKAGES
    yield from _in_package(*newest)
    yield Path(sys.prefix, "axe", *newest)
    yield from _in_package(*fallback)


def _in_package(package: str, file: str) -> Iterator[Path]:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(folder, file)


def _axe_at(path: Path) -> AxeFile | None:
    try:
        with path.open(encoding="utf-8") as file:
            named = VERSION.search(file.read(200))
    except (OSError, UnicodeDecodeError):
        return None
    return AxeFile(path, named.group(1)) if named else None


def main() -> int:
    try:
        browser, axe = find_browser(), find_axe()
    except (BrowserMissing, AxeMissing) as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"browser: {browser or 'of Playwright'}\naxe: {axe.path} ({axe.version})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
