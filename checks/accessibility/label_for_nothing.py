"""A label points at a field that is there."""

from checks.check import Check, fails, passes, skips
from checks.page import Page
from checks.parts import visible
from model.finding import Impact, Standard, Verdict
from model.text import Text

CHECK = Check(
    id="label-for-nothing",
    title=Text(lv="Lauka nosaukums norāda uz lauku, kura nav", en="A label points at a field that does not exist"),
    advice=Text(
        lv="Elementa <label> atribūtā for ierakstiet tā lauka id, kuru tas nosauc.",
        en="Put the id of the field that the label names into its for attribute.",
    ),
    references=("WCAG 2.1 SC 1.3.1", "EN 301 549 9.1.3.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    impact=Impact.MODERATE,
    scored=True,
    examples=(
        passes("<label for=v>Vārds</label><input id=v>"),
        fails("<label for=vards>Vārds</label><input id=v>", findings=1),
        skips("<label>Vārds <input></label>"),
    ),
)


def run(page: Page) -> Verdict:
    labels = [label for label in page.dom.iter("label") if label.get("for", "").strip() and visible(label)]
    ids = set(page.dom.xpath("//@id"))
    lost = [label for label in labels if label.get("for", "").strip() not in ids]
    return CHECK.judge(len(labels), lost)
