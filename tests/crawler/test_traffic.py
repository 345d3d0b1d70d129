"""What is made of the network's events, in whatever order the browser's processes tell them."""

import pytest

from crawler.limits import Limits
from crawler.traffic import Traffic

pytestmark = pytest.mark.anyio

MAIN = "main"


def leaves(traffic: Traffic, url: str, frame: str = MAIN) -> None:
    event = {"frameId": frame, "url": url, "disposition": "currentTab", "reason": "scriptInitiated"}
    traffic.hear("Page.frameRequestedNavigation", event)


def asks(traffic: Traffic, url: str, ident: str, frame: str = MAIN) -> None:
    request = {"requestId": ident, "loaderId": ident, "frameId": frame, "type": "Document", "request": {"url": url}}
    traffic.hear("Network.requestWillBeSent", request)


def shows(traffic: Traffic, url: str, ident: str) -> None:
    frame = {"id": MAIN, "loaderId": ident, "url": url, "securityOrigin": "http://a.lv"}
    traffic.hear("Page.frameNavigated", {"frame": frame})


def ends(traffic: Traffic, ident: str) -> None:
    traffic.hear("Network.loadingFinished", {"requestId": ident, "encodedDataLength": 100})


@pytest.fixture
async def traffic() -> Traffic:
    """Of a page that is shown whole."""
    heard = Traffic(MAIN, Limits())
    asks(heard, "http://a.lv/", "1")
    shows(heard, "http://a.lv/", "1")
    ends(heard, "1")
    return heard


async def test_a_page_that_leaves_is_on_its_way_before_its_request_is_told_and_until_it_is_shown(
    traffic: Traffic,
) -> None:
    assert not traffic.moving
    leaves(traffic, "http://a.lv/b")
    assert traffic.moving
    asks(traffic, "http://a.lv/b", "2")
    assert traffic.moving
    shows(traffic, "http://a.lv/b", "2")
    assert not traffic.moving
    assert traffic.exchange is not None
    assert traffic.exchange.url == "http://a.lv/b"


async def test_a_page_stays_whose_way_leads_to_nothing(traffic: Traffic) -> None:
    leaves(traffic, "http://a.lv/nekas")
    asks(traffic, "http://a.lv/nekas", "2")
    traffic.hear("Network.loadingFailed", {"requestId": "2"})
    assert not traffic.moving
    assert traffic.exchange is not None
    assert traffic.exchange.url == "http://a.lv/"


async def test_neither_a_frame_nor_another_program_moves_the_page(traffic: Traffic) -> None:
    leaves(traffic, "http://a.lv/b", frame="inner")
    leaves(traffic, "mailto:dome@a.lv")
    assert not traffic.moving


@pytest.mark.parametrize("reason", ["swap", "remove"])
async def test_a_frame_that_another_process_shows_or_nobody_is_awaited_no_longer_than_the_page(
    traffic: Traffic, reason: str
) -> None:
    asks(traffic, "http://b.lv/", "2", frame="inner")
    traffic.hear("Page.frameDetached", {"frameId": "inner", "reason": reason})
    assert (traffic.idle_s() == 0) == (reason == "swap")
    traffic.hear("Page.loadEventFired", {"timestamp": 1.0})
    assert traffic.idle_s() > 0
    # One that comes in later is told of by nothing else.
    asks(traffic, "http://c.lv/", "3", frame="late")
    assert traffic.idle_s() == 0
    traffic.hear("Page.frameDetached", {"frameId": "late", "reason": reason})
    assert traffic.idle_s() > 0


async def test_bytes_of_the_last_page_are_not_this_ones() -> None:
    heard = Traffic(MAIN, Limits(max_page_bytes=1_000))
    asks(heard, "http://a.lv/", "2")
    heard.hear("Network.dataReceived", {"requestId": "1", "dataLength": 5_000})
    assert heard.overspent is None
    heard.hear("Network.dataReceived", {"requestId": "2", "dataLength": 5_000})
    assert heard.overspent is not None
