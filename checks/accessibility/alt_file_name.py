"""A picture's text alternative says what it shows, not what its file is called."""

import re

from checks.check import Check, fails, passes, skips
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

FILE_NAME = re.compile(
    r"^\S+\.(jpe?g|png|gif|webp|svg|bmp|avif|tiff?)$|^(img|dsc|dscn|image|screenshot)[_-]?\d{2,}\w*$", re.I
)

CHECK = Check(
    id="alt-file-name",
    title=Text(lv="Attēla teksta alternatīva ir datnes nosaukums", en="A picture's text alternative is a file name"),
    advice=Text(
        lv='Aprakstiet, kas attēlā redzams; dekoratīvam attēlam atstājiet tukšu alt="".',
        en='Describe what the picture shows; leave alt="" empty for decoration.',
    ),
    references=("WCAG 2.1 SC 1.1.1", "EN 301 549 9.1.1.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    impact=Impact.SERIOUS,
    scored=True,
    examples=(
        passes('<img src="a.jpg" alt="Domes ēka ziemā">'),
        passes('<img src="a.jpg" alt="">'),
        fails('<img src="a.jpg" alt="domes_eka-2.jpg"><img src="b.jpg" alt="IMG_2041">', findings=2),
        skips('<img src="a.jpg">'),
    ),
)


def run(page: Page) -> Verdict:
    pictures = [node for node in page.dom.iter("img", "area", "input") if node.get("alt") is not None]
    named = [node for node in pictures if FILE_NAME.match(node.get("alt", "").strip())]
    return CHECK.judge(len(pictures), named)
