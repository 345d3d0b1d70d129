"""What is asked once the pages are known: own links, data files, feeds, and whether other parties' addresses answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from crawler.budget import SiteBudget
from crawler.data_files import data_candidates, read_data_files
from crawler.feeds import feed_candidates, read_feeds
from crawler.frontier import Frontier
from crawler.http import alive_by_status
from crawler.limits import Limits
from crawler.link_checks import check_links
from crawler.progress import OnProgress, Progress
from crawler.reading import PageReader
from crawler.targets import TargetBook, fair_share
from crawler.wide import OnDocument, Survey
from model.evidence import DataFile, Feed, Target

# A word that the pages of every municipality hold.
TRIED_WORD = "dome"


@dataclass(frozen=True, slots=True)
class LookUps:
    """Fields as in model.evidence.Crawl."""

    alive: dict[str, bool | None]
    targets: tuple[Target, ...]
    searched: str | None = None
    data_files: tuple[DataFile, ...] = ()
    feeds: tuple[Feed, ...] = ()


async def look_up(
    links: Iterable[str],
    survey: Survey,
    frontier: Frontier,
    reader: PageReader,
    book: TargetBook | None,
    on_document: OnDocument,
    budget: SiteBudget,
    limits: Limits,
    on_progress: OnProgress,
) -> LookUps:
    """`links` are those of the sampled pages. Without a book nobody else is asked."""
    links = list(links)
    alive = await check_links(links, survey.states, frontier, reader, budget, limits, on_progress)
    searched = await _try_search(survey, reader, on_document)
    for link in links:
        survey.aim(link, frontier)
    files = list(survey.files)
    data_files = await read_data_files(data_candidates(files), reader, budget, limits, on_progress)
    feeds = await read_feeds(feed_candidates(survey.feeds, [*files, *links]), reader, budget, limits)
    targets: tuple[Target, ...] = ()
    if book is not None:
        wanted = fair_share(list(survey.foreign), limits.max_targets)
        on_progress(Progress("targets", 0, len(wanted)))
        targets = await book.ask(wanted, min(budget.remaining(), limits.targets_budget_s))
    state = {searched: survey.states[searched]} if searched else {}
    return LookUps({**alive, **state}, targets, searched, data_files, feeds)


async def _try_search(survey: Survey, reader: PageReader, on_document: OnDocument) -> str | None:
    """Asks the site's search for one word, and hands its answer on like a page; its address, None without a search."""
    if survey.search is None or not survey.search.field:
        return None
    asked = survey.search.asking(TRIED_WORD)
    document = await reader.read(asked, reader.by_http)
    status = document.response.status if document and document.response else None
    survey.states[asked] = alive_by_status(status) if status else None
    if document is not None and document.failure is None:
        await on_document(document)
    return asked
