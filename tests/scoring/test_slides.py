"""What the slides of 2019 said stands in the data as they printed it, and names only what can be known."""

import csv
from collections import Counter
from itertools import chain
from pathlib import Path

from model.results import Agreement, Among, BasisKind
from scoring.slides import SITE_VERDICTS, Told, load_slides
from tests.scoring.invented import FEATURES, methodology_2019

# The figures once more, copied apart from the data.
PRINTED = list(csv.DictReader((Path(__file__).parent / "slides_2019.csv").read_text("utf-8").splitlines()))
SLIDES = load_slides()
STATEMENTS = {one.id: one for one in SLIDES.statements}


def number(text: str) -> int | None:
    return int(text) if text else None


def test_every_printed_figure_is_in_the_data() -> None:
    assert list(STATEMENTS) == [row["id"] for row in PRINTED]
    for row in PRINTED:
        found = STATEMENTS[row["id"]]
        assert (found.count, found.percent) == (number(row["numerator"]), number(row["percent_printed"])), found.id
        assert found.base == number(row["denominator"]), found.id
        assert (found.section or "all") == row["section"]
        assert found.agreement == row["verdict"].lower().replace(" ", "_")
        about = Among.COMMON_LEVEL if row["group"].startswith("level") else Among(row["group"])
        assert found.among is about, found.id
        if about is Among.COMMON_LEVEL:
            assert row["group"] == f"level {found.at_level}"


def test_consistent_figures_agree_with_themselves() -> None:
    consistent = [one for one in SLIDES.statements if one.agreement is Agreement.CONSISTENT]
    assert len(consistent) == 23
    for one in consistent:
        assert one.count is not None
        assert one.base is not None
        assert one.percent in (None, round(100 * one.count / one.base)), one.id


def test_what_is_odd_about_a_figure_is_said() -> None:
    for one in SLIDES.statements:
        if one.agreement not in (Agreement.CONSISTENT, Agreement.APPROXIMATE):
            assert one.note is not None, one.id
        for text in filter(None, (one.title, one.note)):
            assert text.lv.strip(), one.id
            assert text.en.strip(), one.id
            assert text.lv != text.en, one.id


def test_there_are_19_recommendations_each_for_the_groups_that_the_slides_name() -> None:
    count = Counter(one.section for one in SLIDES.recommendations)
    assert count == {
        "communication": 4, "customer_service": 5, "open_data": 2, "services": 3, "internal_processes": 5,
    }  # fmt: skip
    assert len({one.id for one in SLIDES.recommendations}) == 19
    named = {one.id: [*one.groups] for one in SLIDES.recommendations if one.groups}
    assert named == {
        "com.conformity": ["national", "local"],
        "com.participation": ["national"],
        "cus.satisfaction": ["regional", "local"],
        "cus.proactive": ["local"],
        "ope.publishing": ["regional", "local"],
        "ope.tools": ["local"],
        "ser.unified": ["local"],
        "int.council": ["local"],
    }


def test_conditions_name_only_features_questions_and_verdicts_that_exist() -> None:
    methodology = methodology_2019()
    for one in chain[Told](SLIDES.statements, SLIDES.recommendations):
        for basis in one.basis:
            if basis.kind is BasisKind.FEATURE:
                assert basis.id in FEATURES, one
            elif basis.kind is BasisKind.SURVEY:
                assert basis.id in methodology.survey_keys(), one
            else:
                assert f"site.{basis.id}" in SITE_VERDICTS, one


def test_only_what_nothing_measures_has_no_basis() -> None:
    silent = [one.id for one in SLIDES.statements if not one.basis and one.level is None]
    assert silent == ["cus.rec_local", "ope.site"]
    assert [one.id for one in SLIDES.recommendations if not one.basis] == ["ope.tools"]
