"""The floor: goto and axe on one reused page per site, and nothing else; a program that pays its own start."""

import asyncio
import json
import sys
from collections import deque
from pathlib import Path
from time import monotonic

from playwright.async_api import Browser, ViewportSize, async_playwright

from crawler.executables import find_axe, find_browser
from crawler.switches import WITHOUT_UNSEEN

DESKTOP = ViewportSize(width=1280, height=800)
# The rules that the audit runs. Only counts leave the page, and axe's own reporter, which spells out every element,
# stays out: together they cost a third of the speed.
RUN_AXE = """() => axe.run(document, {
  runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]},
  preload: false,
  reporter: (rules, _, done) =>
    done(rules.map(rule => [rule.id, rule.passes.length, rule.violations.length, rule.incomplete.length])),
}).then(JSON.stringify)"""


async def visit(sites: list[list[str]], at_once: int) -> dict[str, float]:
    """Visits every page; gives how many, and the seconds without the browser's start."""
    axe = find_axe().source()
    waiting = deque(sites)
    pages = 0

    async def work(browser: Browser) -> None:
        nonlocal pages
        while waiting:
            urls = waiting.popleft()
            context = await browser.new_context(viewport=DESKTOP)
            page = await context.new_page()
            for url in urls:
                await page.goto(url, wait_until="load")
                await page.evaluate(axe)
                json.loads(await page.evaluate(RUN_AXE))
                pages += 1
            await context.close()

    async with async_playwright() as playwright:
        executable = find_browser()
        browser = await playwright.chromium.launch(
            executable_path=executable, channel=None if executable else "chromium", args=[WITHOUT_UNSEEN]
        )
        began = monotonic()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(at_once):
                tasks.create_task(work(browser))
        work_s = monotonic() - began
        await browser.close()
    return {"pages": pages, "work_s": work_s}


if __name__ == "__main__":
    plan, at_once = Path(sys.argv[1]), int(sys.argv[2])
    print(json.dumps(asyncio.run(visit(json.loads(plan.read_text("utf-8")), at_once))))
