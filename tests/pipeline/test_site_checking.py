"""A round of looks: many at once, bounded in time, kept for the next one, and never ended by one site."""

import os
import signal
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

from crawler.site_check import look_at
from db.looks import last_looks
from model.failure import FailureKind
from model.site import Site
from model.site_look import SiteLook
from pipeline import site_checking
from pipeline.site_checking import Looked, Round, look_at_sites
from pipeline.workplace import Workplace
from tests.crawler.hosts import WELL, Host, Hosts, hosts
from tests.crawler.origin import Replies, Reply, page

LIEPAS, OZOLI, ELSEWHERE = "https://liepas.test/", "http://ozoli.test/", "http://citur.test/"


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EINDEKSS_PACE_S", "0")
    with Workplace.open() as workplace:
        yield workplace


def slowly(delay_s: float) -> Mapping[str, Replies]:
    return {**WELL, "/": Reply(b"", delay_s=delay_s)}


def round_of(*urls: str, at_once: int = 8, within_s: float = 60.0) -> Round:
    return Round([Site(url, url) for url in urls], at_once, within_s)


def looked(
    workplace: Workplace,
    served: Hosts,
    asked: Round,
    monkeypatch: pytest.MonkeyPatch,
    on_look: Callable[[SiteLook], object] = lambda look: None,
) -> Looked:
    monkeypatch.setattr(site_checking, "guard_of", served.guard_of)
    return look_at_sites(workplace, asked, on_look, served.network)


def test_what_was_seen_is_kept_for_the_next_look(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    with hosts(Host(LIEPAS), Host(OZOLI, {**WELL, "/": Reply(status=410)})) as served:
        seen: list[SiteLook] = []
        first = looked(workplace, served, round_of(LIEPAS, OZOLI), monkeypatch, seen.append)
        assert first.before == {}
        assert {look.url for look in seen} == {LIEPAS, OZOLI}
        assert first.looks[LIEPAS].ready
        assert not first.looks[OZOLI].ready
        second = looked(workplace, served, round_of(LIEPAS), monkeypatch)
    assert second.before == first.looks
    assert last_looks(workplace.database) == {**first.looks, **second.looks}


def test_who_waits_for_an_address_holds_no_place_of_another(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = [f"http://n{number}.test/" for number in range(8)]
    slow = {**WELL, "/": Reply(page().body, delay_s=0.2)}
    served_there = [Host(url, slow) for url in crowd]
    with hosts(*served_there, Host(ELSEWHERE, addresses=("193.0.0.8",))) as served:
        looked(workplace, served, round_of(*crowd, ELSEWHERE, at_once=2), monkeypatch)
        starts = sorted(served.servers[url].asked[0].at for url in crowd)
        assert served.servers[ELSEWHERE].asked[0].at < starts[-3]


def test_time_that_is_spent_ends_the_round_and_keeps_what_was_seen(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hosts(Host(LIEPAS), Host(OZOLI, slowly(60))) as served:
        done = looked(workplace, served, round_of(LIEPAS, OZOLI, within_s=3), monkeypatch)
    assert set(done.looks) == {LIEPAS}
    assert not done.interrupted
    assert set(last_looks(workplace.database)) == {LIEPAS}


def test_a_stop_keeps_what_was_seen(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    with hosts(Host(LIEPAS), Host(OZOLI, slowly(60))) as served:
        stop = partial(os.kill, os.getpid(), signal.SIGINT)
        done = looked(workplace, served, round_of(LIEPAS, OZOLI), monkeypatch, lambda look: stop())
    assert done.interrupted
    assert set(last_looks(workplace.database)) == {LIEPAS}


def test_a_fault_of_ours_at_one_site_does_not_stop_the_others(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def faulty(site: Site, *rest: object, **named: object) -> SiteLook:
        if site.url == OZOLI:
            raise ZeroDivisionError("planted")
        return await look_at(site, *rest, **named)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(site_checking, "look_at", faulty)
    with hosts(Host(LIEPAS), Host(OZOLI)) as served:
        done = looked(workplace, served, round_of(OZOLI, LIEPAS), monkeypatch)
    assert done.crashed == {OZOLI: "ZeroDivisionError: planted"}
    assert set(done.looks) == {LIEPAS}


def test_a_machine_without_a_network_forgets_nothing(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    with hosts(Host(LIEPAS), Host(OZOLI)) as served:
        first = looked(workplace, served, round_of(LIEPAS, OZOLI), monkeypatch)
        assert first.no_network is None
        served.addresses.clear()
        second = looked(workplace, served, round_of(LIEPAS, OZOLI), monkeypatch)
    assert second.no_network is FailureKind.DNS
    assert last_looks(workplace.database) == first.looks
