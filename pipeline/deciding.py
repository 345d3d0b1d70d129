"""People's decisions as they are made, listed and ended: who decides what, why, and until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from checks.rulings import state_of
from checks.signatures import Signature
from checks.watch import FEATURES, signatures
from db.decisions import UnknownDecision, decisions_of, end_decision, save_decision
from db.municipalities import known_sites
from model.audit import Audit
from model.decision import About, Decision, Ruling, site_key
from model.finding import Issue
from pipeline.errors import SetupError
from pipeline.exporting import audit_of
from pipeline.surveying import user_name
from pipeline.workplace import Workplace
from reports.language import riga_day

LONGEST_NAME = 200
LONGEST_TEXT = 2_000
# Grades that no score asks for: a feature is linked or works, and either is found.
USUAL_GRADES = frozenset({"linked", "working"})


@dataclass(frozen=True, slots=True)
class Reasons:
    """What every decision needs: who decided, why, for how long, and what proves it (a text or an address)."""

    who: str
    why: str
    until: date | None = None
    from_day: date | None = None
    proof: str | None = None


def set_feature(
    workplace: Workplace, target: str, feature: str, found: bool, reasons: Reasons, grade: str | None, kind: str | None
) -> int:
    """Says that a site has a feature or lacks it; returns the decision's number. Raises SetupError."""
    audit = audit_of(workplace, target)
    if feature not in FEATURES:
        raise SetupError(f"there is no feature “{feature}”; `eindekss show` lists them all.")
    _check_detail(signatures()[feature], found, grade, kind)
    ruling = Ruling.PASS if found else Ruling.FAIL
    return _save(workplace, audit, About.FEATURE, feature, ruling, reasons, grade=grade, kind=kind)


def decide(workplace: Workplace, item: str, ruling: Ruling, reasons: Reasons) -> int:
    """Decides an item of the queue, `SITE:SUBJECT`; returns the decision's number. Raises SetupError."""
    target, _, subject = item.rpartition(":")
    if not target:
        raise SetupError(f"“{item}” names no item of the queue: `eindekss review` lists them.")
    audit = audit_of(workplace, target)
    if subject in FEATURES:
        if ruling is not Ruling.DISMISS:
            return set_feature(workplace, target, subject, ruling is Ruling.PASS, reasons, None, None)
        (feature,) = (one for one in audit.features if one.id == subject)
        return _save(workplace, audit, About.FEATURE, subject, ruling, reasons, state=state_of(feature))
    rule, place = finding_named(workplace, audit, subject)
    return _save(workplace, audit, About.FINDING, subject, ruling, reasons, rule=rule, place=place)


def end(workplace: Workplace, number: int, who: str | None) -> None:
    """Ends a decision now. Raises SetupError where there is none of this number in force."""
    try:
        end_decision(workplace.database, number, ended_at=datetime.now(UTC), ended_by=who or user_name())
    except UnknownDecision as error:
        raise SetupError(f"{error}: `eindekss override list` shows them.") from error


def decisions(workplace: Workplace, target: str | None = None, *, ended: bool = False) -> tuple[Decision, ...]:
    """The decisions about a site or about all of them: those that hold today, with `ended` the others too."""
    site = site_key(audit_of(workplace, target).site) if target else None
    now = datetime.now(UTC)
    made = decisions_of(workplace.database, site)
    return tuple(one for one in made if ended or one.holds(riga_day(now), now) or one.from_day > riga_day(now))


def site_names(workplace: Workplace) -> Mapping[str, str]:
    """What decisions are kept by to the present name of the site."""
    return {site_key(known.site): known.site.name for known in known_sites(workplace.database)}


def _check_detail(signature: Signature, found: bool, grade: str | None, kind: str | None) -> None:
    """A score that asks for a grade or a kind must not be left without, nor with one that it does not know."""
    if not found:
        if grade or kind:
            raise SetupError("a feature that is not there has neither grade nor kind.")
        return
    if grade is not None and grade not in signature.grades:
        raise SetupError(f"“{grade}” is no grade of {signature.id}, which has {', '.join(signature.grades)}.")
    if grade is None and not USUAL_GRADES.issuperset(signature.grades):
        raise SetupError(f"{signature.id} needs its grade: --grade {' or '.join(signature.grades)}.")
    if kind is not None and kind not in signature.kinds:
        raise SetupError(f"{signature.id} has no kind “{kind}”.")
    if kind is None and signature.kinds:
        raise SetupError(f"{signature.id} needs its kind: --kind {' or '.join(signature.kinds)}.")


def finding_named(workplace: Workplace, audit: Audit, fingerprint: str) -> tuple[str, str]:
    """The rule and the place of a finding that the newest audit shows, or that was decided before.

    Raises SetupError for any other.
    """
    issue: Issue | None = next((one for one in audit.issues if one.fingerprint == fingerprint), None)
    if issue is not None:
        return issue.rule, issue.component or (issue.page_urls or ("",))[0]
    for before in reversed(decisions_of(workplace.database, site_key(audit.site))):
        if before.about is About.FINDING and before.subject == fingerprint:
            return before.rule or "", before.place or ""
    raise SetupError(f"{audit.site.name} shows neither a finding nor a feature “{fingerprint}”.")


def _save(
    workplace: Workplace,
    audit: Audit,
    about: About,
    subject: str,
    ruling: Ruling,
    reasons: Reasons,
    *,
    grade: str | None = None,
    kind: str | None = None,
    rule: str | None = None,
    place: str | None = None,
    state: str | None = None,
) -> int:
    now = datetime.now(UTC)
    from_day = reasons.from_day or riga_day(now)
    _check_reasons(reasons, from_day, riga_day(now))
    made = Decision(
        id=0,
        site=site_key(audit.site),
        about=about,
        subject=subject,
        ruling=ruling,
        who=reasons.who.strip(),
        why=reasons.why.strip(),
        from_day=from_day,
        until=reasons.until,
        made_at=now,
        proof=reasons.proof,
        grade=grade,
        kind=kind,
        rule=rule,
        place=place,
        state=state,
    )
    return save_decision(workplace.database, made)


def _check_reasons(reasons: Reasons, from_day: date, today: date) -> None:
    if not reasons.who.strip() or not reasons.why.strip():
        raise SetupError("a decision needs who made it (--who) and why (--why).")
    lengths = ((reasons.who, LONGEST_NAME), (reasons.why, LONGEST_TEXT), (reasons.proof or "", LONGEST_TEXT))
    if any(len(text) > longest for text, longest in lengths):
        raise SetupError(f"too long: a name has at most {LONGEST_NAME} characters, a reason or proof {LONGEST_TEXT}.")
    if reasons.until is not None and reasons.until < max(from_day, today):
        raise SetupError(f"the decision would end on {reasons.until}, before it begins or in the past.")
