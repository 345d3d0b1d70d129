"""Nights whose evidence was written by hand, judged and saved as an audit does it, without browser and network."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from checks.issues import element_fingerprint
from checks.page import PageSource
from checks.runner import judge_page
from db.documents import dump_audit
from db.retention import sign_store
from db.runs import start_run
from db.saving import save_audit
from model.audit import Audit
from model.evidence import Crawl, DataFile, Document, Feed, PageEvidence, Response, SamplePage, Target, Timing, Versions
from model.failure import Failure, FailureKind
from model.site import Centre, Site
from pipeline.archive import NewArchive
from pipeline.judgement import RunFacts, SiteJudge
from pipeline.people import people_of
from pipeline.versions import tool_version
from pipeline.workplace import Workplace

HOME = "https://www.liepas.example/"
SITE = Site(HOME, "Liepu novads", "0099000", Centre.LOCAL, "Kurzeme")
FIRST_NIGHT = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
GONE = f"{HOME}vecs"
MENU = (
    '<nav class="galvene"><a href="/kontakti">Kontakti</a><a href="/zinas">Ziņas</a>'
    '<a href="https://latvija.gov.lv/Services/123">E-pakalpojumi</a></nav>'
)


def html(title: str, content: str) -> str:
    head = f'<meta name="viewport" content="width=device-width"><title>{title} – Liepu novads</title>'
    body = f"<body>{MENU}<main><h1>{title}</h1>{content}</main></body>"
    return f'<!doctype html><html lang="lv"><head>{head}</head>{body}</html>'


# What the wide tier read, what the browser saw of the sample, and a page that only scripts led to.
FRONT = html("Liepu novads", '<p>Laipni lūdzam novadā.</p><p>Pieteikties <a href="/vestkopa">šeit</a>.</p>')
CONTACTS = html("Kontakti", '<p>Tālrunis <a href="tel:+37160000000">60000000</a>, e-pasts dome@liepas.example.</p>')
NEWSLETTER = html(
    "Jaunumu vēstule",
    '<form action="/vestkopa"><label>E-pasts <input type="email" name="epasts"></label><button>Pieteikties jaunumiem'
    "</button></form>",
)
MOBILE: dict[str, Any] = {
    "layout_width": 412,
    "content_width": 412,
    "wide_elements": [],
    "text": {"characters": 900, "legible_characters": 880, "small": []},
    "plugins": {"count": 0, "elements": []},
    "reflow": {"width_320_content_width": 320, "wide_elements": []},
    "targets": {"examined": 9, "too_close": 0, "elements": []},
    "viewport": {"present": True, "width_device": True, "content": "width=device-width"},
}


def axe(fails: int) -> dict[str, Any]:
    """Of `image-alt` so many fail, in the menu; `label` passes."""
    others = dict.fromkeys(("other_passes", "other_fails", "other_reviews"), 0)
    place = {"target": "nav img", "html": '<img src="gerbonis.png">', "path": ["html", "body", "nav.galvene", "img"]}
    node = {"outcome": "fail", "party": "own", "message": "Nav alt", "count": fails, **place}
    images = {"id": "image-alt", "impact": "critical", "tags": ["wcag2a", "wcag111"], "nodes": [node][: min(fails, 1)]}
    labels = {"id": "label", "impact": "critical", "tags": ["wcag2a", "wcag412"], "nodes": []}
    return {
        "version": "4.14.0",
        "rules": [
            {**labels, "passes": 3, "fails": 0, "reviews": 0, **others},
            {**images, "passes": 4, "fails": fails, "reviews": 0, **others},
        ],
    }


def answer(url: str) -> Response:
    return Response(url, 200, {"server": "nginx", "content-type": "text/html"}, "utf-8", elapsed_ms=80, size_bytes=900)


def page(url: str, role: str, content: str, fails: int = 0) -> PageEvidence:
    return PageEvidence(
        url=url,
        role=role,
        failure=None,
        response=answer(url),
        template="t1",
        html=content,
        axe=axe(fails),
        mobile=MOBILE,
        screenshots={"desktop": b"\xff\xd8\xff" + url.encode(), "phone": b"\xff\xd8\xffp" + url.encode()},
        timing=Timing(80, 200, 400, 900),
        transferred_bytes=90_000,
        links=(f"{HOME}kontakti", f"{HOME}zinas", GONE),
    )


def pages(fails: int = 1) -> Sequence[PageEvidence]:
    """The sample: a front page of which one finding was not confirmed, contacts, and a page that did not answer."""
    front = page(HOME, "home", FRONT, fails)
    vague = [one for one in judge_page(PageSource(front)) if one.rule == "vague-link-text"]
    doubtful = tuple(element_fingerprint(one, element) for one in vague for element in one.elements)
    assert doubtful, "the front page shows no vague link"
    down = Failure(FailureKind.TIMEOUT, "no answer in 45 s")
    return (
        replace(front, unconfirmed=doubtful, notes=("1 finding that only one of two looks showed is not counted",)),
        page(f"{HOME}kontakti", "contacts", CONTACTS),
        PageEvidence(f"{HOME}zinas", "news", down),
    )


def gather(
    workplace: Workplace,
    night: int = 0,
    site: Site = SITE,
    fails: int = 1,
    sample: Sequence[PageEvidence] | None = None,
) -> Audit:
    """Judges and saves the night of this number in a run of its own; without a `sample`, of `pages`."""
    started = FIRST_NIGHT + timedelta(days=night)
    judge = SiteJudge(site, NewArchive(workplace.store))
    judge.take_document(Document(HOME, answer(HOME), None, FRONT, (f"{HOME}kontakti",)))
    judge.take_document(Document(f"{HOME}zinas", None, Failure(FailureKind.TIMEOUT, "20 s")))
    for one in pages(fails) if sample is None else sample:
        judge.take_page(one)
    judge.take_document(Document(f"{HOME}vestkopa", answer(f"{HOME}vestkopa"), None, NEWSLETTER))
    crawl = Crawl(
        home_url=HOME,
        started_at=started,
        finished_at=started + timedelta(minutes=4),
        failure=None,
        sample=(SamplePage(HOME, "home"),),
        documents_read=3,
        documents_known=3,
        # Not in the order of their names, as a visit finds them.
        alive={f"{HOME}zinas": None, f"{HOME}kontakti": True, GONE: False},
        targets=(Target("https://latvija.gov.lv/Services/123", True, status=200),),
        data_files=(DataFile(f"{HOME}budzets.csv", 200, format="csv", parses=True, rows=40),),
        feeds=(Feed(f"{HOME}rss", 3, (started.date(),)),),
    )
    run = f"night-{night:04}-{site.atvk}"
    facts = RunFacts(run, Versions(tool_version(), "4.14.0", "156.0"))
    people = people_of(workplace.database, site, started)
    audit = judge.conclude(crawl, workplace.methodology, facts, people)
    sign_store(workplace.database, workplace.store)
    start_run(workplace.database, run, started_at=started, sites=[site], settings={}, versions={})
    save_audit(workplace.database, audit, workplace.store.put(dump_audit(audit), "audit"), crawl.sample)
    return audit


@contextmanager
def opened(folder: Path, methodology: str = "2019") -> Iterator[Workplace]:
    """A workplace of a database and a store in this folder."""
    here = {"database_url": f"sqlite:///{folder}/audits.sqlite", "evidence_url": str(folder / "evidence")}
    with Workplace.open({**here, "methodology": methodology}) as workplace:
        yield workplace
