"""The table of results, for people and for programs."""

import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import html
from rich.console import Console

from model.audit import Status
from model.failure import FailureKind
from model.site import Role, Site
from model.text import Language
from reports.result_rows import ranked
from reports.results import (
    render_index,
    render_results,
    result_row,
    results_json,
)
from tests.reports.example_audit import AUDIT, HOME, failed

WHOLE = replace(AUDIT, site=Site("https://a.lv", "Ādažu novads", "0023000"), status=Status.COMPLETE, failure=None)
BETTER = replace(WHOLE, site=Site("https://z.lv", "Talsu novads"), index=replace(AUDIT.index, score=80.0))
UNSCORED = replace(WHOLE, site=Site("https://b.lv", "Alūksnes novads"), index=replace(AUDIT.index, score=None))
EQUAL = replace(WHOLE, site=Site("https://c.lv", "Augšdaugavas novads", role=Role.OTHER))


def printed(language: Language, width: int = 100) -> list[str]:
    console = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    render_results(map(result_row, (failed(), UNSCORED, WHOLE, AUDIT, EQUAL, BETTER)), console, language)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    assert isinstance(text, str)
    return text.splitlines()


def test_the_best_stand_first_and_the_failed_last() -> None:
    rows = ranked(map(result_row, (failed(), UNSCORED, WHOLE, EQUAL, BETTER)))
    assert [row.name for row in rows] == [
        "Talsu novads", "Augšdaugavas novads", "Ādažu novads", "Alūksnes novads", "Slēgtais novads",
    ]  # fmt: skip
    assert (rows[-1].failure_kind, rows[-1].index, rows[-1].pages) == (FailureKind.BLOCKED_BY_BOT_WALL, None, 0)
    assert rows[0].pages == 2


def test_a_site_that_is_down_keeps_its_place_and_says_how_old_its_figures_are() -> None:
    down = replace(failed(), started_at=BETTER.started_at + timedelta(days=3, hours=2))
    rows = ranked((result_row(WHOLE), result_row(failed()), result_row(down, BETTER)))
    assert [(row.index, row.stale_days) for row in rows] == [(80.0, 3), (WHOLE.index.score, None), (None, None)]
    assert (rows[0].status, rows[0].wcag_score) == (Status.FAILED, BETTER.wcag_score)
    console = Console(file=io.StringIO(), width=160, highlight=False, color_system=None)
    render_results(rows, console, "lv")
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    assert text.count("novecojis, iegūts pirms 3 dienām") == 2
    page = render_index((WHOLE, down), {}, "en", {down.site.url: BETTER})
    assert "stale, 3 days old" in html.fromstring(page).text_content()


def test_rows_are_json() -> None:
    rows = json.loads(json.dumps(results_json(map(result_row, (failed(), AUDIT)))))
    assert rows[0]["index"] == 61.234567
    assert rows[0]["wcag_band"] == "high"
    assert rows[1]["failure_kind"] == "blocked_by_bot_wall"
    assert rows[1]["failure_detail"] == "403 from the bot wall"


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_table_fits_a_hundred_columns(language: Language) -> None:
    lines = printed(language)
    assert max(map(len, lines)) <= 100
    assert "\x1b" not in "".join(lines)
    assert "…" not in "".join(lines)
    line = next(line for line in lines if line.startswith("Augšdaugavas novads (https://c.lv)"))
    cells = "61,2 43 % 3 85,6 augsta neiztur 2" if language == "lv" else "61.2 43% 3 85.6 high does not pass 2"
    assert " ".join(line.split()).endswith(cells)


def test_the_table_says_why_a_site_failed() -> None:
    assert "bloķē aizsardzība pret robotiem: „403 from" in "\n".join(printed("lv"))
    assert "stopped by a bot wall: 403 from" in "\n".join(printed("en"))


def test_the_index_page_leads_to_the_reports() -> None:
    page = html.document_fromstring(render_index((failed(), AUDIT), {HOME: {"html": "0044000-lv.html"}}, "lv"))
    rows = page.xpath("//tbody/tr")
    assert rows[0].xpath("./th/a[1]/@href") == ["0044000-lv.html"]
    assert "bloķē aizsardzība pret robotiem" in rows[1].text_content()
    assert rows[1].xpath(".//svg") == []
    assert page.xpath("//script") == []


def test_an_index_page_of_nothing() -> None:
    assert "0 sites" in render_index((), {}, "en")
