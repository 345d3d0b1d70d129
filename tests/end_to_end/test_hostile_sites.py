"""The hostile site beside the sample sites, in one run: every behaviour gets its outcome, and nobody else is harmed."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from lxml import html as lxml_html

from tests.end_to_end.test_sample_sites import without_times
from tests.sites.hostile.behaviour import Behaviour
from tests.sites.hostile.catalogue import BEHAVIOURS, BRIEF, FAMILIES, PLAINEST
from tests.sites.hostile.night import Night, audited, world_of, wrong
from tests.sites.hostile.serving import Served, served
from tests.sites.hostile.titles import MARK
from tests.sites.hostile.world import World
from tests.sites.server import SITES, serve_all

PEAK_BYTES = 3 * 1024**3
# A site of nothing but traps ends within its budget and this much.
GRACE_S = 10.0
SITES_AT_ONCE = 4
# Budgets that make traps short; what a page may load is small enough to be reached in them.
BRIEF_LIMITS: Mapping[str, float] = {
    "max_pages": 2,
    "max_documents": 12,
    "max_link_checks": 20,
    "site_budget_s": 90.0,
    "page_budget_s": 40.0,
    "robots_timeout_s": 4.0,
    "document_timeout_s": 5.0,
    "name_lookup_timeout_s": 2.0,
    "max_crawl_delay_s": 0.5,
    "settle_limit_ms": 2_500,
    "max_page_requests": 300,
    "max_page_bytes": 30 * 1024 * 1024,
}
SITE_BUDGET_S = 600.0


@dataclass(frozen=True)
class Compared:
    """A night with the hostile site, and a quiet one with the sample sites alone."""

    hostile: Night
    quiet: Night
    sites: Served
    site_budget_s: float


@contextmanager
def compared(behaviours: tuple[Behaviour, ...], limits: Mapping[str, float], folder: Path) -> Iterator[Compared]:
    for name in ("hostile", "quiet"):
        (folder / name).mkdir()
    with serve_all("free") as samples, served(behaviours) as sites:
        quiet = audited(World(list(samples.items()), limits=limits), folder / "quiet", SITES_AT_ONCE)
        hostile = audited(world_of(behaviours, sites, samples, limits), folder / "hostile", SITES_AT_ONCE)
        yield Compared(hostile, quiet, sites, limits.get("site_budget_s", SITE_BUDGET_S))


def samples_that_differ(both: Compared) -> list[str]:
    return [
        name for name in SITES if without_times(both.hostile.audits[name]) != without_times(both.quiet.audits[name])
    ]


def overdue(both: Compared) -> dict[str, float]:
    return {
        name: told["took_s"]
        for name, told in both.hostile.told.items()
        if told["took_s"] > both.site_budget_s + GRACE_S
    }


def all_wrong(both: Compared, behaviours: tuple[Behaviour, ...]) -> dict[str, list[str]]:
    return {behaviour.name: found for behaviour in behaviours if (found := wrong(behaviour, both.hostile))}


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compared]:
    with compared(BRIEF, BRIEF_LIMITS, tmp_path_factory.mktemp("brief")) as both:
        yield both


def test_the_catalogue_is_whole() -> None:
    names = [behaviour.name for behaviour in BEHAVIOURS]
    assert len(names) == len(set(names))
    assert len(BEHAVIOURS) >= len(BRIEF) >= 45
    assert set(names) >= PLAINEST
    brief = {behaviour.name for behaviour in BRIEF}
    assert [family for family, members in FAMILIES.items() if brief.isdisjoint(one.name for one in members)] == []


@pytest.mark.timeout(900)
class TestBriefForm:
    @pytest.mark.parametrize("behaviour", BRIEF, ids=lambda behaviour: behaviour.name)
    def test_a_behaviour_gets_its_outcome(self, brief: Compared, behaviour: Behaviour) -> None:
        assert wrong(behaviour, brief.hostile) == []

    def test_nothing_within_was_touched(self, brief: Compared) -> None:
        assert brief.sites.canary.touched == []

    def test_no_audit_met_a_fault_of_ours(self, brief: Compared) -> None:
        assert (brief.hostile.crashed, brief.hostile.status) == ([], 0), brief.hostile.output

    def test_the_sample_sites_are_judged_as_in_a_quiet_night(self, brief: Compared) -> None:
        assert samples_that_differ(brief) == []
        assert {brief.quiet.audits[name]["status"] for name in SITES} == {"complete"}

    def test_every_site_ends_in_its_time(self, brief: Compared) -> None:
        assert overdue(brief) == {}

    def test_memory_stays_within_bounds(self, brief: Compared) -> None:
        assert 0 < brief.hostile.peak_bytes < PEAK_BYTES

    def test_the_export_keeps_the_contract(self, brief: Compared) -> None:
        schema = json.loads(files("reports").joinpath("audit.schema.json").read_text("utf-8"))
        export = json.loads((brief.hostile.folder / "export.json").read_text("utf-8"))
        assert [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(export)] == []

    def test_no_text_of_a_page_runs_in_a_report(self, brief: Compared) -> None:
        reports = sorted((brief.hostile.folder / "reports").glob("*.html"))
        assert len(reports) == len(brief.hostile.audits) + 1
        told = 0
        for report in reports:
            text = report.read_text("utf-8")
            told += MARK in text
            document = lxml_html.document_fromstring(text.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
            assert [script for script in document.iter("script", "style") if MARK in (script.text or "")] == []
            names = [name for element in document.iter() for name in element.attrib if name.startswith("on")]
            assert names == [], report.name
            links = [element.get(name, "") for element in document.iter() for name in ("href", "src")]
            assert [link for link in links if link.strip().lower().startswith(("javascript:", "vbscript:"))] == []
        assert told > 0


@pytest.mark.stress
@pytest.mark.timeout(4 * 3600)
def test_the_whole_hostile_site_under_the_limits_of_every_night(tmp_path: Path) -> None:
    with compared(BEHAVIOURS, {}, tmp_path) as both:
        print(f"{len(BEHAVIOURS)} behaviours, peak {both.hostile.peak_bytes >> 20} MiB")
        assert both.sites.canary.touched == []
        assert both.hostile.crashed == []
        assert all_wrong(both, BEHAVIOURS) == {}
        assert samples_that_differ(both) == []
        assert overdue(both) == {}
        assert both.hostile.peak_bytes < PEAK_BYTES
