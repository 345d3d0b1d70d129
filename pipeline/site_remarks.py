"""What an operator is told of a look at a site: what is wrong, and what to do about it before the night."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from model.failure import ADVICE
from model.site import Site
from model.site_look import CertificateFault, SiteLook, StandIn
from pipeline.site_proposals import Shift, shift
from reports.export import failure_json

# Authorities that renew by themselves do so a month ahead.
CERTIFICATE_DAYS = 14
LONG_DELAY_S = 5.0

STAND_INS = {
    StandIn.PARKED: "a parked or suspended domain answers: find the site's new address and correct the row",
    StandIn.ERROR_PAGE: "an error page answers with a status that says all is well: correct the address",
    StandIn.SERVER_PAGE: "the web server's own page answers, no website: correct the address or ask the municipality",
}
CERTIFICATES = {
    CertificateFault.EXPIRED: "ended on {ends}: it must be renewed",
    CertificateFault.NOT_YET_VALID: "is not valid yet: check the clocks of this machine and of the server",
    CertificateFault.SELF_SIGNED: "is signed by the server itself: it needs one of a known authority",
    CertificateFault.WRONG_HOST: "is another host's: the name must be added to it, or the address corrected",
    CertificateFault.UNTRUSTED: "is signed by nobody known, or its chain is not sent whole: the server must be mended",
}


def days_left(look: SiteLook) -> int | None:
    """Whole days until the certificate ends, negative after; None without one."""
    return None if look.certificate is None else (look.certificate.ends - look.looked_at).days


def families(look: SiteLook) -> tuple[int, ...]:
    """The versions of IP by which the site is reached: 4, 6."""
    return tuple(sorted({ip_address(address).version for address in look.addresses}))


def remarks(site: Site, look: SiteLook, before: SiteLook | None) -> tuple[str, ...]:
    """Sentences without a full stop; none of a site with which all is well. `before` is the look before this one."""
    said: list[str] = []
    certificate = look.certificate
    if certificate is not None and certificate.fault is not None:
        advice = CERTIFICATES[certificate.fault].format(ends=f"{certificate.ends:%Y-%m-%d}")
        said.append(f"the certificate of {certificate.host} {advice}")
    elif look.failure is not None:
        said.append(f"{look.failure.kind}: {look.failure.detail}. {ADVICE[look.failure.kind].en.rstrip('.')}")
    if look.stand_in is not None:
        said.append(STAND_INS[look.stand_in])
    if not look.ready and before is not None:
        then = f"the look of {before.looked_at:%Y-%m-%d}"
        said.append(f"that is new: {then} found the site well" if before.ready else f"it was no better at {then}")
    left = days_left(look)
    if certificate is not None and certificate.fault is None and left is not None and left <= CERTIFICATE_DAYS:
        said.append(
            f"the certificate of {certificate.host} ends in {left} days, on {certificate.ends:%Y-%m-%d}: "
            f"it must be renewed ({certificate.issuer})"
        )
    if look.landed and shift(site, look.landed) is Shift.MOVE and shift(site, look.permanent) is not Shift.MOVE:
        said.append(f"leads to {look.landed} for now, by a temporary redirect, and is audited there")
    if look.sent_to:
        said.append(
            f"the page itself sends its visitors on to {look.sent_to}: if that is its new home, correct the row"
        )
    if look.landed and urlsplit(look.landed).scheme == "http":
        said.append("is served without encryption: http leads to no https")
    if look.crawl_delay_s is not None and look.crawl_delay_s >= LONG_DELAY_S:
        said.append(f"robots.txt asks for {look.crawl_delay_s:g} s between pages: its audit takes long")
    if families(look) == (6,):
        said.append("has no IPv4 address: it is audited only from where IPv6 works")
    return tuple(said)


def look_json(site: Site, look: SiteLook, before: SiteLook | None) -> dict[str, Any]:
    """The look for programs, with what they need of the site and of the look before beside it."""
    certificate = look.certificate
    return {
        "atvk": site.atvk,
        "name": site.name,
        "url": site.url,
        "ready": look.ready,
        "looked_at": look.looked_at.isoformat(),
        "ipv4": [address for address in look.addresses if ip_address(address).version == 4],
        "ipv6": [address for address in look.addresses if ip_address(address).version == 6],
        "certificate": None
        if certificate is None
        else {
            "host": certificate.host,
            "issuer": certificate.issuer,
            "ends": certificate.ends.isoformat(),
            "days_left": days_left(look),
            "fault": certificate.fault,
        },
        "robots": look.robots,
        "crawl_delay_s": look.crawl_delay_s,
        "redirect": {
            "landed": look.landed,
            "permanent": look.permanent,
            "shift": shift(site, look.landed),
            "shift_for_good": shift(site, look.permanent),
        },
        "sent_to": look.sent_to,
        "stand_in": look.stand_in,
        "bot_wall": look.walled,
        "failure": failure_json(look.failure),
        "before": None
        if before is None
        else {
            "looked_at": before.looked_at.isoformat(),
            "ready": before.ready,
            "addresses": list(before.addresses),
            "permanent": before.permanent,
        },
        "remarks": list(remarks(site, look, before)),
    }
