"""What evidence an audit rests on: every blob that it or its result document names, with its kind."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from db.blobs import REFERENCE
from db.documents import ISSUES, DocumentError, dump_json
from model.audit import Audit

PICTURE = "picture of a proof"
FAULT_PICTURE = "picture of a finding"


class Kind(StrEnum):
    """result: the audit's document, kept for ever; screenshot; evidence: all the rest."""

    RESULT = "result"
    EVIDENCE = "evidence"
    SCREENSHOT = "screenshot"


@dataclass(frozen=True, slots=True)
class Item:
    """One blob of an audit. `part` is result, wide, crawl, a page's part, or the picture of a proof or finding."""

    ref: str
    part: str
    page: str | None = None
    number: int = -1

    @property
    def kind(self) -> Kind:
        if self.part == "result" and self.page is None:
            return Kind.RESULT
        return Kind.SCREENSHOT if self.ref.endswith(".jpg") else Kind.EVIDENCE


def items_of(audit: Audit, result_ref: str) -> tuple[Item, ...]:
    """The blobs of an audit that is about to be saved."""
    pages = [(page.url, page.evidence) for page in audit.pages]
    proofs = [(proof.page, proof.picture) for feature in audit.features for proof in feature.evidence]
    issues = audit.issues
    faults = [(example.page, example.picture) for issue in issues for example in issue.examples]
    return _items(result_ref, audit.wide_evidence, audit.crawl_evidence, pages, proofs, faults)


def items_in(document: Any, result_ref: str) -> tuple[Item, ...]:
    """The same, out of a result document as `load_json` reads it. Raises DocumentError."""
    try:
        audit = document["audit"]
        pages = [(str(page["url"]), dict(page["evidence"])) for page in audit["pages"]]
        found = [proof for feature in audit["features"] for proof in feature["evidence"]]
        # Documents of the time before there were pictures of proofs have none.
        proofs = [(str(proof["page"]), proof.get("picture")) for proof in found]
        examples = [example for name in ISSUES for issue in audit.get(name, ()) for example in issue["examples"]]
        faults = [(str(example["page"]), example.get("picture")) for example in examples]
        items = _items(result_ref, audit["wide_evidence"], audit["crawl_evidence"], pages, proofs, faults)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DocumentError(f"this names no evidence: {error}") from error
    strange = next((item.ref for item in items if not REFERENCE.fullmatch(item.ref)), None)
    if strange is not None:
        raise DocumentError(f"“{strange}” is no reference to evidence")
    return items


def _items(
    result_ref: str,
    wide: str | None,
    crawl: str | None,
    pages: Sequence[tuple[str, Mapping[str, str]]],
    proofs: Sequence[tuple[str, str | None]],
    faults: Sequence[tuple[str, str | None]],
) -> tuple[Item, ...]:
    items = [Item(result_ref, "result")]
    items += [Item(str(ref), part) for part, ref in (("wide", wide), ("crawl", crawl)) if ref is not None]
    for number, (url, parts) in enumerate(pages):
        items += [Item(str(parts[part]), part, url, number) for part in sorted(parts)]
    for part, places in ((PICTURE, proofs), (FAULT_PICTURE, faults)):
        items += [Item(str(picture), part, page) for page, picture in dict.fromkeys(places) if picture]
    return tuple(items)


def digest_of(items: Sequence[Item]) -> str:
    """SHA-256, in hexadecimal, over which blob stands for which part of which page."""
    return sha256([[item.number, item.part, item.ref] for item in items])


def sha256(value: Any) -> str:
    """SHA-256 of a value as canonical JSON, in hexadecimal."""
    return hashlib.sha256(dump_json(value)).hexdigest()
