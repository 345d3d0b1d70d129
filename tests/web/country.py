"""The 42 municipalities with a few nights of two years, as the pipeline would have saved them."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, insert

from checks.issues import group, site_outcomes
from db import tables as t
from db.engine import writing
from db.evidence import SCREENSHOT, EvidenceStore
from db.sites import site_rows
from model.audit import Audit, PageAudit, Status
from model.evidence import Versions
from model.failure import Failure, FailureKind
from model.finding import Feature, Issue, Outcome, Proof, Standard, Verdict
from model.site import Site
from pipeline.sites_file import read_sites
from pipeline.workplace import methodology_of
from scoring.facts import SiteFacts
from scoring.index import score_site
from scoring.mobile import VERDICT_RULES, page_passes, share_passing
from scoring.wcag import band, page_score, site_score
from tests.pipeline.written_year import write_nights
from tests.pipeline.year import verdict_of
from tests.reports.example_audit import SCRIPT
from tests.scoring.invented import FEATURES, features
from tests.web.picture import png

# The clock of the dashboard in tests, and how many days before it each night was.
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
DAYS_AGO = (730, 365, 180, 90, 30, 7, 2, 1, 0)
NEWEST = len(DAYS_AGO) - 1
# Places in the list of sites: the newest audit saw nothing; nothing was ever seen; pages full of hostile strings.
DOWN, NEVER_SEEN, HOSTILE = 5, 6, 7
# They stand on the shared platform, so that what they have in common is one fault.
ON_PLATFORM = (12, 16, 20)
RUN_SITE = ("run_id", "position", "site_id")
RULES = ("image-alt", "color-contrast", "label", "link-name", "button-name", "html-has-lang", "document-title")
# As wide as the auditor's own, which are JPEG; either may be shown.
PICTURE = png(1280, 400)
PICTURE_REF = f"{hashlib.sha256(PICTURE).hexdigest()}.jpg"
OFFERED = tuple(one for one in FEATURES if one != "shared_platform")


@cache
def municipalities() -> tuple[Site, ...]:
    return tuple(read_sites(Path(__file__).parents[2] / "sites.csv").sites)


def begun(night: int) -> datetime:
    """At 01:30 in Riga."""
    return (NOW - timedelta(days=DAYS_AGO[night])).replace(hour=0, minute=30) - timedelta(hours=1)


def run_of(night: int) -> str:
    return f"{begun(night):%Y%m%dT%H%M%S}000Z"


def write_country(database: Engine, store: EvidenceStore) -> None:
    """Fills an empty database that is ready."""
    assert store.put(PICTURE, SCREENSHOT) == PICTURE_REF
    sites = municipalities()
    with writing(database) as connection:
        runs = [
            {
                "id": run_of(night),
                "started_at": begun(night),
                "finished_at": begun(night) + timedelta(hours=2),
                "status": "finished",
                "settings": {},
                "versions": {},
            }
            for night in range(len(DAYS_AGO))
        ]
        connection.execute(insert(t.run), runs)
        ids = site_rows(connection, sites)
        asked = [(run["id"], place, ids[site]) for run in runs for place, site in enumerate(sites)]
        connection.execute(insert(t.run_site), [dict(zip(RUN_SITE, row, strict=True)) for row in asked])
        every = frozenset(range(len(DAYS_AGO)))
        for number, site in enumerate(sites):
            # As they are saved: night by night, so that later audits have greater numbers.
            audits = {1 + night * len(sites) + number: audit_of(site, number, night) for night in every}
            write_nights(connection, store, audits, every, lambda night: night >= NEWEST - 2)


def audit_of(site: Site, number: int, night: int, pages_read: int = 4) -> Audit:
    """What a night saw of the site at this place in the list: worse the further down, and better from year to year."""
    if number == NEVER_SEEN or (number == DOWN and night == NEWEST):
        return _failed(site, night)
    pages = tuple(_page(site, number, night, at) for at in range(pages_read))
    verdicts = [(page.url, page.verdicts) for page in pages]
    wcag = site_score(page.wcag_score for page in pages)
    known = _offered(site, number, night)
    checks = site_outcomes(found for _, found in verdicts)
    methodology = methodology_of("2019")
    return Audit(
        site=site,
        run=run_of(night),
        started_at=begun(night),
        finished_at=begun(night) + timedelta(minutes=4),
        status=Status.COMPLETE if number % 11 else Status.PARTIAL,
        failure=None if number % 11 else Failure(FailureKind.BUDGET_SPENT, "the 600 s for this site are spent"),
        versions=Versions("0.1.0", "4.14.0" if night >= 4 else "4.13.0", "Chromium 156"),
        pages=pages,
        wcag_score=wcag,
        wcag_band=band(wcag, methodology.wcag_bands),
        wcag_issues=tuple(_pictured(one) for one in group(verdicts, frozenset({Standard.WCAG21}))),
        mobile_passes=pages[0].mobile_passes,
        mobile_score=share_passing(page.mobile_passes for page in pages),
        mobile_issues=group(verdicts, frozenset({Standard.MOBILE})),
        features=tuple(known.values()),
        checks=checks,
        index=score_site(methodology, SiteFacts(features=known, page_audits=pages, checks=checks, wcag_score=wcag)),
        documents_read=40 + number,
    )


def _page(site: Site, number: int, night: int, at: int) -> PageAudit:
    url = site.url + ("/" if at == 0 else f"/lapa/{at}")
    verdicts = [verdict_of(rule, _failures(number, night, place + at)) for place, rule in enumerate(RULES)]
    if number == HOSTILE:
        verdicts = [_hostile(verdict) for verdict in verdicts]
    verdicts += [_mobile(rule, fails=place < number % 4 - night // 3) for place, rule in enumerate(VERDICT_RULES)]
    return PageAudit(
        url=url,
        final_url=url,
        role="template" if at else "home",
        status=200,
        failure=None,
        wcag_score=page_score(verdicts),
        mobile_passes=page_passes(verdicts),
        verdicts=tuple(verdicts),
        evidence={} if at else {"desktop": PICTURE_REF},
    )


def _failures(number: int, night: int, place: int) -> int:
    """Elements of a page that fail; the municipalities mend some from night to night, and break others."""
    return max(0, (number * 7 + place * 5) % 13 - 4 - night // 2 + (place + night) % 3)


def _pictured(issue: Issue) -> Issue:
    first, *others = issue.examples
    return replace(issue, examples=(replace(first, picture=PICTURE_REF), *others))


def _hostile(verdict: Verdict) -> Verdict:
    snippet = f'<img title="{SCRIPT}" src=x onerror="document.title=1">'
    elements = tuple(
        replace(one, snippet=snippet, path=(*one.path, f"b.{SCRIPT.replace('.', '-')}")) for one in verdict.elements
    )
    return replace(verdict, elements=elements)


def _mobile(rule: str, *, fails: bool) -> Verdict:
    outcome = Outcome.FAIL if fails else Outcome.PASS
    return Verdict(rule, outcome, standard=Standard.MOBILE, failed=int(fails), passed=3)


def _offered(site: Site, number: int, night: int) -> Mapping[str, Feature]:
    found = [one for place, one in enumerate(OFFERED) if (number * 5 + place * 11) % 17 < 6 + night // 2]
    found += ["shared_platform"] if number in ON_PLATFORM else []
    silent = [one for place, one in enumerate(OFFERED) if one not in found and (number + place) % 23 == 0]
    words = SCRIPT if number == HOSTILE else "Sadaļa vietnē"
    graded = {"latvija_lv_link": "deep"}
    proven = [
        Feature(one, True, graded.get(one), (Proof(f"{site.url}/", words, f"{site.url}/{one}", picture=PICTURE_REF),))
        for one in found
    ]
    return features(found, silent, proven)


def _failed(site: Site, night: int) -> Audit:
    failure = Failure(FailureKind.TIMEOUT, "no answer in 45 s")
    return Audit(
        site=site,
        run=run_of(night),
        started_at=begun(night),
        finished_at=begun(night) + timedelta(minutes=1),
        status=Status.FAILED,
        failure=failure,
        versions=Versions("0.1.0", "4.14.0", "Chromium 156"),
        pages=(PageAudit(f"{site.url}/", None, "home", None, failure, None, None),),
        wcag_score=None,
        wcag_band=None,
        wcag_issues=(),
        mobile_passes=None,
        mobile_score=None,
        mobile_issues=(),
        features=tuple(Feature(one, None) for one in FEATURES),
        checks={},
        index=score_site(methodology_of("2019"), SiteFacts.nothing()),
        documents_read=0,
    )
