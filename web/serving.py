"""`eindekss serve`: one process that answers until it is told to stop."""

import gc
import logging
import socket
from collections.abc import Callable

import uvicorn

from pipeline.errors import SetupError
from pipeline.workplace import Workplace
from web.app import create_app
from web.middleware.slow_clients import Hurried
from web.templating import compile_templates

log = logging.getLogger(__name__)

BACKLOG = 2048
# Whoever keeps a connection without asking anything is let go.
KEEP_ALIVE_S = 15
STOP_S = 10
CONNECTIONS = 1000
COLLECTED_AFTER = 50_000, 20, 20


def serve(workplace: Workplace, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Says by `ready` at which address it answers; port 0 is any that is free.

    Raises SetupError where it cannot be had.
    """
    compile_templates()
    # What is there now stays; and each full collection stops all readers, for longer the more is kept.
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    with _listening(host, port) as listening:
        shown = f"[{host}]" if ":" in host else host
        ready(f"http://{shown}:{listening.getsockname()[1]}/")
        app = create_app(workplace, warmed=True)
        # What was asked for before a restart.
        app.state.reaudits.wake()
        config = uvicorn.Config(
            app,
            http=Hurried,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=workplace.settings.trusted_proxies,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=STOP_S,
            limit_concurrency=CONNECTIONS,
        )
        try:
            uvicorn.Server(config).run([listening])
        finally:
            app.state.reaudits.stop()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, protocol)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        raise SetupError(f"{host}:{port} cannot be listened at ({error}): name another --host or --port.") from error
    return found
