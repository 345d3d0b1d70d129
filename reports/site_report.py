"""The report of one site: one self-contained page for the municipality, in Latvian or English."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from model.audit import Audit, PageAudit, Status
from model.failure import ADVICE, FailureKind
from model.finding import Issue, Outcome, Standard, Verdict
from model.standing import Background
from model.text import Language
from reports.changes import changes
from reports.feature_parts import feature_groups, statement_facts
from reports.findings import Findings, all_issues, anchor, foreign, most_important, own, present
from reports.front_page import Anchors, front_page
from reports.index_parts import level, section_parts, unmeasured
from reports.language import Words
from reports.news import news_line
from reports.people import DecisionLine
from reports.pictures import Album, Device, Pictures, ProofAlbum, Screenshots
from reports.result_rows import result_row, stale_mark
from reports.statement_faults import statement_faults
from reports.templating import render
from reports.terms import BANDS, FAILURES, IMPACTS, MOBILE_PARTS, OUTCOMES, ROLES
from reports.texts import ReportTexts

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
    """One of the first things to mend."""

    title: str
    anchor: str
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
    background: Background | None = None,
) -> str:
    """The whole HTML page. `screenshots` gives the JPEG or PNG of a page by name, desktop or phone, or None; `pictures`
    that of a proof by its content address.

    `previous` is the site's last audit before this one that saw the site; `pictures_removed` is when retention
    removed the audit's screenshots; `background` is what the database tells beside the audit.
    """
    words = Words(language)
    shared = {
        "audit": audit,
        "contact": words.of(texts.contact) if texts.contact else None,
        "user_agent": texts.user_agent,
        "public_address": texts.public_address,
        "pictures_removed": pictures_removed,
        "terms": {
            "bands": BANDS,
            "failures": FAILURES,
            "impacts": IMPACTS,
            "outcomes": OUTCOMES,
            "roles": ROLES,
        },
        "failure_advice": words.of(ADVICE[audit.failure.kind]) if audit.failure else None,
        "turned_away": audit.failure is not None and audit.failure.kind in TURNED_AWAY,
    }
    if audit.status is Status.FAILED:
        seen = Album(audit.pages, screenshots).picture([page.url for page in audit.pages], "desktop")
        standing = result_row(audit, previous)
        mark = stale_mark(standing, words)
        return render("failed.html.j2", language, **shared, seen=seen, standing=standing, mark=mark)
    judged = _judged(audit, words, texts, screenshots, pictures, previous, background or Background())
    return render("site.html.j2", language, **shared, **judged)


def _judged(
    audit: Audit,
    words: Words,
    texts: ReportTexts,
    screenshots: Screenshots,
    pictures: Pictures,
    previous: Audit | None,
    background: Background,
) -> dict[str, object]:
    """What the page of an audit that saw the site shows."""
    language = words.language
    album = Album(audit.pages, screenshots)
    home = next((page for page in audit.pages if page.role == "home"), None)
    phone = album.picture([home.url], "phone") if home else None
    desktop = album.picture([home.url], "desktop") if home else None
    compared = changes(audit, previous) if previous else None
    known = frozenset(issue.fingerprint for issue in all_issues(previous)) if previous and compared else None

    def listed(issues: Sequence[Issue], device: Device = "desktop") -> Findings:
        return present(issues, texts, language, lambda urls: album.picture(urls, device), known, audit.decisions)

    wcag = audit.wcag_issues
    in_wcag = {issue.fingerprint for issue in wcag}
    mobile = [issue for issue in own(audit.mobile_issues, *Standard) if issue.fingerprint not in in_wcag]
    sections = section_parts(audit, texts, words)
    groups = feature_groups(audit.features, texts, words, ProofAlbum(pictures))
    lists = {
        "law": listed(own(wcag, Standard.WCAG21)),
        "newer": listed(own(wcag, Standard.WCAG22)),
        "best_practice": listed(own(wcag, Standard.BEST_PRACTICE)),
        "foreign": listed(foreign(all_issues(audit))),
        "mobile": listed(mobile, "phone"),
        "usability": listed(own(audit.usability_issues, *Standard)),
    }
    anchors = Anchors.of((finding for part in lists.values() for finding in part.shown), groups)
    return {
        **lists,
        **front_page(audit, background, sections, anchors, texts, words),
        "level": level(audit.index.maturity, texts, language),
        "changes": compared,
        "first_steps": [
            Step(texts.rule_title(issue.rule, language), anchor(issue), issue)
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
        "notes": audit.notes[:NOTES_SHOWN],
        "news": news_line(audit.news, words) if audit.news else None,
        "mobile_parts": _mobile_parts(audit.pages, home),
        "phone": phone,
        "desktop": desktop,
        "groups": groups,
        "pages_read": max(audit.documents_read, sum(page.failure is None for page in audit.pages)),
        "decisions": [DecisionLine.of(one, texts, words) for one in audit.decisions],
        "statement": statement_facts(audit.features, words),
        "statement_faults": statement_faults(audit.features, texts, language),
        "pictures": [picture for picture in album.pictures if picture is not phone],
        "took": audit.finished_at - audit.started_at,
    }


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


def _verdict(page: PageAudit, rule: str) -> Verdict | None:
    """The page's mobile verdict by this rule; axe may have a rule of the same name."""
    return next((found for found in page.verdicts if found.rule == rule and found.standard is Standard.MOBILE), None)
