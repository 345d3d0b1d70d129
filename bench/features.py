"""`make bench-features`: the corpus judged through the real crawler and browser; precision, recall and every miss.

Of the held-out third only figures are printed: who reads its misses tunes on it. `--all-misses` prints them too.
`--plain` leaves the browser out, and with it the sites whose content exists only after scripts run.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from statistics import median
from time import process_time

from rich.console import Console
from rich.table import Table

from checks.page import PageSource
from checks.watch import FeatureWatch
from crawler.browser import PlaywrightEngine
from crawler.executables import find_axe, find_browser
from model.evidence import Document, Response
from model.site import Site
from tests.crawler.visiting import PlainEngine
from tests.features.corpus import CorpusSite, corpus
from tests.features.judging import LIMITS, features_of
from tests.features.measuring import Decision, Figures, decisions, figures


async def judged(sites: Sequence[CorpusSite], *, plain: bool) -> list[Decision]:
    made: list[Decision] = []
    if plain:
        for site in sites:
            made += decisions(site, await features_of(site, PlainEngine()))
        return made
    async with PlaywrightEngine(find_browser(None), find_axe(None).source(), limits=LIMITS) as engine:
        for site in sites:
            made += decisions(site, await features_of(site, engine))
    return made


def cpu_ms(sites: Sequence[CorpusSite]) -> list[float]:
    """CPU milliseconds of detection for each page of the corpus, parsing included."""
    spent = []
    for site in sites:
        watch = FeatureWatch(Site(site.url, site.name, site.atvk), site.url)
        for host, files in site.hosts.items():
            for path, body in files.items():
                if "." in path.rpartition("/")[2]:
                    continue
                url = f"https://{host}{path}"
                page = Document(url, Response(url, 200, {}, "utf-8"), None, body.decode("utf-8"))
                begun = process_time()
                watch.observe(PageSource(page).view(("dom",)))
                spent.append(1000 * (process_time() - begun))
    return spent


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _row(name: str, tuned: Figures, held_out: Figures) -> tuple[str, ...]:
    cells = [name]
    for part in (tuned, held_out):
        cells += [f"{part.labelled}", f"{part.traps}", _share(part.precision), _share(part.recall)]
    return tuple(cells)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--plain", action="store_true")
    options.add_argument("--all-misses", action="store_true")
    options.add_argument("folders", nargs="*")
    chosen = options.parse_args()
    sites = [site for site in corpus() if site.folder in chosen.folders or not chosen.folders]
    if chosen.plain:
        sites = [site for site in sites if not site.browser]
    out = Console(width=160)
    made = asyncio.run(judged(sites, plain=chosen.plain))
    held = {site.folder for site in sites if site.held_out}
    tuned, by_feature = figures(one for one in made if one.site not in held)
    fresh, fresh_by_feature = figures(one for one in made if one.site in held)
    table = Table("feature", *("labelled", "traps", "precision", "recall") * 2, title="tuned on | held out")
    for feature in sites[0].labels:
        table.add_row(*_row(feature, by_feature.get(feature, Figures()), fresh_by_feature.get(feature, Figures())))
    table.add_section()
    table.add_row(*_row("all", tuned, fresh))
    out.print(table)
    out.print(f"undecided (no for null, null for no): {tuned.undecided} tuned on, {fresh.undecided} held out")
    spent = cpu_ms(sites)
    out.print(f"CPU of detection: median {median(spent):.1f} ms, most {max(spent):.1f} ms, {len(spent)} pages")
    for decision in tuned.misses + (fresh.misses if chosen.all_misses else []):
        out.print(decision.sentence, markup=False, soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
