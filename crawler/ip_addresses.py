"""Which IP addresses are the public internet, embedded and translated ones included."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

# IANA's registries: only 2000::/3 is given out as global unicast, and these parts of it lead elsewhere.
GLOBAL_UNICAST = IPv6Network("2000::/3")
SPECIAL_UNICAST = (
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("2001:db8::/32"),  # documentation
    IPv6Network("3fff::/20"),  # documentation
)
# What Python, in one version or another, counts as global though no website is there.
SPECIAL_V4 = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments, the PCP and TURN anycast addresses among them
    IPv4Network("192.88.99.0/24"),  # the old 6to4 relays
)
TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64 (RFC 6052): an IPv6-only network reaches IPv4 sites through it


def is_public(address: str) -> bool:
    """Whether a literal IPv4 or IPv6 address may be visited. An address that embeds an IPv4 one is judged by both."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return _public_v4(parsed) if isinstance(parsed, IPv4Address) else _public_v6(parsed)


def is_loopback(address: str) -> bool:
    parsed = ip_address(address)
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return (mapped or parsed).is_loopback


def _public_v4(address: IPv4Address) -> bool:
    special = any(address in network for network in SPECIAL_V4)
    return address.is_global and not address.is_multicast and not address.is_reserved and not special


def _public_v6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address.ipv4_mapped is not None:
        return _public_v4(address.ipv4_mapped)
    if address in TRANSLATED:
        return _public_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None:
        return _public_v4(address.sixtofour)
    return address in GLOBAL_UNICAST and not any(address in network for network in SPECIAL_UNICAST)
