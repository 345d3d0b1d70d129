"""Two looks at a page against what history knows: what is news, what is gone, and what is left out of the counts."""

from checks.issues import element_fingerprint
from checks.second_look import History, KnownIssue, differs, gone_findings, new_findings, unconfirmed, without
from model.finding import Element, Outcome, Party, Standard, Verdict

PAGE = "https://novads.lv/"
ALT = Element(Outcome.FAIL, "img", "<img>", ("html", "body", "main", "img.logo"), count=2)
LABEL = Element(Outcome.FAIL, "input", "<input>", ("html", "body", "form", "input"))
DOUBT = Element(Outcome.NEEDS_REVIEW, "p", "<p>", ("html", "body", "p.text"))
FRAMED = Element(Outcome.FAIL, "img", "<img>", ("html", "body", "img"), party=Party.OTHER)


def axe(rule: str, *elements: Element, passed: int = 0) -> Verdict:
    failed = sum(e.count for e in elements if e.outcome is Outcome.FAIL and e.party is Party.OWN)
    unsure = sum(e.count for e in elements if e.outcome is Outcome.NEEDS_REVIEW)
    outcome = Outcome.FAIL if failed else Outcome.NEEDS_REVIEW if unsure else Outcome.PASS
    return Verdict(rule, outcome, "axe", Standard.WCAG21, None, (), True, passed, failed, unsure, elements)


def known(verdict: Verdict, element: Element, engine: str = "axe") -> dict[str, KnownIssue]:
    name = element_fingerprint(verdict, element)
    return {name: KnownIssue(name, verdict.rule, engine, frozenset({PAGE}))}


def test_a_pages_first_audit_has_nothing_to_differ_from() -> None:
    found = (axe("image-alt", ALT),)
    assert new_findings(found, History())
    assert not differs(PAGE, found, History())
    assert differs(PAGE, found, History(judged=frozenset({PAGE})))


def test_what_is_open_anywhere_on_the_site_is_no_news() -> None:
    found = axe("image-alt", ALT)
    history = History(known(found, ALT), frozenset({PAGE}))
    assert not differs(PAGE, (found,), history)
    assert differs(PAGE, (found, axe("label", LABEL)), history)


def test_gone_is_only_what_could_have_been_seen() -> None:
    old = axe("image-alt", ALT)
    history = History(known(old, ALT), frozenset({PAGE}))
    sound = (axe("label", passed=1),)
    assert gone_findings(PAGE, sound, history) == history.open.keys()
    assert gone_findings("https://novads.lv/cita", sound, history) == frozenset()
    # axe did not run, and a rule of ours that waits for the end of the visit has not been judged yet.
    failed = (Verdict("axe", Outcome.NOT_MEASURED, "axe"),)
    assert gone_findings(PAGE, failed, history) == frozenset()
    later = History(known(old, ALT, engine="eindekss"), frozenset({PAGE}))
    assert gone_findings(PAGE, sound, later) == frozenset()
    unmeasured = (Verdict("image-alt", Outcome.NOT_MEASURED, standard=Standard.WCAG21),)
    assert gone_findings(PAGE, unmeasured, later) == frozenset()


def test_news_counts_when_both_looks_show_it() -> None:
    first, second = (axe("image-alt", ALT), axe("label", LABEL)), (axe("image-alt", ALT),)
    only_once = unconfirmed(first, second, History())
    assert only_once == {element_fingerprint(first[1], LABEL)}
    assert unconfirmed(first, second, History(known(first[1], LABEL))) == frozenset()


def test_counts_and_outcomes_follow_what_is_left_out() -> None:
    verdict = axe("image-alt", ALT, DOUBT, FRAMED, passed=3)
    name = {element: element_fingerprint(verdict, element) for element in verdict.elements}
    (less,) = without((verdict,), frozenset({name[ALT]}))
    assert (less.outcome, less.failed, less.unsure, less.passed) == (Outcome.NEEDS_REVIEW, 0, 1, 3)
    (less,) = without((verdict,), frozenset({name[ALT], name[FRAMED]}))
    assert (less.outcome, less.failed, less.unsure, less.elements) == (Outcome.NEEDS_REVIEW, 0, 1, (DOUBT,))
    (less,) = without((verdict,), frozenset(name.values()))
    assert (less.outcome, less.failed, less.unsure, less.elements) == (Outcome.PASS, 0, 0, ())
    (less,) = without((axe("label", LABEL),), frozenset({element_fingerprint(axe("label", LABEL), LABEL)}))
    assert less.outcome is Outcome.NOT_APPLICABLE
