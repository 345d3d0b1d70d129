"""Frozen pages, dying pages, a dying browser: what they cost, what is tried once more, and what is left behind."""

import asyncio
import contextlib
import dataclasses
import os
import signal
from pathlib import Path
from time import monotonic

import psutil
import pytest

from crawler.browser import PlaywrightEngine
from crawler.executables import BrowserMissing
from crawler.limits import Limits
from model.failure import FailureKind
from tests.crawler.engines import browsers, engine, look, markup, rule, visiting
from tests.crawler.origin import Reply, serving

pytestmark = pytest.mark.anyio

SMALL = dataclasses.replace(Limits(), page_budget_s=12.0, document_timeout_s=3.0, settle_limit_ms=1_500)
FREEZE = "<script>setTimeout(() => { while (true); }, 50)</script>"


@pytest.mark.parametrize("script", [FREEZE, "<script>while (true);</script>"], ids=["later", "at once"])
async def test_a_frozen_page_costs_its_budget_only(browser: PlaywrightEngine, script: str) -> None:
    begun = monotonic()
    replies = {"/": Reply(markup(script)), "/b": Reply(markup("<p>b</p>"))}
    async with serving(replies) as site, visiting(browser, SMALL) as session:
        evidence = await look(session, f"{site.url}/")
        spent = monotonic() - begun
        after = await look(session, f"{site.url}/b")
    assert evidence.failure is not None
    assert evidence.failure.kind is FailureKind.PAGE_FROZEN
    assert spent < SMALL.page_budget_s + 6
    assert after.failure is None
    assert after.axe is not None


def renderers(browser: PlaywrightEngine) -> list[psutil.Process]:
    """The processes that pages run in, the busiest first; the last is Chromium's spare one."""
    found: dict[psutil.Process, float] = {}
    for child in psutil.Process(browser.process_id).children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if "--type=renderer" in child.cmdline():
                found[child] = child.cpu_times().user
    return sorted(found, key=lambda child: -found[child])


def profile_of(browser: PlaywrightEngine) -> Path:
    words = psutil.Process(browser.process_id).cmdline()
    return Path(next(word for word in words if word.startswith("--user-data-dir=")).partition("=")[2])


async def gone(profile: Path) -> None:
    """What is left of a browser that was killed removes its profile, and may be held up by others."""
    async with asyncio.timeout(10):
        while profile.exists():
            await asyncio.sleep(0.1)


def kill_pages(browser: PlaywrightEngine) -> None:
    """Chromium's spare process too: as where a machine runs out of memory."""
    for process in renderers(browser):
        with contextlib.suppress(psutil.Error):
            process.kill()


async def test_a_crash_of_the_page_is_tried_once_more(browser: PlaywrightEngine) -> None:
    async with serving({"/": Reply(markup("<img src=/x.png>"))}) as site, visiting(browser, SMALL) as session:
        await look(session, f"{site.url}/")
        work = asyncio.create_task(look(session, f"{site.url}/"))
        await asyncio.sleep(0.5)
        kill_pages(browser)
        evidence = await work
    assert evidence.failure is None
    assert rule(evidence, "image-alt")["fails"] == 1


@pytest.mark.parametrize("at", ["its head", "a file of it"])
async def test_a_page_that_crashes_every_time_is_browser_crashed(browser: PlaywrightEngine, at: str) -> None:
    async def head_and_no_more(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        await writer.drain()
        await crash(writer)

    async def crash(_: asyncio.StreamWriter) -> None:
        kill_pages(browser)

    home = head_and_no_more if at == "its head" else Reply(markup("<img src=/x.png>"))
    async with serving({"/": home, "/x.png": crash}) as site, visiting(browser, SMALL) as session:
        failed = (await look(session, f"{site.url}/")).failure
        site.replies["/"] = Reply(markup("<p>a</p>"))
        after = await look(session, f"{site.url}/")
    assert failed is not None
    assert failed.kind is FailureKind.BROWSER_CRASHED
    assert site.paths.count("/") == 3
    assert after.failure is None


async def test_a_killed_browser_is_replaced_for_all_sessions(caplog: pytest.LogCaptureFixture) -> None:
    async with engine() as own, serving({"/": Reply(markup("<img src=/x.png>"))}) as site:
        async with visiting(own, SMALL) as first, visiting(own, SMALL) as second:
            await asyncio.gather(*(look(session, f"{site.url}/") for session in (first, second)))
            killed, profile = own.process_id, profile_of(own)
            assert killed is not None
            work = [asyncio.create_task(look(session, f"{site.url}/")) for session in (first, second)]
            await asyncio.sleep(0.3)
            os.kill(killed, signal.SIGKILL)
            done = await asyncio.gather(*work)
        assert own.process_id != killed
    assert [record.message.partition(":")[0] for record in caplog.records] == ["another browser is started"]
    await gone(profile)
    assert [evidence.failure for evidence in done] == [None, None]
    assert [rule(evidence, "image-alt")["fails"] for evidence in done] == [1, 1]


async def test_closing_leaves_no_process_and_no_profile_behind() -> None:
    before = browsers()
    async with engine() as own, serving({"/": Reply(markup(FREEZE))}) as site, visiting(own, SMALL) as session:
        await look(session, f"{site.url}/")
        during = browsers()
        profile = profile_of(own)
        assert profile.is_dir()
    for _ in range(50):
        left = browsers() - before
        if not left:
            break
        await asyncio.sleep(0.1)
    assert during > before
    assert left == set()
    await gone(profile)


async def test_a_browser_that_does_not_start_is_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "parluks"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(BrowserMissing, match="cannot be started"):
        await PlaywrightEngine(broken, "").__aenter__()


async def test_a_visit_that_is_broken_off_leaves_a_session_that_works(browser: PlaywrightEngine) -> None:
    async with serving({"/": Reply(markup("<p>a</p>"))}) as site, visiting(browser, SMALL) as session:
        work = asyncio.create_task(look(session, f"{site.url}/"))
        await asyncio.sleep(0.6)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        assert (await look(session, f"{site.url}/")).failure is None


async def test_a_machine_without_a_sandbox_is_told_of_and_visits_go_on(caplog: pytest.LogCaptureFixture) -> None:
    """Chromium refuses its sandbox to root in the same words as where there are no user namespaces."""
    if os.geteuid() != 0:
        pytest.skip("only root has no sandbox for certain")
    bare = engine()
    bare.sandboxed = True
    async with bare, serving({"/": Reply(markup("<p>a</p>"))}) as site, visiting(bare, SMALL) as session:
        evidence = await look(session, f"{site.url}/")
    assert evidence.failure is None
    assert bare.sandboxed is False
    assert "without Chromium's sandbox" in caplog.text
