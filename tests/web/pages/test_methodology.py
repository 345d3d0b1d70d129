"""The methodology's page holds everything that the methodology says, at anchors that other pages lead to."""

import re

from httpx import Client

from pipeline.workplace import methodology_of
from reports.language import Words
from reports.method_words import MethodWords
from reports.texts import ReportTexts
from scoring.slides import load_slides


def test_every_part_has_an_anchor_of_its_own(client: Client) -> None:
    for name in ("2019", "2026"):
        methodology = methodology_of(name)
        page = client.get(f"/lv/methodology/{name}").text
        anchors = re.findall(r' id="([^"]+)"', page)
        assert len(anchors) == len(set(anchors))
        wanted = {f"section-{one.id}" for one in methodology.sections}
        wanted |= {f"indicator-{one.id}" for one in methodology.indicators}
        wanted |= {f"measure-{one.id}.{each.id}" for one in methodology.indicators for each in one.measures}
        wanted |= {f"assumption-{one.id}" for one in methodology.frame.assumptions}
        wanted |= {f"source-{one.id}" for one in methodology.frame.sources}
        wanted |= {f"statement-{one.id}" for one in load_slides().statements}
        assert wanted <= set(anchors)
        # What a reader is led to on the page is there.
        assert set(re.findall(r'href="#([^"]+)"', page)) <= {*anchors, "content"}


def test_every_measure_says_its_weight_and_where_it_comes_from(client: Client) -> None:
    methodology = methodology_of("2026")
    tables = {one["id"]: one["rows"] for one in client.get("/en/methodology/2026?format=json").json()["tables"]}
    measures = [measure for one in methodology.indicators for measure in one.measures]
    assert [row[2] for row in tables["measures"]] == [one.weight for one in measures]
    assert [row[4] is None for row in tables["measures"]] == [one.rule is None for one in measures]
    assert len(tables["assumptions"]) == len(methodology.frame.assumptions)
    changed = [row for row in tables["apart"] if row[3] == "yes"]
    assert any("e_participation" in row[0] for row in changed)


def test_a_condition_is_told_in_words() -> None:
    methodology = methodology_of("2019")
    words = MethodWords(Words("en"), ReportTexts())
    said = [words.condition(one.condition) for part in methodology.sections for one in part.prerequisites]
    assert all(said)
    assert any(" and " in one or " or " in one for one in said)
    slides = load_slides()
    told = [each for one in (*slides.statements, *slides.recommendations) for each in one.conditions]
    assert all(words.condition(one) for one in told)


def test_a_latvian_page_says_where_a_methodology_comes_from_in_latvian(client: Client) -> None:
    for name in ("2019", "2026"):
        methodology = methodology_of(name)
        told = {methodology.frame.source, *(one.source for one in methodology.indicators)}
        told |= {one.where for one in methodology.frame.sources if " " in one.where.en}
        assert [one for one in told if one.lv == one.en] == []
        # What sets two methodologies apart is told as their files have it.
        page = client.get(f"/lv/methodology/{name}").text.partition("<main")[2].partition('id="part-apart"')[0]
        assert len(page) > 50_000
        said = re.findall(r">([^<>]+)<", page)
        assert [one for one in said if re.search(r"\b(?:the|at least|over|found|section|must|of)\b", one)] == []
