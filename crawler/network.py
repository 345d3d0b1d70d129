"""What a visit takes for the network: the system's resolver and trusted certificates, or what a test hands in."""

import ssl
from dataclasses import dataclass

from crawler.guard import Lookup, Origin, system_lookup


@dataclass(frozen=True, slots=True)
class Network:
    """`trusted` replaces the certificates that the HTTP tier trusts; `open_origins` may be private beside the site."""

    lookup: Lookup = system_lookup
    trusted: ssl.SSLContext | None = None
    open_origins: frozenset[Origin] = frozenset()


INTERNET = Network()
