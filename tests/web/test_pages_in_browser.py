"""Every page in both languages, on three widths, light and dark: axe finds nothing, and nothing runs over."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.every_page import PAGES, PROBLEMS
from tests.web.looking import WAYS, Way, look

ALL = dict.fromkeys(PAGES, 200) | PROBLEMS
# By turns, so that over all pages together each way is taken, and each page is opened in both languages.
TURNS = tuple((path, way) for at, path in enumerate(ALL) for way in (WAYS[at % 6], WAYS[6 + (at + 3) % 6]))


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_page_passes_its_own_audit(browser: Browser, axe: str, served: str, way: Way) -> None:
    audit(browser, axe, served, way, [path for path, turn in TURNS if turn == way])


@pytest.mark.stress
@pytest.mark.parametrize("way", WAYS, ids=str)
def test_every_page_passes_its_own_audit_in_every_way(
    browser: Browser, axe: str, served: str, way: Way, pictures: Path | None
) -> None:
    audit(browser, axe, served, way, ALL, pictures)


def audit(
    browser: Browser, axe: str, served: str, way: Way, paths: Iterable[str], pictures: Path | None = None
) -> None:
    context = way.opened(browser)
    faults = look(context.new_page(), axe, served, way, {path: ALL[path] for path in paths}, pictures)
    context.close()
    assert faults == {}
