"""The page's own links lead somewhere: a target that answers 404 or 410 is broken, nothing else is."""

from urllib.parse import urlsplit

from checks.check import Check, fails, passes, skips
from checks.page import Page
from model.finding import Element, Impact, Outcome, Standard, Verdict
from model.text import Text

_HOME = "https://novads.example/"
_GONE = "https://novads.example/vecs"

CHECK = Check(
    id="broken-links",
    title=Text(lv="Saite ved uz neesošu lapu", en="A link leads to a page that does not exist"),
    advice=Text(
        lv="Izlabojiet saites adresi vai no vecās adreses pāradresējiet uz jauno.",
        en="Mend the link's address, or redirect the old address to the new one.",
    ),
    references=("E-index indicator website_usability",),
    needs=("links",),
    standard=Standard.USABILITY,
    impact=Impact.MODERATE,
    examples=(
        passes("", links={_HOME: True}),
        fails("", findings=1, links={_HOME: True, _GONE: False}),
        skips("", links={_HOME: None}),
    ),
)


def run(page: Page) -> Verdict:
    links = page.links
    return CHECK.verdict(len(links), [_broken(url) for url, answers in links.items() if not answers])


def _broken(url: str) -> Element:
    parts = urlsplit(url)
    tail = (parts.path + (f"?{parts.query}" if parts.query else "")).replace("\\", "").replace('"', "%22")
    # One target is one cause, however many pages link to it.
    return Element(outcome=Outcome.FAIL, selector=f'a[href$="{tail}"]', snippet=url, path=(url,), message=url)
