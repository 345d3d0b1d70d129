"""What the hostile site's audit is told of the world: its names, an authority to trust, limits and sites."""

import json
import socket
import ssl
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from crawler.guard import system_lookup

HANG_S = 60.0


@dataclass(frozen=True)
class World:
    """`names` are a resolver's answers one after the other, as in Behaviour; `sites` are (name, address) pairs.

    `limits` are fields of crawler.limits.Limits that differ from the defaults.
    """

    sites: Sequence[tuple[str, str]]
    names: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    authority_pem: str = ""
    limits: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, path: Path) -> "World":
        return cls(**json.loads(path.read_text("utf-8")))

    def trust(self) -> ssl.SSLContext | None:
        return ssl.create_default_context(cadata=self.authority_pem) if self.authority_pem else None


@dataclass
class Resolver:
    """Answers for the world's names, and for addresses and localhost as the system does; nothing leaves the machine.

    `asked` are the hosts that were looked up, each time anew.
    """

    names: Mapping[str, Sequence[Sequence[str]]]
    asked: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lookup(self, host: str, port: int) -> Sequence[str]:
        with self._lock:
            turn = self.asked.count(host)
            self.asked.append(host)
        answers = self.names.get(host)
        if answers is None:
            return _of_this_machine(host, port)
        answer = list(answers[min(turn, len(answers) - 1)])
        if answer == ["unknown"]:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        if answer == ["again"]:
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        if answer == ["hangs"]:
            threading.Event().wait(HANG_S)
        return answer


def _of_this_machine(host: str, port: int) -> Sequence[str]:
    if host != "localhost":
        socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST)
    return system_lookup(host, port)
