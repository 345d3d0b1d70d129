"""Writes reports of saved audits in every shape: of one site, or of all into a folder with an index page."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from db.evidence import EvidenceError
from db.manifest import Kind
from db.retention import pruned_of
from model.audit import Audit, PageAudit, Status
from model.text import Language
from pipeline.background import background_of
from pipeline.errors import SetupError
from pipeline.exporting import audit_of, newest_audits, previous_audit
from pipeline.objecting import told_objections, told_reaudits
from pipeline.printing import printing
from pipeline.standings import outlook_of
from pipeline.texts import report_texts
from pipeline.todo import gains_of, phone_layout
from pipeline.workplace import Workplace
from reports.earl import render_earl
from reports.export import export_audits, json_text
from reports.pictures import PictureFiles
from reports.results import render_index
from reports.site_report import render_report
from reports.workbook import render_workbook

NOT_IN_A_FILE_NAME = re.compile(r"[^a-z0-9.-]+")
# A name of a file may have 255 bytes on most disks.
LONGEST_HOST = 150


class Shape(StrEnum):
    """The forms of a report."""

    HTML = "html"
    PDF = "pdf"
    XLSX = "xlsx"
    JSON = "json"
    EARL = "earl"

    @property
    def ending(self) -> str:
        """How the names of its files end."""
        return "earl.json" if self is Shape.EARL else self.value


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


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """What to write of each site: in which shapes, and whether the web page has a folder, its pictures beside it."""

    shapes: tuple[Shape, ...] = (Shape.HTML,)
    in_folder: bool = False


def write_report(workplace: Workplace, target: str, folder: Path, language: Language, order: ReportOrder) -> list[Path]:
    """Writes a site's report, found by its ATVK or address, into the folder; returns the files, one a shape."""
    audit = audit_of(workplace, target)
    with _written_to(folder):
        return list(_write_shapes(workplace, audit, folder, language, order).values())


def write_reports(workplace: Workplace, folder: Path, language: Language, order: ReportOrder = ReportOrder()) -> Path:
    """Writes every site's report into the folder; returns the index page."""
    audits: list[Audit] = []
    files: dict[str, dict[str, str]] = {}
    last_good: dict[str, Audit] = {}
    with _written_to(folder), printing(workplace.settings):
        for audit in newest_audits(workplace):
            of_site = folder / _stem(audit) if order.in_folder else folder
            written = _write_shapes(workplace, audit, of_site, language, order)
            audits.append(audit)
            if audit.status is Status.FAILED and (seen := previous_audit(workplace, audit)) is not None:
                last_good[audit.site.url] = seen
            files[audit.site.url] = {shape: path.relative_to(folder).as_posix() for shape, path in written.items()}
        if not audits:
            raise SetupError("the database holds no audit yet: run `eindekss audit` first.")
        index = folder / "index.html"
        index.write_text(render_index(audits, files, language, last_good), encoding="utf-8")
    return index


@contextmanager
def _written_to(folder: Path) -> Iterator[None]:
    """A folder that is there; raises SetupError where it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise SetupError(f"{folder} cannot be written ({error.strerror}): name another folder with --out.") from error


def _write_shapes(
    workplace: Workplace, audit: Audit, folder: Path, language: Language, order: ReportOrder
) -> dict[Shape, Path]:
    written = {}
    folder.mkdir(parents=True, exist_ok=True)
    for shape in order.shapes:
        path = folder / file_name(audit, shape)
        if shape is Shape.HTML and order.in_folder:
            path = folder / "index.html"
            _write_page(workplace, audit, path, language)
        else:
            path.write_bytes(SHAPES[shape](workplace, audit, language))
        written[shape] = path
    return written


def _write_page(workplace: Workplace, audit: Audit, path: Path, language: Language) -> None:
    beside = PictureFiles()
    path.write_text(_page(workplace, audit, language, beside), encoding="utf-8")
    for address, image in beside.files.items():
        file = path.parent / address
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(image)


def _page(workplace: Workplace, audit: Audit, language: Language, beside: PictureFiles | None = None) -> str:
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
        outlook=outlook_of(workplace, audit, previous),
        gains=gains_of(audit),
        phone_layout=phone_layout(workplace, audit),
        pictures_removed=pruned_of(workplace.database, audit.run, audit.site.url).get(Kind.SCREENSHOT),
        objections=told_objections(workplace, audit),
        reaudits=told_reaudits(workplace, audit),
        background=background_of(workplace, audit),
        beside=beside,
    )


def _html(workplace: Workplace, audit: Audit, language: Language) -> bytes:
    return _page(workplace, audit, language).encode()


def _pdf(workplace: Workplace, audit: Audit, language: Language) -> bytes:
    with printing(workplace.settings) as press:
        return press(_page(workplace, audit, language))


def _xlsx(workplace: Workplace, audit: Audit, language: Language) -> bytes:
    texts = report_texts(workplace.settings, workplace.methodology)
    return render_workbook(audit, language, texts, gains_of(audit))


def _json(workplace: Workplace, audit: Audit, language: Language) -> bytes:
    """In the form of reports/audit.schema.json, which has no language."""
    methodology = audit.index.methodology
    exported = export_audits([audit], tool=audit.versions, methodology=methodology, exported_at=datetime.now(UTC))
    return json_text(exported).encode()


def _earl(workplace: Workplace, audit: Audit, language: Language) -> bytes:
    texts = report_texts(workplace.settings, workplace.methodology)
    return render_earl(audit, language, texts)


SHAPES: Mapping[Shape, Callable[[Workplace, Audit, Language], bytes]] = {
    Shape.HTML: _html,
    Shape.PDF: _pdf,
    Shape.XLSX: _xlsx,
    Shape.JSON: _json,
    Shape.EARL: _earl,
}


def file_name(audit: Audit, shape: Shape = Shape.HTML) -> str:
    """The name of its report in a folder of reports."""
    return f"{_stem(audit)}.{shape.ending}"


def _stem(audit: Audit) -> str:
    site = audit.site
    host = NOT_IN_A_FILE_NAME.sub("-", site.url.partition("://")[2].lower())[:LONGEST_HOST].strip("-.")
    return f"{site.atvk}-{host}" if site.atvk else host
