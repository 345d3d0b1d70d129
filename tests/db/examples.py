"""An audit with something in every field, and small ones for the nights after it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine, func, select

from db.engine import reading
from db.runs import start_run
from db.saving import save_audit
from db.tables import METADATA
from model.audit import Audit, PageAudit, Status
from model.evidence import SamplePage, Timing, Versions
from model.failure import Failure, FailureKind
from model.finding import Element, Example, Feature, Impact, Issue, Outcome, Party, Proof, Standard, Verdict
from model.score import Band, IndexScore, IndicatorScore, MeasureScore, Prerequisite, SectionScore, Source
from model.site import Centre, Role, Site

HOME = "https://www.liepas.example/"
CONTACTS = f"{HOME}kontakti"
NEWS = f"{HOME}zinas?id=7"
FIRST_NIGHT = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
REF = "d" * 64 + ".zst"
SAMPLE = (SamplePage(HOME, "home", "t1"), SamplePage(NEWS, "news"), SamplePage(CONTACTS, "contacts", "t2"))

SITE = Site(
    url=HOME,
    name="Liepu novada pašvaldība",
    atvk="0099000",
    centre=Centre.REGIONAL,
    region="Kurzeme",
    role=Role.MAIN,
    valid_from=date(2021, 7, 1),
    email="pasts@liepas.example",
    data_gov_lv="liepu-novads",
)


def index(methodology: str = "2019", score: float | None = 200 / 3) -> IndexScore:
    indicator = IndicatorScore(
        id="website_usability",
        score=score,
        weight=0.04,
        coverage=0.9,
        sources=(Source.WEB,),
        measures=(MeasureScore("wcag", score, 0.5, Source.WEB), MeasureScore("survey", None, 0.1, Source.SURVEY, "—")),
    )
    section = SectionScore(
        id="communication",
        score=score,
        coverage=0.2,
        maturity=3,
        indicators=(indicator,),
        prerequisites=(Prerequisite("plan", None), Prerequisite("site", True)),
    )
    return IndexScore(methodology=methodology, score=score, coverage=0.04, maturity=3, sections=(section,))


def page(url: str, *verdicts: Verdict, failure: Failure | None = None, final_url: str | None = None) -> PageAudit:
    """A page of the sample; on an audited one axe measured `image-alt` and our own `vague-link-text`."""
    if failure is not None:
        return PageAudit(url, None, "template", None, failure, None, None)
    measured = verdicts or (
        Verdict(rule="image-alt", engine="axe", outcome=Outcome.PASS, passed=3),
        Verdict(rule="vague-link-text", outcome=Outcome.PASS, passed=1),
    )
    return PageAudit(
        url=url,
        final_url=final_url or url,
        role="home" if url == HOME else "template",
        status=200,
        failure=None,
        wcag_score=99.5,
        mobile_passes=True,
        verdicts=measured,
        timing=Timing(first_byte_ms=12, settled_ms=800),
        size_bytes=123_456,
        evidence={"page": "a" * 64 + ".zst", "dom": "b" * 64 + ".zst"},
        template="t1",
    )


def issue(*pages: str, name: str = "0123456789abcdef", rule: str = "image-alt", engine: str = "axe") -> Issue:
    return Issue(
        fingerprint=name,
        rule=rule,
        engine=engine,
        outcome=Outcome.FAIL,
        standard=Standard.WCAG21,
        party=Party.OWN,
        impact=Impact.CRITICAL,
        criteria=("1.1.1",),
        pages=len(pages),
        occurrences=2 * len(pages),
        component="header img.logo",
        page_urls=pages,
        examples=tuple(Example(url, "img", '<img src="ģērbonis.png">') for url in pages),
    )


def audit(night: int = 0, *, site: Site = SITE, pages: Sequence[PageAudit] = (), issues: Iterable[Issue] = ()) -> Audit:
    """The audit of a night, in a run of its own (`run_of`): complete, with what its fields can hold."""
    started = FIRST_NIGHT + timedelta(days=night)
    bad = Element(Outcome.FAIL, "img", "<img>", ("html", "body", "img.logo"), "Nav alt", 2, Party.OTHER)
    worst = Verdict(
        "image-alt", Outcome.FAIL, "axe", Standard.WCAG21, Impact.CRITICAL, ("1.1.1",), True, 5, 2, 0, (bad,)
    )
    unsure = Verdict("vague-link-text", Outcome.NEEDS_REVIEW, standard=Standard.WCAG21, unsure=1, reason="šeit")
    proof = Proof(HOME, "saite “Čats”", f"{HOME}cats", "a#cats")
    return Audit(
        site=site,
        run=run_of(night),
        started_at=started,
        finished_at=started + timedelta(minutes=3, microseconds=1234),
        status=Status.COMPLETE,
        failure=None,
        versions=Versions(tool="0.1.0", axe="4.14.0", browser="156.0"),
        pages=tuple(pages) or (page(HOME, worst, unsure), page(CONTACTS)),
        wcag_score=99.12345678901234,
        wcag_band=Band.HIGHEST,
        wcag_issues=tuple(issues),
        mobile_passes=False,
        mobile_score=100 / 3,
        mobile_issues=(),
        features=(
            Feature("chat", True, "working", (proof,), True, "bot", {"vendor": "Zane", "age_days": 3}),
            Feature("forum", None),
            Feature("petition", False, "mentioned"),
        ),
        checks={"image-alt": Outcome.FAIL, "vague-link-text": Outcome.NEEDS_REVIEW, "marquee": Outcome.NOT_APPLICABLE},
        index=index(),
        documents_read=17,
        notes=("paraugs mainīts",),
        wide_evidence="c" * 64 + ".zst",
    )


def failed(night: int) -> Audit:
    """Nothing of the home page was had: no score, every feature null."""
    failure = Failure(FailureKind.DNS, "www.liepas.example was not found")
    whole = audit(night, pages=[page(HOME, failure=failure)])
    return replace(
        whole,
        status=Status.FAILED,
        failure=failure,
        wcag_score=None,
        wcag_band=None,
        mobile_passes=None,
        mobile_score=None,
        features=tuple(Feature(feature.id, None) for feature in whole.features),
        checks={},
        index=replace(index(score=None), coverage=0.0, maturity=None, sections=()),
        wide_evidence=None,
    )


def run_of(night: int) -> str:
    return f"night-{night:04}"


def save(database: Engine, result: Audit, sample: Sequence[SamplePage] = ()) -> int:
    """Saves the audit in its run, which is started first."""
    start_run(database, result.run, started_at=result.started_at, sites=[result.site], settings={}, versions={})
    return save_audit(database, result, REF, sample)


def counts(database: Engine) -> dict[str, int]:
    """How many rows each table has."""
    with reading(database) as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in METADATA.tables.items()
        }
