"""What happened in ten years, drawn by a generator of one seed: audits, downs, redesigns, issues, features."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from checks.watch import FEATURES
from db.sites import digest_of
from model.audit import Status
from model.failure import FailureKind
from model.finding import Impact, Outcome, Standard
from model.site import Site

FIRST_NIGHT = datetime(2017, 1, 1, 23, 30, tzinfo=UTC)
PAGES = 25
OPEN_ISSUES = 60
# One issue appears, and one goes, every other night.
CHURN = 0.5
FEATURE_CHANGES = 0.0015
DOWN = 0.01
REDESIGN_NIGHTS = 1100
SAMPLE_NIGHTS = 20
REF = "0" * 64 + ".zst"
UPGRADES = {"tool": 30, "axe": 90, "browser": 28}

Row = dict[str, Any]


def night_of(number: int) -> datetime:
    return FIRST_NIGHT + timedelta(days=number)


def run_of(number: int) -> str:
    return f"{night_of(number):%Y%m%dT%H%M%S}000Z"


class Audits:
    """The audits night by night, with the nights on which a site was seen, by site."""

    def __init__(self, draw: Random, sites: int, nights: int) -> None:
        self.seen: dict[int, list[int]] = {site: [] for site in range(1, sites + 1)}
        self.redesigns: dict[int, set[int]] = {site: set() for site in self.seen}
        self.nights: list[Row] = []
        self.samples: list[Row] = []
        self._draw = draw
        self._count = nights
        self._page_owner: list[int] = []

    def rows(self, methodology: str) -> Iterator[Row]:
        sample: dict[int, list[int]] = {}
        number: dict[int, int] = {}
        wcag = {site: self._draw.uniform(70, 97) for site in self.seen}
        audit_id = 0
        for night in range(self._count):
            for site in self.seen:
                audit_id += 1
                redesigned = site not in sample or self._draw.random() < 1 / REDESIGN_NIGHTS
                if redesigned:
                    sample[site] = [self._page(site) for _ in range(PAGES)]
                    wcag[site] = self._draw.uniform(70, 97)
                elif self._draw.random() < 1 / SAMPLE_NIGHTS:
                    sample[site] = [*sample[site][:-1], self._page(site)]
                if redesigned or sample[site][-1] == len(self._page_owner):
                    number[site] = len(self.samples) // PAGES
                    self.samples += [
                        {"sample": number[site], "position": position, "page_id": page}
                        for position, page in enumerate(sample[site])
                    ]
                down = self._draw.random() < DOWN and night > 0
                if not down:
                    self.seen[site].append(audit_id)
                    self.nights.append({"audit_id": audit_id, "site_id": site, "sample": number[site]})
                    if redesigned:
                        self.redesigns[site].add(len(self.seen[site]) - 1)
                wcag[site] = min(max(wcag[site] + self._draw.choice((0, 0, 0, 0.1, -0.1)), 50), 99)
                yield _audit(audit_id, site, night, methodology, None if down else wcag[site])

    def _page(self, site: int) -> int:
        self._page_owner.append(site)
        return len(self._page_owner)

    def pages(self, sites: Sequence[Site]) -> Iterator[Row]:
        for page, site in enumerate(self._page_owner, start=1):
            url = f"{sites[site - 1].url}lapa/{page}"
            yield {"id": page, "site_id": site, "digest": digest_of(url), "url": url}


def _audit(audit_id: int, site: int, night: int, methodology: str, wcag: float | None) -> Row:
    moment = night_of(night) + timedelta(minutes=site)
    down = wcag is None
    return {
        "id": audit_id,
        "run_id": run_of(night),
        "site_id": site,
        "started_at": moment,
        "finished_at": moment + timedelta(minutes=4),
        "status": Status.FAILED if down else Status.COMPLETE,
        "failure_kind": FailureKind.TIMEOUT if down else None,
        "failure_detail": "45 s" if down else None,
        **{f"{name}_version": f"{name} {night // nights}" for name, nights in UPGRADES.items()},
        "wcag_score": wcag,
        "mobile_passes": None if down else True,
        "mobile_score": None if down else 80.0,
        "methodology": methodology,
        "index_score": None if wcag is None else wcag * 0.7,
        "index_coverage": 0.0 if down else 0.37,
        "index_maturity": None if down else 3,
        "documents_read": 0 if down else 300,
        "result_ref": REF,
    }


def issues(draw: Random, audits: Audits, rules: Sequence[str]) -> Iterator[Row]:
    """Of each site as many open ones as real sites have; some of them appear and go, a redesign ends them all."""
    for site, seen in audits.seen.items():
        open_since: dict[str, int] = {}
        spans: dict[str, int] = {}
        made = 0
        for at in range(len(seen)):
            redesign = at in audits.redesigns[site] or at == 0
            gone = list(open_since) if redesign else draw.sample(list(open_since), k=draw.random() < CHURN)
            for name in gone:
                yield _issue(site, name, spans, rules, seen, open_since.pop(name), at)
            while len(open_since) < OPEN_ISSUES:
                made += 1
                # Every tenth is one that comes back.
                name = f"{site:04x}{draw.randint(1, made) if made % 10 == 0 else made:012x}"
                if name not in open_since:
                    open_since[name] = at
        for name, first in open_since.items():
            yield _issue(site, name, spans, rules, seen, first, None)


def _issue(
    site: int, name: str, spans: dict[str, int], rules: Sequence[str], seen: Sequence[int], first: int, end: int | None
) -> Row:
    kind = int(name, 16)
    reopened = spans.get(name, 0)
    spans[name] = reopened + 1
    return {
        "site_id": site,
        "fingerprint": name,
        "reopened": reopened,
        "rule": rules[kind % len(rules)],
        "engine": "axe",
        "outcome": Outcome.FAIL if kind % 7 else Outcome.NEEDS_REVIEW,
        "standard": Standard.WCAG21 if kind % 3 else Standard.BEST_PRACTICE,
        "party": "own",
        "impact": list(Impact)[kind % 4],
        "criteria": [f"{1 + kind % 4}.{1 + kind % 3}.{1 + kind % 5}"],
        "component": f"header.site-header nav.menu a.item-{'abcdefgh'[kind % 8]}",
        "pages": 1 + kind % 20,
        "occurrences": 1 + kind % 90,
        "page_ids": list(range(1, 2 + kind % 20)),
        "first_audit_id": seen[first],
        "last_audit_id": seen[-1 if end is None else end - 1],
        "closed_audit_id": None if end is None else seen[end],
    }


def features(draw: Random, audits: Audits) -> Iterator[Row]:
    for site, seen in audits.seen.items():
        for feature in FEATURES:
            found, first = draw.random() < 0.5, 0
            for at in range(1, len(seen)):
                if draw.random() < FEATURE_CHANGES:
                    yield _feature(site, feature, found, seen[first], seen[at])
                    found, first = not found, at
            yield _feature(site, feature, found, seen[first], None)


def _feature(site: int, name: str, found: bool, first: int, until: int | None) -> Row:
    grade = "working" if found else None
    return {
        "site_id": site,
        "feature": name,
        "found": found,
        "grade": grade,
        "first_audit_id": first,
        "until_audit_id": until,
    }
