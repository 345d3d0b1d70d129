"""What stands behind the links to data: a file that a program can use, or something else under its name."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from checks.addresses import place_of
from checks.confidence import READ, STEP
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen
from checks.linked_files import LinkedFiles
from checks.page_name import PageName
from checks.sights import Link, Sights, Whose
from checks.signatures import Signature
from model.evidence import DataFile
from model.finding import Feature, Proof

FILES_LISTED = 10
SUFFIXES = frozenset({"csv", "geojson", "json", "gml", "kml", "gpkg", "xml", "zip"})
# Data wherever they stand; a spreadsheet, JSON or XML may be a form or machinery, and needs a context that says data.
TABLES = frozenset({"csv", "geojson", "gml", "kml", "gpkg", "shp"})

State = Literal["good", "open", "lost", "bad"]


class ReadDataFiles:
    """Only files that parse, or that nobody looked into, prove the feature; `details` tell of those that were read."""

    def __init__(self, whose: Whose, signature: Signature) -> None:
        self._linked = LinkedFiles(whose, SUFFIXES)
        self._signature = signature

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        def counts(link: Link) -> bool:
            return link.zone == "main" and not self._signature.is_trap(f"{link.words} {link.heading} {name.words}")

        self._linked.see(sights, counts)
        yield from ()

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        files = {place_of(one.url): one for one in context.data_files}
        linked = {proof: files.get(place_of(proof.target)) for proof in feature.evidence if proof.target}
        if "good" not in map(_state, linked.values()):
            linked |= {proof: files[place] for place, proof in self._linked.proofs() if _is_table(files.get(place))}
        details = _details([one for one in dict.fromkeys(linked.values()) if one])
        if not details:
            return feature
        by_state: dict[State, list[Proof]] = {"good": [], "open": [], "lost": [], "bad": []}
        for proof, file in linked.items():
            by_state[_state(file)].append(proof)
        if by_state["good"] or (feature.found and by_state["open"]):
            proofs = (*by_state["good"], *by_state["open"])
            state = True if linked[proofs[0]] else alive(proofs[0].target)
            return replace(feature, found=True, grade="working", evidence=proofs, alive=state, details=details)
        if not feature.found:
            return replace(feature, details=details)
        if by_state["lost"]:
            evidence = tuple(by_state["lost"])
            return replace(feature, found=None, grade=None, evidence=evidence, alive=None, details=details)
        read = tuple(replace(proof, by=f"{proof.by}{STEP}{READ}") for proof in by_state["bad"])
        return replace(feature, found=False, grade=None, evidence=read, alive=None, details=details)


def _state(file: DataFile | None) -> State:
    """open: the link speaks for itself; lost: the file was asked for in vain, which says nothing of it."""
    if file is None:
        return "open"
    if file.parses is None:
        return "open" if file.status is not None and file.status < 300 else "lost"
    return "good" if file.parses and file.rows != 0 else "bad"


def _is_table(file: DataFile | None) -> bool:
    return file is not None and file.format in TABLES and _state(file) == "good"


def _details(files: Sequence[DataFile]) -> dict[str, Any] | None:
    listed = [
        {
            "url": file.url,
            "format": file.format,
            "parses": file.parses,
            "encoding": file.encoding,
            "header": list(file.header),
            "rows": file.rows,
            "size_bytes": file.size_bytes,
            "last_modified": file.last_modified.isoformat() if file.last_modified else None,
            "problem": file.problem,
        }
        for file in files[:FILES_LISTED]
    ]
    return {"files": listed} if listed else None
