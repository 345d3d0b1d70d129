"""The client of a CKAN register over real HTTP: pages of answers, every kind of refusal, and nonsense."""

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.ckan import Ckan, register_address
from crawler.ckan_entries import dataset_of_entry, owner_of_entry, publisher_of_entry
from crawler.faults import FOREIGN, network_failure
from crawler.limits import Limits
from crawler.network import Network
from model.failure import Failure, FailureKind
from tests.crawler.ckan import CkanServer, client, dataset, done, error, organisation, register
from tests.crawler.origin import Reply

pytestmark = pytest.mark.anyio
AVOTI = organisation("avotu-novada-pasvaldiba", "Avotu novada pašvaldība")
QUICK = replace(Limits(), document_timeout_s=0.3)


async def failure_of(server: CkanServer, limits: Limits | None = None) -> Failure:
    """Why the datasets of Avoti were not had."""
    async with client(server, limits) as ckan:
        try:
            await ckan.datasets("avotu-novada-pasvaldiba")
        except FOREIGN as error:
            return network_failure(error)
    raise AssertionError("the register answered")


async def test_datasets_are_read_page_by_page_whatever_the_register_gives_at_once() -> None:
    many = [dataset(f"kopa-{at:03}", AVOTI["name"], "CSV") for at in range(103)]
    server = CkanServer([AVOTI], [*many, dataset("cita", "ogres-novads", "CSV")], rows_cap=40)
    async with client(server) as ckan:
        found = await ckan.datasets(AVOTI["name"])
    assert found is not None
    assert [one.name for one in found] == [one["name"] for one in many]
    assert [query["start"] for _, query in server.asked] == ["0", "40", "80"]
    assert server.agents == {Limits().user_agent}


async def test_a_dataset_is_told_with_its_dates_formats_and_licence() -> None:
    entry = dataset("budzets", AVOTI["name"], "CSV", "application/vnd.ms-excel", license_title="CC0 1.0")
    entry["resources"][1]["last_modified"] = "2026-11-02T08:00:00"
    async with client(CkanServer([AVOTI], [entry])) as ckan:
        (found,) = await ckan.datasets(AVOTI["name"]) or ()
        assert found.url == f"{ckan.address}/dataset/budzets"
    assert (found.title, found.modified, found.resources) == ("Budzets", date(2026, 11, 2), 2)
    assert (found.formats, found.licence, found.open_licence) == (("csv", "xls"), "CC0 1.0", True)
    assert found.resource_urls[0] == "https://dati.example/budzets.csv"


async def test_a_publisher_without_datasets_is_told_from_one_that_is_not_there() -> None:
    async with client(CkanServer([AVOTI])) as ckan:
        assert await ckan.datasets(AVOTI["name"]) == ()
        assert await ckan.datasets("nav-tadas") is None
        assert await ckan.datasets("organization:* OR x") is None


async def test_a_refusal_within_a_200_answer_is_one_too() -> None:
    said = error(200, "Not Found Error", message="Not found")
    async with client(CkanServer([AVOTI], replies={"organization_show": said})) as ckan:
        assert await ckan.datasets(AVOTI["name"]) is None


async def test_no_zero_is_told_where_search_and_organisation_disagree() -> None:
    said = await failure_of(CkanServer([{**AVOTI, "package_count": 7}]))
    assert said.kind is FailureKind.PROTOCOL
    assert "7 datasets" in said.detail


async def test_a_register_that_ignores_the_filter_lends_nobody_anothers_datasets() -> None:
    others = done({"count": 1, "results": [dataset("atvk", "vzd", "CSV")]})
    said = await failure_of(CkanServer([AVOTI], replies={"package_search": others}))
    assert said.kind is FailureKind.PROTOCOL


async def test_a_register_that_repeats_one_page_for_ever_is_left() -> None:
    page = done({"count": 1_999, "results": [dataset("budzets", AVOTI["name"], "CSV")]})
    server = CkanServer([AVOTI], replies={"package_search": page})
    async with client(server) as ckan:
        assert len(await ckan.datasets(AVOTI["name"]) or ()) == 1
    assert len(server.asked) <= 100


async def test_all_publishers_are_listed_though_the_register_gives_25_at_once() -> None:
    crowd = [organisation(f"iestade-{at:02}", f"Iestāde {at}") for at in range(60)]
    deleted = organisation("sena", "Sena", state="deleted")
    async with client(CkanServer([*crowd, deleted])) as ckan:
        found = await ckan.publishers()
    assert {one.name for one in found} == {one["name"] for one in crowd}


async def test_an_old_register_that_knows_no_offset_ends_the_list() -> None:
    server = CkanServer(replies={"organization_list": done([AVOTI])})
    async with client(server) as ckan:
        assert [one.title for one in await ckan.publishers()] == ["Avotu novada pašvaldība"]
    assert len(server.asked) == 2


NONSENSE = ["[]", "null", '{"success": true}', "{", "<html>", "[" * 100_000, '{"success": "true", "result": {}}']

ODD_RESULTS: list[Any] = [None, [], {"count": "12"}, {"count": True}, "x"]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error(409, "Validation Error", fq=["Bad filter"]), FailureKind.HTTP_4XX),
        (error(403, "Authorization Error", message="Access denied"), FailureKind.HTTP_4XX),
        (error(200, "Search Query Error", message="Solr"), FailureKind.PROTOCOL),
        (Reply("<h1>Nav</h1>", status=404), FailureKind.HTTP_4XX),
        (Reply("<h1>Uztur</h1>", status=503), FailureKind.HTTP_5XX),
        (Reply("", status=429), FailureKind.RATE_LIMITED),
        (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{"), FailureKind.RESET),
        (Reply(raw=b"\x00\x01\x02"), FailureKind.PROTOCOL),
        *((Reply(body, content_type="application/json"), FailureKind.PROTOCOL) for body in NONSENSE),
        *((done(result), FailureKind.PROTOCOL) for result in ODD_RESULTS),
    ],
)  # fmt: skip
async def test_what_is_no_answer_is_a_failure_of_the_closed_list(reply: Reply, kind: FailureKind) -> None:
    assert (await failure_of(CkanServer([AVOTI], replies={"package_search": reply}))).kind is kind


async def test_a_slow_a_huge_and_a_far_too_large_register_are_left() -> None:
    slow = await failure_of(CkanServer(replies={"package_search": Reply(delay_s=1.5)}), QUICK)
    assert slow.kind is FailureKind.TIMEOUT
    huge = Reply(json.dumps({"success": True, "result": "x" * 5_000}))
    small = replace(Limits(), max_document_bytes=1_000)
    assert (await failure_of(CkanServer(replies={"package_search": huge}), small)).kind is FailureKind.TOO_LARGE
    endless = done({"count": 1_000_000, "results": []})
    assert (await failure_of(CkanServer(replies={"package_search": endless}))).kind is FailureKind.TOO_LARGE


async def test_a_redirect_is_followed_on_its_own_host_only() -> None:
    there = Reply("", 302, {"Location": "/dati/api/3/action/package_search_lv?x=1"})
    moved = done({"count": 1, "results": [dataset("budzets", AVOTI["name"], "CSV")]})
    async with client(CkanServer(replies={"package_search": there, "package_search_lv": moved})) as ckan:
        assert len(await ckan.datasets(AVOTI["name"]) or ()) == 1
    for place in ("https://elsewhere.example/api", "http://127.0.0.1:1/dati/api", "ftp://127.0.0.1/"):
        said = await failure_of(CkanServer(replies={"package_search": Reply("", 302, {"Location": place})}))
        assert said.kind is FailureKind.PROTOCOL, place


async def test_a_register_that_is_not_there_is_refused() -> None:
    async with register(CkanServer()) as server:
        address = server.address
    async with Ckan(address, Limits(), Network()) as ckan:
        with pytest.raises(FOREIGN) as raised:
            await ckan.publishers()
    assert network_failure(raised.value).kind is FailureKind.REFUSED


@pytest.mark.parametrize(
    "entry",
    [None, [], "x", 7, {}, {"name": 7}, {"name": "../x"}, {"name": "a b"}, {"name": ["x"]}, {"name": "x" * 101},
     {"name": "raza", "type": "harvest"}, {"name": "raza", "state": "deleted"}],
)  # fmt: skip
def test_what_is_no_entry_is_left_out(entry: Any) -> None:
    assert dataset_of_entry(entry, "https://data.gov.lv/dati", date(2026, 11, 23)) is None
    if not (isinstance(entry, Mapping) and "type" in entry):
        assert publisher_of_entry(entry) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["https://[", "//a:b", "x/"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        "title",
        "metadata_modified",
        "resources",
        "license_id",
        "license_title",
        "isopen",
        "num_resources",
        "organization",
    ]
)
RESOURCES = st.lists(st.dictionaries(st.sampled_from(["url", "format", "last_modified"]), JSON), max_size=3)


@given(st.dictionaries(FIELDS, JSON | RESOURCES))
@settings(max_examples=100, deadline=None)
def test_no_field_can_break_the_reading_of_a_dataset(fields: dict[str, Any]) -> None:
    found = dataset_of_entry({"name": "kopa", **fields}, "https://data.gov.lv/dati", date(2026, 11, 23))
    assert found is not None
    assert json.dumps(asdict(found), default=str, ensure_ascii=False).encode()
    assert owner_of_entry({"organization": fields}) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": ["x"]}, ("title", "budzets")),
        ({"title": "a\n b\ud800"}, ("title", "a b?")),
        ({"metadata_modified": "vakar"}, ("modified", None)),
        ({"metadata_modified": 20261001}, ("modified", None)),
        ({"metadata_modified": "2999-01-01T00:00:00"}, ("modified", None)),
        ({"resources": None, "num_resources": 3}, ("resources", 3)),
        ({"resources": [None, "x", {"format": 7, "url": {}}], "num_resources": 9}, ("resources", 1)),
        ({"resources": [{"url": "https://a.example/x.geojson?v=1"}]}, ("formats", ("geojson",))),
        ({"resources": [{"format": ".CSV"}, {"format": "text/csv"}, {"format": ""}]}, ("formats", ("csv",))),
        ({"resources": [{"url": "javascript:alert(1)", "format": "html"}]}, ("resource_urls", ())),
        ({"isopen": None, "license_id": "CC-BY-4.0"}, ("open_licence", True)),
        ({"isopen": False, "license_id": "CC0-1.0"}, ("open_licence", True)),
        ({"isopen": False, "license_id": "notspecified"}, ("open_licence", False)),
        ({"isopen": "yes", "license_id": "cc-nc"}, ("open_licence", None)),
        ({"license_title": None, "license_id": None}, ("licence", None)),
    ],
)
def test_odd_fields_of_a_dataset_are_silent_and_break_nothing(
    fields: dict[str, Any], expected: tuple[str, object]
) -> None:
    entry = {**dataset("budzets", "avoti", "CSV"), **fields}
    found = dataset_of_entry(entry, "https://data.gov.lv/dati", date(2026, 11, 23))
    assert getattr(found, expected[0]) == expected[1]


def test_an_address_is_taken_as_an_operator_may_write_it() -> None:
    for text in ("https://data.gov.lv/dati", "https://DATA.gov.lv/dati/", "https://data.gov.lv/dati/api/3/action"):
        assert register_address(text) == "https://data.gov.lv/dati"
    for text in ("data.gov.lv", "ftp://data.gov.lv", "https://data.gov.lv/dati?x=1"):
        with pytest.raises(ValueError, match="CKAN"):
            register_address(text)
