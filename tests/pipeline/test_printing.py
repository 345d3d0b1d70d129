"""Reports of a database as PDF: one for a site, a folder for all, all by one browser."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import page as pdf_validation
import pikepdf
import pytest

from crawler.printing import Printer
from pipeline.errors import SetupError
from pipeline.printing import printing
from pipeline.reporting import ReportOrder, Shape, report_of, write_reports
from pipeline.workplace import Workplace
from tests.pipeline.gathered import HOME, SITE, gather, opened
from tests.reports.pdf_reading import read

OTHER = replace(SITE, atvk="0088000", name="Ozolu novads", url="https://ozoli.example/")


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    with opened(tmp_path) as workplace:
        gather(workplace)
        yield workplace


def test_a_site_has_a_report_as_pdf(workplace: Workplace) -> None:
    by_address, by_code = (report_of(workplace, target, "lv", Shape.PDF) for target in (HOME, "0099000"))
    for report in (by_address, by_code):
        assert pdf_validation.is_pdf_compliant_bytes(report, profile="ua1")


def test_all_sites_have_theirs_in_a_folder_by_one_browser(
    workplace: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Printer] = []
    start = Printer.__init__

    def counted(printer: Printer, executable: Path | None) -> None:
        started.append(printer)
        start(printer, executable)

    monkeypatch.setattr(Printer, "__init__", counted)
    folder = tmp_path / "reports"
    gather(workplace, 1, OTHER)
    index = write_reports(workplace, folder, "en", ReportOrder((Shape.PDF,)))
    files = sorted(folder.glob("*.pdf"))
    assert [file.name[:8] for file in files] == ["0088000-", "0099000-"]
    assert all(f'href="{file.name}"' in index.read_text("utf-8") for file in files)
    assert all(pdf_validation.is_pdf_compliant(file, profile="ua1") for file in files)
    assert len(started) == 1


def test_letters_that_no_font_has_are_shown_by_their_number(workplace: Workplace) -> None:
    odd = "\uf8ff"
    html = f"""<!doctype html><html lang="lv"><head><title>Ķēde {odd}</title><style>p {{ margin: 0 }}</style></head>
    <body><h1>Ķēde {odd}</h1><p>Šķūnis {odd}&amp;\u0378\U00010380 ✓
    <a href="https://a.example/{odd}">saite {odd}</a></p>
    </body></html>"""
    with printing(workplace.settings) as press:
        report = press(html)
        again = press(html.replace(odd, odd * 2))
    assert [fault.message for fault in pdf_validation.validate_pdf_bytes(report, profile="ua1").failures] == []
    assert pdf_validation.is_pdf_compliant_bytes(again, profile="ua1")
    with pikepdf.Pdf.open(BytesIO(report)) as pdf:
        said = {each.kind: each.text for each in read(pdf)}
        (link,) = pdf.pages[0].obj.Annots
        assert str(pdf.docinfo.Title) == f"Ķēde {odd}"
        assert str(link.A.URI) == "https://a.example/%EF%A3%BF"
        assert str(link.Contents) == f"saite {odd}"
    assert said["H1"] == "Ķēde ⟨U+F8FF⟩"
    assert said["P"].startswith("Šķūnis ⟨U+F8FF⟩&⟨U+0378⟩")
    assert "✓ saite" in said["P"]


def test_a_browser_that_does_not_print_is_one_sentence(workplace: Workplace) -> None:
    settings = workplace.settings.model_copy(update={"browser": "/bin/false"})
    broken = Workplace(settings, workplace.database, workplace.store, workplace.methodology)
    with pytest.raises(SetupError, match="/bin/false"):
        report_of(broken, HOME, "lv", Shape.PDF)
