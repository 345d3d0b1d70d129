"""Objections as they are made, answered and read: by whom, to what, and what came of it."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checks.watch import FEATURES, signatures
from db.documents import DocumentError, load_reaudit
from db.engine import DatabaseError
from db.evidence import EvidenceError
from db.municipalities import known_sites
from db.objections import (
    TooManyFiles,
    UnknownObjection,
    add_files,
    add_reply,
    objections_of,
    reaudits_of,
    save_objection,
)
from db.retention import sign_store
from model.audit import Audit
from model.decision import site_key
from model.objection import Attachment, Objection, Reaudit, Reply, Settled, Subject
from pipeline.attachments import MOST_FILES, Received, check_files, stored_file, stored_received
from pipeline.deciding import LONGEST_NAME, USUAL_GRADES, finding_named
from pipeline.errors import SetupError
from pipeline.exporting import audit_of
from pipeline.reauditing import own_pages
from pipeline.workplace import Workplace
from reports.language import riga_day

LONGEST_TEXT = 10_000
MOST_PAGES = 20
# A report tells the objections of the year before it.
TOLD_FOR = timedelta(days=366)
PAGES_PROPOSED = 5
# How long a corrected feature is said to hold where nobody says more.
PROPOSED = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is objected to, in which words, and with which files; without finding, feature and page: the whole site."""

    text: str
    finding: str | None = None
    feature: str | None = None
    pages: Sequence[str] = ()
    files: Sequence[Path] = ()
    who: str | None = None
    received: Sequence[Received] = ()


def object_to(workplace: Workplace, target: str, grounds: Grounds) -> Objection:
    """Records an objection to the newest audit of a site. Raises SetupError; then nothing is recorded."""
    audit = audit_of(workplace, target)
    _check_length("the text of an objection", grounds.text, LONGEST_TEXT)
    if grounds.who is not None:
        _check_length("a name", grounds.who, LONGEST_NAME)
    if grounds.finding and grounds.feature:
        raise SetupError("one objection is about one thing: --finding or --feature.")
    if len(grounds.pages) > MOST_PAGES:
        raise SetupError(f"an objection names at most {MOST_PAGES} pages.")
    pages = tuple(page.url for page in own_pages(audit.site, grounds.pages, audit))
    about, subject, rule, place = _subject(workplace, audit, grounds)
    if about is Subject.FINDING and not pages:
        pages = _pages_of(audit, grounds.finding)
    check_files(grounds.files, grounds.received)
    try:
        sign_store(workplace.database, workplace.store)
        made = Objection(
            id=0,
            site=site_key(audit.site),
            run=audit.run,
            about=about,
            subject=subject,
            pages=pages,
            rule=rule,
            place=place,
            text=grounds.text.strip(),
            who=grounds.who.strip() if grounds.who else None,
            made_at=datetime.now(UTC),
            files=(
                *(stored_file(workplace, path) for path in grounds.files),
                *(stored_received(workplace, one) for one in grounds.received),
            ),
        )
        return objection_numbered(workplace, save_objection(workplace.database, made))
    except (DatabaseError, EvidenceError) as error:
        raise SetupError(str(error)) from error


def attach(workplace: Workplace, number: int, received: Sequence[Received]) -> Objection:
    """Adds files to an objection that nobody settled yet, all or none. Raises SetupError."""
    made = objection_numbered(workplace, number)
    if made.outcome is not None:
        raise SetupError(f"objection {number} is settled: make another one.")
    if not received:
        raise SetupError("no file came: choose one.")
    check_files((), received)
    try:
        sign_store(workplace.database, workplace.store)
        stored = [stored_received(workplace, one) for one in received]
        add_files(workplace.database, number, stored, MOST_FILES, datetime.now(UTC))
    except TooManyFiles as error:
        raise SetupError(f"an objection has at most {MOST_FILES} files.") from error
    except (DatabaseError, EvidenceError) as error:
        raise SetupError(str(error)) from error
    return objection_numbered(workplace, number)


def answer(workplace: Workplace, number: int, text: str, who: str, outcome: Settled | None) -> Objection:
    """Adds a reply, which settles the objection where it has an outcome. Raises SetupError."""
    _check_length("an answer", text, LONGEST_TEXT)
    _check_length("a name", who, LONGEST_NAME)
    try:
        add_reply(workplace.database, number, Reply(text.strip(), who.strip(), datetime.now(UTC), outcome))
    except UnknownObjection as error:
        raise _unknown(number) from error
    return objection_numbered(workplace, number)


def objections(workplace: Workplace, target: str | None = None) -> tuple[Objection, ...]:
    """The objections about a site, or all of them, the oldest first. Raises SetupError."""
    return objections_of(workplace.database, site_key(audit_of(workplace, target).site) if target else None)


def objection_numbered(workplace: Workplace, number: int) -> Objection:
    """Raises SetupError where there is none."""
    found = next((one for one in objections_of(workplace.database) if one.id == number), None)
    if found is None:
        raise _unknown(number)
    return found


def told_objections(workplace: Workplace, audit: Audit) -> tuple[Objection, ...]:
    """Those that a report of this audit tells: of the year before it, and since."""
    since = audit.started_at - TOLD_FOR
    return tuple(one for one in objections_of(workplace.database, site_key(audit.site)) if one.made_at >= since)


def told_reaudits(workplace: Workplace, audit: Audit) -> tuple[Reaudit, ...]:
    """The pages that were audited again in that time and that no objection tells, the oldest first."""
    site = site_key(audit.site)
    told = {look.reaudit for one in objections_of(workplace.database, site) for look in one.looks}
    rows = reaudits_of(workplace.database, site, audit.started_at - TOLD_FOR)
    return tuple(_reaudits(workplace, [row.result_ref for row in rows if row.id not in told]))


def _reaudits(workplace: Workplace, refs: Iterable[str]) -> Iterator[Reaudit]:
    """One that cannot be read is left out: `eindekss evidence verify` names it, and the report stands without it."""
    for ref in refs:
        with suppress(EvidenceError, DocumentError):
            yield load_reaudit(workplace.store.get(ref))


def file_of(workplace: Workplace, attachment: Attachment) -> bytes:
    """What came with an objection. Raises SetupError."""
    try:
        return workplace.store.get(attachment.ref)
    except EvidenceError as error:
        raise SetupError(str(error)) from error


def target_of(workplace: Workplace, objection: Objection) -> str:
    """What commands call the site: its ATVK, or its address."""
    sites = [known.site for known in known_sites(workplace.database) if site_key(known.site) == objection.site]
    return (sites[-1].atvk or sites[-1].url) if sites else objection.site


def reaudit_commands(workplace: Workplace, objection: Objection) -> tuple[str, ...]:
    """What audits the pages anew that an objection names, or the first of them."""
    pages = [part for page in objection.pages[:PAGES_PROPOSED] for part in ("--page", page)]
    site = target_of(workplace, objection)
    return (shlex.join(["eindekss", "audit", site, *pages, "--objection", str(objection.id)]),) if pages else ()


def deciding_commands(workplace: Workplace, objection: Objection, who: str) -> tuple[str, ...]:
    """What corrects the score of an upheld objection, which by itself changes none."""
    site, because = target_of(workplace, objection), ["--who", who, "--why", f"Objection {objection.id}"]
    if objection.about is Subject.FINDING:
        return (shlex.join(["eindekss", "review", "decide", f"{site}:{objection.subject}", "pass", *because]),)
    if objection.about is Subject.FEATURE:
        return (_override(workplace, site, str(objection.subject), because),)
    return (shlex.join(["eindekss", "review", site]),)


def _override(workplace: Workplace, site: str, feature: str, because: Sequence[str]) -> str:
    """The opposite of what the newest audit says of the feature."""
    found = next((one.found for one in audit_of(workplace, site).features if one.id == feature), None)
    until = riga_day(datetime.now(UTC) + PROPOSED).isoformat()
    command = ["eindekss", "override", "set", site, feature, "no" if found else "yes", *because, "--until", until]
    signature = signatures()[feature]
    if not found and not USUAL_GRADES.issuperset(signature.grades):
        command += ["--grade", signature.grades[0]]
    if not found and signature.kinds:
        command += ["--kind", next(iter(signature.kinds))]
    return shlex.join(command)


def _subject(
    workplace: Workplace, audit: Audit, grounds: Grounds
) -> tuple[Subject, str | None, str | None, str | None]:
    """What it is about, the subject, and a finding's rule and place."""
    if grounds.finding:
        return Subject.FINDING, grounds.finding, *finding_named(workplace, audit, grounds.finding)
    if grounds.feature:
        if grounds.feature not in FEATURES:
            raise SetupError(f"there is no feature “{grounds.feature}”; `eindekss features list` has them all.")
        return Subject.FEATURE, grounds.feature, None, None
    return (Subject.PAGE if grounds.pages else Subject.SITE), None, None, None


def _pages_of(audit: Audit, fingerprint: str | None) -> tuple[str, ...]:
    """The pages of the newest audit that show the finding, by the addresses at which they are asked for."""
    shown = {url for issue in audit.issues if issue.fingerprint == fingerprint for url in issue.page_urls}
    return tuple(page.url for page in audit.pages if {page.url, page.final_url} & shown)


def _check_length(what: str, text: str, longest: int) -> None:
    if not text.strip():
        raise SetupError(f"{what} is empty.")
    if len(text) > longest:
        raise SetupError(f"{what} has at most {longest} characters, this one {len(text)}.")


def _unknown(number: int) -> SetupError:
    return SetupError(f"there is no objection {number}: `eindekss objection list` shows them.")
