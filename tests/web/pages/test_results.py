"""The results' page says what the command says, and each of its counts opens the list that it counts."""

import io
import json
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from httpx import Client
from pptx import Presentation
from typer.testing import CliRunner

from cli.main import app
from pipeline.workplace import Workplace

DAY, SINCE = "2026-11-24", "2026-08-28"


def tables_at(client: Client, address: str) -> Mapping[str, Any]:
    answer = client.get(address, params=None)
    assert answer.status_code == 200, address
    return {table["id"]: table for table in answer.json()["tables"]}


def as_json(address: str) -> str:
    return address + ("&" if "?" in address else "?") + "format=json"


def links_of(page: str, table: str) -> list[tuple[str, str]]:
    """Address and text of each link inside the table of this id or of its parts."""
    found = re.findall(rf'<table id="{table}(?:-\d+)?".*?</table>', page, re.DOTALL)
    return [(unescape(href), text) for one in found for href, text in re.findall(r'<a href="([^"]+)">([^<]+)</a>', one)]


@pytest.mark.parametrize("narrowed", [{}, {"group": "regional", "section": "communication"}])
def test_the_page_says_what_the_command_says(
    client: Client, country: Workplace, narrowed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", str(country.database.url))
    options = [part for name, value in narrowed.items() for part in (f"--{name}", value)]
    done = CliRunner().invoke(app, ["results", "all", "--on", DAY, "--since", SINCE, "--json", "-", *options])
    told = json.loads(done.stdout)
    query = "&".join(f"{name}={value}" for name, value in {"on": DAY, "since": SINCE, **narrowed}.items())
    shown = tables_at(client, f"/en/results?{query}&format=json")

    def rows(table: str, *columns: int) -> list[list[Any]]:
        return [[row[column] for column in columns] for row in shown[table]["rows"]]

    levels = told["levels"]
    assert rows("levels", *range(2, 8)) == [[*line["counts"].values(), line["unknown"]] for line in levels]
    assert rows("places", 2, 3, 4) == [
        [one["name"], one["score"], one["coverage"]] for group in told["top"] for one in group["places"]
    ]
    assert rows("top", 2, 3) == [
        [one["name"], one["score"]]
        for group in told["top"]
        for one in group["places"]
        if one["rank"] is not None and one["rank"] <= 10
    ]
    assert rows("statements", 4, 5, 6) == [
        [one["today"][name] if one["today"] else None for name in ("count", "base", "percent")]
        for one in told["statements"]
    ]
    assert rows("recommendations", 3, 4) == [
        [line["count"], line["base"]] for one in told["recommendations"] for line in one["support"] if line["count"]
    ]
    assert sorted(rows("movers", 1, 3, 4, 5)) == sorted(
        [move["name"], move["before"], move["after"], move["change"]]
        for one in told["movements"]
        for move in one["moves"]
    )


def test_each_count_opens_the_list_that_it_counts(client: Client) -> None:
    page = client.get("/en/results").text
    counted = [link for table in ("levels", "statements", "recommendations") for link in links_of(page, table)]
    counts = [(href, int(text)) for href, text in counted if text.isdecimal() and "/results/" in href]
    assert len(counts) > 80
    # Each third: all of them would take long.
    for href, count in counts[::3]:
        listed = tables_at(client, as_json(href))["municipalities"]["rows"]
        assert len(listed) == count, href


def test_each_score_leads_to_its_ledger(client: Client) -> None:
    page = client.get("/lv/results?section=communication").text
    hrefs = [href for href, _ in links_of(page, "leaders")]
    # Place, municipality, score and what was measured of it.
    place, own, score, measured = hrefs[:4]
    assert place == score == measured == f"{own}/scores/communication"
    assert own.startswith("/lv/municipality/")


def test_the_slides_are_had(client: Client) -> None:
    answer = client.get("/lv/results/slides?section=open_data")
    assert len(Presentation(io.BytesIO(answer.content)).slides) > 1


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/lv/results?on=2027-01-01", 422, "Izvēlieties dienu līdz šodienai: 2026. gada 26.\xa0novembris."),
        ("/lv/results?section=roads", 422, "open_data"),
        ("/lv/results?on=2026-01-01&since=2026-02-01", 422, "Pirmā diena ir pēc otrās"),
        ("/lv/results?on=2020-01-01", 200, "noņemiet kādu filtru"),
        ("/lv/results/statements/nothing", 404, "Šāda apgalvojuma nav"),
        ("/lv/results/levels/index/6", 404, "Šāda līmeņa nav"),
        ("/lv/compare?from=2026-03-01&to=2026-02-01", 422, "Pirmā diena ir pēc otrās"),
        ("/lv/compare?to=2027-01-01", 422, "Šī diena vēl nav pienākusi"),
        ("/lv/compare?site=9999999", 404, "Šādas pašvaldības nav"),
        ("/lv/methodology/1999", 404, "2019, 2026"),
        ("/lv/runs/none", 404, "Šādas audita reizes nav"),
        ("/lv/runs/20261125T233000000Z?state=asleep", 422, "Vietnei šāda stāvokļa nav"),
    ],
)
def test_what_there_is_not_is_told_with_what_to_do(client: Client, address: str, status: int, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.text
