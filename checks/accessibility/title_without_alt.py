"""A picture is not called decoration by its alt and meaningful by its title."""

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

CHECK = Check(
    id="title-without-alt",
    title=Text(
        lv="Attēlam ir title, bet tukša teksta alternatīva", en="A picture has a title but an empty text alternative"
    ),
    advice=Text(
        lv="Ja attēls kaut ko vēsta, ierakstiet to atribūtā alt; ja tas ir tikai rotājums, noņemiet title.",
        en="If the picture says something, put it into alt; if it is decoration, remove the title.",
    ),
    references=("WCAG 2.1 SC 1.1.1", "EN 301 549 9.1.1.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    outcome="needs_review",
    impact=Impact.MODERATE,
    examples=(
        passes('<img src="a.jpg" alt="Domes ēka" title="Foto: A. Ozols">'),
        reviews('<img src="a.jpg" alt="" title="Domes ēka">', findings=1),
        skips('<img src="a.jpg" alt="">'),
    ),
)


def run(page: Page) -> Verdict:
    titled = [image for image in page.dom.iter("img") if image.get("title", "").strip()]
    silent = [image for image in titled if image.get("alt") is not None and not image.get("alt", "").strip()]
    return CHECK.judge(len(titled), silent)
