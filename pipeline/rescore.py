"""Judges saved nights again out of their evidence alone: by another methodology, or to see that they can be.

Nothing is visited. The answers and decisions of people are those that were known on the night, or by a day.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

from checks.signatures import Signature
from db.audits import AuditRow, audits_between, judged_by
from db.documents import DocumentError, dump_audit, load_audit, load_crawl, load_versions
from db.engine import DatabaseError
from db.evidence import EvidenceDamaged, EvidenceError, EvidenceMissing, EvidenceStore
from db.manifest import Kind
from db.retention import pruned_audits
from db.saving import add_scores
from model.audit import Audit
from model.evidence import Crawl
from pipeline.archive import SavedArchive
from pipeline.errors import SetupError
from pipeline.judgement import RunFacts, SiteJudge
from pipeline.municipalities import series_named
from pipeline.people import People, people_of
from pipeline.signatures import signatures_in_force, signatures_mark
from pipeline.versions import tool_version
from pipeline.workplace import Workplace
from reports.language import ZONE
from scoring.methodology import Methodology


class Fate(StrEnum):
    """rescored: now also scored by the methodology; same: nothing is different from what is there; differs: the night
    was scored by this methodology, and today's checks judge it otherwise (the saved result stays); known: this version
    judged it before; pruned: its evidence was removed by retention; unreadable: its evidence is missing or damaged.
    """

    RESCORED = "rescored"
    SAME = "same"
    DIFFERS = "differs"
    KNOWN = "known"
    PRUNED = "pruned"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescored:
    """One night. `was` is its index as saved, `now` as it was judged again; None without a score or a judgement."""

    name: str
    url: str
    run: str
    started_at: datetime
    fate: Fate
    was: float | None = None
    now: float | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Nights:
    """Which nights: of these series, or of all, that began on these days or between them.

    `known_on` is the day by whose end people's answers and decisions were known; None for each night's own.
    """

    targets: Sequence[str] = ()
    first: date | None = None
    last: date | None = None
    known_on: date | None = None


def rescore(workplace: Workplace, nights: Nights, *, again: bool = False) -> Iterator[Rescored]:
    """Judges night by night, site after site, by the workplace's methodology, and saves each as soon as it is judged.

    `again`: also what this version of the tool judged by it before. Raises SetupError where there is no such site, or
    database or store can no longer be used.
    """
    try:
        sites = [number for target in nights.targets for number in series_named(workplace, target).ids]
        rows = audits_between(
            workplace.database,
            since=_begin(nights.first) if nights.first else None,
            until=_end(nights.last) if nights.last else None,
            site_ids=sites if nights.targets else None,
        )
        pruned = pruned_audits(workplace.database, Kind.EVIDENCE)
        there = judged_by(workplace.database, workplace.methodology.id)
        for row in rows:
            done = Rescored(
                name=row.name, url=row.url, run=row.run, started_at=row.started_at, fate=Fate.KNOWN, was=row.index_score
            )
            if row.id in pruned:
                yield replace(done, fate=Fate.PRUNED)
            elif again or nights.known_on or not _known(workplace, there.get(row.id)):
                yield _rescore(workplace, row, there.get(row.id), nights.known_on, done)
            else:
                yield done
    except (DatabaseError, EvidenceError) as error:
        raise SetupError(str(error)) from error


def judge_again(
    store: EvidenceStore,
    audit: Audit,
    crawl: Crawl,
    methodology: Methodology,
    people: People,
    signatures: Mapping[str, Signature] | None = None,
    version: str | None = None,
) -> Audit:
    """The audit as it would be today, of the same evidence, which is read in the order in which it came.

    `version` is that of the signatures, where they are others than the built-in ones. Screenshots are not looked at.
    Raises EvidenceError.
    """
    documents = store.read_documents(audit.wide_evidence) if audit.wide_evidence else iter(())
    judge = SiteJudge(audit.site, SavedArchive(store, audit), signatures=signatures)
    # Nights from before it was kept how many came first say 0; the home page always does.
    for document in islice(documents, crawl.documents_first or None):
        judge.take_document(document)
    for page in audit.pages:
        judge.take_page(store.get_page(page.evidence, screenshots=False))
    for document in documents:
        judge.take_document(document)
    facts = RunFacts(audit.run, replace(audit.versions, tool=version or tool_version()))
    return judge.conclude(crawl, methodology, facts, people)


def _rescore(workplace: Workplace, row: AuditRow, there: str | None, known_on: date | None, done: Rescored) -> Rescored:
    store, methodology = workplace.store, workplace.methodology
    try:
        saved = load_audit(store.get(row.result_ref))
        if saved.crawl_evidence is None:
            return replace(done, fate=Fate.UNREADABLE, why="the night is from before it was kept how the visit went")
        crawl = load_crawl(store.get(saved.crawl_evidence))
        people = people_of(
            workplace.database, saved.site, crawl.started_at, known_at=_end(known_on) if known_on else None
        )
        signatures = signatures_in_force(workplace.settings)
        audit = judge_again(store, saved, crawl, methodology, people, signatures, _version(workplace))
    except (EvidenceMissing, EvidenceDamaged, DocumentError) as error:
        return replace(done, fate=Fate.UNREADABLE, why=str(error))
    done = replace(done, now=audit.index.score)
    if row.methodology == methodology.id:
        same = dump_audit(replace(audit, versions=saved.versions)) == dump_audit(saved)
        return replace(done, fate=Fate.SAME if same else Fate.DIFFERS)
    result_ref = store.put(dump_audit(audit), "audit")
    if result_ref == there:
        return replace(done, fate=Fate.SAME)
    add_scores(workplace.database, row.id, audit.index, result_ref)
    return replace(done, fate=Fate.RESCORED)


def _version(workplace: Workplace) -> str:
    return tool_version(signatures_mark(workplace.settings))


def _known(workplace: Workplace, there: str | None) -> bool:
    """Whether this version judged the night before, by what the document says that it left."""
    if there is None:
        return False
    try:
        return load_versions(workplace.store.get(there)).tool == _version(workplace)
    except (EvidenceMissing, EvidenceDamaged, DocumentError):
        return False


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _end(day: date) -> datetime:
    return _begin(day + timedelta(days=1))
