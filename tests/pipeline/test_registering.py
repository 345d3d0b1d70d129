"""Which register a run asks, for which of its sites, and what is kept of its answers."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.limits import Limits
from crawler.register import RegisterBook
from db.claims import claim_run
from db.documents import load_crawl
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from db.runs import start_run
from model.audit import Audit
from model.evidence import Crawl, Versions
from model.failure import FailureKind
from model.site import Site
from pipeline.audit import Auditor, Order, RunResult
from pipeline.errors import SetupError
from pipeline.patience import Patience
from pipeline.registering import ask_register, fetch_register, register_book
from pipeline.settings import SettingsError, read_settings
from pipeline.workplace import methodology_of
from tests.crawler.ckan import CkanServer, dataset, organisation, register, register_in_a_thread
from tests.crawler.origin import OriginServer, Reply
from tests.crawler.visiting import LIMITS, PlainEngine, small

AVOTI = organisation("avotu-novada-pasvaldiba", "Avotu novada pašvaldība")
DATASETS = [dataset("budzets", AVOTI["name"], "CSV")]
SITE = Site(url="https://avoti.example/", name="Avotu novads", atvk="0044000")
RUN = "20261123T013000000Z"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def asked_by(*, private_sites: bool = False, **settings: str) -> RegisterBook | None:
    return register_book(read_settings(settings), Limits(), private_sites=private_sites)


def test_tests_and_demos_ask_no_register_but_one_that_somebody_named() -> None:
    assert asked_by() is not None
    assert asked_by(private_sites=True) is None
    assert asked_by(private_sites=True, register_url="http://127.0.0.1:1/dati") is not None
    assert asked_by(register_url="") is None


def test_the_environment_names_the_register_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINDEKSS_REGISTER_URL", "https://data.gov.lv/dati/")
    assert read_settings().register_url == "https://data.gov.lv/dati"
    assert asked_by(private_sites=True) is not None
    monkeypatch.setenv("EINDEKSS_REGISTER_URL", "data.gov.lv")
    with pytest.raises(SettingsError, match=r"EINDEKSS_REGISTER_URL: .*CKAN"):
        read_settings()


def test_a_snapshot_that_cannot_be_read_is_said_before_the_run() -> None:
    with pytest.raises(SetupError, match=r"nav\.json cannot be read .*eindekss register fetch"):
        asked_by(register_snapshot="nav.json")
    Path("bojats.json").write_text("{}")
    with pytest.raises(SetupError, match=r"bojats\.json is no snapshot"):
        asked_by(register_snapshot="bojats.json")


def test_a_fetched_snapshot_answers_without_a_network() -> None:
    with register_in_a_thread(CkanServer([AVOTI], DATASETS)) as server:
        settings = read_settings({"register_url": server.address})
        live = ask_register(settings, SITE)
        told: list[str] = []
        fetched = fetch_register(
            settings, [SITE, replace(SITE, name="Ceriņu novads")], lambda site, answer: told.append(site.name)
        )
    assert fetched.snapshot is not None
    Path("register.json").write_bytes(fetched.snapshot.dump())
    stored = ask_register(read_settings({"register_url": server.address, "register_snapshot": "register.json"}), SITE)
    assert told == ["Avotu novads", "Ceriņu novads"]
    assert (stored.organisation, stored.datasets, stored.snapshot) == (live.organisation, live.datasets, True)
    assert [one.name for one in stored.datasets] == ["budzets"]
    assert ask_register(settings, SITE).failure is not None


@pytest.mark.parametrize("action", ["organization_list", "package_search"])
def test_half_a_register_is_not_kept(action: str) -> None:
    with register_in_a_thread(CkanServer([AVOTI], DATASETS, {action: Reply("", 503)})) as server:
        fetched = fetch_register(read_settings({"register_url": server.address}), [SITE], lambda site, answer: None)
    assert fetched.snapshot is None
    assert fetched.failure is not None
    assert fetched.failure.kind is FailureKind.HTTP_5XX


def crawls(folder: Path, ckan: CkanServer, sites: Sequence[Site]) -> list[Crawl]:
    """What a run of these sites, whose path begins at a small site, keeps of each visit."""
    database = open_database(f"sqlite:///{folder}/audits.sqlite")
    ensure_ready(database)
    store = EvidenceStore(str(folder / "evidence"))
    saved: dict[str, Audit] = {}

    async def work() -> None:
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(register(ckan))
            origin: OriginServer = await stack.enter_async_context(small())
            placed = [replace(site, url=origin.url + site.url) for site in sites]
            start_run(database, RUN, started_at=datetime.now(UTC), sites=placed, settings={}, versions={})
            claim = claim_run(database, RUN)
            book = register_book(read_settings({"register_url": server.address}), Limits(), private_sites=True)
            auditor = Auditor(
                PlainEngine(), LIMITS, database, store, methodology_of("2019"), Versions("1", None, None),
                register=book,
            )  # fmt: skip
            order = Order(placed, 1, allow_private=True, check_targets=False)
            result = RunResult(RUN)
            await auditor.run(
                order, Patience(claim), lambda audit: saved.update({audit.site.name: audit}), lambda *_: None, result
            )
            claim.release()
            assert result.crashed == []

    asyncio.run(work())
    kept = [load_crawl(store.get(saved[site.name].crawl_evidence or "")) for site in sites]
    database.dispose()
    return kept


def test_only_a_municipality_whose_site_was_seen_is_asked_for(tmp_path: Path) -> None:
    ckan = CkanServer([AVOTI], DATASETS)
    seen, failed, bare = crawls(
        tmp_path,
        ckan,
        [
            Site("/", "Avotu novads", "0044000"),
            Site("/nav-tadas", "Ceriņu novads", "0054000"),
            Site("/kontakti", "127.0.0.1"),
        ],
    )
    assert seen.register is not None
    assert (seen.register.organisation, seen.register.address) == (AVOTI["name"], ckan.address)
    assert failed.failure is not None
    assert (failed.register, bare.register) == (None, None)
    assert ckan.actions.count("package_search") == 1


def test_a_register_that_is_down_fails_no_audit(tmp_path: Path) -> None:
    (seen,) = crawls(
        tmp_path, CkanServer(replies={"organization_list": Reply("", 503)}), [Site("/", "Avotu novads", "0044000")]
    )
    assert seen.failure is None
    assert seen.register is not None
    assert seen.register.failure is not None
    assert seen.register.failure.kind is FailureKind.HTTP_5XX
