"""Which rows of the list of sites should change by what was seen at their addresses, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from crawler.addresses import normalise, root, same_site
from model.site import Role, Site
from model.site_look import SiteLook
from pipeline.sites_file import SitesFile, parse_sites
from pipeline.sites_patch import Edit, edited


class Shift(StrEnum):
    """How far a redirect leads: nowhere else, to another scheme or `www.` of the same site, or to another site."""

    NONE = "none"
    ADDRESS = "address"
    MOVE = "move"


def shift(site: Site, url: str | None) -> Shift:
    home = normalise(site.url)
    if url is None or home is None or root(url) == root(home):
        return Shift.NONE
    return Shift.ADDRESS if same_site(url, home) else Shift.MOVE


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edit of the list with the sentence that explains it."""

    site: Site
    edit: Edit
    reason: str


@dataclass(frozen=True, slots=True)
class Proposals:
    """`after` is the list with all of them made. `waiting` says, by address, why nothing is proposed yet or at all."""

    made: tuple[Proposal, ...]
    after: bytes
    waiting: Mapping[str, str]


def propose(
    raw: bytes, path: Path, looks: Mapping[str, SiteLook], before: Mapping[str, SiteLook], today: date
) -> Proposals:
    """What to change in the list whose bytes are `raw`, by these looks and the looks before them.

    A permanent redirect counts when this is the first look at the address, or when the look before saw the same.
    """
    read = parse_sites(raw, path)
    made: list[Proposal] = []
    waiting: dict[str, str] = {}
    for line, site in zip(read.lines, read.sites, strict=True):
        look = looks.get(site.url)
        if look is None or not site.valid_on(today) or not look.ready or shift(site, look.permanent) is Shift.NONE:
            continue
        answer = _proposal(line, site, look, before.get(site.url), read, today)
        if isinstance(answer, Proposal):
            made.append(answer)
        else:
            waiting[site.url] = answer
    return _fitting(raw, path, made, waiting, len(read.problems), today)


def _proposal(
    line: int, site: Site, look: SiteLook, last: SiteLook | None, read: SitesFile, today: date
) -> Proposal | str:
    """The change, or why there is none."""
    target = look.permanent
    assert target is not None
    leads = f"{site.url} leads by a permanent redirect to {target}"
    if last is not None and last.permanent != target:
        return f"{leads}. The look before did not see that: it is proposed when the next look sees it too."
    seen = (
        f"{leads}, seen on the first look"
        if last is None
        else f"{leads}, seen on two looks in a row, the first on {last.looked_at:%Y-%m-%d}"
    )
    who = f"Line {line}, {site.name}: {seen}."
    if shift(site, target) is Shift.ADDRESS:
        return Proposal(
            site, Edit(line, _readdressed(site.url, target), ends=False), f"{who} The address is corrected."
        )
    if site.valid_from == today:
        return Proposal(
            site, Edit(line, target, ends=False), f"{who} The row begins today, so its address is corrected."
        )
    ended = f"the row ends on {today - timedelta(days=1)}"
    holder = next(
        (
            (number, other)
            for number, other in zip(read.lines, read.sites, strict=True)
            if number != line and other.valid_on(today) and same_site(normalise(other.url) or "", target)
        ),
        None,
    )
    if holder is None:
        return Proposal(site, Edit(line, target, ends=True), f"{who} It moved: {ended}, a new one begins on {today}.")
    number, other = holder
    if site.role is Role.MAIN and other.atvk == site.atvk:
        return f"{leads}, the same municipality's site on line {number}: decide which of the two is its main site."
    return Proposal(site, Edit(line, None, ends=True), f"{who} That stands on line {number} already: {ended}.")


def _readdressed(written: str, target: str) -> str:
    """The address as it is written, at the scheme and host of the target."""
    there = urlsplit(target)
    return urlsplit(written)._replace(scheme=there.scheme, netloc=there.netloc).geturl()


def _fitting(
    raw: bytes, path: Path, made: Sequence[Proposal], waiting: dict[str, str], problems: int, today: date
) -> Proposals:
    """The proposals that leave no row in contradiction to another, such as two sites that moved to one address."""

    def after(some: Sequence[Proposal]) -> bytes | None:
        changed = edited(raw, (one.edit for one in some), today)
        return changed if len(parse_sites(changed, path).problems) == problems else None

    whole = after(made)
    if whole is not None:
        return Proposals(tuple(made), whole, waiting)
    kept: list[Proposal] = []
    changed = raw
    for one in made:
        attempt = after([*kept, one])
        if attempt is None:
            waiting[one.site.url] = f"{one.reason} But another row would contradict that: change the list by hand."
        else:
            kept.append(one)
            changed = attempt
    return Proposals(tuple(kept), changed, waiting)
