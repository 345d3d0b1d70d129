"""The page declares the language that its text is written in."""

import re

from checks.check import Check, fails, passes, skips
from checks.measured import whole_page
from checks.page import Page
from checks.parts import HtmlElement
from model.finding import Impact, Standard, Verdict
from model.text import Text

MIN_LETTERS = 200
# Letters that only Latvian has, and that only Cyrillic scripts have, as a share of all letters of plain prose.
LATVIAN = re.compile("[āčēģīķļņšūž]", re.I)
CYRILLIC = re.compile("[а-яё]", re.I)
LATVIAN_SHARE, CYRILLIC_SHARE, ABSENT_SHARE = 0.04, 0.6, 0.002

_LV = (
    "<p>" + "Pašvaldības dome sēdē apstiprināja jauno budžetu, un iedzīvotāji var iesniegt priekšlikumus. " * 4 + "</p>"
)
_EN = "<p>" + "The council approved the new budget at its meeting, and residents may hand in proposals. " * 4 + "</p>"

CHECK = Check(
    id="page-language",
    title=Text(lv="Lapas valoda norādīta nepareizi", en="The page declares a language that it is not written in"),
    advice=Text(
        lv='Elementā <html> norādiet teksta valodu: lapai latviešu valodā lang="lv", angļu valodā lang="en".',
        en='State the language of the text on <html>: lang="lv" for a Latvian page, lang="en" for an English one.',
    ),
    references=("WCAG 2.1 SC 3.1.1", "EN 301 549 9.3.1.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    impact=Impact.SERIOUS,
    scored=True,
    examples=(
        passes(_LV),
        fails(_EN, findings=1),
        skips("<p>Maz teksta.</p>"),
    ),
)


def run(page: Page) -> Verdict:
    declared = page.dom.get("lang", "").strip().lower().partition("-")[0]
    text = _prose(page.dom)
    letters = sum(map(str.isalpha, text))
    if not declared or letters < MIN_LETTERS:
        return CHECK.verdict(0, ())
    latvian, cyrillic = len(LATVIAN.findall(text)) / letters, len(CYRILLIC.findall(text)) / letters
    contradicted = (
        (declared == "lv" and (latvian < ABSENT_SHARE or cyrillic > CYRILLIC_SHARE))
        or (declared in ("en", "de", "ru") and latvian > LATVIAN_SHARE)
        or (declared in ("en", "de") and cyrillic > CYRILLIC_SHARE)
        or (declared in ("ru", "uk") and cyrillic < ABSENT_SHARE)
    )
    return CHECK.verdict(1, [whole_page(CHECK, f'lang="{declared}"')] if contradicted else ())


def _prose(root: HtmlElement) -> str:
    """Text of paragraphs that do not declare a language of their own: menus and names prove nothing."""
    own = "not(ancestor-or-self::*[@lang and not(self::html)])"
    return " ".join(node.text_content() for node in root.xpath(f"//p[{own}] | //li[{own}][not(.//a)] | //dd[{own}]"))
