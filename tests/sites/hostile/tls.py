"""Secure connections that are none."""

from model.failure import FailureKind
from tests.sites.hostile.behaviour import Behaviour, failed, home, page
from tests.sites.hostile.broken_http import always

TLS = FailureKind.TLS
GARBAGE = bytes(range(256)) * 8

BEHAVIOURS = (
    Behaviour("certificate-expired", failed(TLS, "expired"), home(page()), certificate="expired", scheme="https"),
    Behaviour(
        "certificate-of-tomorrow", failed(TLS, "not yet valid"), home(page()), certificate="future", scheme="https"
    ),
    Behaviour(
        "certificate-self-signed", failed(TLS, "self-signed"), home(page()), certificate="self-signed", scheme="https"
    ),
    Behaviour(
        "certificate-of-nobody", failed(TLS, "issuer"), home(page()), certificate="unknown-authority", scheme="https"
    ),
    Behaviour(
        "certificate-of-another", failed(TLS, "not valid for"), home(page()), certificate="wrong-host", scheme="https"
    ),
    # The HTTP tier is told to trust this one's authority; a browser trusts what its machine does.
    Behaviour("certificate-for-few", failed(TLS), home(page()), certificate="good", scheme="https"),
    Behaviour("tls-without-tls", failed(TLS), connection=always(b"HTTP/1.1 400 Bad Request\r\n\r\n"), scheme="https"),
    Behaviour("tls-of-garbage", failed(TLS), connection=always(GARBAGE), scheme="https"),
    Behaviour("tls-cut-off", failed(FailureKind.RESET), connection=always(b""), scheme="https"),
)
