"""Latvian and English are whole, and write numbers and dates as their readers do."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

import reports
import web
from checks.catalogue import rule_texts
from checks.watch import FEATURES
from model.alphabet import alphabetical
from model.text import Language
from pipeline.workplace import methodology_of
from reports.language import Words, catalog
from scoring.methodology import published

# The pages of the dashboard speak by the same catalogue.
ROOTS = tuple(Path(module.__file__ or "").parent for module in (reports, web))
METHODS = [("**.py", "python"), ("**.j2", "jinja2.ext:babel_extract")]
PLACE = re.compile(r"%\(\w+\)s")


def used() -> set[str | tuple[str, ...]]:
    """Every msgid in the templates and modules; a plural is a pair."""
    found = (one for root in ROOTS for one in extract_from_dir(root, method_map=METHODS))
    return {message for _, _, message, _, _ in found}


def test_every_text_is_translated_and_none_is_left_over() -> None:
    translated = {message.id: message.string for message in catalog("lv") if message.id}
    assert used() == set(translated)
    assert len(translated) > 150
    missing = [name for name, text in translated.items() if not text or (not isinstance(text, str) and not all(text))]
    assert missing == []
    assert list(catalog("lv").obsolete) == []
    assert not any(message.fuzzy for message in catalog("lv") if message.id)


def test_translations_keep_the_places_for_values() -> None:
    for message in catalog("lv"):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        texts = [message.string] if isinstance(message.string, str) else list(message.string or ())
        assert len(texts) in (1, 3)
        for text in texts:
            assert set(PLACE.findall(text)) == set(PLACE.findall(ids[-1])), message.id


@pytest.mark.parametrize(
    ("language", "num", "text"),
    [
        ("lv", 0, "0 lapu"),
        ("lv", 1, "1 lapa"),
        ("lv", 2, "2 lapas"),
        ("lv", 10, "10 lapas"),
        ("lv", 11, "11 lapas"),
        ("lv", 21, "21 lapa"),
        ("lv", 111, "111 lapas"),
        ("en", 0, "0 pages"),
        ("en", 1, "1 page"),
        ("en", 2, "2 pages"),
        ("en", 21, "21 pages"),
    ],
)
def test_plurals(language: Language, num: int, text: str) -> None:
    assert Words(language).ngettext("%(num)s page", "%(num)s pages", num) == text


PLURALS = [(message.id, tuple(message.string or ())) for message in catalog("lv") if isinstance(message.id, tuple)]
each_plural = pytest.mark.parametrize(("ids", "forms"), PLURALS, ids=lambda told: told[0])
# The number of the form that the last digits ask for: 21 is told as 1 is, 11 is not.
FORMS = {0: 2, 1: 0, 2: 1, 10: 1, 11: 1, 21: 0, 101: 0, 111: 1}
# Nothing stands behind the number that could agree with it.
ALONE = re.compile(r"%\(num\)s(?:[^ ]|$| (?:ir|no|joprojām|jā\w+)\b)")
# Nominative plurals, as in “2 lapas”: none of something is “0 lapu”.
MANY = re.compile(r"%\(num\)s (?:\w+[uk] )?\w*[^\Wāēīū](?:as|es|is|i)\b")


@each_plural
def test_every_plural_is_told_in_latvian_for_every_number(ids: tuple[str, str], forms: tuple[str, ...]) -> None:
    names = re.findall(r"%\((\w+)\)s", ids[1])
    # A number with decimals is given as a text of another name.
    counted = "num" if "num" in names else names[0]
    for num, form in FORMS.items():
        others = {name: str(num) if name == counted else "…" for name in names if name != "num"}
        values = {"num": num, **others}
        said = Words("lv").ngettext(*ids, num, **others)
        assert said == forms[form] % values
        assert str(num) in said
        assert said not in [text % values for text in ids]


@each_plural
def test_plural_forms_differ_where_a_word_agrees_with_the_number(ids: tuple[str, str], forms: tuple[str, ...]) -> None:
    one, many, none = forms
    assert one != many or ALONE.search(one), "one is told as many are"
    assert many != none or not MANY.search(many), "none is told as many are"


def test_numbers() -> None:
    lv, en = Words("lv"), Words("en")
    assert (lv.percent(43.5), en.percent(43.5)) == ("43,5\N{NO-BREAK SPACE}%", "43.5%")
    assert (lv.share(0.43), en.share(0.43)) == ("43\N{NO-BREAK SPACE}%", "43%")
    assert (lv.score(61.25), en.score(100.0), en.score(99.97), en.score(0)) == ("61,3", "100", "99.97", "0")
    assert (en.change(-1.77), lv.change(5.61), en.change(0.01)) == ("\N{MINUS SIGN}1.8", "+5,6", "0.0")
    assert en.number(12345) == "12,345"


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (89.96, "89.96"),
        (89.94, "89.9"),
        (89.999999, "89.99"),
        (90.0, "90"),
        (90.04, "90"),
        (71.97, "72"),
        (0.04, "0"),
        (100, "100"),
    ],
)
def test_no_score_reads_as_the_bound_of_a_level_that_it_has_not_reached(score: float, shown: str) -> None:
    """89.96 is of level 4, and level 5 begins at 90."""
    assert Words("en").score(score) == shown


def test_a_whole_number_survives_the_noise_of_binary_fractions() -> None:
    almost = 0.1 * 3 * 300 - 1e-11
    assert almost < 90
    assert Words("en").score(almost) == "90"


def test_missing_points_agree_with_the_number_that_is_shown() -> None:
    lv = Words("lv")
    told = [lv.missing_points(points) for points in (9.96, 10, 1, 21, 20.1, 11, 0)]
    assert told == ["9,96 punkti", "10 punkti", "1 punkts", "21 punkts", "20,1 punkts", "11 punkti", "0 punktu"]


def test_every_bound_of_a_level_is_a_full_ten() -> None:
    bounds = {level.from_score for name in published() for level in methodology_of(name).levels}
    assert {bound % 10 for bound in bounds} == {0}


def test_dates_are_those_of_riga() -> None:
    late = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    assert Words("lv").date(late) == "2026. gada 23. novembris"
    assert Words("en").date(late) == "23 November 2026"
    assert Words("lv").time(late) == "00:30"
    assert Words("en").time(datetime(2026, 7, 1, 9, 5, tzinfo=UTC)) == "12:05"
    assert Words("lv").date(date(2022, 1, 18)) == "2022. gada 18. janvāris"


def test_durations() -> None:
    assert Words("lv").duration(timedelta(seconds=421)) == "7 minūtes"
    assert Words("en").duration(timedelta(seconds=41)) == "41 seconds"


def test_names_stand_in_the_order_of_the_latvian_alphabet() -> None:
    names = ["Žagare", "Cēsis", "Ādaži", "Čakste", "Alūksne", "Ķegums", "Kuldīga", "Balvi", "Šķilbēni", "Saldus"]
    assert sorted(names, key=alphabetical) == [
        "Alūksne", "Ādaži", "Balvi", "Cēsis", "Čakste", "Kuldīga", "Ķegums", "Saldus", "Šķilbēni", "Žagare",
    ]  # fmt: skip


def test_each_text_is_said_once() -> None:
    """Of two translations readers would get the first, whatever was meant at the second place."""
    lines = (Path(reports.__file__).parent / "locales" / "lv.po").read_text().splitlines()
    said = [line for line in lines if line.startswith('msgid "') and line != 'msgid ""']
    assert [line for line, times in Counter(said).items() if times > 1] == []


def test_latvian_quotes_as_latvian_does() -> None:
    """„Tā”, without the English sign at the beginning; published methodologies are sealed and stay as they are."""
    translated = [str(message.string) for message in catalog("lv")]
    advised = [text.lv for texts in rule_texts().values() for text in texts]
    found = [text.lv for told in FEATURES.values() for text in (told.title, told.advice)]
    assert [text for text in translated + advised + found if "“" in text] == []
