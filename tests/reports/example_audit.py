"""An audit written by hand with everything that a report can show, hostile strings among it."""

import struct
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from model.audit import Audit, PageAudit, Status
from model.evidence import Timing, Versions
from model.failure import Failure, FailureKind
from model.finding import (
    Confidence,
    Element,
    Example,
    Feature,
    Impact,
    Issue,
    Outcome,
    Party,
    Proof,
    Standard,
    Verdict,
)
from model.news import News
from model.score import (
    Band,
    IndexScore,
    IndicatorScore,
    MeasureScore,
    Prerequisite,
    SectionScore,
    Source,
)
from model.site import Centre, Site

USER_AGENT = "Mozilla/5.0 (compatible; eindekss/0.1; +https://example.test/eindekss)"
HOME = "https://www.paraugnovads.lv/"
SCRIPT = "<script>document.title='owned'</script>"
BIDI = "noteikumi\u202egpj.exe"
CONTROL = "a\x1b[31mb\x00c"
LONG_URL = HOME + "lv/" + "loti-gara-adrese-" * 40
ATTRIBUTE = '" onmouseover="alert(1)" x="'

STARTED = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)


def picture(width: int, height: int, shade: int) -> bytes:
    """A PNG of one grey shade."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\x00" + bytes([shade]) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def screenshots(page: PageAudit, name: str) -> bytes | None:
    if page.failure is not None:
        return None
    return picture(412, 732, 190) if name == "phone" else picture(640, 400, 210)


def pictures(ref: str) -> bytes | None:
    """The picture of the one proof that has one."""
    return picture(720, 300, 230) if ref == PICTURE else None


def issue(number: int, rule: str, **facts: object) -> Issue:
    whole = Issue(
        fingerprint=f"{number:016x}",
        rule=rule,
        engine="axe",
        outcome=Outcome.FAIL,
        standard=Standard.WCAG21,
        party=Party.OWN,
        impact=Impact.SERIOUS,
        criteria=("1.4.3",),
        pages=1,
        occurrences=1,
        component="main",
        examples=(Example(HOME, "main > p", "<p>Teksts</p>"),),
        page_urls=(HOME,),
    )
    return replace(whole, **facts)  # type: ignore[arg-type]


WCAG_ISSUES = (
    issue(1, "color-contrast", pages=3, occurrences=40, page_urls=(HOME, HOME + "kontakti", HOME + "pakalpojumi")),
    issue(
        2,
        "image-alt",
        impact=Impact.CRITICAL,
        criteria=("1.1.1",),
        occurrences=2,
        examples=(
            Example(HOME, "img.baneris", f'<img class="baneris" src="x" alt-text="{BIDI}">{SCRIPT}'),
            Example("javascript:alert(1)", ATTRIBUTE, CONTROL),
            Example(LONG_URL, None, None),
        ),
        page_urls=(HOME, "javascript:alert(1)", LONG_URL),
    ),
    issue(3, "unheard-of-rule", outcome=Outcome.NEEDS_REVIEW, impact=None, criteria=("2.4.4",)),
    issue(4, "target-size", standard=Standard.WCAG22, criteria=("2.5.8",)),
    issue(5, "region", standard=Standard.BEST_PRACTICE, criteria=(), impact=Impact.MODERATE),
    issue(6, "frame-title", party=Party.OTHER, criteria=("4.1.2",)),
)
MOBILE_ISSUES = (
    issue(7, "tap-targets", standard=Standard.MOBILE, engine="eindekss", criteria=(), impact=Impact.MODERATE),
    issue(8, "reflow", standard=Standard.WCAG21, engine="eindekss", criteria=("1.4.10",)),
)
USABILITY_ISSUES = (
    issue(9, "broken-links", standard=Standard.USABILITY, engine="eindekss", criteria=(), impact=Impact.MODERATE),
)


def verdict(rule: str, outcome: Outcome, standard: Standard = Standard.MOBILE, **facts: object) -> Verdict:
    return replace(Verdict(rule=rule, outcome=outcome, standard=standard), **facts)  # type: ignore[arg-type]


HOME_VERDICTS = (
    verdict("viewport", Outcome.PASS, passed=1),
    verdict("content-width", Outcome.PASS, passed=1),
    verdict("font-size", Outcome.NOT_MEASURED, reason="no text"),
    verdict("tap-targets", Outcome.FAIL, failed=3, impact=Impact.MODERATE),
    verdict("plugins", Outcome.NOT_APPLICABLE),
    verdict(
        "image-alt",
        Outcome.FAIL,
        Standard.WCAG21,
        criteria=("1.1.1",),
        failed=2,
        unsure=1,
        elements=(Element(Outcome.FAIL, "img", "<img>"),),
    ),
    verdict("region", Outcome.FAIL, Standard.BEST_PRACTICE, criteria=("1.3.1",), failed=1),
    verdict("html-has-lang", Outcome.PASS, Standard.WCAG21, criteria=("3.1.1",), passed=1),
)

PAGES = (
    PageAudit(HOME, HOME, "home", 200, None, 71.25, False, HOME_VERDICTS, Timing(120, 400, 900, 1400), 240_000),
    PageAudit(
        HOME + "kontakti",
        HOME + "kontakti",
        "contacts",
        200,
        None,
        99.97,
        True,
        tuple(replace(found, outcome=Outcome.PASS, failed=0, unsure=0) for found in HOME_VERDICTS[:5]),
    ),
    PageAudit(LONG_URL, None, "news", None, Failure(FailureKind.TIMEOUT, "no answer in 45 s"), None, None),
    PageAudit(HOME + "slikta?<b>", None, "template", 503, Failure(FailureKind.HTTP_5XX, "503"), None, None),
)

PICTURE = "e" * 64 + ".jpg"
FEATURES = (
    Feature(
        "participatory_budget",
        True,
        "working",
        (
            Proof(
                HOME,
                f"Līdzdalības budžets {SCRIPT}",
                "https://geolatvija.lv/main?municipal-project=open",
                f"main > a{SCRIPT}",
                "targets[0]",
                PICTURE,
            ),
        ),
        alive=True,
        confidence=Confidence.CERTAIN,
    ),
    Feature("forum", False, "mentioned", (Proof(HOME, "forums", "javascript:alert(1)"),), confidence=Confidence.WEAK),
    Feature("chat", True, "working", (Proof(HOME, "Zintis", None, picture=""),), kind="bot"),
    Feature("newsletter", None),
    Feature("latvija_lv_link", True, "deep", (Proof(HOME, "Saņemt", "https://latvija.gov.lv/Services/6965"),), False),
    Feature("open_data_page", False),
    Feature(
        "accessibility_statement",
        True,
        "linked",
        (Proof(HOME, "Piekļūstamības paziņojums", HOME + "pieklustamibas-pazinojums"),),
        details={
            "names_this_site": False,
            "conformity": "partial",
            "date": "2022-01-18",
            "placeholders": True,
            "placeholder_texts": ["[datums dd.mm.gggg.]", BIDI],
            "protocol": "https://www.paraugnovads.lv/protokols.pdf",
            "ombudsman": None,
            "checked": date(2026, 11, 24),
            "other_fact": {"a": 1},
            "faults": [
                {"id": "template-placeholder", "severity": "breach", "page": HOME + "pieklustamiba", "words": BIDI},
                {"id": "missing-method", "severity": "breach", "page": HOME + "pieklustamiba", "words": ""},
                {"id": "old-date", "severity": "advice", "page": HOME + "pieklustamiba", "words": "18.01.2022"},
            ],
        },
    ),
    Feature("facebook", True, None, (Proof(HOME, "Facebook", "https://www.facebook.com/paraugnovads"),)),
)

MEASURED = (MeasureScore("wcag_score", 71.25, 0.5, Source.WEB), MeasureScore("statistics", None, 0.1, Source.SURVEY))
SECTIONS = (
    SectionScore(
        "communication",
        61.234567,
        1.0,
        3,
        (
            IndicatorScore("website_usability", 71.25, 0.04, 0.9, (Source.WEB,), MEASURED),
            IndicatorScore("social_media", 51.2, 0.04, 0.7, (Source.WEB, Source.OVERRIDE)),
        ),
        (Prerequisite("wcag_highest", False), Prerequisite("participation", True), Prerequisite("regular", None)),
    ),
    SectionScore(
        "services",
        None,
        0.0,
        None,
        (
            IndicatorScore(
                "service_quality",
                None,
                0.04,
                0.0,
                (),
                (MeasureScore("survey", None, 1.0, Source.SURVEY, "survey_silent"),),
            ),
            IndicatorScore("service_efficiency", None, 0.04, 0.0, ()),
        ),
        (),
    ),
)

AUDIT = Audit(
    site=Site(HOME, f"Parauga novads {SCRIPT}", "0044000", Centre.LOCAL, "Rīga"),
    run="2026-11-24",
    started_at=STARTED,
    finished_at=STARTED + timedelta(seconds=421),
    status=Status.PARTIAL,
    failure=Failure(FailureKind.BUDGET_SPENT, f"1 page was not reached {CONTROL}"),
    versions=Versions("0.1.0", "4.14.0", "Chromium 156"),
    pages=PAGES,
    wcag_score=85.61,
    wcag_band=Band.HIGH,
    wcag_issues=WCAG_ISSUES,
    mobile_passes=False,
    mobile_score=50.0,
    mobile_issues=MOBILE_ISSUES,
    features=FEATURES,
    checks={"image-alt": Outcome.FAIL, "html-has-lang": Outcome.PASS, "font-size": Outcome.NOT_MEASURED},
    index=IndexScore("2019", 61.234567, 0.43, 3, SECTIONS),
    documents_read=121,
    notes=("the wide tier was cut short", BIDI),
    usability_issues=USABILITY_ISSUES,
    news=News(date(2026, 11, 23), 2.5, 41),
)

PREVIOUS = replace(
    AUDIT,
    run="2026-11-22",
    started_at=STARTED - timedelta(days=2),
    finished_at=STARTED - timedelta(days=2),
    status=Status.COMPLETE,
    failure=None,
    wcag_score=80.0,
    wcag_issues=(
        WCAG_ISSUES[0],
        issue(20, "label", page_urls=(HOME,)),
        issue(21, "label", page_urls=(HOME + "sen-zudusi",)),
    ),
    index=replace(AUDIT.index, score=63.0),
)


def failed(kind: FailureKind = FailureKind.BLOCKED_BY_BOT_WALL, detail: str = "403 from the bot wall") -> Audit:
    """An audit that saw nothing of the site."""
    return replace(
        AUDIT,
        site=Site("https://www.slegtais.lv/", "Slēgtais novads", "0055000"),
        status=Status.FAILED,
        failure=Failure(kind, detail),
        pages=(),
        wcag_score=None,
        wcag_band=None,
        wcag_issues=(),
        mobile_passes=None,
        mobile_score=None,
        mobile_issues=(),
        features=tuple(Feature(feature.id, None) for feature in FEATURES),
        checks={},
        index=IndexScore("2019", None, 0.0, None, ()),
        notes=(),
        usability_issues=(),
        news=None,
    )
