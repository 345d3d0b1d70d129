"""What is proposed by what was seen at the addresses, and what is left to a person."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from model.failure import Failure, FailureKind
from model.site_look import SiteLook, StandIn
from pipeline.site_proposals import Proposals, propose
from pipeline.sites_file import parse_sites

PATH = Path("sites.csv")
NOW = datetime(2026, 11, 27, 20, tzinfo=UTC)
TODAY = NOW.date()
HEADER = "atvk,name,url,centre,region,role,valid_from,valid_to"
LIEPAS = "https://liepas.lv/"
WWW = "https://www.liepas.lv/"
NEW = "https://jaunas-liepas.lv/"
ROW = f"0036000,Liepu novads,{LIEPAS},local,Latgale,,,"
MOVED = SiteLook(LIEPAS, NOW, landed=NEW, permanent=NEW)


def listed(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


def proposed(raw: bytes, *looks: SiteLook, before: SiteLook | None = None) -> Proposals:
    earlier = {before.url: before} if before else {}
    return propose(raw, PATH, {look.url: look for look in looks}, earlier, TODAY)


def valid(proposals: Proposals, day: date = TODAY) -> list[str]:
    return [site.url for site in parse_sites(proposals.after, PATH).sites if site.valid_on(day)]


def test_a_move_is_proposed_on_the_first_look() -> None:
    proposals = proposed(listed(ROW), MOVED)
    (one,) = proposals.made
    assert "Line 2, Liepu novads" in one.reason
    assert "seen on the first look" in one.reason
    assert valid(proposals) == [NEW]
    assert valid(proposals, TODAY - timedelta(days=1)) == [LIEPAS]


def test_later_it_takes_two_looks_in_a_row() -> None:
    before = replace(MOVED, looked_at=NOW - timedelta(days=1))
    assert "two looks in a row, the first on 2026-11-26" in proposed(listed(ROW), MOVED, before=before).made[0].reason
    for earlier in (
        replace(before, landed=LIEPAS, permanent=LIEPAS),
        replace(before, permanent=WWW),
        replace(before, landed=None, permanent=None, failure=Failure(FailureKind.DNS, "not found")),
    ):
        proposals = proposed(listed(ROW), MOVED, before=earlier)
        assert proposals.made == ()
        assert proposals.after == listed(ROW)
        assert "when the next look sees it too" in proposals.waiting[LIEPAS]


@pytest.mark.parametrize(
    ("written", "target", "corrected"),
    [
        ("https://liepas.lv/", WWW, WWW),
        ("https://liepas.lv", WWW, "https://www.liepas.lv"),
        ("http://www.liepas.lv/lv/", LIEPAS, "https://liepas.lv/lv/"),
        ("http://liepas.lv/", f"{LIEPAS}lv/sakums", LIEPAS),
    ],
)
def test_another_scheme_or_www_is_corrected_in_its_place(written: str, target: str, corrected: str) -> None:
    raw = listed(ROW.replace(LIEPAS, written))
    url = parse_sites(raw, PATH).sites[0].url
    proposals = proposed(raw, SiteLook(url, NOW, landed=target, permanent=target))
    assert "The address is corrected" in proposals.made[0].reason
    after = raw.decode().replace(f"{written},", f"{corrected},")
    assert proposals.after.decode() == after


@pytest.mark.parametrize(
    "look",
    [
        replace(MOVED, permanent=LIEPAS),
        replace(MOVED, permanent=f"{LIEPAS}lv/"),
        replace(MOVED, permanent=None),
        replace(MOVED, failure=Failure(FailureKind.HTTP_5XX, "the server answers 500")),
        replace(MOVED, stand_in=StandIn.PARKED),
    ],
)
def test_nothing_is_proposed_for_now_or_for_what_is_no_website(look: SiteLook) -> None:
    proposals = proposed(listed(ROW), look)
    assert (proposals.made, dict(proposals.waiting), proposals.after) == ((), {}, listed(ROW))


def test_a_row_that_begins_today_is_corrected() -> None:
    row = ROW.removesuffix(",,") + f",{TODAY},"
    assert proposed(listed(row), MOVED).after == listed(row.replace(LIEPAS, NEW))


def test_rows_that_do_not_hold_today_are_left_alone() -> None:
    row = ROW.removesuffix(",,") + ",,2026-11-26"
    assert proposed(listed(row), MOVED).made == ()


def test_who_moved_to_a_site_of_the_list_only_ends() -> None:
    other = f"0040000,Lielais novads,{NEW},local,Latgale,,,"
    proposals = proposed(listed(ROW, other), MOVED)
    assert "stands on line 3 already" in proposals.made[0].reason
    assert valid(proposals) == [NEW]


def test_which_of_a_municipalitys_two_sites_is_the_main_one_is_for_a_person_to_say() -> None:
    other = f"0036000,Liepu novads,{NEW},local,Latgale,other,,"
    proposals = proposed(listed(ROW, other), MOVED)
    assert proposals.made == ()
    assert "decide which of the two is its main site" in proposals.waiting[LIEPAS]


def test_two_sites_that_moved_to_one_address() -> None:
    ozoli = "0040000,Ozolu novads,https://ozoli.lv/,local,Vidzeme,,,"
    proposals = proposed(listed(ROW, ozoli), MOVED, replace(MOVED, url="https://ozoli.lv/"))
    assert [one.site.url for one in proposals.made] == [LIEPAS]
    assert "change the list by hand" in proposals.waiting["https://ozoli.lv/"]
    assert parse_sites(proposals.after, PATH).problems == ()


def test_what_a_site_names_as_its_home_cannot_break_the_list() -> None:
    wild = f'{NEW}a,"b";c'
    proposals = proposed(listed(ROW), replace(MOVED, landed=wild, permanent=wild))
    assert valid(proposals) == [wild]
