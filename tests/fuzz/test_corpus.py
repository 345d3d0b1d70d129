"""What fuzzing once found stays mended, and every target of the long form runs on what it begins with."""

import pytest

from tests.fuzz.targets import CORPUS, TARGETS, seeds


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_everything_that_once_broke_a_target(name: str) -> None:
    for data in TARGETS[name].kept():
        TARGETS[name].run(data)


@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"growth", "report", "terminal"}))
def test_the_inputs_that_the_long_form_begins_with(name: str) -> None:
    for data in list(seeds(TARGETS[name]))[::4]:
        TARGETS[name].run(data)


def test_the_long_form_runs_a_million_inputs() -> None:
    assert sum(target.runs for target in TARGETS.values()) >= 1_000_000
    assert {path.name for path in CORPUS.iterdir()} <= set(TARGETS)
