"""The one border where the network's foreign exceptions become failures of the closed list."""

import socket
import ssl
from typing import TypeVar

import httpx

from crawler.guard import Refused, connection_failure
from model.failure import Failure, FailureKind

Foreign = TypeVar("Foreign", bound=BaseException)

# What the HTTP tier catches at its border; anything else is a fault of ours.
FOREIGN = (Refused, httpx.HTTPError, httpx.InvalidURL, ssl.SSLError, OSError)
CUT_SHORT = ("disconnected", "closed connection", "without sending")


def network_failure(error: BaseException, explained: Failure | None = None) -> Failure:
    """The failure that an exception of FOREIGN stands for.

    `explained` is what the filtering proxy knows of the same host: it names the cause that a client behind a proxy
    cannot see.
    """
    if isinstance(error, Refused):
        return error.failure
    # Before the causes are looked at: a handshake that waits ends with an SSLError beneath the time-out.
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return Failure(FailureKind.TIMEOUT, "no complete answer in time")
    tls = _cause(error, ssl.SSLError)
    # OpenSSL names the same end by either, as the last bytes come.
    if isinstance(tls, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Failure(FailureKind.RESET, "the connection broke off within its secure handshake")
    if tls is not None and not isinstance(tls, ssl.SSLWantReadError | ssl.SSLWantWriteError):
        return Failure(FailureKind.TLS, _tls_detail(tls))
    if isinstance(error, httpx.ProxyError):
        return explained or Failure(FailureKind.UNREACHABLE, f"no connection: {error}")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return Failure(FailureKind.PROTOCOL, f"no usable address: {error}")
    if isinstance(error, httpx.RemoteProtocolError):
        cut = any(mark in str(error) for mark in CUT_SHORT)
        kind = FailureKind.RESET if cut else FailureKind.PROTOCOL
        return Failure(kind, f"{'the answer broke off' if cut else 'no valid HTTP'}: {error}")
    if isinstance(error, httpx.DecodingError | httpx.TooManyRedirects):
        return Failure(FailureKind.PROTOCOL, f"no valid HTTP: {error}")
    if isinstance(error, httpx.ReadError | httpx.WriteError | httpx.CloseError):
        return Failure(FailureKind.RESET, "the connection broke off")
    if isinstance(error, socket.gaierror):
        return Failure(FailureKind.DNS, f"the name was not found: {error.strerror}")
    if isinstance(error, OSError):
        return connection_failure(error, "the server")
    beneath = _cause(error, OSError)
    if explained is None and beneath is not None:
        return connection_failure(beneath, "the server")
    return explained or Failure(FailureKind.UNREACHABLE, f"no connection: {error}")


def _tls_detail(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not trusted: {getattr(error, 'verify_message', error)}"
    return f"no secure connection: {getattr(error, 'reason', None) or error}"


def _cause(error: BaseException, kind: type[Foreign]) -> Foreign | None:
    """The nearest exception of that kind along the chain of causes."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, kind):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None
