"""What a report needs to say where to begin: what each rule costs, and what the phone's picture shows where."""

from collections.abc import Mapping
from typing import Any

from db.documents import DocumentError, load_json
from db.evidence import EvidenceError
from model.audit import Audit
from pipeline.errors import SetupError
from pipeline.explaining import case_in
from pipeline.workplace import Workplace
from scoring.gains import gains


def gains_of(audit: Audit) -> Mapping[str, float]:
    """Rule to points of the index; none where the methodology that judged the audit is not there any more."""
    try:
        case = case_in(audit)
    except SetupError:
        return {}
    return gains(case.methodology, case.facts)


def phone_layout(workplace: Workplace, audit: Audit) -> Mapping[str, Any]:
    """What crawler/gather/mobile.js measured of the home page; empty where that is gone."""
    home = next((page for page in audit.pages if page.role == "home"), None)
    ref = home.evidence.get("mobile") if home else None
    if ref is None:
        return {}
    try:
        measured = load_json(workplace.store.get(ref))
    except (EvidenceError, DocumentError):
        return {}
    return measured if isinstance(measured, dict) else {}
