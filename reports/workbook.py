"""The report of a site as a workbook: lists to work through, to sort, filter and tick off."""

from collections.abc import Iterator
from types import MappingProxyType

from model.audit import Audit, Status
from model.failure import ADVICE
from model.finding import Outcome
from model.text import Language
from reports.index_parts import level, section_parts
from reports.language import Words
from reports.sheets import Cells, Figure, Form, Sheet, SheetColumn, write_book
from reports.shown import shown
from reports.spreadsheets import VERDICTS, Value
from reports.terms import BANDS, FAILURES, STATUSES
from reports.texts import ReportTexts
from reports.workbook_causes import Gains, in_words, places_sheet, to_do_sheet
from reports.workbook_facts import features_sheet, pages_sheet, statement_sheet, unmeasured_sheet

NAME_LIMIT = 120
NO_GAINS: Gains = MappingProxyType({})


def render_workbook(audit: Audit, language: Language, texts: ReportTexts, gains: Gains = NO_GAINS) -> bytes:
    """An XLSX file. Of an audit that saw nothing of the site it holds what is known of it, and its pages.

    `gains` are the points of the index that mending a rule wherever it fails gains.
    """
    words = Words(language)
    title = f"{shown(audit.site.name, NAME_LIMIT)} – {words.gettext('Website audit')}, {words.date(audit.started_at)}"
    return write_book(_sheets(audit, texts, gains, words), title, audit.finished_at, words)


def _sheets(audit: Audit, texts: ReportTexts, gains: Gains, words: Words) -> Iterator[Sheet]:
    yield summary_sheet(audit, texts, words)
    if audit.status is Status.FAILED:
        yield pages_sheet(audit, words)
        return
    yield to_do_sheet(audit, texts, gains, words)
    yield places_sheet(audit, texts, gains, words)
    yield features_sheet(audit, texts, words)
    yield pages_sheet(audit, words)
    yield statement_sheet(audit, texts, words)
    yield unmeasured_sheet(audit, texts, words)


def summary_sheet(audit: Audit, texts: ReportTexts, words: Words) -> Sheet:
    gettext = words.gettext
    columns = (
        SheetColumn(gettext("Summary"), 46),
        SheetColumn(gettext("Score"), 34, Form.SCORE),
        SheetColumn(gettext("Measured"), 12, Form.SHARE),
        SheetColumn(gettext("Maturity level"), 12, Form.COUNT),
        SheetColumn(gettext("Remark"), 60),
    )
    return Sheet(gettext("Summary"), columns, _summary(audit, texts, words))


def _summary(audit: Audit, texts: ReportTexts, words: Words) -> Iterator[Cells]:
    gettext = words.gettext

    def fact(title: str, value: Value, form: Form = Form.TEXT, remark: str | None = None) -> Cells:
        return title, Figure(value, form), None, None, remark

    yield fact(gettext("Municipality"), shown(audit.site.name, NAME_LIMIT))
    yield fact("ATVK", audit.site.atvk)
    yield fact(gettext("Address"), audit.site.url, Form.LINK)
    yield fact(gettext("Measured on"), audit.started_at, Form.MOMENT)
    yield fact(gettext("Result"), gettext(STATUSES[audit.status]), remark=_failure(audit, words))
    if audit.status is not Status.FAILED:
        yield from _scores(audit, texts, words)
        yield fact(gettext("WCAG score"), audit.wcag_score, Form.SCORE, in_words(words, BANDS, audit.wcag_band))
        yield fact(gettext("Home page on a phone"), gettext(VERDICTS[audit.mobile_passes]))
        share = None if audit.mobile_score is None else audit.mobile_score / 100
        yield fact(gettext("Pages that pass on a phone"), share, Form.SHARE)
        yield fact(gettext("Audited pages"), sum(page.failure is None for page in audit.pages), Form.COUNT)
        causes = {issue.fingerprint: issue for issue in audit.issues}.values()
        failed = [issue for issue in causes if issue.outcome is Outcome.FAIL]
        yield fact(gettext("Causes of faults"), len(failed), Form.COUNT)
        yield fact(gettext("Places of faults"), sum(issue.occurrences for issue in failed), Form.COUNT)
        yield fact(gettext("Causes for a person to look at"), len(causes) - len(failed), Form.COUNT)
    versions = (f"eindekss {audit.versions.tool}", audit.versions.axe and f"axe-core {audit.versions.axe}")
    made_with = ", ".join(one for one in (*versions, audit.versions.browser) if one)
    yield fact(gettext("Versions"), made_with)
    yield fact(gettext("Methodology"), audit.index.methodology)


def _failure(audit: Audit, words: Words) -> str | None:
    failure = audit.failure
    if failure is None:
        return None
    return f"{in_words(words, FAILURES, failure.kind)}: {words.of(ADVICE[failure.kind])}"


def _scores(audit: Audit, texts: ReportTexts, words: Words) -> Iterator[Cells]:
    index, language = audit.index, words.language
    reached = level(index.maturity, texts, language)
    yield words.gettext("Index"), index.score, index.coverage, index.maturity, reached.name if reached else None
    for part in section_parts(audit, texts, words):
        of = part.section
        yield part.title, of.score, of.coverage, of.maturity, part.level.name if part.level else None
        for one in part.indicators:
            score, coverage = one.indicator.score, one.indicator.coverage
            yield f"– {one.title}", score, coverage, None, ", ".join(one.sources)
