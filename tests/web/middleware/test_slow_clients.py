"""Connections that send nothing, send slowly or take nothing end by themselves; whoever asks as usual is served."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from web.middleware.slow_clients import Hurried

BODY = b"x" * 8_000_000
HEAD = b"Host: a\r\n"
SOON_S = 4.0


class Quick(Hurried):
    request_s = 0.5
    look_s = 0.3


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] == "POST":
        while (message := await receive())["type"] == "http.request" and message["more_body"]:
            pass
    await Response(BODY if scope["path"] == "/large" else b"whole")(scope, receive, send)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, http=Quick, log_config=None, lifespan="off", timeout_keep_alive=2)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


def taken(connection: socket.socket) -> int | None:
    """How many bytes came until the server let go of it; None where it does not soon."""
    connection.settimeout(SOON_S)
    come = 0
    try:
        while found := connection.recv(1_000_000):
            come += len(found)
    except TimeoutError:
        return None
    except ConnectionError:
        pass
    return come


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHo",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHo",
    ],
    ids=["nothing", "half a head", "half a body", "half of the second"],
)
def test_a_request_that_does_not_come_is_not_waited_for(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(sent)
        assert taken(connection) is not None


def test_a_drop_at_a_time_is_no_request(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        began, let_go = time.monotonic(), False
        while not let_go and time.monotonic() - began < SOON_S:
            time.sleep(0.1)
            try:
                connection.sendall(b"A: b\r\n")
            except ConnectionError:
                let_go = True
        assert let_go


def test_an_answer_that_nobody_takes_is_thrown_away(port: int) -> None:
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET /large HTTP/1.1\r\n" + HEAD + b"\r\n")
        time.sleep(2)
        come = taken(connection)
        assert come is not None
        assert come < len(BODY)


def test_who_asks_as_usual_is_served_again_and_again(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(SOON_S)
        for _ in range(3):
            connection.sendall(b"GET / HTTP/1.1\r\n" + HEAD + b"\r\n")
            come = b""
            while not come.endswith(b"whole"):
                found = connection.recv(10_000)
                assert found
                come += found
            time.sleep(0.7)
