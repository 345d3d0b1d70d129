"""A year of nights of three sites or more, in which happens what a year brings, each event on a night of its own.

The nights are audits as the pipeline makes them: verdicts are scored and grouped by the real functions.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache

from checks.issues import group, site_outcomes
from model.audit import Audit, PageAudit, Status
from model.change import Cause, Matter
from model.evidence import Versions
from model.failure import Failure, FailureKind
from model.finding import Element, Feature, Impact, Outcome, Standard, Verdict
from model.site import Centre, Site
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.mobile import VERDICT_RULES, page_passes, share_passing
from scoring.wcag import band, page_score, site_score
from tests.scoring.invented import features, methodology_2019

NIGHTS = 365
FIRST = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
NAMES = ("liepas", "ozoli", "egles")


def sites_of(count: int) -> tuple[Site, ...]:
    """So many sites; every third has the same story."""
    return tuple(
        Site(
            url=f"https://{name}{number if number >= len(NAMES) else ''}.example/",
            name=f"{name.title()} novads",
            atvk=f"{FIRST_ATVK + number:04}000",
            centre=Centre.LOCAL,
            region="Rīga",
        )
        for number, name in ((number, NAMES[number % len(NAMES)]) for number in range(count))
    )


FIRST_ATVK = 91
LIEPAS, OZOLI, EGLES = SITES = sites_of(3)


def story_of(site: Site) -> Site:
    """The one of the three sites to which the same happens."""
    return SITES[(int((site.atvk or "")[:4]) - FIRST_ATVK) % len(SITES)]


FIXED, DOWN, OTHER_PAGE, BACK, LOST, AXE, BROWSER, REDESIGN = 40, 60, 90, 120, 150, 182, 210, 235
NOISE, PAGE_DOWN, TOOL, METHODOLOGY, MOVE = 260, 300, 320, 335, 350
EVENTS = (FIXED, DOWN, OTHER_PAGE, BACK, LOST, AXE, BROWSER, REDESIGN, NOISE, PAGE_DOWN, TOOL, METHODOLOGY, MOVE)
UNREADABLE = LOST + 1
DOWN_NIGHTS, NOISY_NIGHTS = range(DOWN, DOWN + 3), range(NOISE, NOISE + 14)

CRITICAL = frozenset({"image-alt", "label"})
OLD_RULE, NEW_RULE = "accesskeys", "summary-name"


def moment(night: int) -> datetime:
    return FIRST + timedelta(days=night)


def day(night: int) -> date:
    """The day in Riga on which the night is told: it begins at half past one."""
    return moment(night).date() + timedelta(days=1)


def versions(night: int) -> Versions:
    return Versions(
        tool="0.2.0" if night >= TOOL else "0.1.0",
        axe="4.14.0" if night >= AXE else "4.13.0",
        browser="157.0" if night >= BROWSER else "156.0",
    )


def site_on(site: Site, night: int) -> Site:
    """Where the site stands on a night, and what it is called."""
    if story_of(site) is not OZOLI or night < MOVE:
        return site
    url = site.url.replace("https://", "https://www.pilseta-")
    return replace(site, url=url, name="Ozolu pilsēta", atvk=(site.atvk or "")[:6] + "1")


def failures(site: Site, night: int, page: int) -> dict[str, int]:
    """How many elements of a page fail each rule that applies to it."""
    failed = {"image-alt": 2, "color-contrast": 1, "label": 0, "link-name": 0}
    if story_of(site) is LIEPAS and FIXED <= night < BACK:
        failed["image-alt"] = 0
    if story_of(site) is LIEPAS and page == 7 and night >= OTHER_PAGE:
        failed["label"] = 5
    if night >= AXE:
        failed["color-contrast"] += 3
        failed[NEW_RULE] = 2
    else:
        failed[OLD_RULE] = 1
    if site == EGLES and page == 2 and night >= AXE:
        failed["link-name"] = 4
    if night >= BROWSER:
        failed["color-contrast"] += 1
    if story_of(site) is OZOLI and night >= REDESIGN:
        failed |= {"image-alt": 0, "color-contrast": 0, "label": 1}
    if story_of(site) is EGLES and page == 3 and night in NOISY_NIGHTS and night % 2:
        failed["label"] = 3
    return failed


def offered(site: Site, night: int) -> Mapping[str, Feature]:
    found = ["contacts", "privacy_policy", "facebook", "latvija_lv_link"]
    if not (story_of(site) is LIEPAS and night >= LOST):
        found.append("forum")
    if night >= TOOL:
        found.append("newsletter")
    grade = Feature("latvija_lv_link", True, "deep")
    return features(found, special=[grade])


@cache
def scene(site: Site, since: int) -> Audit:
    """The audit of a night on which something began; the nights after it are the same until the next one."""
    here = site_on(site, since)
    names = ["", *(f"lapa/{number}" for number in range(1, 8))]
    if story_of(site) is LIEPAS and since >= OTHER_PAGE:
        names[7] = "lapa/jauna"
    if story_of(site) is OZOLI and since >= REDESIGN:
        names = ["", *(f"lv/jaunums/{number}" for number in range(1, 8))]
    pages = tuple(_page(site, here.url + name, since, number) for number, name in enumerate(names))
    verdicts = [(page.url, page.verdicts) for page in pages]
    wcag = site_score(page.wcag_score for page in pages)
    known = offered(site, since)
    checks = site_outcomes(found for _, found in verdicts)
    facts = SiteFacts(features=known, page_audits=pages, checks=checks, wcag_score=wcag)
    index = score_site(methodology_2019(), facts)
    return Audit(
        site=here,
        run="",
        started_at=moment(since),
        finished_at=moment(since),
        status=Status.COMPLETE,
        failure=None,
        versions=versions(since),
        pages=pages,
        wcag_score=wcag,
        wcag_band=band(wcag, methodology_2019().wcag_bands),
        wcag_issues=group(verdicts, frozenset({Standard.WCAG21})),
        mobile_passes=pages[0].mobile_passes,
        mobile_score=share_passing(page.mobile_passes for page in pages),
        mobile_issues=group(verdicts, frozenset({Standard.MOBILE})),
        features=tuple(known.values()),
        checks=checks,
        index=replace(index, methodology="later", score=(index.score or 0) - 2) if since >= METHODOLOGY else index,
        documents_read=100,
    )


def _page(site: Site, url: str, night: int, number: int) -> PageAudit:
    if story_of(site) is LIEPAS and number == 4 and night == PAGE_DOWN:
        return PageAudit(url, None, "template", None, Failure(FailureKind.TIMEOUT, "45 s"), None, None)
    failed = failures(site, night, number)
    ours = (_mobile(site, rule) for rule in VERDICT_RULES)
    verdicts = (*(verdict_of(rule, count) for rule, count in failed.items()), *ours)
    return PageAudit(
        url=url,
        final_url=url,
        role="template" if number else "home",
        status=200,
        failure=None,
        wcag_score=page_score(verdicts),
        mobile_passes=page_passes(verdicts),
        verdicts=verdicts,
    )


def verdict_of(rule: str, failed: int) -> Verdict:
    element = Element(Outcome.FAIL, "img", "<img>", ("html", "body", "main", f"div.{rule}", "a"), count=failed)
    return Verdict(
        rule=rule,
        outcome=Outcome.FAIL if failed else Outcome.PASS,
        engine="axe",
        standard=Standard.WCAG21,
        impact=Impact.CRITICAL if rule in CRITICAL else Impact.SERIOUS,
        criteria=("1.1.1",),
        scored=True,
        passed=20,
        failed=failed,
        elements=(element,) if failed else (),
    )


def _mobile(site: Site, rule: str) -> Verdict:
    fails = story_of(site) is EGLES and rule == "tap-targets"
    return Verdict(rule, Outcome.FAIL if fails else Outcome.PASS, standard=Standard.MOBILE, failed=int(fails), passed=3)


def starts(site: Site) -> frozenset[int]:
    """The nights on which the site's scene changes."""
    every = {0, *EVENTS, PAGE_DOWN + 1}
    return frozenset(every | set(NOISY_NIGHTS) | {NOISY_NIGHTS.stop} if story_of(site) is EGLES else every)


def nights(site: Site) -> Iterator[Audit]:
    """The whole year. A news item on the home page makes it another page every night, and so it goes for page 3."""
    since = 0
    for night in range(NIGHTS):
        since = night if night in starts(site) else since
        whole = replace(scene(site, since), run=run_of(night), started_at=moment(night), finished_at=moment(night))
        if story_of(site) is LIEPAS and night in DOWN_NIGHTS:
            yield _down(whole)
        else:
            yield replace(
                whole, pages=tuple(_with_dom(site, page, night, at, since) for at, page in enumerate(whole.pages))
            )


def _with_dom(site: Site, page: PageAudit, night: int, at: int, since: int) -> PageAudit:
    if page.failure is not None:
        return page
    # What judges a page does not change it; all else that begins does. One site changes on the night of the new rules.
    judges = {BROWSER, TOOL} if site == EGLES and at == 2 else {AXE, BROWSER, TOOL}
    changed = max(event for event in (0, *EVENTS) if event <= since and event not in judges)
    content = f"{page.url} {night if at in (0, 3) else changed}"
    return replace(page, evidence={"dom": hashlib.sha256(content.encode()).hexdigest() + ".zst"})


def _down(whole: Audit) -> Audit:
    failure = Failure(FailureKind.DNS, f"{whole.site.url} was not found")
    home = PageAudit(whole.site.url, None, "home", None, failure, None, None)
    return replace(
        whole, status=Status.FAILED, failure=failure, pages=(home,), wcag_score=None, wcag_band=None, wcag_issues=(),
        mobile_passes=None, mobile_score=None, mobile_issues=(), checks={},
        features=tuple(Feature(one.id, None) for one in whole.features),
        index=score_site(methodology_2019(), SiteFacts.nothing()),
    )  # fmt: skip


def run_of(night: int) -> str:
    return f"{moment(night):%Y%m%dT%H%M%S}000Z"


@dataclass(frozen=True)
class Planted:
    """A score that an event moves, by what causes, and what its greatest contribution must be."""

    night: int
    score: str
    causes: frozenset[Cause]
    matter: Matter
    name: str


def planted(site: Site) -> tuple[Planted, ...]:
    """Everything that moves a score of this site in the year."""

    def one(night: int, score: str, cause: Cause, matter: Matter, name: str, *other: Cause) -> Planted:
        return Planted(night, score, frozenset({cause, *other}), matter, name)

    every = (
        one(AXE, "wcag", Cause.RULES, Matter.RULE, "color-contrast", *([Cause.SITE] if site == EGLES else [])),
        one(AXE, "index", Cause.RULES, Matter.RULE, "color-contrast", *([Cause.SITE] if site == EGLES else [])),
        one(BROWSER, "wcag", Cause.ENGINE, Matter.RULE, "color-contrast"),
        one(TOOL, "index", Cause.RULES, Matter.FEATURE, "newsletter"),
        one(METHODOLOGY, "index", Cause.METHODOLOGY, Matter.METHODOLOGY, "later"),
    )
    own = {
        LIEPAS: (
            one(FIXED, "wcag", Cause.SITE, Matter.RULE, "image-alt"),
            one(OTHER_PAGE, "wcag", Cause.SAMPLE, Matter.PAGE, "/lapa/jauna"),
            one(BACK, "wcag", Cause.SITE, Matter.RULE, "image-alt"),
            one(LOST, "index", Cause.SITE, Matter.FEATURE, "forum"),
            one(PAGE_DOWN, "wcag", Cause.DOWNS, Matter.PAGE, "/lapa/4"),
        ),
        OZOLI: (one(REDESIGN, "wcag", Cause.SITE, Matter.RULE, "color-contrast"),),
        EGLES: (one(NOISE + 5, "wcag", Cause.NOISE, Matter.RULE, "label"),),
    }
    return (*every, *own[story_of(site)])
