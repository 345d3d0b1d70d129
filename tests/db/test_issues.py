"""An issue is one span from the night it appeared to the night it was gone from every page it stood on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from db.issues import IssueSpan, issue_history, issues_changed
from model.audit import PageAudit, Status
from model.failure import Failure, FailureKind
from model.finding import Issue, Outcome, Verdict
from tests.db.examples import CONTACTS, FIRST_NIGHT, HOME, NEWS, SITE, audit, failed, issue, page, save

LOST = Failure(FailureKind.TIMEOUT, "45 s")
ALL = (page(HOME), page(CONTACTS), page(NEWS))


def at(night: int) -> datetime:
    return FIRST_NIGHT + timedelta(days=night)


def audited(database: Engine, night: int, issues: Sequence[Issue] = (), pages: Sequence[PageAudit] = ALL) -> None:
    save(database, audit(night, pages=pages, issues=issues))


def only(database: Engine) -> IssueSpan:
    (span,) = issue_history(database, SITE)
    return span


def standing(database: Engine) -> tuple[IssueSpan, ...]:
    return tuple(span for span in issue_history(database, SITE) if span.closed_at is None)


def test_new_still_there_fixed(database: Engine) -> None:
    audited(database, 0)
    audited(database, 1, [issue(HOME, CONTACTS)])
    audited(database, 2, [issue(HOME, CONTACTS)])
    assert standing(database) == (only(database),)
    audited(database, 3)
    assert only(database) == IssueSpan(
        fingerprint="0123456789abcdef",
        rule="image-alt",
        engine="axe",
        outcome="fail",
        standard="wcag21",
        party="own",
        impact="critical",
        criteria=("1.1.1",),
        component="header img.logo",
        pages=2,
        occurrences=4,
        reopened=0,
        first_seen=at(1),
        last_seen=at(2),
        closed_at=at(3),
    )
    assert standing(database) == ()


def test_came_back_is_a_span_of_its_own(database: Engine) -> None:
    for night, issues in enumerate([[issue(HOME)], [], [issue(HOME)], [], [issue(HOME)]]):
        audited(database, night, issues)
    spans = issue_history(database, SITE)
    assert [(span.reopened, span.first_seen, span.closed_at) for span in spans] == [
        (0, at(0), at(1)),
        (1, at(2), at(3)),
        (2, at(4), None),
    ]
    assert issue_history(database, SITE, spans[0].fingerprint) == spans
    assert issue_history(database, SITE, "f" * 16) == ()


def test_what_came_or_went_is_told_with_all_its_spans(database: Engine) -> None:
    stays, goes = issue(HOME, name="fedc"), issue(HOME)
    for night, issues in enumerate([[stays, goes], [stays], [stays, goes], [stays, goes]]):
        audited(database, night, issues)
    spans = issue_history(database, SITE, goes.fingerprint)
    assert len(spans) == 2
    for since, until, told in ((0, 1, spans), (1, 2, spans), (2, 3, ()), (-1, 0, issue_history(database, SITE))):
        assert issues_changed(database, SITE, at(since), at(until)) == told


def test_page_that_was_not_audited_keeps_it_open(database: Engine) -> None:
    audited(database, 0, [issue(NEWS)])
    audited(database, 1, pages=[page(HOME), page(CONTACTS), page(NEWS, failure=LOST)])
    audited(database, 2, pages=[page(HOME)])
    assert (only(database).closed_at, only(database).last_seen) == (None, at(0))
    audited(database, 3)
    assert only(database).closed_at == at(3)


def test_pages_are_cleared_one_by_one_over_the_nights(database: Engine) -> None:
    audited(database, 0, [issue(HOME, NEWS)])
    audited(database, 1, pages=[page(HOME), page(NEWS, failure=LOST)])
    assert only(database).closed_at is None
    audited(database, 2, pages=[page(HOME, failure=LOST), page(NEWS)])
    assert only(database).closed_at == at(2)


def test_seen_elsewhere_is_still_the_same_issue(database: Engine) -> None:
    audited(database, 0, [issue(HOME)])
    audited(database, 1, [issue(NEWS, CONTACTS)])
    assert (only(database).pages, only(database).last_seen) == (2, at(1))
    audited(database, 2, pages=[page(HOME), page(CONTACTS)])
    assert only(database).closed_at is None


def test_failed_audit_touches_nothing(database: Engine) -> None:
    audited(database, 0, [issue(HOME)])
    before = only(database)
    save(database, failed(1))
    assert only(database) == before


@pytest.mark.parametrize(
    ("verdicts", "closes"),
    [
        ([Verdict("axe", Outcome.NOT_MEASURED, "axe"), Verdict("vague-link-text", Outcome.PASS)], False),
        ([Verdict("image-alt", Outcome.NOT_MEASURED, "axe"), Verdict("page-title", Outcome.PASS, "axe")], False),
        ([Verdict("page-title", Outcome.PASS, "axe")], True),
        ([Verdict("image-alt", Outcome.NOT_APPLICABLE, "axe")], True),
    ],
)
def test_rule_that_was_not_measured_on_the_page_keeps_it_open(
    database: Engine, verdicts: list[Verdict], closes: bool
) -> None:
    audited(database, 0, [issue(HOME)])
    audited(database, 1, pages=[page(HOME, *verdicts)])
    assert (only(database).closed_at is not None) == closes


def test_redirect_to_another_address_is_the_same_page(database: Engine) -> None:
    audited(database, 0, [issue(f"{NEWS}&utm=1")], pages=[page(NEWS, final_url=f"{NEWS}&utm=1")])
    audited(database, 1, pages=[page(NEWS, final_url=f"{NEWS}&utm=2")])
    assert only(database).closed_at == at(1)


def test_issues_of_every_standard_are_followed(database: Engine) -> None:
    usability = issue(HOME, name="u", rule="https", engine="eindekss")
    mobile = issue(HOME, name="m", rule="viewport", engine="eindekss")
    save(database, replace(audit(0, pages=ALL), mobile_issues=(mobile,), usability_issues=(usability,)))
    assert [span.rule for span in standing(database)] == ["https", "viewport"]


def test_partial_audit_is_followed(database: Engine) -> None:
    audited(database, 0, [issue(HOME)])
    save(database, replace(audit(1, pages=[page(HOME), page(NEWS, failure=LOST)]), status=Status.PARTIAL))
    assert only(database).closed_at == at(1)


def test_audit_that_comes_late_does_not_turn_history_back(database: Engine) -> None:
    audited(database, 2, [issue(HOME)])
    audited(database, 1)
    assert (only(database).first_seen, only(database).closed_at) == (at(2), None)


def test_issues_of_another_site_are_its_own(database: Engine) -> None:
    audited(database, 0, [issue(HOME)])
    save(database, audit(1, site=replace(SITE, atvk="0088000"), pages=ALL))
    assert only(database).closed_at is None
