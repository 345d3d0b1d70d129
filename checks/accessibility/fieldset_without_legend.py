"""A group of fields has a name: its fieldset begins with a legend."""

from checks.check import Check, fails, passes, skips
from checks.page import Page
from checks.parts import HtmlElement, fields, visible, words_of
from model.finding import Impact, Standard, Verdict
from model.text import Text

CHECK = Check(
    id="fieldset-without-legend",
    title=Text(lv="Lauku grupai nav nosaukuma", en="A group of fields has no name"),
    advice=Text(
        lv="Elementa <fieldset> sākumā ielieciet <legend> ar jautājumu vai grupas nosaukumu.",
        en="Begin the fieldset with a <legend> that holds the question or the group's name.",
    ),
    references=("WCAG 2.1 SC 1.3.1", "EN 301 549 9.1.3.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    impact=Impact.MODERATE,
    scored=True,
    examples=(
        passes("<fieldset><legend>Saziņas veids</legend><input type=radio></fieldset>"),
        passes('<fieldset aria-label="Saziņas veids"><input type=radio></fieldset>'),
        passes("<fieldset><input type=submit></fieldset>"),
        fails("<fieldset><input type=radio></fieldset>", findings=1),
        fails("<fieldset><legend> </legend><input type=radio></fieldset>", findings=1),
        fails("<fieldset><legend></legend>Maksa: 5 EUR</fieldset>", findings=1),
        skips("<form><input></form>"),
    ),
)


def run(page: Page) -> Verdict:
    groups = [node for node in page.dom.iter("fieldset") if visible(node)]
    return CHECK.judge(len(groups), [node for node in groups if _needs_name(node) and not _named(node)])


def _needs_name(group: HtmlElement) -> bool:
    """A group of text alone may go without a name, but not with an empty one."""
    return bool(fields(group)) or any(child.tag == "legend" for child in group)


def _named(group: HtmlElement) -> bool:
    legends = [words_of(child) for child in group if child.tag == "legend"]
    named_otherwise = (
        group.get("aria-label", "").strip()
        or group.get("aria-labelledby")
        or group.get("role") in ("presentation", "none")
    )
    return bool(any(legends) or named_otherwise)
