"""A table of data has header cells."""

from checks.check import Check, passes, reviews, skips
from checks.page import Page
from checks.parts import HtmlElement, visible
from model.finding import Impact, Standard, Verdict
from model.text import Text

CHECK = Check(
    id="data-table-headers",
    title=Text(lv="Datu tabulai nav galvenes šūnu", en="A data table has no header cells"),
    advice=Text(
        lv="Kolonnu un rindu nosaukumus ielieciet elementā <th> ar scope; izkārtojumam tabulas nelietojiet.",
        en="Put column and row headings into <th> with scope; do not use tables for layout.",
    ),
    references=("WCAG 2.1 SC 1.3.1", "EN 301 549 9.1.3.1"),
    needs=("dom",),
    standard=Standard.WCAG21,
    outcome="needs_review",
    impact=Impact.SERIOUS,
    examples=(
        passes("<table><tr><th scope=col>Gads<th scope=col>Summa<tr><td>2026<td>5</table>"),
        reviews("<table><tr><td>Gads<td>Summa<tr><td>2026<td>5</table>", findings=1),
        reviews("<table><tr><!--a--><td>Gads<td>Summa<tr><td>2026<td>5<!--b--></table>", findings=1),
        passes("<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>"),
        passes("<table><tr><td><img alt=Pa src=a.png><td><img alt=Uz src=b.png><tr><td>Iepriekšējā<td>Nākamā</table>"),
        skips("<p>Tabulas nav.</p>"),
    ),
)


def run(page: Page) -> Verdict:
    tables = [table for table in page.dom.iter("table") if visible(table)]
    return CHECK.judge(len(tables), [table for table in tables if _is_grid(table) and not _has_headers(table)])


def _is_grid(table: HtmlElement) -> bool:
    rows = [row.xpath("./td | ./th") for row in table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")]
    # Pictures beside a text, or arrows above their captions, are layout: data has words in two cells of two rows.
    wordy = sum(sum(bool(cell.text_content().strip()) for cell in row) > 1 for row in rows)
    return table.get("role") not in ("presentation", "none") and wordy > 1


def _has_headers(table: HtmlElement) -> bool:
    return bool(table.xpath(".//th | .//*[@role='columnheader' or @role='rowheader' or @headers]"))
