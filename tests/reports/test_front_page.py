"""The first page says where the site stands, what gains most, what turned and why."""

import re
from dataclasses import replace

import pytest
from lxml import html

from model.finding import Impact
from model.results import INDEX
from model.simulation import PlaceInGroup
from model.site import Centre
from model.standing import Outlook, SubjectStanding
from model.text import Language
from reports.changes import NAMED, changes, section_moves
from reports.language import Words
from tests.reports.example_audit import AUDIT, PREVIOUS, issue
from tests.reports.example_outlook import (
    ASPECT_TEXTS,
    BOUNDS,
    DIFFERENCE,
    OUTLOOK,
    PEERS,
    STANDING,
    night,
)
from tests.reports.reported import report, said


def standing(**facts: object) -> Outlook:
    return replace(OUTLOOK, standing=replace(STANDING, **facts))  # type: ignore[arg-type]


def strips(tree: html.HtmlElement) -> list[html.HtmlElement]:
    return list(tree.xpath("//ul[@class='strips']//*[@role='img']"))


def percent(element: html.HtmlElement, name: str) -> float:
    return float(element.get(name, "").removesuffix("%"))


# The strips


def test_a_strip_shows_score_spread_and_the_year_before_where_they_are() -> None:
    index, *_ = strips(report())
    (bar,) = index.xpath(".//*[@class='fill']")
    (dot,) = index.xpath(".//*[@class='here']")
    (spread,) = index.xpath(".//*[@class='spread']")
    (median,) = index.xpath(".//*[@class='median']")
    (before,) = index.xpath(".//*[@class='before']")
    assert percent(bar, "width") == percent(dot, "cx") == 61.23
    # Of eight scores the quarters lie between the second and third, and the sixth and seventh.
    assert percent(spread, "x") == pytest.approx(46.44)
    assert percent(spread, "x") + percent(spread, "width") == pytest.approx(73.55)
    assert percent(median, "x1") == pytest.approx((PEERS[3] + PEERS[4]) / 2)
    assert percent(before, "x") == 55.1
    assert [percent(one, "x1") for one in index.xpath(".//*[@class='bound']")] == [30, 50, 70, 90]


def test_a_strip_says_in_words_what_it_shows() -> None:
    index, communication, services = strips(report())
    for one in (index, communication, services):
        named = one.get("aria-labelledby", "").split()
        assert [child.get("id") for child in one[:2]] == named
    assert index[0].text == "Index: 61.2 out of 100, maturity level 3 of 5."
    assert index[1].text == (
        "In the group: place 5 of 9. The middle half of the other sites of the group lies between 46.4 and 73.6, "
        "the median is 62.3. On 18 November 2025 it was 55.1."
    )
    assert "On " not in str(communication[1].text)
    assert services[0].text == "Services: no score yet."
    assert not services[1].text


def test_the_same_stands_in_a_table() -> None:
    rows = report().xpath("//table[@id='standing-figures']/tbody/tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row] for row in rows]
    assert cells[0] == ["Index", "61.2", "3", "place 5 of 9", "62.3", "46.4–73.6", "55.1 (level 3)"]
    assert cells[2] == ["Services", "–", "–", "–", "–", "–", "–"]


def test_a_group_of_fewer_than_three_others_has_no_spread() -> None:
    few = SubjectStanding(INDEX, PlaceInGroup(Centre.LOCAL, 2, 3), (40.0, 80.0))
    tree = report(outlook=standing(subjects=(few,)))
    assert not tree.xpath("//ul[@class='strips']//*[@class='spread']")
    assert "Fewer than three others of it have been measured" in said(tree, "//section[@id='verdict']")
    assert "place 2 of 3" in said(tree, "//ul[@class='strips']")
    enough = replace(few, peers=(40.0, 60.0, 80.0))
    assert len(report(outlook=standing(subjects=(enough,))).xpath("//ul[@class='strips']//*[@class='spread']")) == 1


def test_without_a_group_or_a_year_the_report_says_so() -> None:
    lonely = SubjectStanding(INDEX, PlaceInGroup(None, 1, 1))
    tree = report(outlook=standing(group=None, subjects=(lonely,), year_before=None))
    verdict = said(tree, "//section[@id='verdict']")
    assert "The site belongs to no group of municipalities" in verdict
    assert "There is no audit of about a year before to compare with." in verdict
    assert "place 1 of 1" not in verdict
    other = report(outlook=standing(subjects=(lonely,)))
    assert "The audit of 18 November 2025 did not measure alike" in said(other, "//section[@id='verdict']")


def test_nothing_is_drawn_where_nothing_is_known() -> None:
    tree = report(outlook=None, previous=None)
    assert not tree.xpath("//ul[@class='strips']")
    assert said(tree, "//section[@id='verdict']//ol[@class='steps']/li[1]").startswith("Image has no text alternative")


@pytest.mark.parametrize("score", [0.0, 100.0])
def test_scores_at_the_ends_stay_on_the_strip(score: float) -> None:
    index = replace(AUDIT.index, score=score, maturity=1)
    tree = report(audit=replace(AUDIT, index=index), outlook=standing(bounds=BOUNDS))
    assert percent(strips(tree)[0].xpath(".//*[@class='here']")[0], "cx") == score


def test_equals_share_their_places() -> None:
    shared = SubjectStanding(INDEX, PlaceInGroup(Centre.LOCAL, 2, 5), (10.0, 50.0, 50.0 + 1e-12, 80.0))
    audit = replace(AUDIT, index=replace(AUDIT.index, score=50.0))
    verdict = "//section[@id='verdict']//li[h3]"
    assert "in the group: places 2–4 of 5" in said(report(audit=audit, outlook=standing(subjects=(shared,))), verdict)
    latvian = report("lv", audit=audit, outlook=standing(subjects=(shared,)))
    assert "grupā: 2.–4. vieta no 5" in said(latvian, verdict)


# What gains most


def test_the_gains_say_points_levels_and_place_and_lead_to_the_fault() -> None:
    tree = report()
    gains = [said(one, ".") for one in tree.xpath("//ol[@class='gains']/li")]
    assert gains[0] == (
        "+4.1 points, Communication and participation: level 3 → 4, place 5 → 4 of 9 in the group "
        "Mend: Image has no text alternative on 1 page Mend: unheard-of-rule"
    )
    assert gains[1] == "+5.0 points, level 3 → 4 Offer: Forum"
    assert gains[2].startswith("+1.1 points, place 4 → 3 of 9 in the group Mend: broken<script>")
    for link in tree.xpath("//ol[@class='gains']//a"):
        assert tree.xpath(f"//*[@id='{link.get('href')[1:]}']"), link.get("href")
    assert not tree.xpath("//ol[@class='steps']")


def test_the_gains_in_latvian() -> None:
    gains = said(report("lv"), "//ol[@class='gains']")
    assert "+4,1 punkts, Saziņa ar sabiedrību un līdzdalība: 3. → 4. līmenis, 5. → 4. vieta grupā (no 9)" in gains
    assert "+5,0 punkti, 3. → 4. līmenis" in gains


@pytest.mark.parametrize(
    ("points", "latvian"),
    [
        (1, "+1,0 punkts"),
        (2, "+2,0 punkti"),
        (10, "+10,0 punkti"),
        (11, "+11,0 punkti"),
        (21, "+21,0 punkts"),
        (4.1, "+4,1 punkts"),
        (1.4, "+1,4 punkti"),
        (-11.1, "\N{MINUS SIGN}11,1 punkts"),
        (0.96, "+1,0 punkts"),
        (0, "0,0 punktu"),
    ],
)
def test_points_take_the_plural_of_their_last_digit(points: float, latvian: str) -> None:
    assert Words("lv").points(points) == latvian
    assert Words("en").points(points).endswith(" points")


@pytest.mark.parametrize(
    ("points", "latvian", "english"),
    [
        (1, "1 punkts", "1 point"),
        (1.1, "1,1 punkts", "1.1 points"),
        (30, "30 punkti", "30 points"),
        (21, "21 punkts", "21 points"),
    ],
)
def test_points_that_are_missing(points: float, latvian: str, english: str) -> None:
    assert (Words("lv").missing_points(points), Words("en").missing_points(points)) == (latvian, english)


def test_a_place_among_few_is_not_spoken_of() -> None:
    first = OUTLOOK.gains[0]
    few = [PlaceInGroup(Centre.LOCAL, rank, 3) for rank in (3, 2)]
    tree = report(outlook=replace(OUTLOOK, gains=(replace(first, place_before=few[0], place_after=few[1]),)))
    assert "place" not in said(tree, "//p[@class='gained']")


# What turned


def test_what_got_better_and_worse_is_named_with_its_reasons() -> None:
    before = [replace(one, found=not one.found) if one.id in ("forum", "facebook") else one for one in AUDIT.features]
    tree = report(previous=replace(PREVIOUS, features=tuple(before)))
    path = "//section[@id='changes']//h3[.='{}']/following-sibling::ul[1]"
    better, worse = (said(tree, path.format(title)) for title in ("Better", "Worse"))
    assert better.startswith("Services: 40 → 41 (+1.0 points) +1.0 answers and decisions of people, or the register")
    assert "Gone: label on 1 page, serious impact" in better
    assert "Now offered: facebook" in better
    assert worse.startswith("Communication and participation: 64 → 61.2 (\N{MINUS SIGN}2.8 points)")
    assert "\N{MINUS SIGN}3.5 the site itself: Image has no text alternative" in worse
    assert "(perhaps the site itself)" in worse
    assert "New: Image has no text alternative on 1 page, critical impact" in worse
    assert "No longer found: Forum" in worse
    # A doubt is no fault, and somebody else's frame not the site's.
    assert "unheard-of-rule" not in worse
    assert "frame-title" not in worse


def test_what_could_not_be_told_has_not_turned() -> None:
    silent = replace(PREVIOUS, features=tuple(replace(one, found=None) for one in AUDIT.features))
    found = changes(AUDIT, silent)
    assert found is not None
    assert (found.gained, found.lost) == ((), ())


def test_a_long_list_is_cut_and_the_rest_counted() -> None:
    many = tuple(issue(100 + number, "image-alt", impact=Impact.CRITICAL) for number in range(NAMED + 21))
    tree = report(audit=replace(AUDIT, wcag_issues=many), previous=replace(PREVIOUS, wcag_issues=()))
    worse = tree.xpath("//section[@id='changes']//h3[.='Worse']/following-sibling::ul[1]")[0]
    assert len(worse.xpath("./li[starts-with(., 'New:')]")) == NAMED
    # Two of the 21 are faults of phones.
    assert "and 21 more causes of faults" in said(worse, ".")


def test_sections_are_not_compared_across_methodologies() -> None:
    words = Words("en")
    assert len(section_moves(DIFFERENCE, ASPECT_TEXTS, words)) == 2
    other = replace(DIFFERENCE, before=replace(night(2), methodology="2015"))
    assert section_moves(other, ASPECT_TEXTS, words) == ()
    assert section_moves(None, ASPECT_TEXTS, words) == ()


# What could not be measured


def test_the_first_page_says_shortly_what_was_not_measured() -> None:
    silence = said(report(), "//h3[.='What could not be measured']/following-sibling::ul[1]")
    assert silence.startswith("2 of the 4 indicators have no score. 1 indicator: The survey gives no answer.")
    assert "2 pages could not be audited" in silence
    assert "1 check gave no answer." in silence


@pytest.mark.parametrize("language", ["lv", "en"])
def test_every_link_within_the_report_has_its_target(language: Language) -> None:
    tree = report(language)
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    broken = [link for link in tree.xpath("//a[starts-with(@href, '#')]/@href") if link[1:] not in ids]
    assert broken == []


def test_names_from_pages_stay_text() -> None:
    source = html.tostring(report(), encoding="unicode")
    assert not re.search(r"<script", source)
