"""What a person types becomes fixes, unknown names are met with the nearest, and the place is that among the group."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from model.site import Centre
from pipeline.errors import SetupError
from pipeline.explaining import case_of, part_of
from pipeline.simulating import Wishes, most_gained, simulated
from pipeline.workplace import Workplace
from scoring.index import score_site
from tests.pipeline.gathered import SITE, gather, opened

PEER = replace(SITE, atvk="0088000", name="Ozolu novads", url="https://ozoli.example/")
STRANGER = replace(SITE, atvk="0077000", name="Egļu pilsēta", url="https://egles.example/", centre=Centre.NATIONAL)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    folder: Path = tmp_path_factory.mktemp("simulated")
    with opened(folder) as workplace:
        gather(workplace, 0, SITE, fails=3)
        gather(workplace, 1, PEER, fails=1)
        gather(workplace, 2, STRANGER, fails=0)
        yield workplace


def test_typed_fixes_are_steps_and_move_the_place(workplace: Workplace) -> None:
    case = case_of(workplace, "0099000")
    told = simulated(workplace, case, Wishes(fix=("image-alt,broken-links",), add=("forum", "chat:bot")))
    assert [(step.fix.rules, [one.id for one in step.fix.added]) for step in told.steps] == [
        (("image-alt",), []),
        (("broken-links",), []),
        ((), ["forum"]),
        ((), ["chat"]),
    ]
    assert told.before == case.audit.index == score_site(case.methodology, case.facts)
    assert told.after == told.steps[-1].after
    # Two of the three sites are local centres, and this one was the worse of them.
    assert (told.place_before.rank, told.place_before.ranked, told.place_before.group) == (2, 2, Centre.LOCAL)
    assert told.place_after.rank == 1


def test_all_rules_are_mended_in_one_step_and_a_feature_can_be_dropped(workplace: Workplace) -> None:
    case = case_of(workplace, "0099000")
    told = simulated(workplace, case, Wishes(fix=("all",), remove=("newsletter",)))
    mended, dropped = told.steps
    assert {"image-alt", "broken-links"} <= set(mended.fix.rules)
    assert mended.gain is not None
    assert mended.gain > 0
    assert dropped.gain is not None
    assert dropped.gain < 0


def test_the_best_fixes_come_after_what_was_typed(workplace: Workplace) -> None:
    case = case_of(workplace, "0099000")
    told = simulated(workplace, case, Wishes(add=("forum",), best=3))
    assert len(told.steps) == 4
    assert told.steps[0].fix.added[0].id == "forum"
    assert told.steps[1].before == told.steps[0].after
    values = [(step.gain or 0) / step.fix.work for step in told.steps[1:]]
    assert values == sorted(values, reverse=True)


def test_a_report_gets_the_three_that_gain_most(workplace: Workplace) -> None:
    case = case_of(workplace, "0099000")
    steps = most_gained(case)
    assert len(steps) == 3
    assert steps[0].before.score == case.audit.index.score
    assert all(step.gain is not None and step.gain > 0 for step in steps)
    assert steps == most_gained(case)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        (Wishes(), "nothing would change"),
        (Wishes(fix=("imagealt",)), "no rule “imagealt”: did you mean image-alt"),
        (Wishes(fix=("qqqqqqqqq",)), "no rule “qqqqqqqqq”."),
        (Wishes(add=("newsleter",)), "no feature “newsleter”: did you mean newsletter?"),
        (Wishes(remove=("kontakts",)), "no feature “kontakts”: did you mean contacts"),
        (Wishes(add=("chat",)), "say chat:bot or chat:person"),
        (Wishes(add=("forum:bot",)), "say forum."),
    ],
)
def test_a_name_that_nobody_knows_is_met_with_the_nearest(workplace: Workplace, wishes: Wishes, said: str) -> None:
    with pytest.raises(SetupError) as error:
        simulated(workplace, case_of(workplace, "0099000"), wishes)
    assert said in str(error.value)


def test_a_part_is_found_by_its_name(workplace: Workplace) -> None:
    account = case_of(workplace, "0099000").account
    assert part_of(account, "open_data").id == "open_data"
    assert part_of(account, "website_usability.wcag").parts
    with pytest.raises(SetupError, match=r"“comunication”: did you mean communication"):
        part_of(account, "comunication")
