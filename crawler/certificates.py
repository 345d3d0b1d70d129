"""Reads the certificate that a server shows: until when its chain is good, who signed it, and why it is not trusted."""

import asyncio
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from crawler.addresses import origin
from crawler.guard import Guard, Refused
from crawler.limits import Limits
from model.failure import Failure, FailureKind
from model.site_look import Certificate, CertificateFault

# OpenSSL's x509_vfy.h: what `verify_code` of a refused certificate means.
FAULTS = {
    9: CertificateFault.NOT_YET_VALID,
    10: CertificateFault.EXPIRED,
    18: CertificateFault.SELF_SIGNED,
    62: CertificateFault.WRONG_HOST,
    64: CertificateFault.WRONG_HOST,
}
MAX_CHAIN = 20


async def shown_certificate(guard: Guard, url: str, limits: Limits, trusted: ssl.SSLContext) -> Certificate | None:
    """The certificate of the URL's host, trusted or not; None without https, or where no handshake comes about.

    Nothing is asked for. A certificate that is refused is read in a second handshake, which trusts nothing either.
    Raises Refused where there is no connection, or no end of the handshake in time.
    """
    if urlsplit(url).scheme != "https":
        return None
    try:
        return await _handshake(guard, url, limits, trusted, None)
    except ssl.SSLCertVerificationError as refusal:
        fault = FAULTS.get(refusal.verify_code, CertificateFault.UNTRUSTED)
    except (OSError, UnicodeError):
        return None
    try:
        return await _handshake(guard, url, limits, _reading(), fault)
    except (OSError, UnicodeError):
        return None


async def _handshake(
    guard: Guard, url: str, limits: Limits, context: ssl.SSLContext, fault: CertificateFault | None
) -> Certificate | None:
    host, port = origin(url)
    _, writer = await guard.connect(host, port)
    try:
        async with asyncio.timeout(limits.connect_timeout_s):
            await writer.start_tls(context, server_hostname=host)
    except TimeoutError:
        late = Failure(FailureKind.TIMEOUT, f"{host}:{port} does not end its secure handshake in time")
        raise Refused(late) from None
    else:
        return _read(host, writer.get_extra_info("ssl_object"), fault)
    finally:
        writer.transport.abort()


def _read(host: str, connection: Any, fault: CertificateFault | None) -> Certificate | None:
    # Python gives the parts of a chain, and a certificate that is not trusted, to nobody but its own inner object.
    inner = connection._sslobj
    chain = inner.get_verified_chain() if fault is None else inner.get_unverified_chain()
    told = [certificate.get_info() for certificate in (chain or ())[:MAX_CHAIN]]
    if not told:
        return None
    # A stranger's chain may hold anything; of what is not trusted only the server's own certificate counts.
    dated = told if fault is None else told[:1]
    ends = min(ssl.cert_time_to_seconds(one["notAfter"]) for one in dated)
    return Certificate(host, datetime.fromtimestamp(ends, UTC), _name(told[0]["issuer"]), fault)


def _name(parts: Iterable[Iterable[tuple[str, str]]]) -> str:
    """The organisation of a distinguished name, else its common name."""
    named = dict(pair for part in parts for pair in part)
    return named.get("organizationName") or named.get("commonName") or ""


@cache
def _reading() -> ssl.SSLContext:
    """Takes any certificate, only to read it: the connection is broken off after the handshake."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
