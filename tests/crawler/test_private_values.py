"""What a person typed and what one visitor was given never becomes evidence; everything else stays as it was."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from crawler.private_values import without_secrets, without_values, without_values_in

SECRET = "slepens"


@pytest.mark.parametrize(
    "html",
    [
        f'<input value="{SECRET}">',
        f"<input value='{SECRET}'>",
        f"<INPUT VALUE={SECRET}>",
        f"<input\nname=a\nvalue = '{SECRET}'/>",
        f'<input type="hidden" name="csrf" value="{SECRET}">',
        f'<input type=text title="type=submit" value="{SECRET}">',
        f'<input data-x=\'type="submit"\' value="{SECRET}">',
        f'<input value="a > {SECRET}">',
        f'<input value="<!-- {SECRET}" name=a>',
        f'<input value="<script>{SECRET}">',
        f'<input ="" value="{SECRET}">',
        f'<input =value="x" value="{SECRET}">',
        f'<input value="x" value="{SECRET}">',
        f'<input value="{SECRET}',
        f"<input value={SECRET}",
        f"<textarea>{SECRET}</textarea>",
        f"<textarea rows=2>\n<b>{SECRET}</b></TEXTAREA>",
        f"<textarea>{SECRET}",
        f'<!-- <input value="{SECRET}"> -->',
        f"<script>x = '<input value=\"{SECRET}\">'</script>",
        f'<meta name="csrf-token" content="{SECRET}">',
        f'<meta content="{SECRET}" name="_TOKEN">',
        f'<p title="<!--"><input value="{SECRET}">',
    ],
)
def test_values_are_taken_out(html: str) -> None:
    assert SECRET not in without_values(html)


@pytest.mark.parametrize(
    "html",
    [
        '<p value="x">Budžets</p>',
        '<input type="submit" value="Sūtīt" title="a > b">',
        '<input type=checkbox name=a value="Jā" checked>',
        '<input type="RADIO" value="Nē">',
        '<select><option value="1" selected>Rīga</option></select><button value="x">Sūtīt</button>',
        '<meta name="viewport" content="width=device-width"><meta charset="utf-8">',
        "<inputs value=1><li value=3>",
        '<!-- <input placeholder=\'"> --><p class="a">Teksts "pēdiņās"</p>',
        "<textarea></textarea><p>Pēc</p>",
        "<input",
        "<",
        "",
    ],
)
def test_the_rest_stays_to_the_letter(html: str) -> None:
    assert without_values(html) == html


def test_attributes_do_not_grow_together() -> None:
    assert without_values('<input value="x"type="text">') == '<input type="text">'


def test_what_stands_around_a_field_stays() -> None:
    html = '<!DOCTYPE html>\n<p>Pirms</p><input  id="a" value="x" required ><textarea id=b>y</textarea><p>Pēc</p>'
    assert without_values(html) == (
        '<!DOCTYPE html>\n<p>Pirms</p><input  id="a" required ><textarea id=b></textarea><p>Pēc</p>'
    )


PIECES = st.sampled_from(
    [
        *(
            "<input",
            "<textarea",
            "</textarea>",
            " value=",
            " type=",
            "submit",
            '"',
            "'",
            ">",
            " ",
            "/",
            "=",
            "<!--",
            "-->",
        ),
        *("<script>", "</script>", "<meta name=token content=", "ā", "x", "\n", "<p>", "name"),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_html_passes_and_once_is_enough(html: str) -> None:
    once = without_values(html)
    assert len(once) <= len(html) + html.count("<")
    assert without_values(once) == once


@given(st.text(alphabet=st.characters(blacklist_characters='"\0\r', blacklist_categories=["Cs"]), min_size=1))
def test_parsed_field_has_no_value(text: str) -> None:
    root = lxml_html.document_fromstring(without_values(f'<form><input name="a" value="{text}"></form>'))
    assert [(field.get("name"), field.get("value")) for field in root.iter("input")] == [("a", None)]


@pytest.mark.parametrize(
    "piece", ['<input value="', "<!-- ", "<script>", "<textarea>", "<input " + " " * 50, "<input a='"]
)
def test_hostile_html_takes_no_longer_than_it_is_long(piece: str) -> None:
    html = piece * (1_000_000 // len(piece))
    begun = time.process_time()
    without_values(html)
    assert time.process_time() - begun < 5


def test_snippets_and_selectors_are_cleaned_wherever_they_stand() -> None:
    told = {
        "rules": [
            {"nodes": [{"html": f'<input value="{SECRET}"', "target": f'form > input[value="{SECRET}"]', "n": 1}]}
        ],
        "viewport": None,
        "elements": [{"html": f"<textarea>{SECRET}", "target": f"#a[value={SECRET}][name=b]", "width": 1.5}],
    }
    assert without_values_in(told) == {
        "rules": [{"nodes": [{"html": "<input", "target": "form > input[value]", "n": 1}]}],
        "viewport": None,
        "elements": [{"html": "<textarea>", "target": "#a[value][name=b]", "width": 1.5}],
    }


def test_console_lines_end_where_a_secret_begins() -> None:
    lines = ("kļūda", f"cookie: sid={SECRET}0123456789 un vēl", "ab")
    assert without_secrets(lines, [SECRET + "0123456789", "ab", ""]) == ("kļūda", "cookie: sid=…", "ab")
