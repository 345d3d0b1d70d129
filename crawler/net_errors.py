"""The one border where Chromium's net:: errors become failures of the closed list."""

import re

from model.failure import Failure, FailureKind

# Chromium's net/base/net_error_list.h; the first pattern that matches the name after `net::ERR_` counts.
KINDS: tuple[tuple[str, FailureKind], ...] = (
    ("NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|DNS_.*|ICANN_NAME_COLLISION", FailureKind.DNS),
    ("CONNECTION_REFUSED", FailureKind.REFUSED),
    ("TOO_MANY_REDIRECTS", FailureKind.TOO_MANY_REDIRECTS),
    ("(CONNECTION_)?TIMED_OUT|TIMED_OUT", FailureKind.TIMEOUT),
    ("CERT_.*|SSL_.*|.*_SSL_.*|BAD_SSL_.*|PKCS_.*|.*CERTIFICATE.*|WRONG_VERSION_ON_EARLY_DATA", FailureKind.TLS),
    (
        "CONNECTION_(RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|CONTENT_LENGTH_MISMATCH|INCOMPLETE_.*|SOCKET_NOT_CONNECTED",
        FailureKind.RESET,
    ),
    (
        "ADDRESS_UNREACHABLE|ADDRESS_INVALID|INTERNET_DISCONNECTED|NETWORK_.*|CONNECTION_FAILED|TUNNEL_.*|PROXY_.*|"
        "MANDATORY_PROXY_.*|SOCKS_.*",
        FailureKind.UNREACHABLE,
    ),
    ("INSUFFICIENT_RESOURCES|OUT_OF_MEMORY|FILE_TOO_BIG", FailureKind.TOO_LARGE),
)


def navigation_failure(error: str, url: str, explained: Failure | None) -> Failure:
    """The failure for Chromium's error text, such as `net::ERR_CONNECTION_REFUSED`.

    `explained` is what the filtering proxy knows of the URL's host: a client behind a proxy cannot see the
    cause itself. An answer that is no HTTP, and every other name, is `protocol`.
    """
    if explained is not None:
        return explained
    name = error.removeprefix("net::").removeprefix("ERR_")
    kind = next((kind for pattern, kind in KINDS if re.fullmatch(pattern, name)), FailureKind.PROTOCOL)
    return Failure(kind, f"{url} gave {error}")
