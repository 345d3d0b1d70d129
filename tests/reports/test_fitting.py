"""Tables are cut where a slide ends, and no row is lost or split."""

import pytest

from reports.fitting import BODY, TABLE_SIZE, TableColumn, fitting, lines_of, row_height, text_width, widths_of

COLUMNS = (TableColumn("Teksts", 3), TableColumn("Skaits", 1, numeric=True))
LONG = "Pašvaldības tīmekļvietnē nav informācijas par to, ka pakalpojumus var saņemt elektroniski. " * 3


def test_widths_of_letters_are_those_of_a_usual_font() -> None:
    # As Carlito sets them, which is as wide as Calibri, in sizes of the font; the estimate lies a little over.
    widths = {"Pašvaldību e-indekss: rezultāti un to skaidrojums": 19.61, "illi, lit": 2.19, "WMWM 2019": 5.74}
    for text, width in widths.items():
        assert width < text_width(text) < 1.2 * width
    assert text_width("āčēģīķļņšūž") == text_width("acegiklnsuz")
    assert text_width("") == 0


@pytest.mark.parametrize(("text", "lines"), [("", 1), ("vārds", 1), ("a\nb", 2), ("vārds " * 8, 2), ("m" * 60, 4)])
def test_lines(text: str, lines: int) -> None:
    assert lines_of(text, 3.0, TABLE_SIZE) == lines


def test_a_short_table_is_one() -> None:
    rows = [["a", "1"], ["b", "2"]]
    assert fitting(COLUMNS, rows) == [rows]
    assert fitting(COLUMNS, []) == []


def test_a_long_table_is_cut_evenly_and_each_part_fits() -> None:
    rows = [[LONG if number % 3 else "īss", str(number)] for number in range(40)]
    parts = fitting(COLUMNS, rows)
    assert [row for part in parts for row in part] == rows
    widths = widths_of(COLUMNS, BODY.width)
    heights = [sum(row_height(row, widths) for row in [["Teksts", "Skaits"], *part]) for part in parts]
    assert max(heights) <= BODY.height
    assert min(heights) > max(heights) / 2


def test_a_row_that_fits_nowhere_is_alone() -> None:
    huge = ["vārds " * 5000, "1"]
    assert fitting(COLUMNS, [["a", "0"], huge, ["b", "2"]])[1] == [huge]
