"""The catalogue of checks as a page of documentation; `make docs` writes it and a test keeps it true."""

from collections.abc import Iterator

from checks.accessibility import axe
from checks.catalogue import Listed, catalogue
from checks.usability.statement_faults import fault_texts
from checks.watch import FEATURES
from model.finding import Outcome

INTRODUCTION = """# Checks

Made from the code by `make docs`. A check is one file: what it declares, the function that judges, and the examples
that are both its tests and this page. Outcomes: `pass`, `fail`, `needs_review` (a person must look), `not_applicable`,
`not_measured` (the visit yielded no evidence; never a pass).

Whom the faults of a rule hurt, who can mend them, and wrong and right code stand in `checks/own_remedies.toml` and
`checks/axe_remedies.toml`. A test tries the code: the rule finds the wrong one, and no rule a fault in the right.
"""

FAULTS = """
## Faults of an accessibility statement

A `breach` leaves out or contradicts what the form of Regulation No. 445 asks for; `advice` is what no wording of it
that we have read demands.
"""


def checks_page() -> str:
    """Markdown: our own checks with their examples, the features, the faults of a statement, then axe's rules."""
    parts = [INTRODUCTION, "## Our own checks\n"]
    parts += [_check(listed) for listed in catalogue().values()]
    parts += ["## Features\n", "| id | group | en | lv |", "|---|---|---|---|"]
    parts += [f"| `{name}` | {text.group} | {text.title.en} | {text.title.lv} |" for name, text in FEATURES.items()]
    parts += [FAULTS, "| id | severity | en | lv |", "|---|---|---|---|"]
    parts += [f"| `{name}` | {one.severity} | {one.title.en} | {one.title.lv} |" for name, one in fault_texts().items()]
    parts += ["\n## Rules of axe-core\n", "| id | en | lv |", "|---|---|---|"]
    parts += [f"| `{name}` | {_cell(title.en)} | {_cell(title.lv)} |" for name, (title, _) in axe.texts().items()]
    return "\n".join(parts) + "\n"


def _check(listed: Listed) -> str:
    check = listed.check
    scored = "enters the WCAG score" if check.scored else "not in the WCAG score"
    lines = [
        f"### `{check.id}`\n",
        f"{check.title.en} / {check.title.lv}\n",
        f"- Standard: {check.standard}; findings are `{check.outcome}`; {scored}.",
        f"- References: {'; '.join(check.references)}.",
        f"- Needs: {', '.join(check.needs)}.",
        f"- Advice: {check.advice.en}",
        *_examples(listed),
    ]
    return "\n".join(lines) + "\n"


def _examples(listed: Listed) -> Iterator[str]:
    for example in listed.check.examples:
        if example.html:
            yield f"- {Outcome(example.outcome)}: `{example.html}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
