"""The report of one site: one page for the municipality, its pictures in it or beside it, in Latvian or English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from model.audit import Audit, PageAudit, Status
from model.failure import ADVICE, FailureKind
from model.finding import Issue, Outcome, Standard, Verdict
from model.objection import Objection, Reaudit
from model.standing import Outlook
from model.text import Language
from reports.changes import changes
from reports.criteria import REGULATION
from reports.failure_words import note_known
from reports.feature_parts import feature_groups, statement_facts
from reports.findings import FINDINGS_SHOWN, Lister, foreign, most_important, own, todo
from reports.front_page import Anchors, front_page
from reports.index_parts import level, section_parts, unmeasured
from reports.language import Words
from reports.method import Background, is_timed, reuse_told
from reports.news import news_line
from reports.objections import ObjectionPart
from reports.people import DecisionLine
from reports.phone import phone_areas
from reports.pictures import MAX_FAULT_BYTES, Album, PictureFiles, Pictures, Place, ProofAlbum, Screenshots, data_uri
from reports.result_rows import result_row, stale_mark
from reports.statement_draft import statement_draft
from reports.statement_faults import statement_faults
from reports.templating import content_policy, render
from reports.terms import BANDS, FAILURES, FIXERS, HURTS, IMPACTS, MOBILE_PARTS, OUTCOMES, ROLES
from reports.texts import ReportTexts
from reports.where_looked import search_of

NO_GAINS: Mapping[str, float] = MappingProxyType({})
NO_LAYOUT: Mapping[str, Any] = MappingProxyType({})
FIRST_STEPS = 3
NOTES_SHOWN = 20

# Kinds that end when the site's keeper lets the auditor in, by its name.
TURNED_AWAY = frozenset({FailureKind.BLOCKED_BY_BOT_WALL, FailureKind.RATE_LIMITED, FailureKind.ROBOTS_DISALLOWED})


@dataclass(frozen=True, slots=True)
class MobilePart:
    """One part of the mobile verdict: its outcome on the home page, and the pages that pass it among those judged."""

    label: str
    home: Outcome
    passed: int
    judged: int


@dataclass(frozen=True, slots=True)
class Step:
    """One of the first things to mend; `anchor` is None where the lists are too long to show it."""

    title: str
    anchor: str | None
    issue: Issue


def render_report(
    audit: Audit,
    *,
    language: Language,
    texts: ReportTexts,
    screenshots: Screenshots,
    pictures: Pictures = lambda ref: None,
    previous: Audit | None = None,
    pictures_removed: datetime | None = None,
    objections: Sequence[Objection] = (),
    reaudits: Sequence[Reaudit] = (),
    background: Background | None = None,
    gains: Mapping[str, float] = NO_GAINS,
    phone_layout: Mapping[str, Any] = NO_LAYOUT,
    beside: PictureFiles | None = None,
    outlook: Outlook | None = None,
) -> str:
    """The whole HTML page. `screenshots` gives the JPEG or PNG of a page by name, desktop or phone, or None; `pictures`
    that of a proof or a finding by its content address. `gains` are the points of the index that mending a rule gains,
    `phone_layout` is the evidence of the home page's mobile test.

    `previous` is the site's last audit before this one that saw the site; `pictures_removed` is when retention
    removed the audit's screenshots. `objections` are those of the last year, `reaudits` what was audited again besides.
    `beside` takes the pictures where they shall not be embedded; the page then loads them from its own server.
    `outlook` is what the database tells beside the audit.
    """
    words = Words(language)
    background = background or Background()
    place: Place = beside or data_uri
    shared: dict[str, object] = {
        "policy": content_policy("'self'" if beside else "data:"),
        "audit": audit,
        "contact": words.of(texts.contact) if texts.contact else None,
        "user_agent": texts.user_agent,
        "public_address": texts.public_address,
        "pictures_removed": pictures_removed,
        "objections": ObjectionPart.of(objections, reaudits, texts, words),
        "method": background.method,
        "crawl": background.crawl,
        "terms": {
            "bands": BANDS,
            "failures": FAILURES,
            "impacts": IMPACTS,
            "outcomes": OUTCOMES,
            "roles": ROLES,
            "hurts": HURTS,
            "fixers": FIXERS,
        },
        "regulation": REGULATION,
        "failure_advice": words.of(ADVICE[audit.failure.kind]) if audit.failure else None,
        "failure_note": _note(audit.failure.detail, words) if audit.failure else None,
        "turned_away": audit.failure is not None and audit.failure.kind in TURNED_AWAY,
    }
    if audit.status is Status.FAILED:
        seen = Album(audit.pages, screenshots, place).picture([page.url for page in audit.pages], "desktop")
        standing = result_row(audit, previous)
        mark = stale_mark(standing, words)
        return render("failed.html.j2", language, **shared, seen=seen, standing=standing, mark=mark)
    shared["search"] = search_of(audit, background.crawl, texts, words)
    outlook = outlook or Outlook()
    judged = _judged(audit, words, texts, screenshots, pictures, previous, outlook, gains, phone_layout, place)
    return render("site.html.j2", language, **shared, **judged)


def _judged(
    audit: Audit,
    words: Words,
    texts: ReportTexts,
    screenshots: Screenshots,
    pictures: Pictures,
    previous: Audit | None,
    outlook: Outlook,
    gains: Mapping[str, float],
    phone_layout: Mapping[str, Any],
    place: Place,
) -> dict[str, object]:
    """What the page of an audit that saw the site shows."""
    language = words.language
    album = Album(audit.pages, screenshots, place)
    home = next((page for page in audit.pages if page.role == "home"), None)
    phone = album.picture([home.url], "phone") if home else None
    desktop = album.picture([home.url], "desktop") if home else None
    compared = changes(audit, previous) if previous else None
    known = frozenset(issue.fingerprint for issue in previous.issues) if previous and compared else None
    outlines = ProofAlbum(pictures, MAX_FAULT_BYTES, place)
    listed = Lister(texts, language, album, outlines, gains, known, audit.decisions).listed
    wcag = audit.wcag_issues
    in_wcag = {issue.fingerprint for issue in wcag}
    mobile = [issue for issue in own(audit.mobile_issues, *Standard) if issue.fingerprint not in in_wcag]
    # A phone's few come first, so that they have their pictures.
    on_phone = listed(mobile, "phone")
    law = listed(own(wcag, Standard.WCAG21), most=FINDINGS_SHOWN)
    usability = listed(own(audit.usability_issues, *Standard))
    sections = section_parts(audit, texts, words)
    groups = feature_groups(audit.features, texts, words, ProofAlbum(pictures, place=place))
    lists = {
        "law": law,
        "newer": listed(own(wcag, Standard.WCAG22)),
        "best_practice": listed(own(wcag, Standard.BEST_PRACTICE)),
        "foreign": listed(foreign(audit.issues)),
        "mobile": on_phone,
        "usability": usability,
    }
    anchors = Anchors.of((finding for part in lists.values() for finding in part.shown), groups)
    return {
        **lists,
        **front_page(audit, outlook, sections, anchors, texts, words),
        "level": level(audit.index.maturity, texts, language),
        "changes": compared,
        "first_steps": [
            Step(texts.rule_title(issue.rule, language), anchors.causes.get(issue.fingerprint), issue)
            for issue in most_important(audit, FIRST_STEPS)
        ],
        "sections": sections,
        "unmeasured": unmeasured(sections),
        "unmeasured_rules": [
            texts.rule_title(rule, language)
            for rule, outcome in audit.checks.items()
            if outcome is Outcome.NOT_MEASURED
        ],
        "seen_pages": sum(page.failure is None for page in audit.pages),
        "lost_pages": sum(page.failure is not None for page in audit.pages),
        "notes": [_note(note, words) for note in audit.notes[:NOTES_SHOWN]],
        "todo": todo(law, on_phone, usability, gains=gains),
        "news": news_line(audit.news, words) if audit.news else None,
        "mobile_parts": _mobile_parts(audit.pages, home),
        "phone": phone,
        "phone_areas": phone_areas(phone_layout, _failing_on_phone(home), texts, words) if phone and home else None,
        "desktop": desktop,
        "groups": groups,
        "is_timed": is_timed(audit),
        "reuse_told": reuse_told(audit, words),
        "draft": statement_draft(audit, texts),
        "decisions": [DecisionLine.of(one, texts, words) for one in audit.decisions],
        "statement": statement_facts(audit.features, words),
        "statement_faults": statement_faults(audit.features, texts, language),
        "pictures": [picture for picture in album.pictures if picture is not phone],
        "took": audit.finished_at - audit.started_at,
    }


def _note(note: str, words: Words) -> tuple[str, bool]:
    """What happened in the visit, and whether it is told in English to a reader of another language."""
    known = note_known(note, words)
    return (note, True) if known is None else (known, False)


def _mobile_parts(pages: Sequence[PageAudit], home: PageAudit | None) -> list[MobilePart]:
    parts = []
    for rule, label in MOBILE_PARTS.items():
        outcomes = [verdict.outcome for page in pages if (verdict := _verdict(page, rule))]
        judged = [outcome for outcome in outcomes if outcome is not Outcome.NOT_MEASURED]
        at_home = _verdict(home, rule) if home else None
        failed = judged.count(Outcome.FAIL)
        parts.append(
            MobilePart(label, at_home.outcome if at_home else Outcome.NOT_MEASURED, len(judged) - failed, len(judged))
        )
    return parts


def _failing_on_phone(page: PageAudit) -> list[str]:
    return [rule for rule in MOBILE_PARTS if (found := _verdict(page, rule)) and found.outcome is Outcome.FAIL]


def _verdict(page: PageAudit, rule: str) -> Verdict | None:
    """The page's mobile verdict by this rule; axe may have a rule of the same name."""
    return next((found for found in page.verdicts if found.rule == rule and found.standard is Standard.MOBILE), None)
