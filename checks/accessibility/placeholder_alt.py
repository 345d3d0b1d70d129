"""A picture's text alternative is more than the word "picture"."""

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

EMPTY_WORDS = frozenset(
    (
        "attēls", "bilde", "foto", "fotogrāfija", "ikona", "logo", "attels", "ilustrācija", "banneris", "bez nosaukuma",
        "image", "picture", "photo", "icon", "graphic", "spacer", "placeholder", "untitled", "alt", "img",
        "a picture", "an image", "click", "click here", "spied šeit",
        "изображение", "картинка", "фото",
    )
)  # fmt: skip

CHECK = Check(
    id="placeholder-alt",
    title=Text(lv="Attēla teksta alternatīva neko nepasaka", en="A picture's text alternative says nothing"),
    advice=Text(
        lv="Vārda „attēls” vietā rakstiet, kas attēlā redzams vai kurp tas ved.",
        en="Instead of “image” write what the picture shows or where it leads.",
    ),
    references=("WCAG 2.1 SC 1.1.1", "EN 301 549 9.1.1.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    outcome="needs_review",
    impact=Impact.SERIOUS,
    examples=(
        passes('<img src="a.jpg" alt="Domes ēka">'),
        reviews('<img src="a.jpg" alt="Attēls">', findings=1),
        reviews('<input type="image" src="a.png" alt="click">', findings=1),
        skips("<p>Lapā nav attēlu.</p>"),
    ),
)


def run(page: Page) -> Verdict:
    pictures = [node for node in page.dom.iter("img", "area", "input") if node.get("alt", "").strip()]
    empty = [node for node in pictures if node.get("alt", "").strip(" .:").casefold() in EMPTY_WORDS]
    return CHECK.judge(len(pictures), empty)
