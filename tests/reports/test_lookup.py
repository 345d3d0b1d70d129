"""A search finds with and without marks, by any form of a word, the best first, and nothing by nothing."""

import pytest

from reports.lookup import MOST_LETTERS, Entry, Lookup, folded

TOWN = Entry("municipality", "Rīgas valstspilsēta", "a", "https://www.riga.lv 0001000")
NEAR = Entry("municipality", "Ropažu novads", "b", "Rīgas reģions")
RULE = Entry("rule", "Attēlam nav teksta alternatīvas", "c", "image-alt Image has no text alternative")
CRITERION = Entry("criterion", "1.4.10 Satura pārkārtošanās", "d", "Reflow")
INVALID = Entry("rule", "ARIA attribute has an invalid value", "e", "ARIA atribūtam ir nederīga vērtība")
LOOKUP = Lookup([NEAR, RULE, CRITERION, TOWN, INVALID])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("riga", [TOWN, NEAR]),
        ("RĪGA", [TOWN, NEAR]),
        ("Rīgai", [TOWN, NEAR]),
        ("rigas valstspilseta", [TOWN]),
        ("0001000", [TOWN]),
        ("www.riga.lv", [TOWN]),
        ("attēli alternatīva", [RULE]),
        ("image-alt", [RULE]),
        ("1.4.10", [CRITERION]),
        ("1.4", [CRITERION]),
        ("deriga", [INVALID]),
        ("riga zzz", []),
        ("", []),
        (" .,-<> ", []),
        ("\x00", []),
    ],
)
def test_what_is_meant_is_found(asked: str, found: list[Entry]) -> None:
    assert list(LOOKUP.find(asked)) == found


def test_a_long_text_costs_no_more() -> None:
    assert LOOKUP.find("riga " * 100_000) == LOOKUP.find(("riga " * 100)[:MOST_LETTERS])


def test_marks_and_signs_fall_away() -> None:
    assert folded("Ķekavas novads: Šūpoles, 2.4.7.") == ("kekavas", "novads", "supoles", "2.4.7")
