"""The register beside a run: each publisher once, one question at a time, faults said, a snapshot without a network."""

import asyncio
from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest

from crawler.ckan import Ckan
from crawler.ckan_entries import Publisher
from crawler.limits import Limits
from crawler.network import Network
from crawler.register import RegisterBook, Snapshot, SnapshotError
from model.evidence import RegisterDataset
from model.failure import FailureKind
from model.site import Site
from tests.crawler.ckan import CkanServer, dataset, error, organisation, register
from tests.crawler.origin import Reply

pytestmark = pytest.mark.anyio
AVOTI = organisation("avotu-novada-pasvaldiba", "Avotu novada pašvaldība")
CERINI = organisation("cerinu-dome", "Ceriņu novada dome")
DATASETS = [dataset("budzets", AVOTI["name"], "CSV"), dataset("ielas", CERINI["name"], "PDF")]


def site(name: str, slug: str | None = None) -> Site:
    return Site(url="https://avoti.example/", name=name, atvk="0044000", data_gov_lv=slug)


def book(server: CkanServer, budget_s: float = 10.0) -> RegisterBook:
    return RegisterBook(Ckan(server.address, Limits(), Network()), budget_s)


async def test_a_municipality_without_a_slug_is_found_by_name_and_asked_for_once() -> None:
    async with register(CkanServer([AVOTI, CERINI], DATASETS)) as server, book(server) as asked:
        both = await asyncio.gather(asked.ask(site("Avotu novads")), asked.ask(site("Avotu novads")))
        other = await asked.ask(site("Ceriņu novads"))
    assert both[0] == both[1]
    assert (both[0].organisation, [one.name for one in both[0].datasets]) == (AVOTI["name"], ["budzets"])
    assert (other.organisation, other.failure, other.snapshot) == (CERINI["name"], None, False)
    assert other.address == server.address
    assert server.actions.count("package_search") == 2
    # The list of publishers, whose end an empty page shows, serves all sites.
    assert server.actions.count("organization_list") == 2


async def test_a_slug_of_the_list_is_taken_at_its_word() -> None:
    async with register(CkanServer([AVOTI, CERINI], DATASETS)) as server, book(server) as asked:
        assert (await asked.ask(site("Dzirnavu novads", "cerinu-dome"))).organisation == "cerinu-dome"
        assert (await asked.ask(site("Avotu novads", "nav-tadas"))).organisation is None
    assert "organization_list" not in server.actions


async def test_who_is_not_found_for_certain_has_no_organisation_and_no_failure() -> None:
    async with register(CkanServer([AVOTI, CERINI], DATASETS)) as server, book(server) as asked:
        told = await asked.ask(site("Dzirnavu novads"))
    assert (told.organisation, told.datasets, told.failure) == (None, (), None)


async def test_sites_that_ask_together_never_press_the_register() -> None:
    crowd = [organisation(f"n{at}-novads", f"N{at} novada pašvaldība") for at in range(8)]
    async with register(CkanServer(crowd)) as server, book(server) as asked:
        told = await asyncio.gather(*(asked.ask(site(f"N{at} novads")) for at in range(8)))
    assert [one.organisation for one in told] == [one["name"] for one in crowd]
    assert server.most_at_once == 1


async def test_a_register_that_is_down_is_left_after_two_failures() -> None:
    down = CkanServer(replies={"organization_list": Reply("", 503)})
    async with register(down) as server, book(server) as asked:
        told = [await asked.ask(site(f"N{at} novads")) for at in range(4)]
    kinds = [one.failure.kind if one.failure else None for one in told]
    assert kinds == [FailureKind.HTTP_5XX] * 2 + [FailureKind.UNREACHABLE] * 2
    assert len(server.asked) == 2
    assert all(one.organisation is None and not one.datasets for one in told)


async def test_a_refusal_for_one_publisher_leaves_the_others_theirs() -> None:
    refused = error(403, "Authorization Error", message="no")
    refusing = CkanServer([AVOTI], replies={"package_search": refused})
    async with register(refusing) as server, book(server) as asked:
        for at in range(3):
            told = await asked.ask(site("Avotu novads", f"slug-{at}"))
            assert told.failure is not None
            assert told.failure.kind is FailureKind.HTTP_4XX
        del server.replies["package_search"]
        assert (await asked.ask(site("Avotu novads", AVOTI["name"]))).organisation == AVOTI["name"]


async def test_no_site_waits_longer_than_the_budget() -> None:
    slow = CkanServer(replies={"organization_list": Reply(delay_s=1.5)})
    async with register(slow) as server, book(server, budget_s=0.2) as asked:
        told = await asked.ask(site("Avotu novads"))
    assert told.failure is not None
    assert told.failure.kind is FailureKind.TIMEOUT


SNAPSHOT = Snapshot(
    "https://data.gov.lv/dati",
    datetime(2026, 11, 1, 3, tzinfo=UTC),
    (Publisher("avotu-novads", "Avotu novads", 1), Publisher("cerinu-novads", "Ceriņu novads", 2)),
    {
        "avotu-novads": (
            RegisterDataset("budzets", "Budžets", "https://data.gov.lv/dati/dataset/budzets", date(2026, 10, 1)),
        )
    },
)


async def test_a_snapshot_answers_as_the_register_did_and_says_that_it_is_one() -> None:
    stored = Snapshot.load(SNAPSHOT.dump())
    assert stored == SNAPSHOT
    async with RegisterBook(nullcontext(stored), 1.0) as asked:
        told = await asked.ask(site("Avotu novads"))
        nobody = await asked.ask(site("Dzirnavu novads"))
        unknown = await asked.ask(site("Dzirnavu novads", "dzirnavas"))
        left_out = [await asked.ask(site("Ceriņu novads", slug)) for slug in (None, "cerinu-novads", "avotu-novads")]
    assert (told.organisation, told.snapshot, told.asked_at) == ("avotu-novads", True, SNAPSHOT.asked_at)
    assert told.datasets == SNAPSHOT.held["avotu-novads"]
    assert nobody.organisation is None
    assert unknown.organisation is None
    # Not zero: nobody asked for its datasets when the snapshot was made.
    assert [one.failure is not None for one in left_out] == [True, True, False]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", SNAPSHOT.dump().replace(b"register/1", b"register/9")])
async def test_what_is_no_snapshot_is_refused(data: bytes) -> None:
    with pytest.raises(SnapshotError):
        Snapshot.load(data)
