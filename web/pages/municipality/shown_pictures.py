"""Which pictures of an audit are shown, and where: those of its own proofs, findings and pages, and no others."""

import re
from collections.abc import Callable, Iterator

from model.audit import Audit
from pipeline.workplace import Workplace
from reports.pictures import LinkedAlbum
from web.pages.municipality.dossier import Dossier, Opened

REF = re.compile(r"[0-9a-f]{64}\.jpg")
SCREENSHOTS = ("desktop", "phone")


def pictures_of(dossier: Dossier, opened: Opened) -> frozenset[str]:
    """The references that may be asked for."""
    return dossier.visit.lasting.get(("pictures", opened.chosen.result_ref), lambda: frozenset(_refs(opened.audit)))


def _refs(audit: Audit) -> Iterator[str]:
    for feature in audit.features:
        yield from (proof.picture for proof in feature.evidence if proof.picture)
    for issue in audit.issues:
        yield from (example.picture for example in issue.examples if example.picture)
    for page in audit.pages:
        yield from (page.evidence[name] for name in SCREENSHOTS if name in page.evidence)


def album_of(dossier: Dossier) -> LinkedAlbum:
    return LinkedAlbum(address_of(dossier))


def address_of(dossier: Dossier, **query: object) -> Callable[[str], str | None]:
    """From a reference to the picture's address; None for what retention has removed."""

    def found(ref: str) -> str | None:
        shown = REF.fullmatch(ref) and _is_held(dossier.visit.workplace, ref)
        return dossier.to(f"pictures/{ref}", **query) if shown else None

    return found


def _is_held(workplace: Workplace, ref: str) -> bool:
    return workplace.store.blobs.holds(ref)
