"""Which pages readers ask for: how often each kind, of which municipality, with which filters, in which language."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from urllib.parse import urlencode

from checks.watch import FEATURES
from model.site import Centre
from scoring.methodology import Methodology
from tests.web.country import RULES

LATVIAN = 0.85
# A supposition, for nobody has read these pages yet: whoever comes looks at the country, goes on to a municipality or
# two and to what is wrong there; few compare, and fewer take the data along.
SHARES = {
    "country": 16, "municipality": 22, "history": 8, "issues": 8, "features of one": 5, "ledger": 6,
    "results": 9, "rules": 2, "rule": 4, "features": 2, "feature": 3, "compare": 4, "runs": 1, "run": 1,
    "methodology": 2, "search": 2, "data": 1, "API": 6, "export": 4,
}  # fmt: skip


class Mix:
    """Draws addresses without end, by the seed the same."""

    def __init__(self, seed: int, sites: Sequence[str], runs: Sequence[str], methodology: Methodology, today: date):
        self._draw = Random(seed)
        self._sites, self._runs, self._today = list(sites), list(runs), today
        self._sections = [section.id for section in methodology.sections]
        self._parts = ["index", *self._sections]
        self._regions = ["Rīga", "Latgale", "Kurzeme", "Vidzeme", "Zemgale"]

    def next(self, kind: str | None = None) -> tuple[str, str]:
        """The kind and the address of a page."""
        kind = kind or self._draw.choices(list(SHARES), list(SHARES.values()))[0]
        if kind == "API":
            return kind, self._api()
        language = "lv" if self._draw.random() < LATVIAN else "en"
        return kind, f"/{language}/{self._pages()[kind]()}"

    def _pages(self) -> dict[str, Callable[[], str]]:
        one, some = self._draw.choice, self._filtered
        site = f"municipality/{one(self._sites)}"
        return {
            "country": lambda: some("", of=self._parts),
            "municipality": lambda: site,
            "history": lambda: f"{site}/history",
            "issues": lambda: f"{site}/issues",
            "features of one": lambda: f"{site}/features",
            "ledger": lambda: f"{site}/scores/{one(self._parts)}",
            "results": lambda: some("results", section=[None, *self._sections]),
            "rules": lambda: some("rules"),
            "rule": lambda: some(f"rules/{one(RULES)}"),
            "features": lambda: some("features"),
            "feature": lambda: some(f"features/{one(list(FEATURES))}"),
            "compare": self._compare,
            "runs": lambda: "runs",
            "run": lambda: f"runs/{one(self._runs)}",
            "methodology": lambda: "methodology",
            "search": lambda: "search?" + urlencode({"q": one(["Rīga", "attēl", "novads", "label", "krāsu"])}),
            "data": lambda: "data",
            "export": lambda: self._export(site),
        }

    def _filtered(self, path: str, **further: Sequence[str | None]) -> str:
        """Every third visit with filters: a group, a region, seldom a day of the last years."""
        draw = self._draw
        query: dict[str, object] = {name: draw.choice(values) for name, values in further.items()}
        if draw.random() < 1 / 3:
            days = draw.choice((0, 0, draw.randrange(30), draw.randrange(3000)))
            query["on"] = self._today - timedelta(days=days) if days else None
            query["group"] = draw.choice((None, *Centre))
            query["region"] = draw.choice((None, None, *self._regions))
        told = urlencode({name: value for name, value in query.items() if value is not None})
        return path + (f"?{told}" if told else "")

    def _compare(self) -> str:
        sites = self._draw.sample(self._sites, self._draw.choice((2, 2, 3)))
        since = self._today - timedelta(days=self._draw.choice((30, 90, 365, 3 * 365)))
        return "compare?" + urlencode([*(("site", one) for one in sites), ("from", since), ("to", self._today)])

    def _export(self, site: str) -> str:
        path = self._draw.choice(("results", "results", site, f"{site}/issues", "rules"))
        form = self._draw.choice(("csv", "csv", "xlsx", "json"))
        return self._filtered(path, format=[form])

    def _api(self) -> str:
        return f"/api/v1/municipalities/{self._draw.choice(self._sites)}"
