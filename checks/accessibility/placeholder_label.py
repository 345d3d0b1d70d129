"""A field's name stays when typing begins: a placeholder is no label."""

from checks.check import Check, fails, passes, skips
from checks.page import Page
from checks.parts import TEXT_FIELDS, HtmlElement, fields, label_text, labels_by_target
from model.finding import Impact, Standard, Verdict
from model.text import Text

CHECK = Check(
    id="placeholder-label",
    title=Text(lv="Lauku nosauc tikai tā viettura teksts", en="Only a placeholder names the field"),
    advice=Text(
        lv="Pievienojiet redzamu <label>: viettura teksts (placeholder) pazūd, tiklīdz sāk rakstīt.",
        en="Add a visible <label>: a placeholder is gone as soon as somebody types.",
    ),
    references=("WCAG 2.1 SC 3.3.2", "EN 301 549 9.3.3.2"),
    needs=("dom",),
    standard=Standard.WCAG21,
    impact=Impact.MODERATE,
    scored=True,
    examples=(
        passes('<label for=v>Vārds</label><input id=v placeholder="Anna">'),
        passes('<input placeholder="Meklēt" aria-label="Meklēt vietnē">'),
        fails('<input placeholder="Vārds">', findings=1),
        skips("<input>"),
    ),
)


def run(page: Page) -> Verdict:
    labels = labels_by_target(page.dom)
    hinted = [field for field in fields(page.dom) if field.get("placeholder", "").strip() and _typed(field)]
    nameless = [field for field in hinted if not label_text(field, labels) and not _named_otherwise(field)]
    return CHECK.judge(len(hinted), nameless)


def _typed(field: HtmlElement) -> bool:
    return field.tag == "textarea" or field.get("type", "").lower() in TEXT_FIELDS


def _named_otherwise(field: HtmlElement) -> bool:
    return any(field.get(name, "").strip() for name in ("aria-label", "aria-labelledby", "title"))
