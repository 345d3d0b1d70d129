"""Statements and recommendations are counted among those they are about, and silence is no answer."""

from model.finding import Feature
from model.results import Among, Count, MunicipalityResult
from model.site import Centre
from scoring.counting import count_recommendation, count_statement
from scoring.levels import common_level, count_levels
from scoring.slides import load_slides
from tests.scoring.invented import methodology_2019
from tests.scoring.municipalities import municipality

STATEMENTS = {one.id: one for one in load_slides().statements}
RECOMMENDATIONS = {one.id: one for one in load_slides().recommendations}


def today(name: str, *results: MunicipalityResult) -> Count | None:
    return count_statement(STATEMENTS[name], results).today


def at(number: int, level: int | None, **facts: object) -> MunicipalityResult:
    """A municipality at this level of every section and of the index."""
    names = ("index", *(section.id for section in methodology_2019().sections))
    return municipality(number, levels=dict.fromkeys(names, level), **facts)  # type: ignore[arg-type]


def test_levels_of_all_and_of_each_group() -> None:
    results = [at(1, 2, centre=Centre.NATIONAL), at(2, 2), at(3, 5), at(4, None), at(5, 1, centre=None)]
    lines = {(line.subject, line.group): line for line in count_levels(results, methodology_2019())}
    assert len(lines) == 6 * 4
    everybody = lines["services", None]
    assert (everybody.counts, everybody.unknown, everybody.known) == ({1: 1, 2: 2, 3: 0, 4: 0, 5: 1}, 1, 4)
    assert lines["index", Centre.LOCAL].counts == {1: 0, 2: 1, 3: 0, 4: 0, 5: 1}
    assert lines["index", Centre.REGIONAL].known == 0


def test_the_common_level_is_the_lower_of_two_equals() -> None:
    assert common_level([at(1, 3), at(2, 3), at(3, 4), at(4, 4), at(5, None)], "index") == 3
    assert common_level([at(1, None)], "services") is None
    assert common_level([], "index") is None


def test_levels_are_counted_of_those_who_have_one() -> None:
    results = [at(1, 1), at(2, 2), at(3, 2), at(4, None)]
    assert today("all.n", *results) == Count(3, 4, 4)
    assert today("all.l1", *results) == Count(1, 3, 4)
    found = count_statement(STATEMENTS["com.level"], results)
    assert (found.level, found.today) == (2, Count(2, 3, 4))
    assert today("com.level") == Count(0, 0, 0)


def test_a_statement_is_about_those_at_the_common_level() -> None:
    results = [
        at(1, 2, mobile_passes=False),
        at(2, 2, mobile_passes=True),
        at(3, 2),
        at(4, 3, mobile_passes=False),
    ]
    found = count_statement(STATEMENTS["com.mobile"], results)
    assert (found.among, found.level, found.today) == (Among.COMMON_LEVEL, 2, Count(1, 2, 3))
    assert found.today is not None
    assert found.today.percent == 50
    assert today("com.mobile", at(1, None, mobile_passes=False)) == Count(0, 0, 0)


def test_bands_share_no_municipality() -> None:
    results = [at(number, 2, wcag_score=score) for number, score in enumerate((95.0, 95.1, 85.0, 84.9, 70.0, 69.9))]
    counted = [today(f"com.wcag_{band}", *results) for band in ("highest", "high", "medium")]
    assert counted == [Count(1, 6, 6), Count(2, 6, 6), Count(2, 6, 6)]


def test_survey_answers_of_the_middle_are_neither_all_nor_none() -> None:
    wifi = [
        at(number, 2, survey={"onsite_support.public_wifi": points}) for number, points in enumerate((100, 50, 50, 0))
    ]
    silent = at(9, 2)
    assert today("cus.wifi_all", *wifi, silent) == Count(1, 4, 5)
    assert today("cus.wifi_part", *wifi, silent) == Count(2, 4, 5)
    assert today("cus.wifi_any", *wifi, silent) == Count(3, 4, 5)


def test_one_answer_is_enough_where_any_will_do() -> None:
    bot = at(1, 2, features={"chat": Feature("chat", True, kind="bot")})
    person = at(2, 2, features={"chat": Feature("chat", True, kind="person")})
    none = at(3, 2, features={"chat": Feature("chat", False)}, survey={
        "modern_technology.adapted_content": 0.0, "modern_technology.recommended_content": 0.0,
    })  # fmt: skip
    # Of a person in the chat it is not told whether the site uses other new technology.
    assert today("cus.newtech", bot, person, none) == Count(1, 2, 3)
    assert today("cus.online", bot, person, none) == Count(1, 1, 3)


def test_groups_count_whatever_their_level() -> None:
    feature = {"forum": Feature("forum", True)}
    results = [
        at(1, 2, centre=Centre.NATIONAL, features=feature),
        at(2, 4, centre=Centre.NATIONAL),
        at(3, 2, centre=Centre.LOCAL, features=feature),
    ]
    assert today("com.rec_national", *results) == Count(0, 1, 2)
    assert today("com.rec_most", *results) == Count(0, 2, 3)


def test_nothing_measures_some() -> None:
    found = count_statement(STATEMENTS["ope.site"], [at(1, 2)])
    assert (found.basis, found.today) == ((), None)
    tools = count_recommendation(RECOMMENDATIONS["ope.tools"], [at(1, 2)])
    assert (tools.support, tools.supported) == ((), False)


def test_a_recommendation_is_supported_group_by_group() -> None:
    absent = {name: Feature(name, False) for name in ("machine_readable_data", "data_gov_lv_link")}
    there = {**absent, "data_gov_lv_link": Feature("data_gov_lv_link", True)}
    results = [
        at(1, 2, centre=Centre.NATIONAL, features=absent),
        at(2, 2, centre=Centre.REGIONAL, features=there),
        at(3, 2, centre=Centre.LOCAL, features=absent),
        at(4, 2, centre=Centre.LOCAL),
    ]
    found = count_recommendation(RECOMMENDATIONS["ope.publishing"], results)
    assert [(line.group, line.count) for line in found.support] == [
        (Centre.REGIONAL, Count(0, 1, 1)),
        (Centre.LOCAL, Count(1, 1, 2)),
    ]
    assert found.supported
    everybody = count_recommendation(RECOMMENDATIONS["cus.wifi"], results)
    assert [(line.group, line.count) for line in everybody.support] == [(None, Count(0, 0, 4))]
    assert not everybody.supported
