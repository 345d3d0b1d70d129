"""What a real browser sees of a finding hangs in the audit and its report, is taken once, and costs no page load."""

import asyncio
import base64
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest
from lxml import html

from db.audits import audits_between
from db.claims import claim_run
from db.documents import load_audit
from db.manifest import FAULT_PICTURE, Kind, items_of
from db.runs import start_run
from db.verification import verify
from model.audit import Audit
from model.evidence import Versions
from model.finding import Example, Issue, Proof
from model.site import Site
from pipeline import fault_gallery
from pipeline.audit import Auditor, Order, RunResult
from pipeline.fault_gallery import FaultGallery
from pipeline.patience import Patience
from pipeline.reporting import report_of
from pipeline.rescore import Fate, Nights, rescore
from pipeline.workplace import Workplace
from tests.crawler.engines import engine, markup
from tests.crawler.origin import OriginServer, Reply, serving
from tests.crawler.test_browser_pictures import outlined
from tests.crawler.visiting import LIMITS
from tests.pipeline.gathered import opened

# Grey, so that red is the outline's alone.
GREY = "data:image/gif;base64,R0lGODlhAQABAIAAAJmZmf///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="
LOGO = f'<div class="galva"><img id="logo" class="logo" src="{GREY}" width="120" height="60"></div>'
FAINT = '<p class="bals" style="color: #bbb; margin: 900px 0; width: 240px">Pelēks teksts baltā laukā</p>'
LINKS = "".join(f'<li><a href="/{name}">Lapa {name}</a></li>' for name in ("viens", "divi", "tris"))
CLOSE = f'<ul class="sikas" style="font-size: 13px; line-height: 14px">{LINKS}</ul>'
PAGES = ("/", "/viens", "/divi", "/tris")


@dataclass
class Night:
    """What was saved, how often each page was asked for, and the causes whose pictures were taken."""

    audit: Audit
    asked: Counter[str]
    taken: tuple[str, ...]


@dataclass
class Seen:
    """A night that takes no pictures, then two that do; `boxes` are the outlines on the first one's, by cause."""

    workplace: Workplace
    url: str
    bare: Night
    first: Night
    second: Night
    boxes: dict[str, tuple[int, int]] = field(default_factory=dict)


def site_of(body: str) -> Mapping[str, Reply]:
    robots = Reply("User-agent: *\nDisallow:\n", content_type="text/plain")
    own = {path: Reply(markup(f"{LOGO}<p>Lapa {path}</p><a href='/'>Uz sākumu</a>")) for path in PAGES}
    return {**own, "/robots.txt": robots, "/": Reply(markup(LOGO + body))}


async def three_nights(workplace: Workplace, taken: list[str], patch: pytest.MonkeyPatch) -> Seen:
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(engine())
        origin: OriginServer = await stack.enter_async_context(serving(site_of(CLOSE + FAINT)))
        site = Site(f"{origin.url}/", "Liepu novads")

        async def night(run: str) -> Night:
            origin.asked.clear()
            taken.clear()
            audits: list[Audit] = []
            begun = datetime.now(UTC)
            start_run(workplace.database, run, started_at=begun, sites=[site], settings={}, versions={})
            claim = claim_run(workplace.database, run)
            auditor = Auditor(
                browser, replace(LIMITS, max_pages=4), workplace.database, workplace.store, workplace.methodology,
                Versions("1", browser.axe_version, browser.version),
            )  # fmt: skip
            result = RunResult(run)
            order = Order([site], 1, allow_private=True, check_targets=False)
            await auditor.run(order, Patience(claim), audits.append, lambda *_: None, result)
            claim.release()
            assert result.crashed == []
            return Night(audits[0], Counter(origin.paths), tuple(taken))

        with patch.context() as without:
            without.setattr(fault_gallery, "MAX_PICTURES", 0)
            bare = await night("n0")
        seen = Seen(workplace, site.url, bare, await night("n1"), await night("n2"))
        for rule, example in pictured(seen.first.audit).items():
            seen.boxes[rule] = await outlined(browser, workplace.store.get(example.picture or ""))
    return seen


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    keep, taken = FaultGallery.keep, list[str]()

    def counted(self: FaultGallery, proof: Proof, image: bytes | None) -> None:
        taken.append(proof.what)
        keep(self, proof, image)

    with pytest.MonkeyPatch.context() as patch, opened(tmp_path_factory.mktemp("nights")) as workplace:
        patch.setattr(FaultGallery, "keep", counted)
        yield asyncio.run(three_nights(workplace, taken, patch))


def issues(audit: Audit) -> tuple[Issue, ...]:
    return audit.issues


def pictured(audit: Audit) -> dict[str, Example]:
    """The example with a picture by the rule of its issue."""
    return {issue.rule: one for issue in issues(audit) for one in issue.examples if one.picture}


def test_the_element_is_outlined_on_a_computer_and_on_a_phone(seen: Seen) -> None:
    assert pictured(seen.bare.audit) == {}
    assert {"image-alt", "color-contrast", "tap-targets"} <= pictured(seen.first.audit).keys()
    # The line stands 3 px off and is 3 px wide.
    assert seen.boxes["image-alt"] == pytest.approx((120 + 12, 60 + 12), abs=4)
    assert seen.boxes["color-contrast"][0] == pytest.approx(240 + 12, abs=4)
    assert 50 < seen.boxes["tap-targets"][0] < 90
    assert 15 < seen.boxes["tap-targets"][1] < 40


def test_a_cause_of_the_whole_page_is_not_pictured(seen: Seen) -> None:
    (plain,) = [issue for issue in issues(seen.first.audit) if issue.rule == "https"]
    assert all(example.picture is None for example in plain.examples)


def test_one_picture_of_a_cause_is_enough(seen: Seen) -> None:
    (logo,) = [issue for issue in issues(seen.first.audit) if issue.rule == "image-alt"]
    assert logo.pages == 4
    assert [bool(example.picture) for example in logo.examples].count(True) == 1


def test_no_page_is_loaded_for_it(seen: Seen) -> None:
    def pages(night: Night) -> dict[str, int]:
        return {path: night.asked[path] for path in PAGES}

    assert pages(seen.bare) == pages(seen.first) == pages(seen.second)


def test_the_next_night_takes_only_what_is_missing(seen: Seen) -> None:
    assert seen.first.taken
    assert not set(seen.first.taken) & set(seen.second.taken)
    had = pictured(seen.first.audit)
    assert {rule: pictured(seen.second.audit)[rule] for rule in had} == had


def test_it_is_evidence_that_can_be_verified(seen: Seen) -> None:
    pictures = [item for item in items_of(seen.first.audit, "0" * 64 + ".zst") if item.part == FAULT_PICTURE]
    assert {item.ref for item in pictures} == {one.picture for one in pictured(seen.first.audit).values()}
    assert {item.kind for item in pictures} == {Kind.SCREENSHOT}
    assert verify(seen.workplace.database, seen.workplace.store).flaws == []


def test_a_night_judged_again_has_its_pictures(seen: Seen) -> None:
    rows = audits_between(seen.workplace.database)
    assert pictured(load_audit(seen.workplace.store.get(rows[-1].result_ref))) == pictured(seen.second.audit)
    # Judged by this version, not by the one that the audits were told to come from.
    assert {one.fate for one in rescore(seen.workplace, Nights(), again=True)} == {Fate.SAME}


def test_the_report_shows_each_once(seen: Seen) -> None:
    page = html.fromstring(report_of(seen.workplace, seen.url, "lv").decode())
    sources = page.xpath("//figure[contains(@class, 'outlined')]/img/@src")
    images = [base64.b64decode(source.partition(",")[2]) for source in sources]
    refs = {example.picture or "" for example in pictured(seen.second.audit).values()}
    assert sorted(images) == sorted(map(seen.workplace.store.get, refs))
    for alt in page.xpath("//figure[contains(@class, 'outlined')]/img/@alt"):
        assert "elements apvilkts ar sarkanu:" in alt
    # What is measured of the home page is outlined on the phone's picture too.
    (areas,) = page.xpath("//ol[@class='areas']")
    assert "ul > li" in areas.text_content()
    assert page.xpath("//table[@id='todo-list']//td[contains(., 'indekss +')]")
