"""Pages that did not change are judged by their last evidence, and the night says the same as one that loads all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.engine import open_database
from db.evidence import EvidenceStore
from db.verification import verify
from pipeline.rescore import Fate, Nights, rescore
from pipeline.workplace import Workplace, settings_in_force
from tests.end_to_end.command import Workshop
from tests.end_to_end.nights import audited, judged, reused
from tests.end_to_end.planted import planted_site, served
from tests.scoring.invented import methodology_2019


@contextmanager
def opened(folder: Path) -> Iterator[Workplace]:
    """What the command left in its folder."""
    database = open_database(f"sqlite:///{folder}/eindekss.sqlite")
    yield Workplace(settings_in_force(), database, EvidenceStore(str(folder / "evidence")), methodology_2019())
    database.dispose()


def blobs(workshop: Workshop) -> int:
    return sum(1 for path in (workshop.folder / "evidence").rglob("*.*") if path.suffix in (".zst", ".jpg"))


def test_a_page_that_did_not_change_is_not_loaded_again(workshop: Workshop) -> None:
    sample = ("--max-pages", "3")
    with served(planted_site()) as site:
        first = audited(workshop, site.url, *sample)
        assert set(reused(first)) == {"/", "/mierigs", "/attels"}
        kept = blobs(workshop)
        site.asked, site.loaded = [], []
        second = audited(workshop, site.url, *sample, "--reuse")
        assert site.loaded == []
        assert [status for path, status in site.asked if path in ("/stils.css", "/plats.svg")] == [304, 304]
        assert set(reused(second).values()) == {first["run"]}
        assert judged(second) == judged(first)
        # The result, the documents and how the visit went; no page of the sample.
        assert blobs(workshop) <= kept + 3
        site.swap("/plats.svg", 'width="90"', 'width="900"')
        site.loaded = []
        third = audited(workshop, site.url, *sample, "--reuse")
        # What is new is looked at twice.
        assert site.loaded == ["/attels", "/attels"]
    # The night of the first gathering is told, not the one before.
    assert reused(third) == {"/": first["run"], "/mierigs": first["run"], "/attels": None}
    assert third["mobile"] != first["mobile"]
    with opened(workshop.folder) as workplace:
        assert verify(workplace.database, workplace.store).flaws == []
        assert [night.fate for night in rescore(workplace, Nights(), again=True)] == [Fate.SAME] * 3
    assert "2 of 3" in workshop.run("show", site.url, "--lang", "en").stdout
