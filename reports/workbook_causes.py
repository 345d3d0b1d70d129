"""What to mend, as sheets of a workbook: one row a cause, and one row for every page that shows it."""

from collections.abc import Iterator, Mapping

from model.audit import Audit
from model.decision import Decision
from model.finding import Example, Issue, Outcome, Party, Standard
from reports.findings import by_gain, clauses
from reports.language import N_, Words
from reports.sheets import Cells, Form, Sheet, SheetColumn
from reports.shown import shown
from reports.terms import FIXERS, HURTS, IMPACTS, OUTCOMES, ROLES, term
from reports.texts import ReportTexts

CODE_LIMIT = 600
# How far the worker is; without commas, which part the choices.
STATES = (N_("to do"), N_("in work"), N_("mended"), N_("put off"))
BINDING = frozenset({Standard.WCAG21, Standard.MOBILE})
KINDS = {
    Standard.WCAG21: N_("Accessibility"),
    Standard.WCAG22: N_("New in WCAG 2.2"),
    Standard.BEST_PRACTICE: N_("Best practices"),
    Standard.MOBILE: N_("On a phone"),
    Standard.USABILITY: N_("Technical quality"),
}
OTHERS = N_("In frames of other parties")


Gains = Mapping[str, float]


def all_causes(audit: Audit, gains: Gains) -> list[Issue]:
    """Each once: what binds first, what other parties made last; in each of them what gains most, then importance."""
    once = {issue.fingerprint: issue for issue in reversed(audit.issues)}
    ordered = by_gain(once.values(), gains)
    return sorted(ordered, key=lambda issue: (issue.party is Party.OTHER, issue.standard not in BINDING))


def to_do_sheet(audit: Audit, texts: ReportTexts, gains: Gains, words: Words) -> Sheet:
    gettext = words.gettext
    columns = (
        SheetColumn(gettext("No."), 6, Form.COUNT),
        SheetColumn(gettext("Status"), 11, choices=tuple(map(gettext, STATES))),
        SheetColumn(gettext("What is wrong"), 38),
        SheetColumn(gettext("Kind"), 16),
        SheetColumn(gettext("Result"), 14),
        SheetColumn(gettext("Impact"), 12),
        SheetColumn(gettext("Gain"), 9, Form.POINTS),
        SheetColumn(gettext("Whom it hurts"), 24),
        SheetColumn(gettext("Who can mend it"), 18),
        SheetColumn(gettext("What to do"), 42),
        SheetColumn("WCAG", 9),
        SheetColumn("EN 301 549", 11),
        SheetColumn(gettext("Pages"), 8, Form.COUNT),
        SheetColumn(gettext("Places"), 8, Form.COUNT),
        SheetColumn(gettext("First page"), 38, Form.LINK),
        SheetColumn(gettext("Component"), 28, Form.CODE),
        SheetColumn(gettext("Element"), 30, Form.CODE),
        SheetColumn(gettext("Code"), 44, Form.CODE),
        SheetColumn(gettext("Corrected example"), 44, Form.CODE),
        SheetColumn(gettext("Rule"), 20, Form.CODE),
        SheetColumn(gettext("Remark"), 30),
    )
    nothing = gettext("No fault was found that a machine can prove.")
    return Sheet(gettext("To do"), columns, _to_do(audit, texts, gains, words), nothing, still=3)


def _to_do(audit: Audit, texts: ReportTexts, gains: Gains, words: Words) -> Iterator[Cells]:
    gettext, language = words.gettext, words.language
    decided = {one.subject: one for one in audit.decisions}
    for number, issue in enumerate(all_causes(audit, gains), start=1):
        remedy = texts.remedies.get(issue.rule)
        first = issue.examples[0] if issue.examples else Example("", None, None)
        named = issue.standard is not Standard.BEST_PRACTICE
        yield (
            number,
            gettext(STATES[0]),
            texts.rule_title(issue.rule, language),
            gettext(OTHERS if issue.party is Party.OTHER else KINDS[issue.standard]),
            in_words(words, OUTCOMES, issue.outcome),
            in_words(words, IMPACTS, issue.impact),
            gains.get(issue.rule) if issue.outcome is Outcome.FAIL and issue.party is Party.OWN else None,
            "; ".join(gettext(HURTS[one]) for one in remedy.hurts) if remedy else None,
            gettext(FIXERS[remedy.fixer]) if remedy else None,
            texts.rule_advice(issue.rule, language),
            ", ".join(issue.criteria) if named else None,
            ", ".join(clauses(issue)) if named else None,
            issue.pages,
            issue.occurrences,
            first.page or next(iter(issue.page_urls), None),
            shown(issue.component, CODE_LIMIT),
            code_cell(first.selector),
            code_cell(first.snippet),
            remedy.right if remedy else None,
            issue.rule,
            _decided(decided.get(issue.fingerprint), words),
        )


def _decided(decision: Decision | None, words: Words) -> str | None:
    if decision is None:
        return None
    who, why = shown(decision.who, 100), shown(decision.why, 300)
    return words.gettext("decided by %(who)s: %(why)s", who=who, why=why)


def places_sheet(audit: Audit, texts: ReportTexts, gains: Gains, words: Words) -> Sheet:
    gettext = words.gettext
    columns = (
        SheetColumn(gettext("No."), 6, Form.COUNT),
        SheetColumn(gettext("What is wrong"), 44),
        SheetColumn(gettext("Page"), 60, Form.LINK),
        SheetColumn(gettext("Kind"), 18),
        SheetColumn(gettext("Result"), 14),
        SheetColumn(gettext("Impact"), 14),
        SheetColumn("WCAG", 9),
        SheetColumn(gettext("Element"), 36, Form.CODE),
        SheetColumn(gettext("Code"), 52, Form.CODE),
    )
    return Sheet(gettext("Places"), columns, _places(audit, texts, gains, words), still=2)


def _places(audit: Audit, texts: ReportTexts, gains: Gains, words: Words) -> Iterator[Cells]:
    roles = {page.final_url or page.url: page.role for page in audit.pages}
    for number, issue in enumerate(all_causes(audit, gains), start=1):
        shown_on = {example.page: example for example in issue.examples}
        title = texts.rule_title(issue.rule, words.language)
        for url in dict.fromkeys((*issue.page_urls, *shown_on)):
            example = shown_on.get(url)
            yield (
                number,
                title,
                url,
                in_words(words, ROLES, roles.get(url)),
                in_words(words, OUTCOMES, issue.outcome),
                in_words(words, IMPACTS, issue.impact),
                ", ".join(issue.criteria) if issue.standard is not Standard.BEST_PRACTICE else None,
                code_cell(example.selector) if example else None,
                code_cell(example.snippet) if example else None,
            )


def in_words(words: Words, known: Mapping[str, str], key: str | None) -> str | None:
    return None if key is None else words.gettext(term(known, key))


def code_cell(text: str | None) -> str | None:
    return None if text is None else shown(text, CODE_LIMIT)
