"""`/health` and `/metrics` of a scheduler or worker, for service managers, containers and Prometheus."""

import json
import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from socketserver import ThreadingMixIn
from types import TracebackType
from typing import Any, Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import make_wsgi_app

from pipeline.errors import SetupError
from pipeline.settings import PREFIX
from scheduler.metrics import Meter

log = logging.getLogger(__name__)

# What a check returns: None where all is well, else one sentence.
Check = Callable[[], str | None]
ANSWER_S = 30.0


class WatchServer:
    """`with WatchServer(host, port, meter, checks)`; port 0 shows nothing. Each check is asked at each look.

    Raises SetupError where the port cannot be had.
    """

    def __init__(self, host: str, port: int, meter: Meter, checks: Mapping[str, Check]) -> None:
        self._place = host, port
        self._metrics = make_wsgi_app(meter.registry)
        self._checks = checks
        self._server: WSGIServer | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        host, port = self._place
        if not port:
            return self
        try:
            server = make_server(host, port, self._answer, _Server, _Handler)
        except (OSError, OverflowError) as error:
            raise SetupError(
                f"health and metrics cannot be shown at {host}:{port} ({error}): set {PREFIX}METRICS_PORT to another "
                "port, or to 0 for none."
            ) from error
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, name="watch", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        match environ.get("PATH_INFO"):
            case "/metrics":
                return list(self._metrics(environ, start_response))
            case "/health":
                wrong = {name: said for name, check in self._checks.items() if (said := check()) is not None}
                status = "503 Service Unavailable" if wrong else "200 OK"
                told = {"status": "failing" if wrong else "ok", "checks": dict.fromkeys(self._checks, "ok") | wrong}
                start_response(status, [("Content-Type", "application/json; charset=utf-8")])
                return [json.dumps(told, ensure_ascii=False).encode()]
        start_response("404 Not Found", [("Content-Type", "text/plain; charset=utf-8")])
        return [b"/health and /metrics\n"]


class _Server(ThreadingMixIn, WSGIServer):
    # One who connects and says nothing holds up nobody.
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    timeout = ANSWER_S

    def log_message(self, format: str, *args: Any) -> None:
        log.debug(format, *args)
