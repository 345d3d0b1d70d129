"""Writes reports of saved audits: one page for a site, or a folder of them with an index page."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from db.evidence import EvidenceError
from db.manifest import Kind
from db.retention import pruned_of
from model.audit import Audit, PageAudit, Status
from model.text import Language
from pipeline.errors import SetupError
from pipeline.exporting import audit_of, newest_audits, previous_audit
from pipeline.standings import background_of
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.results import render_index
from reports.site_report import render_report

NOT_IN_A_FILE_NAME = re.compile(r"[^a-z0-9.-]+")


class Shape(StrEnum):
    """The forms of a report; each is also the ending of its file."""

    HTML = "html"


def report_of(workplace: Workplace, target: str, language: Language, shape: Shape = Shape.HTML) -> bytes:
    """The report of a site by its ATVK or address."""
    return SHAPES[shape](workplace, audit_of(workplace, target), language)


def picture_of(workplace: Workplace, ref: str) -> bytes | None:
    """A screenshot or a picture of proof; None where it is gone: they are kept for less time than results."""
    try:
        return workplace.store.get(ref)
    except EvidenceError:
        return None


def write_pictures(workplace: Workplace, audit: Audit, folder: Path) -> dict[str, Path]:
    """Writes the pictures of the audit's proofs, named by feature and number; returns where each lies, by address."""
    written: dict[str, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for feature in audit.features:
            for number, proof in enumerate(feature.evidence, start=1):
                ref = proof.picture
                if ref and ref not in written and (image := picture_of(workplace, ref)) is not None:
                    written[ref] = folder / f"{feature.id}-{number}.jpg"
                    written[ref].write_bytes(image)
    except OSError as error:
        raise SetupError(
            f"{folder} cannot be written ({error.strerror}): name another folder with --pictures."
        ) from error
    return written


def write_reports(workplace: Workplace, folder: Path, language: Language) -> Path:
    """Writes every site's report into the folder; returns the index page."""
    audits: list[Audit] = []
    links: dict[str, str] = {}
    last_good: dict[str, Audit] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for audit in newest_audits(workplace):
            name = _file_name(audit)
            (folder / name).write_text(_page(workplace, audit, language), encoding="utf-8")
            audits.append(audit)
            if audit.status is Status.FAILED and (seen := previous_audit(workplace, audit)) is not None:
                last_good[audit.site.url] = seen
            links[audit.site.url] = name
        if not audits:
            raise SetupError("the database holds no audit yet: run `eindekss audit` first.")
        index = folder / "index.html"
        index.write_text(render_index(audits, links, language, last_good), encoding="utf-8")
    except OSError as error:
        raise SetupError(f"{folder} cannot be written ({error.strerror}): name another folder with --out.") from error
    return index


def _page(workplace: Workplace, audit: Audit, language: Language) -> str:
    def screenshot(page: PageAudit, name: str) -> bytes | None:
        ref = page.evidence.get(name)
        return picture_of(workplace, ref) if ref is not None else None

    previous = previous_audit(workplace, audit)
    return render_report(
        audit,
        language=language,
        texts=report_texts(workplace.settings, workplace.methodology),
        screenshots=screenshot,
        pictures=lambda ref: picture_of(workplace, ref),
        previous=previous,
        background=background_of(workplace, audit, previous),
        pictures_removed=pruned_of(workplace.database, audit.run, audit.site.url).get(Kind.SCREENSHOT),
    )


def _html(workplace: Workplace, audit: Audit, language: Language) -> bytes:
    return _page(workplace, audit, language).encode()


SHAPES: Mapping[Shape, Callable[[Workplace, Audit, Language], bytes]] = {Shape.HTML: _html}


def _file_name(audit: Audit) -> str:
    site = audit.site
    host = NOT_IN_A_FILE_NAME.sub("-", site.url.partition("://")[2].lower()).strip("-.")
    return f"{site.atvk}-{host}.html" if site.atvk else f"{host}.html"
