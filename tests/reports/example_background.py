"""How the visit of the example went, and how every audit is made: what a report says beyond the audit."""

from datetime import UTC, datetime

from checks.criteria import criteria
from model.evidence import Crawl, Target
from reports.method import Background, Method, Screen
from tests.reports.example_audit import HOME, SCRIPT

MOMENT = datetime(2026, 11, 23, tzinfo=UTC)
CRAWL = Crawl(
    home_url=HOME,
    started_at=MOMENT,
    finished_at=MOMENT,
    failure=None,
    documents_read=121,
    documents_known=340,
    wide_cut_short="121 pages were read, 219 more are known: the time for it ran out",
    hosts={"dati.paraugnovads.lv": 11, "www.paraugnovads.lv": 110},
    sitemap_pages=88,
    forbidden=(f"{HOME}slegts", f"{HOME}forums?{SCRIPT}"),
    targets=(Target("https://serviss.example/a", None, status=503), Target("https://kluss.example/b", None)),
)
METHOD = Method(
    seal="5" * 64,
    pace_s=1.5,
    max_pages=25,
    max_documents=1300,
    desktop=Screen(1280, 900),
    phone=Screen(412, 823),
    narrow=Screen(320, 640),
    criteria=criteria(),
)
BACKGROUND = Background(CRAWL, METHOD)
