"""The nouns as canonical JSON: equal values give equal bytes, and the same value comes back."""

import json
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from model.audit import Audit, PageAudit
from model.evidence import Crawl, Document, PageEvidence, Versions
from model.finding import Feature, Issue
from model.objection import Reaudit

T = TypeVar("T")

AUDIT_FORMAT: Final = "eindekss.audit-document/1"
REAUDIT_FORMAT: Final = "eindekss.reaudit-document/1"

# Where an audit's document lists its issues.
ISSUES: Final = ("wcag_issues", "mobile_issues", "usability_issues")

# Kept apart from the page's record, each as evidence of its own.
PAGE_PARTS: Final = frozenset({"html", "axe", "mobile", "screenshots"})

_AUDIT = TypeAdapter(Audit)
_CRAWL = TypeAdapter(Crawl)
_DOCUMENT = TypeAdapter(Document)
_PAGE = TypeAdapter(PageEvidence)
_FEATURES = TypeAdapter(tuple[Feature, ...])
_ISSUES = TypeAdapter(tuple[Issue, ...])
_VERSIONS = TypeAdapter(Versions)
_REAUDIT = TypeAdapter(Reaudit)


@dataclass(frozen=True, slots=True)
class LastAudit:
    """What is asked of an audit whose pages may be used again; `wide` is the reference of its documents."""

    run: str
    methodology: str
    versions: Versions
    pages: tuple[PageAudit, ...]
    wide: str | None


_LAST = TypeAdapter(LastAudit)


class DocumentError(Exception):
    """Stored bytes are not the document that they should be."""


def dump_audit(audit: Audit) -> bytes:
    """All of an audit, verdicts and proof included."""
    return dump_json({"format": AUDIT_FORMAT, "audit": _AUDIT.dump_python(audit, mode="json")})


def load_audit(data: bytes) -> Audit:
    """The audit that `dump_audit` wrote. Raises DocumentError."""
    return _valid(_AUDIT, _audit_in(data))


def load_shown(data: bytes) -> tuple[tuple[Feature, ...], tuple[Issue, ...]]:
    """What has pictures in an audit that `dump_audit` wrote, in a tenth of the time of all of it: its features, and its
    issues, those of WCAG first. Raises DocumentError.
    """
    audit = _audit_in(data)
    if not isinstance(audit, dict):
        raise DocumentError(f"this is no audit of the form {AUDIT_FORMAT}")
    lists = [_valid(_ISSUES, audit.get(name, ())) for name in ISSUES]
    return _valid(_FEATURES, audit.get("features")), tuple(issue for issues in lists for issue in issues)


def load_pages(data: bytes) -> LastAudit:
    """The pages of an audit that `dump_audit` wrote, without verdicts, and what made them. Raises DocumentError."""
    audit = _audit_in(data)
    try:
        pages = [{**page, "verdicts": ()} for page in audit["pages"]]
        told = {"run": audit["run"], "methodology": audit["index"]["methodology"], "wide": audit["wide_evidence"]}
        return _valid(_LAST, {**told, "versions": audit["versions"], "pages": pages})
    except (KeyError, TypeError) as error:
        raise DocumentError(f"this is no audit of the form {AUDIT_FORMAT}: {error}") from error


def load_versions(data: bytes) -> Versions:
    """What made an audit that `dump_audit` wrote, alone. Raises DocumentError."""
    audit = _audit_in(data)
    return _valid(_VERSIONS, audit.get("versions") if isinstance(audit, dict) else None)


def _audit_in(data: bytes) -> Any:
    document = load_json(data)
    if not isinstance(document, dict) or document.get("format") != AUDIT_FORMAT:
        raise DocumentError(f"this is no audit of the form {AUDIT_FORMAT}")
    return document.get("audit")


def dump_reaudit(done: Reaudit) -> bytes:
    """A page that was audited anew, verdicts and all."""
    return dump_json({"format": REAUDIT_FORMAT, "reaudit": _REAUDIT.dump_python(done, mode="json")})


def load_reaudit(data: bytes) -> Reaudit:
    """What `dump_reaudit` wrote. Raises DocumentError."""
    document = load_json(data)
    if not isinstance(document, dict) or document.get("format") != REAUDIT_FORMAT:
        raise DocumentError(f"this is no page of the form {REAUDIT_FORMAT}")
    return _valid(_REAUDIT, document.get("reaudit"))


def dump_document(document: Document) -> bytes:
    """A page of the wide tier, on one line."""
    return dump_json(_DOCUMENT.dump_python(document, mode="json"))


def load_document(data: bytes) -> Document:
    """The document that `dump_document` wrote. Raises DocumentError."""
    return _valid(_DOCUMENT, load_json(data))


def dump_crawl(crawl: Crawl) -> bytes:
    """How the visit of a site went, the states of its links included."""
    return dump_json(_CRAWL.dump_python(crawl, mode="json"))


def load_crawl(data: bytes) -> Crawl:
    """The visit that `dump_crawl` wrote. Raises DocumentError."""
    return _valid(_CRAWL, load_json(data))


def dump_page(evidence: PageEvidence) -> dict[str, Any]:
    """A page of the deep tier without its big parts (`PAGE_PARTS`), as JSON values."""
    values: dict[str, Any] = _PAGE.dump_python(evidence, mode="json", exclude=set(PAGE_PARTS))
    return values


def load_page(values: Any) -> PageEvidence:
    """The page that `dump_page` wrote; its big parts are empty. Raises DocumentError."""
    return _valid(_PAGE, values)


def dump_json(value: Any) -> bytes:
    """JSON with sorted keys, as UTF-8. Half a surrogate pair, which scripts can write into a page, is kept."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def load_json(data: bytes) -> Any:
    """The value that `dump_json` wrote. Raises DocumentError."""
    try:
        return json.loads(data.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise DocumentError(f"this is no JSON: {error}") from error


def _valid(adapter: TypeAdapter[T], values: Any) -> T:
    try:
        return adapter.validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise DocumentError(f"the document is not of this version's form: {place}: {first['msg']}") from error
