"""Where a webmaster begins: what gains most, whom it hurts, which clause, the element outlined, and the right code."""

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from model.audit import Audit
from model.finding import Example, Outcome, Standard
from model.remedy import Fixer, Hurt, Remedy
from model.text import Language
from reports import findings
from reports.criteria import PAGES, understanding
from reports.language import Words
from reports.phone import phone_areas
from reports.pictures import MAX_ALBUM_BYTES, MAX_FAULT_BYTES, MAX_PROOF_BYTES
from reports.site_report import render_report
from tests.reports.example_audit import (
    AUDIT,
    HOME,
    MOBILE_ISSUES,
    SCRIPT,
    WCAG_ISSUES,
    issue,
    picture,
    pictures,
    screenshots,
)
from tests.reports.example_texts import TEXTS, text

OUTLINE, ON_PHONE = "a" * 64 + ".jpg", "b" * 64 + ".jpg"
IMAGES = {OUTLINE: picture(640, 260, 200), ON_PHONE: picture(412, 260, 180)}
REMEDY = Remedy(
    (Hurt.BLIND, Hurt.LOW_VISION), Fixer.EDITOR, '<img src="ezers.jpg">', '<img src="ezers.jpg" alt="Ezers">'
)
MENDED = replace(
    TEXTS,
    remedies={
        "image-alt": REMEDY,
        "color-contrast": replace(REMEDY, fixer=Fixer.SUPPLIER),
        "tap-targets": replace(REMEDY, hurts=(Hurt.PHONE,)),
    },
)
GAINS = {"image-alt": 1.24, "color-contrast": 0.31, "tap-targets": 0.04}
MANY = tuple(f"{HOME}lapa/{number}" for number in range(46))
SHOWN = replace(
    AUDIT,
    wcag_issues=(
        replace(WCAG_ISSUES[0], pages=46, page_urls=MANY),
        replace(
            WCAG_ISSUES[1],
            examples=(
                Example(HOME, "header img", f"<img>{SCRIPT}", None),
                Example(f"{HOME}kontakti", "img.karte", "<img class='karte'>", OUTLINE),
            ),
        ),
        issue(12, "image-alt", impact=None, examples=(Example(HOME, "footer img", "<img>", ""),)),
        *WCAG_ISSUES[2:],
    ),
    mobile_issues=(
        replace(MOBILE_ISSUES[0], examples=(Example(HOME, "nav a", "<a>", ON_PHONE),)),
        *MOBILE_ISSUES[1:],
    ),
)
LAYOUT: Mapping[str, Any] = {
    "screen_width": 412,
    "layout_width": 412,
    "shown": {"scale": 1, "left": 0, "top": 0, "height": 732},
    "wide_elements": [{"target": "table", "path": ["html", "table"], "box": [0, 0, 900, 40], "right": 900}],
    "text": {"small": [{"target": "p", "path": ["html", "p"], "box": [10, 300, 380, 30], "px": 9.5, "characters": 80}]},
    "plugins": {"elements": []},
    "targets": {
        "elements": [
            {"target": f"nav a{SCRIPT}", "path": ["nav", "a"], "box": [300, 40, 200, 14], "width": 200, "height": 14},
            {"target": "nav a", "path": ["nav", "a"], "box": [300, 56, 90, 14], "width": 90, "height": 14},
            {"target": "footer a", "path": ["footer", "a"], "box": [10, 2000, 90, 14], "width": 90, "height": 14},
        ]
    },
}


def shown(ref: str) -> bytes | None:
    return IMAGES.get(ref) or pictures(ref)


def report(language: Language = "en", audit: Audit = SHOWN, **more: Any) -> Any:
    facts = {"texts": MENDED, "pictures": shown, "gains": GAINS, "phone_layout": LAYOUT, **more}
    return html.fromstring(render_report(audit, language=language, screenshots=screenshots, **facts))


def words_of(node: Any) -> str:
    return " ".join(node.text_content().split())


def article(page: Any, number: int) -> Any:
    (found,) = page.xpath(f"//article[@aria-labelledby='finding-{number:016x}']")
    return found


def brief(article: Any) -> dict[str, str]:
    return {words_of(row.find("dt")): words_of(row.find("dd")) for row in article.xpath(".//dl[@class='briefly']/div")}


def test_what_gains_most_comes_first() -> None:
    page = report()
    rules = page.xpath(
        "//section[@id='accessibility']//article[contains(@class, 'fail')]//span[@class='rule']/code/text()"
    )
    assert rules[:3] == ["image-alt", "image-alt", "color-contrast"]
    titles = [words_of(row.find("th/a")) for row in page.xpath("//table[@id='todo-list']/tbody/tr")]
    # A phone's small gain stands before what gains nothing that is known.
    assert titles[:4] == [
        "Image has no text alternative",
        "Image has no text alternative",
        "Text contrast is too low",
        "Links and buttons are too small or too close",
    ]
    # Without gains the most important comes first, as ever.
    ordered = findings.by_gain(SHOWN.wcag_issues, {})
    assert ordered == sorted(SHOWN.wcag_issues, key=findings.importance)


def test_a_cause_says_all_that_is_needed_to_mend_it() -> None:
    told = brief(article(report(), 2))
    assert told["Gain"] == "index +1.2 (for all 2 causes of this rule together)"
    assert told["Whom it hurts"] == "blind people, people with low vision"
    assert told["Who mends it"] == "content editor"
    assert told["What it breaks"] == "WCAG 1.1.1EN 301 549 9.1.1.1Cabinet Regulation No. 445"
    links = article(report(), 2).xpath(".//dd[@class='norms']//a/@href")
    assert links == [
        "https://www.w3.org/WAI/WCAG21/Understanding/non-text-content.html",
        "https://likumi.lv/ta/id/316109",
    ]
    assert brief(article(report(), 7))["Gain"] == "alone it changes the index by less than 0.1"
    latvian = brief(article(report("lv"), 2))
    assert latvian["Ieguvums"] == "indekss +1,2 (par visiem šīs prasības pārkāpuma cēloņiem kopā: 2)"
    assert latvian["Kurš to labo"] == "satura redaktors"


def test_what_a_person_must_see_and_what_is_not_ours_gains_nothing() -> None:
    page = report(gains=dict.fromkeys(("unheard-of-rule", "frame-title"), 2.0))
    assert "Gain" not in brief(article(page, 3))
    assert "Gain" not in brief(article(page, 6))
    assert "Regulation" not in brief(article(page, 6))["What it breaks"]


def test_one_cause_on_46_pages_is_one_entry_that_names_a_few() -> None:
    found = article(report(), 1)
    assert brief(found)["Where"].count("lapa/") == findings.PAGES_NAMED
    assert words_of(found.xpath(".//summary")[0]).startswith("43 more pages")
    assert len(found.xpath(".//ul[@class='addresses']/li")) == findings.PAGES_FOLDED
    assert f"And {46 - 3 - findings.PAGES_FOLDED} pages besides." in words_of(found)


def test_the_outlined_element_is_shown_once_with_its_own_place() -> None:
    page = report()
    found = article(page, 2)
    (image,) = found.xpath(".//figure[@class='outlined desktop']/img")
    assert base64.b64decode(image.get("src").partition(",")[2]) == IMAGES[OUTLINE]
    assert image.get("alt") == "Part of the page, the element outlined in red: Image has no text alternative"
    assert words_of(found.xpath(".//figcaption")[0]) == f"{HOME}kontakti"
    # The code beside it is of the element on the picture; the first example comes after it.
    assert found.xpath("./p[@class='selector']/code/text()") == ["img.karte"]
    assert found.xpath(".//div[@class='example']//code/text()")[0] == "header img"
    assert found.xpath("./p[@class='see']") == []
    (phone,) = article(page, 7).xpath(".//figure[@class='outlined phone']/img")
    assert phone.get("alt").startswith("The page as a phone shows it, the element outlined in red")
    sources = page.xpath("//img/@src")
    assert len(sources) == len(set(sources))
    # Nothing could be seen of it: the page's picture stands in.
    assert article(page, 12).xpath("./p[@class='see']/a[starts-with(@href, '#picture')]")


def test_the_right_code_stands_once_a_rule() -> None:
    page = report()
    codes = [" ".join(node.itertext()) for node in article(page, 2).xpath(".//div[@class='remedy']//code")]
    assert codes == [REMEDY.wrong, REMEDY.right]
    (link,) = article(page, 12).xpath(".//p[@class='see']/a[starts-with(@href, '#finding')]/@href")
    assert link == f"#finding-{2:016x}"
    assert article(page, 12).xpath(".//div[@class='remedy']") == []


def test_code_within_an_advice_is_marked_as_code() -> None:
    advice = text('Atribūtā `alt=""` <b>rakstiet</b> `alt`.', "In `<img>` write `alt`.")
    texts = replace(MENDED, rules={**MENDED.rules, "image-alt": (MENDED.rules["image-alt"][0], advice)})
    (told,) = article(report(texts=texts), 2).xpath("./p[@class='advice']")
    assert (words_of(told), told.xpath("./code/text()")) == ("In <img> write alt.", ["<img>", "alt"])
    (told,) = article(report("lv", texts=texts), 2).xpath("./p[@class='advice']")
    assert words_of(told) == 'Atribūtā alt="" <b>rakstiet</b> alt.'
    assert told.xpath("./b") == []


def test_hostile_code_stays_text() -> None:
    page = report()
    assert page.xpath("//script") == []
    assert SCRIPT in article(page, 2).text_content()
    assert f"nav a{SCRIPT}" in page.xpath("string(//ol[@class='areas'])")


def test_every_criterion_has_its_page() -> None:
    assert len(PAGES) == 78 + 9
    assert understanding("2.5.8") == "https://www.w3.org/WAI/WCAG22/Understanding/target-size-minimum.html"
    assert understanding("9.9.9") is None


def test_the_pictures_together_leave_room_for_words() -> None:
    assert (MAX_ALBUM_BYTES + MAX_PROOF_BYTES + MAX_FAULT_BYTES) * 4 / 3 <= 1_600_000


def areas(failing: tuple[str, ...] = ("tap-targets",), layout: Mapping[str, Any] = LAYOUT) -> Any:
    return phone_areas(layout, failing, TEXTS, Words("en"))


def test_a_phones_faults_are_outlined_within_its_picture() -> None:
    found = areas()
    assert (found.width, found.height, found.hidden) == (412, 732, True)
    (links,) = found.areas
    assert (links.number, links.size) == (1, "200 × 14 px")
    assert [(one.left, one.top, one.width, one.height) for one in links.outlines] == [
        (300, 40, 112, 14),
        (300, 56, 90, 14),
    ]
    # The numbers stand beside what they name; the second would stand on the first, and on the corner too.
    assert [one.label for one in links.outlines] == [(283, 47), None]
    assert areas(()) is None
    assert areas(layout={key: value for key, value in LAYOUT.items() if key != "shown"}) is None


def test_a_page_shown_smaller_is_pointed_at_where_the_picture_shows_it() -> None:
    small = {**LAYOUT, "layout_width": 824, "shown": {"scale": 0.5, "left": 0, "top": 20, "height": 732}}
    (links,) = areas(layout=small).areas
    assert [(one.left, one.top, one.width, one.height) for one in links.outlines] == [
        (150, 10, 100, 7),
        (150, 18, 45, 7),
    ]


def test_only_parts_that_fail_are_outlined() -> None:
    every = areas(("content-width", "font-size", "tap-targets", "plugins"))
    assert [(one.number, one.selector) for one in every.areas] == [(1, "table"), (2, "p"), (3, f"nav a{SCRIPT}")]
    assert every.areas[0].size == "reaches to 900 px, the screen to 412 px"
    assert every.areas[1].size == "letters of 9.5 px"


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_outlines_have_a_text_and_a_list(language: Language) -> None:
    page = report(language)
    (drawing,) = page.xpath("//figure[@class='phone']//svg[@role='img']")
    title = MENDED.rule_title("tap-targets", language)
    assert drawing.get("viewbox") == "0 0 412 732"
    assert f"1 – {title}." in words_of(drawing.find("title"))
    assert drawing.xpath(".//text/text()") == ["1"]
    (line,) = page.xpath("//ol[@class='areas']/li")
    assert title in words_of(line)
    assert page.xpath("//figure[@class='phone']//svg/@style") == []


def test_a_rule_passed_on_a_phone_is_not_outlined() -> None:
    assert Standard.MOBILE in {verdict.standard for verdict in AUDIT.pages[0].verdicts}
    passed = tuple(replace(one, outcome=Outcome.PASS) for one in AUDIT.pages[0].verdicts)
    fine = replace(SHOWN, pages=(replace(AUDIT.pages[0], verdicts=passed), *AUDIT.pages[1:]))
    assert report(audit=fine).xpath("//figure[@class='phone']//svg") == []
