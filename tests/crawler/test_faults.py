"""The border where foreign exceptions become failures."""

import errno
import socket
import ssl

import httpx
import pytest

from crawler.faults import FOREIGN, network_failure
from crawler.guard import Refused
from model.failure import Failure, FailureKind

DNS = Failure(FailureKind.DNS, "the name x.lv was not found")


def caused(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


TABLE: list[tuple[BaseException, FailureKind]] = [
    (Refused(DNS), FailureKind.DNS),
    (httpx.ConnectTimeout("x"), FailureKind.TIMEOUT),
    (httpx.ReadTimeout("x"), FailureKind.TIMEOUT),
    (httpx.PoolTimeout("x"), FailureKind.TIMEOUT),
    (TimeoutError(), FailureKind.TIMEOUT),
    (httpx.ReadError("x"), FailureKind.RESET),
    (httpx.WriteError("x"), FailureKind.RESET),
    (httpx.RemoteProtocolError("Server disconnected without sending a response."), FailureKind.RESET),
    (httpx.RemoteProtocolError("illegal status line"), FailureKind.PROTOCOL),
    (httpx.DecodingError("x"), FailureKind.PROTOCOL),
    (httpx.UnsupportedProtocol("x"), FailureKind.PROTOCOL),
    (httpx.InvalidURL("x"), FailureKind.PROTOCOL),
    (httpx.LocalProtocolError("x"), FailureKind.PROTOCOL),
    (caused(httpx.ConnectError("x"), ssl.SSLCertVerificationError(1, "expired")), FailureKind.TLS),
    (caused(httpx.ConnectError("x"), ConnectionRefusedError(errno.ECONNREFUSED, "x")), FailureKind.REFUSED),
    (caused(httpx.ConnectError("x"), ConnectionResetError(errno.ECONNRESET, "x")), FailureKind.RESET),
    (ssl.SSLError(1, "wrong version number"), FailureKind.TLS),
    (caused(httpx.ConnectError("x"), ssl.SSLEOFError(8, "unexpected EOF")), FailureKind.RESET),
    (caused(httpx.ConnectError("x"), ssl.SSLZeroReturnError(6, "closed (EOF)")), FailureKind.RESET),
    (caused(TimeoutError(), ssl.SSLWantReadError()), FailureKind.TIMEOUT),
    (caused(httpx.ReadError("x"), ssl.SSLWantReadError()), FailureKind.RESET),
    (socket.gaierror(socket.EAI_NONAME, "x"), FailureKind.DNS),
    (OSError(errno.ENETUNREACH, "x"), FailureKind.UNREACHABLE),
    (OSError(errno.EHOSTUNREACH, "x"), FailureKind.UNREACHABLE),
    (OSError(errno.ETIMEDOUT, "x"), FailureKind.TIMEOUT),
    (httpx.ProxyError("502"), FailureKind.UNREACHABLE),
]


@pytest.mark.parametrize(("error", "kind"), TABLE, ids=lambda value: getattr(value, "value", repr(value)))
def test_each_foreign_exception_has_its_kind(error: BaseException, kind: FailureKind) -> None:
    assert isinstance(error, FOREIGN)
    assert network_failure(error).kind is kind


def test_what_the_proxy_knows_explains_a_proxy_error() -> None:
    assert network_failure(httpx.ProxyError("502 Bad Gateway"), DNS) == DNS


def test_every_exception_of_httpx_is_foreign() -> None:
    kinds = [value for value in vars(httpx).values() if isinstance(value, type) and issubclass(value, Exception)]
    ours = {httpx.StreamError, httpx.CookieConflict}  # faults of the caller: these must stay loud
    assert [kind for kind in kinds if not issubclass(kind, (*FOREIGN, *ours))] == []
