"""Browser and axe-core: found, new enough, and at work."""

import asyncio
import os
from collections.abc import Sequence

from packaging.version import InvalidVersion, Version
from playwright.async_api import Error as PlaywrightError

from crawler.browser import PlaywrightEngine
from crawler.engine import StartedEngine
from crawler.executables import AxeMissing, BrowserMissing, find_axe, find_browser
from pipeline.doctor.check import Answer, Installation, fail, ok, warn
from pipeline.engines import engine_of
from pipeline.errors import SetupError
from pipeline.scratch import Scratch
from pipeline.settings import Settings

# What the set-up brings; older ones find less and accuse more.
AXE = "4.14.0"
PAGE = "<!doctype html><html lang=lv><title>eindekss</title><p>Pašvaldību tīmekļvietnes"


def browser(installation: Installation) -> Sequence[Answer]:
    if installation.settings.grid_url:
        return [_of_grid(installation.settings)]
    try:
        executable = find_browser(installation.settings.browser)
        engine = PlaywrightEngine(executable, "", limits=installation.settings.limits)
        with Scratch():
            drawn = asyncio.run(_draws(engine))
    except (BrowserMissing, PlaywrightError) as error:
        advice = "Install it with its libraries: `apt-get install chromium`; then see whether it starts by itself."
        return [fail(f"{str(error).splitlines()[0].rstrip('.')}.", advice)]
    named = f"{engine.version} ({executable or 'of Playwright'})"
    if not drawn:
        return [fail(f"{named} starts and draws nothing.", "Install it anew: `apt-get install chromium`.")]
    told = ok(f"{named} starts and draws a page.")
    if not engine.sandboxed and os.geteuid() != 0:
        return [
            told,
            warn(
                "Pages run without Chromium's sandbox, for this machine allows no user namespaces.",
                "Allow them: `sysctl kernel.unprivileged_userns_clone=1`; in a container its own bounds must do.",
            ),
        ]
    return [told]


def _of_grid(settings: Settings) -> Answer:
    try:
        version = asyncio.run(_version(engine_of(settings, settings.limits)))
    except (BrowserMissing, AxeMissing, SetupError) as error:
        return fail(str(error), "docs/grid.md says what a grid must offer.")
    return ok(f"The grid at {settings.grid_url} gives {version}, which comes to the proxy of this machine.")


async def _version(engine: StartedEngine) -> str:
    async with engine:
        return engine.version


async def _draws(engine: PlaywrightEngine) -> bool:
    async with engine:
        page = await (await engine.browser()).new_page()
        await page.set_content(PAGE)
        return len(await page.screenshot()) > 0


def axe(installation: Installation) -> Sequence[Answer]:
    try:
        found = find_axe(installation.settings.axe)
    except AxeMissing as error:
        return [fail(str(error), "Run `make setup`.")]
    text = f"axe-core {found.version} ({found.path})."
    try:
        old = Version(found.version) < Version(AXE)
    except InvalidVersion:
        old = True
    if old:
        return [warn(text, f"It finds less than {AXE}, which `make setup` brings.")]
    return [ok(text)]
