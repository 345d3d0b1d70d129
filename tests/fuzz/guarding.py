"""The guard over the system's own reading of addresses, without a name server."""

import asyncio
import ipaddress
import socket
from collections.abc import Sequence

from crawler.guard import Guard, Refused
from model.failure import FailureKind


def numeric(host: str, port: int) -> Sequence[str]:
    """What getaddrinfo takes for an address by itself; no name server is asked."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolved(host: str) -> tuple[str, ...] | FailureKind:
    async def ask() -> tuple[str, ...]:
        return await Guard(lookup=numeric).resolve(host, 80)

    try:
        return asyncio.run(ask())
    except Refused as refused:
        return refused.failure.kind


def judged_well(host: str) -> None:
    """Whatever passes is an address that IANA's registries call global, and so is every address inside it."""
    found = resolved(host)
    if isinstance(found, FailureKind):
        assert found in (FailureKind.DNS, FailureKind.PRIVATE_ADDRESS)
        return
    for text in found:
        address = ipaddress.ip_address(text)
        assert address.is_global
        assert not address.is_multicast
        for hidden in (getattr(address, "ipv4_mapped", None), getattr(address, "sixtofour", None)):
            assert hidden is None or hidden.is_global
