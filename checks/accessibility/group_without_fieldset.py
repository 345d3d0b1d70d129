"""Radio buttons and check boxes that answer one question stand in a named group."""

from collections import defaultdict

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from checks.parts import HtmlElement, fields
from model.finding import Impact, Standard, Verdict
from model.text import Text

GROUP_ROLES = frozenset({"group", "radiogroup"})

CHECK = Check(
    id="group-without-fieldset",
    title=Text(lv="Izvēles lauki nav apvienoti grupā", en="Choices of one question are not grouped"),
    advice=Text(
        lv="Viena jautājuma izvēles laukus ielieciet elementā <fieldset> ar <legend>, kurā ir jautājums.",
        en="Put the choices into a <fieldset> whose <legend> asks the question.",
    ),
    references=("WCAG 2.1 SC 1.3.1", "EN 301 549 9.1.3.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    outcome="needs_review",
    impact=Impact.MODERATE,
    examples=(
        passes("<fieldset><legend>Kā?</legend><input type=radio name=k><input type=radio name=k></fieldset>"),
        reviews("<form><input type=radio name=k><input type=radio name=k></form>", findings=1),
        reviews("<form><p>Kā?</p><input type=checkbox name=a><input type=checkbox name=b></form>", findings=1),
        skips("<form><input type=checkbox name=piekritu></form>"),
    ),
)


def run(page: Page) -> Verdict:
    sets: dict[tuple[int, str], list[HtmlElement]] = defaultdict(list)
    for field in fields(page.dom):
        kind = field.get("type", "").lower()
        if kind not in ("radio", "checkbox"):
            continue
        form = next(field.iterancestors("form"), page.dom)
        # Check boxes of one question often have names of their own: those of one form are one set.
        sets[(id(form), field.get("name", "") if kind == "radio" else "checkbox")].append(field)
    questions = [choices for choices in sets.values() if len(choices) > 1]
    loose = [choices[0] for choices in questions if not any(map(_grouped, choices))]
    return CHECK.judge(len(questions), loose)


def _grouped(field: HtmlElement) -> bool:
    return any(node.tag == "fieldset" or node.get("role") in GROUP_ROLES for node in field.iterancestors())
