"""Conditions in three values: what silence leaves open stays open."""

from typing import Any

import pytest

from model.finding import Feature
from scoring.declaration import Condition
from scoring.facts import SiteFacts
from scoring.prerequisites import Known, is_met

YES, NO, SILENT = Condition(feature="rss"), Condition(feature="forum"), Condition(feature="petition")
KNOWN = Known(
    SiteFacts(
        features={
            "rss": Feature("rss", True),
            "forum": Feature("forum", False),
            "petition": Feature("petition", None),
            "chat": Feature("chat", True, kind="person"),
            "survey": Feature("survey", True),
        },
        survey={"yes": 100, "partly": 60},
    ),
    indicators={"half": 50, "unscored": None},
    measures={"half.part": 95.0, "half.rest": None},
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"all": (YES, YES)}, True),
        ({"all": (YES, SILENT)}, None),
        ({"all": (SILENT, NO)}, False),
        ({"any": (NO, NO)}, False),
        ({"any": (NO, SILENT)}, None),
        ({"any": (SILENT, YES)}, True),
        ({"survey": "yes"}, True),
        ({"survey": "partly"}, False),
        ({"survey": "unanswered"}, None),
        ({"indicator": "half", "at_least": 50}, True),
        ({"indicator": "half", "above": 50}, False),
        ({"indicator": "unscored", "above": 0}, None),
        ({"measure": "half.part", "above": 95}, False),
        ({"measure": "half.part", "at_least": 95}, True),
        ({"measure": "half.rest", "at_least": 95}, None),
        ({"feature": "chat", "kind": "person"}, True),
        ({"feature": "chat", "kind": "bot"}, False),
        ({"feature": "survey", "kind": "bot"}, None),  # there is one, but of which kind?
        ({"feature": "forum", "kind": "bot"}, False),
        ({"feature": "petition", "kind": "bot"}, None),
        ({"feature": "unknown"}, None),
        ({"features": ("rss", "chat", "petition"), "at_least": 2}, True),
        ({"features": ("rss", "forum", "petition"), "at_least": 2}, None),
        ({"features": ("rss", "forum", "petition"), "at_least": 3}, False),
    ],
)
def test_conditions(condition: dict[str, Any], expected: bool | None) -> None:
    assert is_met(Condition(**condition), KNOWN) is expected
