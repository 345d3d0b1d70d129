"""The way to the web: the list of sites, names, the register, the first site, and proxies that are not used."""

import asyncio
import contextlib
import os
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

from crawler.addresses import root
from crawler.ckan import ACTIONS
from crawler.faults import FOREIGN, network_failure
from crawler.reach import Reached, reach
from model.failure import ADVICE
from model.site import Site
from pipeline.doctor.check import Answer, Installation, fail, ok, warn
from pipeline.errors import SetupError
from pipeline.registering import register_book
from pipeline.settings import PREFIX
from pipeline.sites_file import SitesFileError, read_sites
from reports.language import riga_day

ANSWER_S = 15.0
# Audits give a name five seconds.
SLOW_NAME_S = 2.0
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")


def sites(installation: Installation) -> Sequence[Answer]:
    try:
        read = read_sites(installation.sites)
    except SitesFileError as error:
        return [fail(str(error), "")]
    if not read.sites:
        return [fail(f"{installation.sites} names no site.", "Write one line for each site into it.")]
    told = ok(f"{installation.sites} names {len(read.sites)} sites.")
    if read.problems:
        refused = f"{len(read.problems)} lines of {installation.sites} are refused."
        return [told, warn(refused, "`eindekss sites check` says why.")]
    return [told]


def names(installation: Installation) -> Sequence[Answer]:
    """Names are found, quickly, and none that cannot be there."""
    site = _first_site(installation.sites)
    addresses = [site.url if site else "", installation.settings.register_url]
    hosts = [host for host in (urlsplit(address).hostname for address in addresses) if host]
    found, took_s = None, 0.0
    for host in hosts:
        begun = monotonic()
        # One name may be gone; where none is found, the name server is.
        with contextlib.suppress(OSError):
            found = found or f"{host} is {installation.network.lookup(host, 443)[0]}."
            took_s = max(took_s, monotonic() - begun)
    if found is None:
        advice = "See /etc/resolv.conf, and whether this machine reaches its name server."
        return [fail(f"No name is found: neither {' nor '.join(hosts) or 'of a site nor of a register'}.", advice)]
    invented = f"{secrets.token_hex(8)}.invalid"
    try:
        answers = bool(installation.network.lookup(invented, 443))
    except OSError:
        answers = False
    if answers:
        advice = "Use another name server: this one makes dead links look alive."
        return [warn(f"The name server finds {invented}, which is not there.", advice)]
    if took_s > SLOW_NAME_S:
        return [warn(f"It takes {took_s:.1f} s to find a name.", "Use a nearer name server.")]
    return [ok(found)]


def register(installation: Installation) -> Sequence[Answer]:
    settings = installation.settings
    try:
        book = register_book(settings, settings.limits, installation.network)
    except SetupError as error:
        return [fail(str(error), "")]
    if book is None:
        return [ok(f"No register is asked: {PREFIX}REGISTER_URL is empty.")]
    if settings.register_snapshot:
        return [ok(f"The register is read out of {settings.register_snapshot}.")]
    url = f"{settings.register_url}{ACTIONS}/organization_list?limit=1"
    without = "Audits run without it and leave its indicators unmeasured; `eindekss register fetch` keeps its answers."
    return [_asked(installation, "the register", url, without, may_be_private=True)]


def first_site(installation: Installation) -> Sequence[Answer]:
    site = _first_site(installation.sites)
    if site is None:
        return [warn("No site can be tried.", "Name a file of sites.")]
    url = f"{root(site.url)}/robots.txt"
    advice = "Where others answer, it is this site's trouble; where none does, the way to the web is closed."
    return [_asked(installation, site.name, url, advice, may_be_private=installation.open_sites)]


def proxies(installation: Installation) -> Sequence[Answer]:
    named = [name for name in PROXIES if os.environ.get(name) or os.environ.get(name.lower())]
    if named:
        return [
            warn(
                f"{' and '.join(named)} is set, and audits do not use it: they connect to sites themselves.",
                "Let this machine reach the web directly on ports 80 and 443.",
            )
        ]
    return [ok("No proxy is set, and none is needed.")]


def _asked(installation: Installation, name: str, url: str, advice: str, *, may_be_private: bool) -> Answer:
    limits = replace(installation.settings.limits, document_timeout_s=ANSWER_S)
    try:
        reached = asyncio.run(reach(url, limits, installation.network, may_be_private=may_be_private))
    except FOREIGN as error:
        failure = network_failure(error)
        return warn(f"{url} does not answer ({failure.detail}).", f"{ADVICE[failure.kind].en} {advice}")
    if reached.ahead_s is not None:
        installation.clocks[name] = reached.ahead_s
    return _judged(url, reached, advice)


def _judged(url: str, reached: Reached, advice: str) -> Answer:
    text = f"{url} answers {reached.status} in {reached.elapsed_s:.1f} s."
    # A site without robots.txt is as good as one with it.
    fine = reached.status < 400 or (reached.status in (404, 410) and url.endswith("/robots.txt"))
    return ok(text) if fine else warn(text, advice)


def _first_site(file: Path) -> Site | None:
    """The first that is valid today; None where there is none."""
    try:
        listed = read_sites(file).sites
    except SitesFileError:
        return None
    today = riga_day(datetime.now(UTC))
    return next((site for site in listed if site.valid_on(today)), None)
