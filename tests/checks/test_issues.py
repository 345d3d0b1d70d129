"""One cause is one issue, and its fingerprint outlives an editor's day."""

import pytest

from checks.issues import component, group, site_outcomes
from model.finding import Element, Outcome, Standard, Verdict

FOOTER = ("html", "body.front", "div.page", "footer.site-footer", "ul.links", "li", "a")


def verdict(*elements: Element, rule: str = "color-contrast") -> Verdict:
    return Verdict(rule=rule, outcome=Outcome.FAIL, standard=Standard.WCAG21, failed=len(elements), elements=elements)


def at(path: tuple[str, ...], outcome: Outcome = Outcome.FAIL, count: int = 1) -> Element:
    return Element(outcome=outcome, selector="a", snippet="<a>", path=path, count=count)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (FOOTER, "footer.site-footer ul.links a"),
        (("html", "body", "main", "div", "article.news", "p", "img"), "main article.news img"),
        (("html", "body", "main", "article.news.node-17", "img#pic4.is-lazy"), "main article.news img"),
        (("html", "body", "div#wrap", "p"), "div#wrap p"),
        (("html",), "html"),
        ((), ""),
        (("https://novads.example/vecs?id=1.2",), "https://novads.example/vecs?id=1.2"),
    ],
)
def test_component_keeps_what_lasts(path: tuple[str, ...], name: str) -> None:
    assert component(path) == name


def test_one_component_on_many_pages_is_one_issue() -> None:
    pages = [(f"https://novads.example/{n}", [verdict(at(FOOTER, count=2))]) for n in range(46)]
    (issue,) = group(pages, frozenset({Standard.WCAG21}))
    assert (issue.pages, issue.occurrences) == (46, 92)
    assert len(issue.examples) == 5
    assert len(issue.page_urls) == 46


def test_fingerprint_survives_moved_content_but_not_another_rule_or_outcome() -> None:
    today = group([("a", [verdict(at(FOOTER))])], frozenset({Standard.WCAG21}))
    moved = group([("b", [verdict(at((*FOOTER[:2], "div.page", "div", *FOOTER[3:])))])], frozenset({Standard.WCAG21}))
    assert today[0].fingerprint == moved[0].fingerprint
    others = group(
        [("a", [verdict(at(FOOTER), at(FOOTER, Outcome.NEEDS_REVIEW)), verdict(at(FOOTER), rule="link-name")])],
        frozenset({Standard.WCAG21}),
    )
    assert len({issue.fingerprint for issue in others}) == 3


def test_order_of_pages_does_not_change_the_issues() -> None:
    pages = [("a", [verdict(at(FOOTER))]), ("b", [verdict(at(("html", "body", "main", "p")))])]
    names = [issue.fingerprint for issue in group(pages, frozenset({Standard.WCAG21}))]
    assert names == [issue.fingerprint for issue in group(pages[::-1], frozenset({Standard.WCAG21}))]


def test_site_outcome_is_the_worst_that_was_measured() -> None:
    passed = Verdict(rule="https", outcome=Outcome.PASS)
    unknown = Verdict(rule="https", outcome=Outcome.NOT_MEASURED)
    failed = Verdict(rule="https", outcome=Outcome.FAIL)
    assert site_outcomes([[passed], [unknown]]) == {"https": Outcome.PASS}
    assert site_outcomes([[passed], [failed], [unknown]]) == {"https": Outcome.FAIL}
    assert site_outcomes([[unknown]]) == {"https": Outcome.NOT_MEASURED}
