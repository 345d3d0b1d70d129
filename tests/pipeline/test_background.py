"""What a report says beyond the audit: out of the visit's evidence, as long as that is there."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from lxml import html

from pipeline.background import background_of
from pipeline.drafting import draft_of
from pipeline.reporting import report_of
from scoring.methodology import seal_of
from tests.pipeline.gathered import HOME, SITE, gather, opened, pages

VISITED = datetime(2026, 1, 1, 23, 31, tzinfo=UTC)


def test_the_visit_is_read_out_of_its_evidence(tmp_path: Path) -> None:
    with opened(tmp_path) as workplace:
        audit = gather(workplace, sample=[replace(page, visited_at=VISITED) for page in pages()])
        assert [page.visited_at for page in audit.pages] == [VISITED] * 3
        known = background_of(workplace, audit)
        assert known.crawl is not None
        assert known.crawl.documents_known == 3
        assert known.method is not None
        assert known.method.seal == seal_of("2019")
        assert (known.method.phone.width, known.method.narrow.width) == (412, 320)
        shown = html.document_fromstring(report_of(workplace, HOME, "lv"))
        assert "Zināmas 3 vietnes lapas." in " ".join(shown.get_element_by_id("features").text_content().split())
        assert "01:31, 0,9 s" in shown.get_element_by_id("page-list").text_content()
        draft = draft_of(workplace, SITE.atvk or "")
        assert draft.blocks[1].lines[0].startswith("Liepu novada pašvaldība saskaņā ar")


def test_without_its_evidence_the_report_is_made_all_the_same(tmp_path: Path) -> None:
    with opened(tmp_path) as workplace:
        audit = gather(workplace)
        (kept,) = (tmp_path / "evidence").rglob(audit.crawl_evidence or "")
        kept.write_bytes(b"bojats")
        assert background_of(workplace, audit).crawl is None
        kept.unlink()
        assert background_of(workplace, audit).crawl is None
        assert background_of(workplace, replace(audit, crawl_evidence=None)).crawl is None
        shown = html.document_fromstring(report_of(workplace, HOME, "lv"))
        assert "Zināma" not in shown.get_element_by_id("features").text_content()
