"""Only what was measured alike on both days has moved."""

from dataclasses import replace

from model.results import MunicipalityResult
from scoring.movers import movement
from tests.scoring.municipalities import municipality

WEB = {"website_usability": 50.0, "e_participation": 50.0, "e_service_information": 100.0}


def moved(now: MunicipalityResult, then: MunicipalityResult, subject: str = "index") -> tuple[list[float], int]:
    found = movement([now], [then], subject)
    return [round(move.change, 6) for move in found.moves], found.not_comparable


def test_a_rise_and_a_fall_stand_at_either_end() -> None:
    then = [municipality(number, WEB) for number in range(4)]
    scores = (20.0, 80.0, 50.0, 60.0)
    now = [municipality(number, {**WEB, "e_participation": score}) for number, score in enumerate(scores)]
    found = movement(now, then, "communication")
    assert [(move.site.name, move.before, move.after, move.change) for move in found.moves] == [
        ("Novads 0001", 50.0, 65.0, 15.0),
        ("Novads 0003", 50.0, 55.0, 5.0),
        ("Novads 0000", 50.0, 35.0, -15.0),
    ]


def test_what_rounds_to_nothing_is_no_move() -> None:
    assert moved(municipality(1, {**WEB, "e_participation": 50.1}), municipality(1, WEB)) == ([], 0)


def test_another_indicator_or_more_of_one_is_another_index() -> None:
    more = {**WEB, "service_quality": 0.0}
    assert moved(municipality(1, more), municipality(1, WEB)) == ([], 1)
    part = municipality(1, {**WEB, "e_participation": 90.0}, coverage={"e_participation": 0.7})
    assert moved(part, municipality(1, WEB), "communication") == ([], 1)
    # Of the whole index the same part is little.
    assert moved(part, municipality(1, WEB)) == ([13.333333], 0)


def test_who_had_no_score_neither_moved_nor_could_not_be_compared() -> None:
    assert moved(municipality(1, WEB), municipality(1)) == ([], 0)
    assert moved(municipality(1, WEB), municipality(2, WEB)) == ([], 0)


def test_a_municipality_is_the_same_after_its_territory_was_modified() -> None:
    now, then = municipality(1, {**WEB, "e_participation": 80.0}), municipality(1, WEB)
    modified = replace(now, site=replace(now.site, atvk="9900019", url="https://new.example/"))
    assert moved(modified, then) == ([10.0], 0)
