"""By which address somebody is counted who comes over the network."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

# Whoever has one address of IPv6 has all that begin like it.
OWN_BITS = 64
LONGEST = 100


@dataclass(frozen=True, slots=True)
class ClientAddress:
    """`name` is of IPv6 the network; a trusted proxy may name anything."""

    name: str
    is_loopback: bool = False


def address_of(host: str) -> ClientAddress:
    try:
        address = ip_address(host)
    except ValueError:
        return ClientAddress(host[:LONGEST])
    if isinstance(address, IPv6Address):
        # As somebody with IPv4 comes to a socket for both: by the network all of them would be one.
        address = address.ipv4_mapped or address
    own = str(ip_network((address, OWN_BITS), strict=False)) if address.version == 6 else str(address)
    return ClientAddress(own, address.is_loopback)
