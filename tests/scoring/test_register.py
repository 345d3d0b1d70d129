"""What datasets in the register are worth, and that a register that was not asked is worth nothing at all."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from checks.catalogue import rule_ids
from checks.watch import FEATURES
from model.evidence import Register, RegisterDataset
from model.failure import Failure, FailureKind
from model.score import Source
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.methodology import load_methodology
from scoring.register import DATASETS, register_scores

METHODOLOGY = load_methodology("2019", known_features=frozenset(FEATURES), known_checks=rule_ids())
TABLE = RegisterDataset("a", "A", "https://data.gov.lv/dati/dataset/a", date(2026, 1, 1), ("csv", "pdf"), resources=2)
PICTURE = replace(TABLE, formats=("pdf",))
EMPTY = replace(TABLE, resources=0)
ASKED = Register("https://data.gov.lv/dati", datetime(2026, 11, 23, tzinfo=UTC), "avoti")


@pytest.mark.parametrize(
    ("datasets", "score"),
    [
        ((), 0),
        ((EMPTY, EMPTY), 0),
        ((PICTURE,), 20),
        ((PICTURE, PICTURE, PICTURE, EMPTY), 20),
        ((TABLE,), 60),
        ((TABLE, PICTURE), 60),
        ((TABLE, TABLE), 80),
        ((TABLE, TABLE, TABLE), 100),
        ((TABLE,) * 40, 100),
        ((replace(TABLE, modified=date(2015, 1, 1), open_licence=False),), 60),
        ((replace(TABLE, formats=("wfs",)),), 60),
    ],
)
def test_points_of_datasets(datasets: tuple[RegisterDataset, ...], score: float) -> None:
    assert register_scores(replace(ASKED, datasets=datasets), METHODOLOGY) == {DATASETS: score}


@pytest.mark.parametrize(
    "register",
    [None, replace(ASKED, organisation=None), replace(ASKED, failure=Failure(FailureKind.TIMEOUT, "no answer"))],
)
def test_without_an_answer_there_is_no_score(register: Register | None) -> None:
    assert register_scores(register, METHODOLOGY) == {}


def test_the_register_measures_the_indicator_and_its_prerequisite() -> None:
    facts = SiteFacts(register=register_scores(replace(ASKED, datasets=(TABLE,)), METHODOLOGY))
    section = next(one for one in score_site(METHODOLOGY, facts).sections if one.id == "open_data")
    measure = next(part for one in section.indicators for part in one.measures if part.id == "register_datasets")
    assert (measure.score, measure.source) == (60, Source.REGISTER)
    assert {one.id: one.met for one in section.prerequisites}["dataset_on_data_gov_lv"] is True


def test_a_methodology_that_does_not_ask_is_told_nothing() -> None:
    web_only = replace(METHODOLOGY, sections=())
    assert register_scores(replace(ASKED, datasets=(TABLE,)), web_only) == {}
