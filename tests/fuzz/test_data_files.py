"""Data files and feeds of any bytes: something is said of each, and none costs more than its share."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.feeds import parse_feed
from crawler.formats.sniffing import read_content
from tests.fuzz.packed import packed_files
from tests.fuzz.profiles import PROFILE, SHARE, SLOW
from tests.fuzz.properties import data_holds, feed_holds
from tests.fuzz.targets import CONTENT_TYPES, DATA_WORDS, FEED_WORDS
from tests.fuzz.watchdog import within

STARTS = ("", "<a>", '{"a":"', "[", "a;b\n", "<rss><channel>")
SIGNS = ("[", '{"a":', '"', ",", "<a>", "<a/>", ";", '"\n', "&a;", "<!--", "\t", "#\n", "prefix ")
CODINGS = ("utf-8", "windows-1257", "utf-16", "utf-8-sig")


def made_of(words: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.lists(st.one_of(st.sampled_from(words), st.text(max_size=6)), max_size=12).map("".join)


@PROFILE
@given(made_of(DATA_WORDS), st.sampled_from(CODINGS), st.sampled_from(CONTENT_TYPES))
@example('{"type":"FeatureCollection","features":[' + "[" * 3_000, "utf-8", "")
@example('{"a":"\\', "utf-8", "")
def test_any_text_is_told(text: str, coding: str, content_type: str) -> None:
    with within(1):
        data_holds(text.encode(coding, "replace"), content_type)


@PROFILE
@given(st.sampled_from(range(len(packed_files()))), st.data())
def test_any_archive_is_told(which: int, data: st.DataObject) -> None:
    body = packed_files()[which]
    at = data.draw(st.integers(0, len(body)))
    torn = body[:at] + data.draw(st.binary(max_size=8)) + body[at + data.draw(st.integers(0, 8)) :]
    with within(1):
        data_holds(torn)


@PROFILE
@given(made_of(FEED_WORDS), st.sampled_from(CODINGS))
def test_any_feed_is_told(text: str, coding: str) -> None:
    with within(1):
        feed_holds(text.encode(coding, "replace"))


@PROFILE
@given(st.lists(st.lists(st.from_regex(r"\A[a-zāčž ]{1,8}\Z"), min_size=3, max_size=3), min_size=2, max_size=9))
def test_an_honest_table_is_read_in_every_dress(rows: list[list[str]]) -> None:
    for delimiter in ";,\t":
        text = "".join(delimiter.join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)
        for coding in CODINGS:
            content = read_content(text.encode(coding), cut=False)
            assert (content.format, content.parses) == ("csv", True), (text, coding, content)


@PROFILE
@given(st.lists(st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC)), max_size=20))
def test_an_honest_feed_gives_back_its_days(moments: list[datetime]) -> None:
    entries = "".join(f"<entry><id>x</id><published>{moment.isoformat()}</published></entry>" for moment in moments)
    feed = parse_feed(f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode(), "http://ex.lv/")
    assert feed.entries == len(moments)
    assert feed.days == tuple(sorted((moment.date() for moment in moments), reverse=True))


@SLOW
@given(st.sampled_from(STARTS), st.sampled_from((*DATA_WORDS, *FEED_WORDS)))
def test_endless_files_cost_little(start: str, piece: str) -> None:
    body = (start + piece * (262_144 // SHARE // len(piece.encode()))).encode()
    with within(5):
        data_holds(body)
        feed_holds(body)


@pytest.mark.parametrize("sign", SIGNS)
def test_nothing_takes_time_with_the_square_of_its_length(sign: str) -> None:
    body = (sign * (262_144 // len(sign))).encode()
    with within(5):
        data_holds(body)
