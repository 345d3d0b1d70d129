"""The page's title names the page, not the editor that made it."""

from checks.check import Check, passes, reviews
from checks.measured import whole_page
from checks.page import Page
from model.finding import Impact, Standard, Verdict
from model.text import Text

EMPTY_TITLES = frozenset(
    (
        "untitled", "untitled document", "document", "new page", "page title", "title", "test", "index",
        "home page title", "insert title here", "document title", "new document",
        "bez nosaukuma", "jauna lapa", "dokuments", "lapa", "nosaukums", "без названия",
    )
)  # fmt: skip

CHECK = Check(
    id="generic-title",
    title=Text(lv="Lapas nosaukums neko nepasaka", en="The page's title says nothing"),
    advice=Text(
        lv="Elementā <title> rakstiet lapas tematu un pašvaldības nosaukumu: „Kontakti | Līvānu novads”.",
        en="Write the page's subject and the municipality into <title>: “Contacts | Sigulda municipality”.",
    ),
    references=("WCAG 2.1 SC 2.4.2", "EN 301 549 9.2.4.2"),
    needs=("dom",),
    standard=Standard.WCAG21,
    outcome="needs_review",
    impact=Impact.SERIOUS,
    examples=(
        passes("<title>Kontakti | Novads</title>"),
        reviews("<title>Untitled document</title>", findings=1),
        reviews("<title>Insert title here</title>", findings=1),
    ),
)


def run(page: Page) -> Verdict:
    title = " ".join((page.dom.findtext(".//title") or "").split())
    generic = (
        title.strip(" .").casefold() in EMPTY_TITLES or "/" in title.split(" ")[0] or title.endswith((".html", ".php"))
    )
    return CHECK.verdict(int(bool(title)), [whole_page(CHECK, title[:100])] if title and generic else ())
