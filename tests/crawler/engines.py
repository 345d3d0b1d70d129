"""A real browser for tests, and short ways to let it look at pages that a test serves."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import psutil

from crawler.browser import PlaywrightEngine
from crawler.executables import find_axe, find_browser
from crawler.limits import Limits
from crawler.session import BrowserSession
from model.evidence import PageEvidence, SamplePage

HEAD = '<!doctype html><html lang="lv"><head><meta charset="utf-8"><title>Novads</title>'
VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'


def engine() -> PlaywrightEngine:
    return PlaywrightEngine(find_browser(), find_axe().source())


def markup(body: str, head: str = VIEWPORT) -> str:
    return f"{HEAD}{head}</head><body><main><h1>Novads</h1>{body}</main></body></html>"


@asynccontextmanager
async def visiting(browser: PlaywrightEngine, limits: Limits | None = None) -> AsyncIterator[BrowserSession]:
    """A session without a proxy: these tests reach loopback only."""
    async with browser.session(None, limits or Limits(), "http://127.0.0.1/") as session:
        yield session


async def look(session: BrowserSession, url: str) -> PageEvidence:
    return await session.gather(SamplePage(url, "home"))


def rule(evidence: PageEvidence, name: str) -> Mapping[str, Any]:
    assert evidence.axe is not None, evidence.notes
    return next(rule for rule in evidence.axe["rules"] if rule["id"] == name)


def mobile(evidence: PageEvidence) -> Mapping[str, Any]:
    assert evidence.mobile is not None, evidence.notes
    return evidence.mobile


def browsers() -> set[int]:
    """The browsers and drivers that run; a page's process goes with its own, and a test's server has others."""
    found = set()
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            words = child.cmdline()
            if child.name() != "postgres" and not any(word.startswith("--type=") for word in words):
                found.add(child.pid)
    return found
