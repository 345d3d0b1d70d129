"""Saves audits of bad sites that nobody visited, at the limits of what one may hold: `python -m bench.bad_sites`."""

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from checks.catalogue import rule_ids
from checks.issues import group, site_outcomes
from checks.watch import FEATURES
from crawler.executables import find_browser
from db.documents import dump_audit
from db.runs import start_run
from db.saving import save_audit
from model.audit import Audit, PageAudit, Status
from model.evidence import Timing, Versions
from model.finding import Confidence, Element, Feature, Impact, Issue, Outcome, Proof, Standard, Verdict
from model.score import Band
from model.site import Site
from pipeline.sites_file import read_sites
from pipeline.workplace import Workplace
from reports.criteria import PAGES
from scoring.facts import SiteFacts
from scoring.index import score_site

SITES = Path(__file__).parents[1] / "sites.csv"
STARTED = datetime(2026, 11, 26, 22, 0, tzinfo=UTC)
RUN = "bench"
# As long as a visit keeps them, and of letters that each take four or five in HTML.
SNIPPET_CHARS = 300
SNIPPET = """<a href="/lv?a=1&b=<2>" onclick='x("&")' title="&quot;=1+1&quot;" class="c-{}">""" + "<b>\"'&" * 60
SHARED_CAUSES = 20
PICTURES = 20
# What a camera saw, as far as the size of its JPEG goes.
PHOTO = """<svg width="400" height="260">
<filter id="f"><feTurbulence baseFrequency=".05" numOctaves="3" seed="{}"/></filter>
<rect width="400" height="260" filter="url(#f)"/></svg>"""
STANDARDS = (
    *[Standard.WCAG21] * 6, Standard.WCAG22, Standard.BEST_PRACTICE, Standard.MOBILE, Standard.USABILITY,
)  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.bad_sites", description=__doc__)
    parser.add_argument("--sites", type=int, required=True)
    parser.add_argument("--pages", type=int, required=True, help="pages a site")
    parser.add_argument("--causes", type=int, required=True, help="causes a site, about")
    chosen = parser.parse_args()
    sites = read_sites(SITES).sites[: chosen.sites]
    with Workplace.open() as workplace:
        start_run(workplace.database, RUN, started_at=STARTED, sites=sites, settings={}, versions={})
        taken = shots(workplace)
        for site in sites:
            audit = bad_audit(workplace, site, chosen.pages, chosen.causes, taken)
            save_audit(workplace.database, audit, workplace.store.put(dump_audit(audit), "audit"))
    return 0


@dataclass(frozen=True, slots=True)
class Shots:
    """Content addresses of pictures as a page with photos gives them."""

    desktop: Sequence[str]
    phone: Sequence[str]
    proof: Sequence[str]


def shots(workplace: Workplace) -> Shots:
    """Takes and keeps them."""
    found = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, channel=None if found else "chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()

        def kept(width: int, height: int, photos: int) -> list[str]:
            page.set_viewport_size({"width": width, "height": height})
            return [_shot(page, workplace, number, photos) for number in range(PICTURES)]

        taken = Shots(desktop=kept(1280, 800, 3), phone=kept(412, 915, 2), proof=kept(720, 300, 1))
        browser.close()
    return taken


def _shot(page: Page, workplace: Workplace, number: int, photos: int) -> str:
    photo = PHOTO.format(number)
    page.set_content(f"<h1>Jaunumi {number}</h1>{photo * photos}<p>{'Dome aicina uz sapulci. ' * 150}</p>")
    return workplace.store.put(page.screenshot(type="jpeg", quality=60), "screenshot")


def bad_audit(workplace: Workplace, site: Site, pages: int, causes: int, taken: Shots) -> Audit:
    """An audit of a site on every page of which many rules fail, most of them in a place of that page alone."""
    rules = sorted(rule_ids())
    own = max((causes - SHARED_CAUSES) // pages, 1)
    judged = tuple(_page(site, number, rules, own, taken) for number in range(pages))
    verdicts = [(page.url, page.verdicts) for page in judged]
    checks = site_outcomes(found for _, found in verdicts)
    features = tuple(_feature(site, name, number, taken) for number, name in enumerate(FEATURES))
    facts = SiteFacts(features={one.id: one for one in features}, page_audits=judged, checks=checks, wcag_score=41.5)
    wcag = frozenset({Standard.WCAG21, Standard.WCAG22, Standard.BEST_PRACTICE})
    return Audit(
        site=site,
        run=RUN,
        started_at=STARTED,
        finished_at=STARTED + timedelta(minutes=9),
        status=Status.COMPLETE,
        failure=None,
        versions=Versions("0.1.0", "4.14.0", "Chromium"),
        pages=judged,
        wcag_score=41.5,
        wcag_band=Band.LOW,
        wcag_issues=_outlined(group(verdicts, wcag), taken),
        mobile_passes=False,
        mobile_score=0.0,
        mobile_issues=_outlined(group(verdicts, frozenset({Standard.MOBILE})), taken),
        features=features,
        checks=checks,
        index=score_site(workplace.methodology, facts),
        documents_read=300,
        usability_issues=group(verdicts, frozenset({Standard.USABILITY})),
    )


def _outlined(issues: Iterable[Issue], taken: Shots) -> tuple[Issue, ...]:
    """With a picture of the first example of each."""
    return tuple(
        replace(
            issue,
            examples=(
                replace(issue.examples[0], picture=taken.proof[number % PICTURES]),
                *issue.examples[1:],
            ),
        )
        for number, issue in enumerate(issues)
    )


def _page(site: Site, number: int, rules: Sequence[str], own: int, taken: Shots) -> PageAudit:
    url = site.url if not number else f"{site.url}lv/zinas/{number}/dome-aicina-uz-sapulci-{number}?a=1&b={number}"
    picture = {
        "desktop": taken.desktop[number % PICTURES],
        "phone": taken.phone[number % PICTURES],
    }
    return PageAudit(
        url=url,
        final_url=url,
        role="template" if number else "home",
        status=200,
        failure=None,
        wcag_score=41.5,
        mobile_passes=False,
        verdicts=tuple(_verdicts(number, rules, own)),
        timing=Timing(120, 800, 2_400, 3_100),
        size_bytes=4_200_000,
        evidence=picture,
    )


def _verdicts(number: int, rules: Sequence[str], own: int) -> Iterator[Verdict]:
    """A page's own faults first, then those that all pages share, then what passes."""
    for at, rule in enumerate(rules):
        standard = STANDARDS[at % len(STANDARDS)]
        places = [f"vieta-{_letters(number)}-{_letters(nth)}" for nth in range(at, own, len(rules))] + (
            ["kopiga"] if at < SHARED_CAUSES else []
        )
        elements = tuple(_element(place, Outcome.NEEDS_REVIEW if at % 7 == 6 else Outcome.FAIL) for place in places)
        outcome = elements[0].outcome if elements else Outcome.PASS
        failed = len(elements) if outcome is Outcome.FAIL else 0
        yield Verdict(
            rule=rule,
            outcome=outcome,
            engine="axe",
            standard=standard,
            impact=list(Impact)[at % len(Impact)],
            criteria=(list(PAGES)[at % len(PAGES)],),
            scored=standard is Standard.WCAG21,
            passed=40,
            failed=failed,
            unsure=len(elements) - failed,
            elements=elements,
        )


def _letters(number: int) -> str:
    """The number without a digit, for a name with one is no lasting part of a component's name."""
    return str(number).translate(str.maketrans("0123456789", "abcdefghij"))


def _element(place: str, outcome: Outcome) -> Element:
    selector = f"main > div.saturs > section.{place} > ul.saraksts > li:nth-child(3) > a.saite[href*='a&b']"
    path = ("html", "body", "main", "div.saturs", f"section.{place}", "ul.saraksts", "li", "a.saite")
    return Element(outcome, selector, SNIPPET[:SNIPPET_CHARS], path, "Fix any of the following", 3)


def _feature(site: Site, name: str, number: int, taken: Shots) -> Feature:
    proofs = tuple(
        Proof(f"{site.url}lv/{name}/{at}", f"{name}: {SNIPPET[:100]}", f"{site.url}lv/mērķis/{at}", "main > a.saite",
              "names[0]", taken.proof[(number + at) % PICTURES])
        for at in range(3)
    )  # fmt: skip
    grade = "deep" if name == "latvija_lv_link" else "working"
    return Feature(name, number % 3 > 0, grade, proofs if number % 3 else (), True, confidence=Confidence.CERTAIN)


if __name__ == "__main__":
    sys.exit(main())
