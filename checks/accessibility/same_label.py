"""Two fields of one form have different names."""

from collections import Counter

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from checks.parts import TEXT_FIELDS, fields, label_text, labels_by_target
from model.finding import Impact, Standard, Verdict
from model.text import Text

CHECK = Check(
    id="same-label",
    title=Text(lv="Vairākiem laukiem ir viens un tas pats nosaukums", en="Several fields share one label"),
    advice=Text(
        lv="Katram laukam dodiet savu nosaukumu: „Bērna vārds”, „Vecāka vārds”.",
        en="Give every field its own label: “Child's name”, “Parent's name”.",
    ),
    references=("WCAG 2.1 SC 2.4.6", "EN 301 549 9.2.4.6"),
    needs=("dom",),
    standard=Standard.WCAG21,
    outcome="needs_review",
    impact=Impact.MODERATE,
    examples=(
        passes("<form><label>Vārds <input></label><label>Uzvārds <input></label></form>"),
        reviews("<form><label>Vārds <input></label><label>Vārds <input></label></form>", findings=1),
        passes("<form><label>Vārds <input></label></form><form><label>Vārds <input></label></form>"),
        skips("<form><input></form>"),
    ),
)


def run(page: Page) -> Verdict:
    labels = labels_by_target(page.dom)
    named = []
    for field in fields(page.dom):
        text = label_text(field, labels).casefold()
        if text and (field.tag != "input" or field.get("type", "").lower() in TEXT_FIELDS):
            group = next(field.iterancestors("fieldset", "form"), page.dom)
            named.append((field, (id(group), text)))
    seen: Counter[tuple[int, str]] = Counter()
    again = []
    for field, key in named:
        seen[key] += 1
        if seen[key] > 1:
            again.append(field)
    return CHECK.judge(len(named), again)
