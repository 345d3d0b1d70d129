"""Whose evidence a night may use again, for how long, and what it writes down of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from checks.second_look import History, KnownIssue
from db.documents import LastAudit, dump_audit, load_audit
from db.engine import writing
from db.runs import RunStatus, finish_run, start_run
from db.tables import audit as audit_table
from model.audit import Audit, Status
from model.evidence import Document, Fetched, Resource, SamplePage
from model.site import Site
from pipeline.archive import NewArchive
from pipeline.judgement import SiteJudge
from pipeline.reuse import LastNight, gathered_since, last_audit
from pipeline.running import Request, stopped_run
from pipeline.workplace import Workplace
from reports.language import ZONE, riga_day
from tests.pipeline.gathered import CONTACTS, FRONT, HOME, SITE, answer, gather, opened, page

WEEK = 7
NOW = datetime(2026, 1, 2, 23, 30, tzinfo=UTC)
SINCE = NOW - timedelta(days=3)
FETCHED = Fetched(NOW - timedelta(days=1), "mark", (Resource(HOME, "document", 200),))
HOME_PAGE = SamplePage(HOME, "home", "t1")


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    with opened(tmp_path) as workplace:
        yield workplace


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Bench:
    """Judges of one site, closed when the test ends."""

    workplace: Workplace
    stack: ExitStack

    def judge(self, archive: NewArchive, history: History | None = None) -> SiteJudge:
        judge = self.stack.enter_context(closing(SiteJudge(SITE, archive, history)))
        judge.take_document(Document(HOME, answer(HOME), None, FRONT))
        return judge

    def memory(self, last: LastAudit, history: History | None = None) -> tuple[LastNight, SiteJudge]:
        archive = NewArchive(self.workplace.store)
        judge = self.judge(archive, history)
        return LastNight(last, SINCE, self.workplace.store, archive, judge), judge


@pytest.fixture
def bench(workplace: Workplace) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(workplace, stack)


def gathered(workplace: Workplace, **changes: object) -> Audit:
    """A saved night whose home page has a record, but for what the test changes of it."""
    front = replace(page(HOME, "home", FRONT, 1), fetched=FETCHED)
    return gather(workplace, sample=[replace(front, **changes)])  # type: ignore[arg-type]  # the tests know them


def last_of(workplace: Workplace, audit: Audit) -> LastAudit:
    last = last_audit(workplace.database, workplace.store, SITE, audit.versions, audit.index.methodology)
    assert last is not None
    return last


def test_each_site_has_a_day_of_its_own_and_no_evidence_is_older_than_the_span() -> None:
    sites = [Site(f"https://novads-{number}.example/", "Novads") for number in range(210)]
    whole: Counter[str] = Counter()
    for night in range(WEEK):
        now = NOW + timedelta(days=night)
        own = [site.url for site in sites if riga_day(gathered_since(site, WEEK, now)) == riga_day(now)]
        assert 15 <= len(own) <= 45
        whole.update(own)
    assert set(whole.values()) == {1}
    assert len(whole) == len(sites)
    for site in sites:
        since = gathered_since(site, WEEK, NOW)
        assert NOW - timedelta(days=WEEK) < since <= NOW
        assert since.astimezone(ZONE).time().isoformat() == "00:00:00"
        assert riga_day(gathered_since(site, 1, NOW)) == riga_day(NOW)


def test_a_night_that_others_made_is_not_used_again(workplace: Workplace) -> None:
    audit = gathered(workplace)
    versions, methodology = audit.versions, audit.index.methodology

    def last(site: Site = SITE, **other: str) -> LastAudit | None:
        made_by = replace(versions, **other)
        return last_audit(workplace.database, workplace.store, site, made_by, methodology)

    assert last() is not None
    assert last(tool=f"{versions.tool}+signatures.12345678") is None
    assert last(axe="4.15.0") is None
    assert last(browser="Chromium 157.0") is None
    assert last_audit(workplace.database, workplace.store, SITE, versions, "2026") is None
    assert last(replace(SITE, atvk="0088000")) is None
    assert last(replace(SITE, url="https://ozoli.example/")) is None
    with writing(workplace.database) as connection:
        connection.execute(audit_table.update().values(status=Status.FAILED))
    assert last() is None


def test_a_lost_document_of_a_night_leaves_nothing(workplace: Workplace) -> None:
    audit = gathered(workplace)
    ref = workplace.store.put(dump_audit(load_audit(dump_audit(audit))), "audit")
    lose(workplace, ref)
    assert last_audit(workplace.database, workplace.store, SITE, audit.versions, audit.index.methodology) is None


@pytest.mark.anyio
@pytest.mark.parametrize(
    "changes",
    [
        {"fetched": None},
        {"fetched": replace(FETCHED, at=SINCE - timedelta(seconds=1))},
        {"unconfirmed": ("0123456789abcdef",)},
        {"notes": ("audited before it came to rest: it kept the browser busy",)},
        {"mobile": None},
        {"screenshots": {"desktop": b"\xff\xd8\xff"}},
    ],
)
async def test_a_page_that_was_not_gathered_whole_and_lately_is_loaded(
    bench: Bench, changes: dict[str, object]
) -> None:
    memory, _ = bench.memory(last_of(bench.workplace, gathered(bench.workplace, **changes)))
    assert await memory.fetched(HOME_PAGE) is None
    assert await memory.fetched(SamplePage(f"{HOME}zinas", "news")) is None


@pytest.mark.anyio
async def test_a_page_is_judged_again_by_what_lies_in_the_store(bench: Bench) -> None:
    workplace = bench.workplace
    audit = gathered(workplace)
    memory, judge = bench.memory(last_of(workplace, audit))
    assert await memory.fetched(HOME_PAGE) == FETCHED
    evidence = await memory.take(HOME_PAGE)
    assert evidence is not None
    assert evidence.links == page(HOME, "home", FRONT).links
    (taken,) = judge.pages({})
    (known,) = audit.pages
    assert taken.reused_from == audit.run
    assert taken.evidence == known.evidence
    assert [one for one in known.verdicts if one.rule == "image-alt"] == [
        one for one in taken.verdicts if one.rule == "image-alt"
    ]


@pytest.mark.anyio
async def test_the_night_that_gathered_it_is_named_however_often_it_is_used(bench: Bench) -> None:
    workplace = bench.workplace
    audit = gathered(workplace)
    (first,) = audit.pages
    again = replace(last_of(workplace, audit), pages=(replace(first, reused_from="night-of-old"),))
    memory, judge = bench.memory(again)
    assert await memory.fetched(HOME_PAGE) is not None
    # What the site's other pages make of its place in the sample is this night's.
    assert await memory.take(replace(HOME_PAGE, template="t2")) is not None
    (taken,) = judge.pages({})
    assert taken.reused_from == "night-of-old"
    assert taken.template == "t2"
    assert workplace.store.get_page(taken.evidence).template == "t2"
    assert {part: ref for part, ref in taken.evidence.items() if part != "page"} == {
        part: ref for part, ref in first.evidence.items() if part != "page"
    }


@pytest.mark.anyio
async def test_a_page_whose_picture_went_or_that_says_something_new_is_loaded(bench: Bench) -> None:
    workplace = bench.workplace
    audit = gathered(workplace)
    issue = KnownIssue("f" * 16, "image-alt", "axe", frozenset({HOME}))
    memory, judge = bench.memory(last_of(workplace, audit), History({issue.fingerprint: issue}, frozenset({HOME})))
    assert await memory.fetched(HOME_PAGE) is not None
    assert await memory.take(HOME_PAGE) is None
    assert judge.pages({}) == ()
    memory, judge = bench.memory(last_of(workplace, audit))
    assert await memory.fetched(HOME_PAGE) is not None
    lose(workplace, audit.pages[0].evidence["phone"])
    assert await memory.take(HOME_PAGE) is None
    assert judge.pages({}) == ()


@pytest.mark.anyio
async def test_what_a_browser_showed_is_remembered_for_discovery(bench: Bench) -> None:
    workplace = bench.workplace
    audit = gathered(workplace)
    shown = Document(f"{HOME}a", answer(f"{HOME}a"), None, CONTACTS, (HOME,), FETCHED)
    old = replace(shown, url=f"{HOME}b", fetched=replace(FETCHED, at=SINCE - timedelta(days=1)))
    archive = NewArchive(workplace.store)
    for document in (shown, old, replace(shown, url=f"{HOME}c", fetched=None)):
        archive.add_document(document)
    last = replace(last_of(workplace, audit), wide=archive.finish())
    memory, _ = bench.memory(last)
    assert await memory.rendered(f"{HOME}a") == shown
    assert await memory.rendered(f"{HOME}b") is None
    assert await memory.rendered(f"{HOME}c") is None
    # The sample's page was rendered too.
    home = await memory.rendered(HOME)
    assert home is not None
    assert (home.html, home.fetched) == (FRONT, FETCHED)


def test_a_run_that_goes_on_reuses_as_it_began(workplace: Workplace) -> None:
    for name, settings in (("first", {}), ("second", {"reuse": True})):
        asked = {"allow_private": True, "max_pages": 9, **settings}
        start_run(workplace.database, name, started_at=NOW, sites=[SITE], settings=asked, versions={})
        taken = stopped_run(workplace)
        assert taken is not None
        claim, request = taken
        claim.release()
        assert request == Request((SITE,), allow_private=True, max_pages=9, reuse=bool(settings))
        finish_run(workplace.database, name, finished_at=NOW, status=RunStatus.FINISHED)


def lose(workplace: Workplace, ref: str) -> None:
    (path,) = Path(workplace.settings.evidence_url).rglob(ref)
    path.unlink()
