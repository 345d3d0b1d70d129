"""Audits as the JSON document that other programs read; its shape is `audit.schema.json`."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from model.audit import Audit, PageAudit
from model.decision import Decision
from model.evidence import Versions
from model.failure import Failure
from model.finding import Feature, Issue, Outcome, Standard, Verdict
from model.score import IndicatorScore, SectionScore
from model.survey import Answer

SCHEMA = "eindekss.audit/1"

# What JSON lets stand though a terminal obeys it, hides it or shows it in another order: DEL, C1, marks of direction.
STEERING = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufffe\uffff]")

Json = dict[str, Any]


def export_audits(audits: Sequence[Audit], *, tool: Versions, methodology: str, exported_at: datetime) -> Json:
    """The whole document, ready for `json.dumps`; numbers are not rounded.

    Raises ValueError for a time without a zone: such a time could not be compared with another.
    """
    document = {
        "schema": SCHEMA,
        "tool": {"version": tool.tool, "axe": tool.axe, "browser": tool.browser},
        "methodology": methodology,
        "exported_at": exported_at,
        "audits": [_audit(audit) for audit in audits],
    }
    exported: Json = plain(document)
    return exported


def _audit(audit: Audit) -> Json:
    site = audit.site
    return {
        "site": {
            "atvk": site.atvk,
            "name": site.name,
            "url": site.url,
            "role": site.role,
            "centre": site.centre,
            "region": site.region,
        },
        "run": audit.run,
        "started_at": audit.started_at,
        "finished_at": audit.finished_at,
        "status": audit.status,
        "failure": failure_json(audit.failure),
        "pages": [_page(page) for page in audit.pages],
        "wcag": {
            "score": audit.wcag_score,
            "band": audit.wcag_band,
            "findings": [_finding(issue) for issue in audit.wcag_issues],
        },
        "mobile": {
            "passes": audit.mobile_passes,
            "score": audit.mobile_score,
            "findings": [_finding(issue) for issue in audit.mobile_issues],
        },
        "features": {feature.id: _feature(feature) for feature in audit.features},
        "news": asdict(audit.news) if audit.news else None,
        "checks": dict(audit.checks),
        "sections": [_section(section) for section in audit.index.sections],
        "index": {
            "score": audit.index.score,
            "coverage": audit.index.coverage,
            "maturity": audit.index.maturity,
        },
        "answers": [_answer(answer) for answer in audit.answers],
        "decisions": [_decision(decision) for decision in audit.decisions],
    }


def failure_json(failure: Failure | None) -> Json | None:
    if failure is None:
        return None
    return {"kind": failure.kind, "detail": failure.detail, "permanent": failure.permanent}


def _page(page: PageAudit) -> Json:
    return {
        "url": page.url,
        "final_url": page.final_url,
        "role": page.role,
        "status": page.status,
        "failure": failure_json(page.failure),
        "wcag_score": page.wcag_score,
        "mobile_passes": page.mobile_passes,
        "reused_from": page.reused_from,
        "fails": [_on_page(verdict, verdict.failed) for verdict in page.verdicts if verdict.failed],
        "reviews": [_on_page(verdict, verdict.unsure) for verdict in page.verdicts if verdict.unsure],
    }


def _on_page(verdict: Verdict, occurrences: int) -> Json:
    best_practice = verdict.standard is Standard.BEST_PRACTICE
    return {
        "rule": verdict.rule,
        "criteria": () if best_practice else verdict.criteria,
        "occurrences": occurrences,
    }


def _finding(issue: Issue) -> Json:
    assert issue.outcome in (Outcome.FAIL, Outcome.NEEDS_REVIEW)
    return {
        "fingerprint": issue.fingerprint,
        "rule": issue.rule,
        "engine": issue.engine,
        "outcome": issue.outcome,
        "standard": issue.standard,
        "party": issue.party,
        "impact": issue.impact,
        "criteria": issue.criteria,
        "pages": issue.pages,
        "occurrences": issue.occurrences,
        "examples": [
            {"page": example.page, "selector": example.selector, "snippet": example.snippet}
            for example in issue.examples
        ],
    }


def _feature(feature: Feature) -> Json:
    """Without pictures: they differ by a shade from one audit to the next, and nothing else does."""
    return {
        "found": feature.found,
        "grade": feature.grade,
        "confidence": feature.confidence,
        "evidence": [
            {"page": proof.page, "what": proof.what, "target": proof.target, "selector": proof.selector}
            for proof in feature.evidence
        ],
        "alive": feature.alive,
        "kind": feature.kind,
        "details": feature.details,
    }


def _section(section: SectionScore) -> Json:
    return {
        "id": section.id,
        "score": section.score,
        "coverage": section.coverage,
        "maturity": section.maturity,
        "prerequisites": [{"id": prerequisite.id, "met": prerequisite.met} for prerequisite in section.prerequisites],
        "indicators": [_indicator(indicator) for indicator in section.indicators],
    }


def _indicator(indicator: IndicatorScore) -> Json:
    return {
        "id": indicator.id,
        "score": indicator.score,
        "weight": indicator.weight,
        "coverage": indicator.coverage,
        "sources": indicator.sources,
    }


def _answer(answer: Answer) -> Json:
    """An answer of the survey that counted, by the measure or question that it is about."""
    return {"question": answer.question, "answer": answer.answer, "year": answer.year}


def _decision(decision: Decision) -> Json:
    """What a person decided that counted in the audit; `subject` is a feature's id or a finding's fingerprint."""
    return {
        "about": decision.about,
        "subject": decision.subject,
        "ruling": decision.ruling,
        "who": decision.who,
        "why": decision.why,
        "proof": decision.proof,
        "from": decision.from_day,
        "until": decision.until,
    }


def plain(value: Any) -> Any:
    """The value in JSON's own types; half a surrogate pair, which no UTF-8 file can hold, becomes U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {plain(str(key)): plain(entry) for key, entry in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [plain(entry) for entry in value]
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError(f"a time without a zone: {value.isoformat()}")
    if isinstance(value, date):
        return value.isoformat()
    return value


def json_text(value: Any, *, compact: bool = False) -> str:
    """JSON in which nothing steers a terminal; compact it is for programs alone, and written in a part of the time."""
    separators = (",", ":") if compact else None
    text = json.dumps(value, ensure_ascii=False, indent=None if compact else 1, separators=separators) + "\n"
    return STEERING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
