"""What was seen, as sheets of a workbook: features with their proofs, pages, the statement, what was not measured."""

from collections.abc import Iterator

from model.audit import Audit, PageAudit
from model.finding import Feature, Outcome
from model.score import Source
from reports.failure_words import failure_told, note_told
from reports.feature_parts import is_by_hand
from reports.feature_rows import ALIVE, FOUND
from reports.index_parts import section_parts, unmeasured
from reports.language import N_, Words
from reports.proof_words import proof_words
from reports.sheets import Cells, Form, Sheet, SheetColumn
from reports.shown import shown
from reports.spreadsheets import VERDICTS
from reports.statement_faults import statement_faults
from reports.terms import CHAT_KINDS, CONFIDENCES, FAILURES, GRADES, GROUPS, ROLES, SOURCES
from reports.texts import ReportTexts
from reports.workbook_causes import code_cell, in_words

TEXT_LIMIT = 1_000


def features_sheet(audit: Audit, texts: ReportTexts, words: Words) -> Sheet:
    gettext = words.gettext
    columns = (
        SheetColumn(gettext("Feature"), 36),
        SheetColumn(gettext("Group"), 18),
        SheetColumn(gettext("Result"), 16),
        SheetColumn(gettext("Confidence"), 14),
        SheetColumn(gettext("Remark"), 28),
        SheetColumn(gettext("Proof"), 44),
        SheetColumn(gettext("On page"), 44, Form.LINK),
        SheetColumn(gettext("Leads to"), 44, Form.LINK),
        SheetColumn(gettext("Element"), 32, Form.CODE),
        SheetColumn(gettext("What to do"), 48),
    )
    return Sheet(gettext("Features"), columns, _features(audit, texts, words))


def _features(audit: Audit, texts: ReportTexts, words: Words) -> Iterator[Cells]:
    for feature in audit.features:
        known = texts.features.get(feature.id)
        head = (
            words.of(known.title) if known else feature.id,
            in_words(words, GROUPS, known.group if known else N_("Other")),
            words.gettext(FOUND[feature.found]),
            in_words(words, CONFIDENCES, feature.confidence),
            _remarks(feature, words),
        )
        advice = words.of(known.advice) if known and known.advice and feature.found is False else None
        for proof in feature.evidence:
            what = shown(proof_words(proof, words), TEXT_LIMIT)
            yield *head, what, proof.page, proof.target, code_cell(proof.selector), advice
        if not feature.evidence:
            yield *head, None, None, None, None, advice


def _remarks(feature: Feature, words: Words) -> str:
    said = [in_words(words, GRADES, feature.grade), in_words(words, CHAT_KINDS, feature.kind)]
    if feature.alive is not None and any(proof.target for proof in feature.evidence[:1]):
        said.append(words.gettext(ALIVE[feature.alive]))
    if is_by_hand(feature):
        said.append(words.gettext(SOURCES[Source.OVERRIDE]))
    return ", ".join(one for one in said if one)


def pages_sheet(audit: Audit, words: Words) -> Sheet:
    gettext = words.gettext
    columns = (
        SheetColumn(gettext("Address"), 60, Form.LINK),
        SheetColumn(gettext("Kind"), 20),
        SheetColumn(gettext("Answer"), 10, Form.COUNT),
        SheetColumn(gettext("WCAG score"), 12, Form.SCORE),
        SheetColumn(gettext("On a phone"), 16),
        SheetColumn(gettext("Rules that fail"), 12, Form.COUNT),
        SheetColumn(gettext("Rules to look at"), 12, Form.COUNT),
        SheetColumn(gettext("First byte, ms"), 11, Form.COUNT),
        SheetColumn(gettext("Loaded, ms"), 11, Form.COUNT),
        SheetColumn(gettext("Settled, ms"), 11, Form.COUNT),
        SheetColumn(gettext("Size, kB"), 11, Form.COUNT),
        SheetColumn(gettext("Remark"), 50),
    )
    return Sheet(gettext("Audited pages"), columns, (_page(page, words) for page in audit.pages))


def _page(page: PageAudit, words: Words) -> Cells:
    judged = page.failure is None
    told = [failure_told(page.failure, words)] if page.failure else []
    told += [note_told(note, words) for note in page.notes]
    return (
        page.final_url or page.url,
        in_words(words, ROLES, page.role),
        page.status,
        page.wcag_score,
        words.gettext(VERDICTS[page.mobile_passes]) if judged else None,
        sum(verdict.outcome is Outcome.FAIL for verdict in page.verdicts) if judged else None,
        sum(verdict.outcome is Outcome.NEEDS_REVIEW for verdict in page.verdicts) if judged else None,
        page.timing.first_byte_ms,
        page.timing.loaded_ms,
        page.timing.settled_ms,
        None if page.size_bytes is None else page.size_bytes / 1000,
        shown("; ".join(told), TEXT_LIMIT),
    )


def statement_sheet(audit: Audit, texts: ReportTexts, words: Words) -> Sheet:
    gettext = words.gettext
    columns = (
        SheetColumn(gettext("What is wrong"), 48),
        SheetColumn(gettext("Result"), 20),
        SheetColumn(gettext("It says"), 60),
        SheetColumn(gettext("What to do"), 60),
        SheetColumn(gettext("On page"), 50, Form.LINK),
    )
    faults = statement_faults(audit.features, texts, words.language)
    nothing = N_("No statement was judged.") if faults is None else N_("Nothing was found to be wrong with it.")
    rows = (
        (one.title, gettext(one.severity), shown(one.words, TEXT_LIMIT), one.advice, one.page) for one in faults or ()
    )
    return Sheet(gettext("Accessibility statement"), columns, rows, gettext(nothing))


def unmeasured_sheet(audit: Audit, texts: ReportTexts, words: Words) -> Sheet:
    gettext = words.gettext
    columns = (SheetColumn(gettext("What was not measured"), 70), SheetColumn(gettext("Why"), 90))
    nothing = gettext("Everything that the website can tell was measured.")
    return Sheet(gettext("What was not measured"), columns, _unmeasured(audit, texts, words), nothing)


def _unmeasured(audit: Audit, texts: ReportTexts, words: Words) -> Iterator[Cells]:
    for reason, titles in unmeasured(section_parts(audit, texts, words)).items():
        for title in titles:
            yield title, reason
    for rule, outcome in audit.checks.items():
        if outcome is Outcome.NOT_MEASURED:
            said = words.gettext("The check gave no answer.")
            yield texts.rule_title(rule, words.language), said
    for page in audit.pages:
        if page.failure is not None:
            yield shown(page.url, TEXT_LIMIT), in_words(words, FAILURES, page.failure.kind)
