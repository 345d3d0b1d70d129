"""Ports of the loopback address."""

import socket


def free_port() -> int:
    """A port that nothing listens on: for a server to come, or for one that is not there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
