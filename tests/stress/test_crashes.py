"""kill -9 of the process, the browser, its driver and the database server: nothing is lost, doubled or half."""

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.end_to_end.command import Workshop
from tests.postgres import Server
from tests.stress.conductor import Theatre, Victim
from tests.stress.village import village

SEED = 20260131
SHORT: dict[str, Sequence[Victim]] = {"postgresql": ("process", "database")}
LONG: dict[str, Sequence[Victim]] = {
    "sqlite": ("process", "browser", "process", "driver", "process") * 6,
    "postgresql": ("process", "database", "browser", "process", "database", "driver") * 5,
}


@pytest.fixture
def theatre(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Theatre]:
    kind: str = request.param
    # Not in pytest's folder, whose name is long: then the audits would take /tmp.
    with village(tmp_path) as sites, tempfile.TemporaryDirectory(prefix="ek") as temporary:
        server = Server(durable=True) if kind == "postgresql" else None
        url = server.url if server else f"sqlite:///{tmp_path}/eindekss.sqlite"
        try:
            yield Theatre(Workshop(tmp_path), url, Path(temporary), sites, random.Random(f"{SEED} {kind}"), server)
        finally:
            if server is not None:
                server.stop()


def perform(theatre: Theatre, victims: Sequence[Victim]) -> None:
    blows = []
    for victim in victims:
        blows.append(theatre.strike(victim))
        print(f"{len(blows):3} {blows[-1]}", file=sys.stderr, flush=True)
    theatre.finish()
    assert [str(blow) for blow in blows if blow.complaints] == []
    assert theatre.whole() == []


@pytest.mark.timeout(360)
@pytest.mark.parametrize("theatre", SHORT, indirect=True)
def test_a_few_kills_lose_nothing(theatre: Theatre, request: pytest.FixtureRequest) -> None:
    perform(theatre, SHORT[request.node.callspec.params["theatre"]])


@pytest.mark.stress
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("theatre", LONG, indirect=True)
def test_sixty_kills_lose_nothing(theatre: Theatre, request: pytest.FixtureRequest) -> None:
    perform(theatre, LONG[request.node.callspec.params["theatre"]])
