"""Every feature with all its proofs: a table for the terminal, and values for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.audit import Audit
from model.finding import Feature, Proof
from model.score import Source
from model.text import Language
from reports.export import plain
from reports.feature_parts import is_by_hand
from reports.language import N_, Words
from reports.proof_words import proof_words
from reports.shown import shown
from reports.terms import CHAT_KINDS, CONFIDENCES, GRADES, SOURCES, term
from reports.texts import ReportTexts

DETAIL_LIMIT = 200
NOTHING = "–"
FOUND = {True: N_("found"), False: N_("not found"), None: N_("could not be told")}
FOUND_STYLES = {True: "green", False: "red", None: "yellow"}
ALIVE = {True: N_("the link answers"), False: N_("the link is dead")}

# Where the pictures of proofs were written, by content address.
Files = Mapping[str, Path]


def render_features(
    audit: Audit, texts: ReportTexts, console: Console, language: Language, files: Files | None = None
) -> None:
    """Prints every feature by its title and id, with its verdict and each proof. Words of sites steer no terminal."""
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("Feature"), ratio=2, overflow="fold")
    table.add_column(words.gettext("Verdict"), ratio=2, overflow="fold")
    table.add_column(words.gettext("Proof"), ratio=6, overflow="fold")
    for feature in audit.features:
        title = Cell(texts.feature_title(feature.id, language)).append(f" {feature.id}", style="dim")
        table.add_row(title, verdict_cell(feature, words), _proofs(feature, files or {}, words))
    console.print(table)


def features_json(audit: Audit, files: Files) -> dict[str, Any]:
    """The audit's features with JSON's own types; `file` is where a picture was written."""
    features = [
        {
            **asdict(feature),
            "evidence": [
                {**asdict(proof), "picture": proof.picture or None, "file": _file(proof, files)}
                for proof in feature.evidence
            ],
        }
        for feature in audit.features
    ]
    values: dict[str, Any] = plain(
        {
            "site": {"atvk": audit.site.atvk, "name": audit.site.name, "url": audit.site.url, "role": audit.site.role},
            "run": audit.run,
            "finished_at": audit.finished_at,
            "status": audit.status,
            "features": features,
        }
    )
    return values


def verdict_cell(feature: Feature, words: Words) -> Cell:
    """Found or not, with grade, kind, confidence and whether its link answers."""
    known = ((GRADES, feature.grade), (CHAT_KINDS, feature.kind), (CONFIDENCES, feature.confidence))
    more = [words.gettext(term(terms, key)) for terms, key in known if key]
    if is_by_hand(feature):
        more.append(words.gettext(SOURCES[Source.OVERRIDE]))
    linked = any(proof.target for proof in feature.evidence[:1])
    if linked and feature.alive is not None:
        more.append(words.gettext(ALIVE[feature.alive]))
    return Cell(", ".join([words.gettext(FOUND[feature.found]), *more]), style=FOUND_STYLES[feature.found])


def _proofs(feature: Feature, files: Files, words: Words) -> Cell:
    return Cell("\n").join(list(_lines(feature, files, words))) if feature.evidence else Cell(NOTHING)


def _lines(feature: Feature, files: Files, words: Words) -> Iterator[Cell]:
    for proof in feature.evidence:
        said = proof.page, proof_words(proof, words), proof.target
        yield Cell(" → ".join(shown(part, DETAIL_LIMIT) for part in said if part))
        place = [part for part in (proof.by, proof.selector, _file(proof, files) or proof.picture) if part]
        if place:
            yield Cell("   " + "  ".join(shown(part, DETAIL_LIMIT) for part in place), style="dim")


def _file(proof: Proof, files: Files) -> str | None:
    file = files.get(proof.picture) if proof.picture else None
    return str(file) if file is not None else None
