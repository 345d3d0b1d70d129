"""The machine itself: user, Python and its packages, memory, time zone, clock, the settings' file."""

import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psutil
from packaging.requirements import Requirement

from pipeline.doctor.check import Answer, Installation, fail, ok, warn
from pipeline.doctor.disk import GIB, size
from pipeline.settings import settings_file
from pipeline.versions import DISTRIBUTION, tool_version

# Nights and days are those of Latvia.
ZONE = "Europe/Riga"
ANEW = "Install anew: `make setup`."
# One site's audit took 0.9 GiB with all its processes; pages' processes may have 2 GiB together, the browser as much.
LEAST_MEMORY_BYTES, LITTLE_MEMORY_BYTES = 1 * GIB, 4 * GIB
CGROUPS = Path("/sys/fs/cgroup")
# A second is lost on the way and in the whole seconds of HTTP's Date.
AHEAD_S, FAR_AHEAD_S = 5.0, 120.0


def user(installation: Installation) -> Sequence[Answer]:
    if os.geteuid() == 0:
        return [
            warn(
                "This is root: what visits the web should not be.",
                "Run it as the user of the service, who also owns the database and the evidence.",
            )
        ]
    return [ok(f"Runs as user {os.geteuid()}, who is not root.")]


def packages(installation: Installation) -> Sequence[Answer]:
    wrong = list(_wrong_packages())
    if wrong:
        return [fail(text, ANEW) for text in wrong]
    python = ".".join(map(str, sys.version_info[:3]))
    return [ok(f"eindekss {tool_version()} on Python {python}; all packages are as it needs them.")]


def _wrong_packages() -> Iterator[str]:
    for line in requires(DISTRIBUTION) or ():
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            yield f"The package {wanted.name} is not installed."
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            yield f"The package {wanted.name} is {found}, and {wanted.specifier} is needed."


def memory(installation: Installation) -> Sequence[Answer]:
    whole = psutil.virtual_memory().total
    allowed = min([whole, *_allowed(CGROUPS, Path("/proc/self/cgroup"))])
    text = f"Audits may use {size(allowed)} of memory" + (f", of {size(whole)}." if allowed < whole else ".")
    if allowed < LEAST_MEMORY_BYTES:
        return [fail(text, f"Give it {size(LITTLE_MEMORY_BYTES)}: pages' processes are killed otherwise.")]
    if allowed < LITTLE_MEMORY_BYTES:
        advice = (
            f"Give it {size(LITTLE_MEMORY_BYTES)}, or set EINDEKSS_SITES_AT_ONCE and EINDEKSS_MAX_RENDERER_MIB lower."
        )
        return [warn(text, advice)]
    return [ok(text)]


def _allowed(groups: Path, own: Path) -> Iterator[int]:
    """The limits of the control groups (version 2) that this process is in."""
    try:
        named = re.search(r"^0::/(.*)$", own.read_text(), re.MULTILINE)
    except OSError:
        return
    folder = groups / (named[1] if named else "")
    # In a container the path may be that of the host, and what is seen at the top is the container's own.
    for place in (folder, *folder.parents):
        if place.is_relative_to(groups):
            try:
                limit = (place / "memory.max").read_text().strip()
            except OSError:
                continue
            if limit.isdigit():
                yield int(limit)


def time_zone(installation: Installation) -> Sequence[Answer]:
    try:
        now = datetime.now(ZoneInfo(ZONE))
    except ZoneInfoNotFoundError:
        return [fail(f"The time zone {ZONE} is not known here.", "Install the time zones: `apt-get install tzdata`.")]
    return [ok(f"In {ZONE} it is {now:%Y-%m-%d %H:%M %z}.")]


def clock(installation: Installation) -> Sequence[Answer]:
    """Ours beside those of the machines that other checks have reached."""
    if not installation.clocks:
        return [warn("No other machine's clock could be seen.", "See that this one is kept right: `timedatectl`.")]
    name, ahead_s = max(installation.clocks.items(), key=lambda one: abs(one[1]))
    if abs(ahead_s) < AHEAD_S:
        return [ok(f"It is {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, by {' and '.join(installation.clocks)} too.")]
    text = f"This machine's clock is {abs(ahead_s):,.0f} s {'behind' if ahead_s > 0 else 'ahead of'} {name}."
    advice = "Set the clock and keep it right: `timedatectl set-ntp true`."
    return [fail(text, advice) if abs(ahead_s) >= FAR_AHEAD_S else warn(text, advice)]


def settings(installation: Installation) -> Sequence[Answer]:
    file = settings_file()
    try:
        mode = file.stat().st_mode
    except FileNotFoundError:
        return [ok("All settings can be used; there is no settings' file.")]
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        return [warn(f"Others may write to the settings in {file}.", f"Take that right away: `chmod go-w {file}`.")]
    return [ok(f"All settings can be used, those of {file} too.")]
