"""Chooses the pages that the browser audits: always the same ones from the same facts, and the same ones next night."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from crawler.facts import PageFacts
from crawler.key_pages import KINDS, form_page, key_page, news_item
from model.evidence import SamplePage

HOME = "home"
TEMPLATE = "template"


def choose_sample(
    home: str,
    documents: Iterable[PageFacts],
    kept: Sequence[SamplePage],
    max_pages: int,
    gone: Collection[str] = (),
) -> tuple[tuple[SamplePage, ...], tuple[str, ...]]:
    """At most `max_pages` pages, home first, and one sentence for each change against the kept sample.

    Home; a page of each key kind; a page per template by how many pages share it; further pages, in turn from the
    largest template down, in URL order. `kept` is last night's sample: its pages stay where they are unless `gone`
    names them; a page that went is replaced in its place. The order of `documents` does not matter.
    """
    facts = {page.url: page for page in sorted(documents, key=lambda page: page.url) if page.url not in gone}
    chosen = {home: SamplePage(home, HOME, _template(home, facts))}
    changes: list[str] = []
    kept_home = next((page.url for page in kept if page.role == HOME), home)
    if kept_home != home:
        changes.append(f"the home page is {home}, no longer {kept_home}")
    wanted = [page for page in kept if page.role != HOME and page.url != home][: max_pages - 1]
    for page in wanted:
        if page.url not in gone:
            chosen[page.url] = SamplePage(page.url, page.role, _template(page.url, facts) or page.template)
    order = [home]
    for page in wanted:
        if page.url in gone:
            instead, change = _replacement(page, facts, chosen)
            changes.append(change)
            if instead is None:
                continue
            chosen[instead.url] = instead
            order.append(instead.url)
        else:
            order.append(page.url)
    for page in _candidates(facts, chosen)[: max_pages - len(order)]:
        chosen[page.url] = page
        order.append(page.url)
        if kept:
            changes.append(f"{page.url} ({page.role}) is new in the sample")
    return tuple(chosen[url] for url in order), tuple(changes)


def _template(url: str, facts: Mapping[str, PageFacts]) -> str | None:
    return facts[url].template if url in facts else None


def _replacement(
    place: SamplePage, facts: dict[str, PageFacts], chosen: dict[str, SamplePage]
) -> tuple[SamplePage | None, str]:
    """A page of the same kind or template where there is one, else the next that a new sample would take."""
    free = _candidates(facts, chosen)
    alike = [page for page in free if page.role == place.role and place.role != TEMPLATE]
    same = [page for page in free if page.template == place.template and page.role == TEMPLATE]
    instead = next(iter([*alike, *same, *free]), None)
    found = f"{instead.url} ({instead.role})" if instead else "nothing"
    return instead, f"{place.url} ({place.role}) is gone; {found} stands in its place"


def _candidates(facts: dict[str, PageFacts], chosen: dict[str, SamplePage]) -> list[SamplePage]:
    """What a sample would take after the chosen pages, in order of preference."""
    roles = {page.role for page in chosen.values()}
    taken = dict(chosen)
    found: list[SamplePage] = []

    def take(page: PageFacts, role: str) -> None:
        taken[page.url] = SamplePage(page.url, role, page.template)
        found.append(taken[page.url])

    for role, page in _key_pages(facts, roles, taken):
        take(page, role)
    groups: dict[str, list[PageFacts]] = defaultdict(list)
    for page in facts.values():
        groups[page.template].append(page)
    largest_first = sorted(groups, key=lambda name: (-len(groups[name]), groups[name][0].url))
    seen = {page.template for page in taken.values()}
    for name in largest_first:
        if name not in seen:
            take(groups[name][0], TEMPLATE)
    queues = [[page for page in groups[name] if page.url not in taken] for name in largest_first]
    for turn in range(max(map(len, queues), default=0)):
        for queue in queues:
            if turn < len(queue):
                take(queue[turn], TEMPLATE)
    return found


def _key_pages(
    facts: dict[str, PageFacts], roles: set[str], taken: dict[str, SamplePage]
) -> Iterator[tuple[str, PageFacts]]:
    """The key kinds that the chosen pages do not have yet, each with its page. `taken` grows between two of them."""
    everywhere = _forms_everywhere(facts)

    def free() -> list[PageFacts]:
        return [page for page in facts.values() if page.url not in taken]

    for kind in KINDS:
        page = key_page(kind, free()) if kind not in roles else None
        if page is not None:
            yield kind, page
    if "form" not in roles and (form := form_page(free(), everywhere)):
        yield "form", form
    if "news" not in roles and (news := news_item(free(), everywhere)):
        yield "news", news


def _forms_everywhere(facts: dict[str, PageFacts]) -> frozenset[str]:
    """Forms that stand on more than half of the pages: a newsletter's in the footer is no page's own."""
    counts: dict[str, int] = defaultdict(int)
    for page in facts.values():
        for form in page.forms:
            counts[form] += 1
    return frozenset(form for form, count in counts.items() if count * 2 > len(facts) > 2)
