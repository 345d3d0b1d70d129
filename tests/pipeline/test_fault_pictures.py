"""What a real browser sees of a finding hangs in the audit and its report, is taken once, and costs no page load."""

import asyncio
import base64
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.claims import claim_run
from db.manifest import FAULT_PICTURE, items_of
from db.runs import start_run
from model.audit import Audit
from model.evidence import Versions
from model.finding import Example, Issue, Outcome
from model.site import Site
from model.text import Language
from pipeline import fault_gallery
from pipeline.audit import Auditor, Order, RunResult
from pipeline.patience import Patience
from pipeline.reporting import report_of
from pipeline.rescore import Fate, Nights, rescore
from pipeline.workplace import Workplace
from tests.crawler.engines import engine, markup
from tests.crawler.origin import Reply, serving
from tests.crawler.visiting import LIMITS
from tests.pipeline.gathered import opened

# A red-free page, so that red is the outline's.
GREY = "data:image/gif;base64,R0lGODlhAQABAIAAAJmZmf///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw=="
LOGO = f'<div class="galva"><img id="logo" class="logo" src="{GREY}" width="120" height="60"></div>'
FAINT = '<p class="bals" style="color: #bbb; margin: 400px 0">Pelēks teksts <script>alert(1)</script> baltā laukā</p>'
CLOSE = '<ul class="sikas" style="font-size: 13px; line-height: 14px">' + "".join(
    f'<li><a href="/{name}">Lapa {name}</a></li>' for name in ("viens", "divi", "tris")
)
HIDDEN = f'<div style="position: absolute; left: -9000px"><img class="ara" src="{GREY}"></div>'
PAGES = ("/", "/viens", "/divi", "/tris")


@dataclass(frozen=True)
class Seen:
    """Two nights of the site: what was saved, how often each page was asked for, and the pictures taken."""

    workplace: Workplace
    first: Audit
    second: Audit
    asked: tuple[Counter[str], Counter[str]]
    taken: tuple[int, int]
    url: str


def site_of(body: str) -> Mapping[str, Reply]:
    robots = Reply("User-agent: *\nDisallow:\n", content_type="text/plain")
    own = {path: Reply(markup(f"{LOGO}<p>Lapa {path}</p><a href='/'>Uz sākumu</a>")) for path in PAGES}
    return {**own, "/robots.txt": robots, "/": Reply(markup(LOGO + body))}


async def two_nights(workplace: Workplace, taken: list[int]) -> Seen:
    audits: list[Audit] = []
    counts: list[Counter[str]] = []
    pictures: list[int] = []
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(engine())
        origin = await stack.enter_async_context(serving(site_of(FAINT + CLOSE + HIDDEN)))
        site = Site(f"{origin.url}/", "Liepu novads")
        for night in ("n1", "n2"):
            origin.asked.clear()
            taken.clear()
            now = datetime.now(UTC)
            start_run(workplace.database, night, started_at=now, sites=[site], settings={}, versions={})
            claim = claim_run(workplace.database, night)
            auditor = Auditor(
                browser, replace(LIMITS, max_pages=4), workplace.database, workplace.store, workplace.methodology,
                Versions("1", browser.axe_version, browser.version), Patience(claim),
            )  # fmt: skip
            order = Order([site], 1, allow_private=True, check_targets=False)
            result = RunResult(night)
            await auditor.run(order, audits.append, lambda *_: None, result)
            claim.release()
            assert result.crashed == []
            counts.append(Counter(origin.paths))
            pictures.append(len(taken))
    return Seen(workplace, audits[0], audits[1], (counts[0], counts[1]), (pictures[0], pictures[1]), site.url)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    kept, taken = fault_gallery.FaultGallery.keep, list[int]()

    def counted(self: fault_gallery.FaultGallery, *args: object) -> None:
        taken.append(1)
        kept(self, *args)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch, opened(tmp_path_factory.mktemp("nights")) as workplace:
        patch.setattr(fault_gallery.FaultGallery, "keep", counted)
        yield asyncio.run(two_nights(workplace, taken))


def issues(audit: Audit, rule: str) -> list[Issue]:
    return [one for one in (*audit.wcag_issues, *audit.mobile_issues) if one.rule == rule]


def pictured(audit: Audit, rule: str, component: str = "") -> Example:
    (one,) = [one for one in issues(audit, rule) if component in one.component]
    (example,) = [example for example in one.examples if example.picture is not None]
    return example


def test_print(seen: Seen) -> None:
    for one in (*seen.first.wcag_issues, *seen.first.mobile_issues, *seen.first.usability_issues):
        print(one.rule, one.outcome, one.component, one.pages, [(e.page, e.selector, e.picture) for e in one.examples])
    print(seen.asked, seen.taken)
    for one in (*seen.first.wcag_issues, *seen.first.mobile_issues):
        for example in one.examples:
            if example.picture:
                Path(f"/tmp/lead/out/todo/{one.rule}-{example.picture[:5]}.jpg").write_bytes(
                    seen.workplace.store.get(example.picture)
                )
