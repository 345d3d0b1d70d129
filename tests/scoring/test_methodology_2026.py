"""Methodology 2026 holds together, is frozen, names its sources, and scores what the law of today requires."""

import re
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

import scoring
from checks.catalogue import rule_ids
from checks.watch import FEATURES as KNOWN_FEATURES
from model.finding import Feature
from model.score import Source
from model.text import Text
from scoring.comparison import Difference, differences
from scoring.conditions import in_words
from scoring.documentation import RULE_WORDS
from scoring.facts import SiteFacts
from scoring.index import score_indicator, score_site
from scoring.measures import RULES
from scoring.methodology import MethodologyError, load_methodology, published
from scoring.older_sources import LATVIAN, in_both
from tests.scoring.invented import methodology_2019, methodology_2026

FOLDER = Path(scoring.__file__).parent / "methodology"
VOLUNTARY = (
    "public_consultation", "ask_question", "appointment", "problem_report", "newsletter", "survey", "forum",
    "foreign_languages", "site_feedback",
)  # fmt: skip


def test_every_published_methodology_loads_with_the_checks_that_there_are() -> None:
    assert published() == ("2019", "2026")
    for name in published():
        load_methodology(name, known_features=frozenset(KNOWN_FEATURES), known_checks=rule_ids())


@pytest.mark.parametrize("name", ["2026", "2019-survey"])
def test_the_published_files_are_frozen(name: str) -> None:
    lines = (FOLDER / name / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {file: digest for digest, file in (line.split("  ") for line in lines)}
    assert listed == {file.name: sha256(file.read_bytes()).hexdigest() for file in (FOLDER / name).glob("*.toml")}
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=FOLDER / name, check=True)


def test_a_changed_survey_of_a_published_methodology_is_named(tmp_path: Path) -> None:
    for file in (FOLDER / "2026").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    survey = tmp_path / "survey.toml"
    survey.write_text(survey.read_text(encoding="utf-8").replace("points = 70", "points = 90"), encoding="utf-8")
    with pytest.raises(MethodologyError) as caught:
        load_methodology("2026", known_features=frozenset(KNOWN_FEATURES), known_checks=rule_ids(), folder=tmp_path)
    assert caught.value.contradictions == (
        "survey.toml: not as published; a change of a published methodology is a new folder",
    )


def test_the_frame_is_that_of_2019() -> None:
    old, new = methodology_2019(), methodology_2026()
    assert [(item.id, item.weight) for item in new.indicators] == [(item.id, item.weight) for item in old.indicators]
    assert new.levels == old.levels
    assert new.wcag_bands == old.wcag_bands
    assert new.frame.standard == "EN 301 549 V3.2.1"


def test_every_indicator_names_its_sources_or_assumptions() -> None:
    methodology = methodology_2026()
    for indicator in methodology.indicators:
        assert indicator.cites
        assert {"equal_weights", "measures"} <= set(indicator.assumes)
    added = {item.id for section in methodology.sections for item in section.prerequisites}
    added -= {item.id for section in methodology_2019().sections for item in section.prerequisites}
    assert added == {"participation_by_law"}


# 0.15 x budget + 0.15 x stream + 0.10 x petition + 0.60 x share of the nine others
@pytest.mark.parametrize(
    ("found", "stream", "score"),
    [
        ((), None, 0),
        (("participatory_budget", "petition"), "stream", 40),
        (("participatory_budget",), "recordings", 22.5),
        (VOLUNTARY, None, 60),
        (("participatory_budget", *VOLUNTARY[:3]), "stream", 50),
    ],
)
def test_participation_weighs_the_law_before_the_rest(found: tuple[str, ...], stream: str | None, score: float) -> None:
    methodology = methodology_2026()
    names = {"participatory_budget", "petition", *VOLUNTARY}
    features = {name: Feature(name, name in found) for name in names}
    features["council_stream"] = Feature("council_stream", stream is not None, grade=stream)
    (indicator,) = (item for item in methodology.indicators if item.id == "e_participation")
    assert score_indicator(indicator, SiteFacts(features=features), 0.5).score == pytest.approx(score)
    index = score_site(methodology, SiteFacts(features=features))
    met = {item.id: item.met for item in index.sections[0].prerequisites}
    assert met["participation_by_law"] is ("participatory_budget" in found and stream == "stream")


def test_the_survey_asks_for_the_plans_once() -> None:
    methodology = methodology_2026()
    assert "all_plans_in_tapis" not in methodology.survey_keys()
    for points, met in ((100.0, True), (50.0, False)):
        index = score_site(methodology, SiteFacts(survey={"dataset_availability.tapis": points}))
        assert {item.id: item.met for item in index.sections[1].prerequisites}["all_plans_in_tapis"] is met
    # The link on the site gives the measure its score, and says nothing of whether the plans are whole.
    linked = score_site(methodology, SiteFacts(features={"tapis_link": Feature("tapis_link", True)}))
    assert {item.id: item.met for item in linked.sections[1].prerequisites}["all_plans_in_tapis"] is None
    assert linked.sections[1].indicators[0].measures[3].source is Source.WEB


def test_two_methodologies_are_compared_place_by_place() -> None:
    found = differences(methodology_2019(), methodology_2026())
    assert differences(methodology_2026(), methodology_2026()) == ()
    by_place = {one.place: one for one in found}
    assert len(by_place) == len(found)
    weight = by_place["communication.website_usability.usability_features.weight"]
    assert weight == Difference(weight.place, "30", "20")
    assert not weight.of_words
    gone = by_place["communication.e_participation.participation_features"]
    assert (gone.before is not None, gone.after) == (True, None)
    assert by_place["communication.prerequisites.participation_by_law"].before is None
    assert by_place["services.latvija_lv_link.title"].of_words
    assert by_place["sources.en_301_549"].of_words
    assert {one.place for one in differences(methodology_2026(), methodology_2019())} == by_place.keys()


def test_every_rule_and_condition_has_words() -> None:
    assert RULE_WORDS.keys() == RULES.keys()
    words = [in_words(item.condition) for section in methodology_2026().sections for item in section.prerequisites]
    assert "website_usability.wcag over 95 and mobile_conformity over 95" in words
    assert "(2 of" not in words[0]
    assert any("2 of visitor_statistics, site_feedback, survey found" in line for line in words)
    assert "chat found as bot or modern_technology.adapted_content over 0" in " ".join(words)


@pytest.mark.parametrize(
    ("old", "new", "contradiction"),
    [
        ('key = "social_media.reply_time"', 'key = "social_media.profiles"',
         "the survey asks “social_media.profiles”, which is no measure of the survey"),
        ('key = "social_media.reply_time"', 'key = "onsite_support.helper"',
         "the survey asks “onsite_support.helper” twice"),
        ('key = "social_media.reply_time"', 'key = "onsite_support.helper"',
         "the survey does not ask for the measure social_media.reply_time"),
        ('scale = "reply_time"', 'scale = "speed"',
         "the survey: social_media.reply_time: there is no scale “speed”"),
        ('scale = "reply_time"', 'scale = "yes_no"', "scale reply_time is used nowhere"),
        ('id = "three_days"', 'id = "day"', "scale reply_time: answer day twice"),
        ("points = 70", "points = 170", "scale reply_time: points lie outside 0 to 100"),
        ('lv = "Vēlāk"', 'lv = "stundas laikā"', "scale reply_time: two answers read “stundas laikā”"),
        ('en = "Later"', 'en = " "', "scale reply_time: a text is empty"),
        ('assumes = ["measures"]', 'assumes = ["guesses"]', "the survey: there is no assumption “guesses”"),
    ],
)  # fmt: skip
def test_each_contradiction_of_a_survey_is_named(tmp_path: Path, old: str, new: str, contradiction: str) -> None:
    for file in (FOLDER / "2026").glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        (tmp_path / file.name).write_text(
            text.replace(old, new, 1) if file.name == "survey.toml" else text, encoding="utf-8"
        )
    with pytest.raises(MethodologyError) as caught:
        load_methodology("2026", known_features=frozenset(KNOWN_FEATURES), known_checks=rule_ids(), folder=tmp_path)
    assert contradiction in caught.value.contradictions


@pytest.mark.parametrize(
    ("file", "old", "new", "contradiction"),
    [
        ("methodology.toml", "answers_hold_years = 2", "answers_hold_years = -1", "answers_hold_years is -1, under 0"),
        ("communication.toml", '"mobile_test"]', '"google"]', "mobile_adaptation: there is no source “google”"),
        ("customer_service.toml", ', "state_chat_bot"', "", "source state_chat_bot is cited nowhere"),
    ],
)
def test_each_contradiction_of_sources_is_named(
    tmp_path: Path, file: str, old: str, new: str, contradiction: str
) -> None:
    for one in (FOLDER / "2026").glob("*.toml"):
        text = one.read_text(encoding="utf-8")
        (tmp_path / one.name).write_text(text.replace(old, new, 1) if one.name == file else text, encoding="utf-8")
    with pytest.raises(MethodologyError) as caught:
        load_methodology("2026", known_features=frozenset(KNOWN_FEATURES), known_checks=rule_ids(), folder=tmp_path)
    assert contradiction in caught.value.contradictions


# Of an address, a file or a name both languages say the same.
SAME_IN_BOTH = re.compile(r"(?:\S+\.(?:lv|md)\S*(?:; )?)+")


def test_sources_stand_in_both_languages_though_the_files_never_change() -> None:
    methodologies = [methodology_2019(), methodology_2026()]
    stated = {one.frame.source for one in methodologies} | {i.source for one in methodologies for i in one.indicators}
    stated |= {one.where for one in methodology_2026().frame.sources}
    assert len(stated) > 25
    assert [one.en for one in stated if one.lv == one.en and not SAME_IN_BOTH.fullmatch(one.en)] == []
    assert [one.lv for one in stated for part in one.lv.split("; ") if part in LATVIAN] == []
    unused = LATVIAN.keys() - {part for one in stated for part in one.en.split("; ")}
    assert unused == set()
    assert in_both("A law of 2030") == Text("A law of 2030", "A law of 2030")
