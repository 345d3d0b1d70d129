"""What is written as a document comes back equal, and equal values give equal bytes."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.documents import DocumentError, dump_audit, dump_document, load_audit, load_document
from model.evidence import Document, Hop, Response
from model.failure import Failure, FailureKind
from model.finding import Feature, Impact, Outcome, Verdict
from tests.db.examples import CONTACTS, HOME, audit, failed, issue

# Scripts can leave half a surrogate pair or a NUL in a text.
TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
# Names of details are ours; what the world says stands in their values.
NAME = st.text("abcdefghijklmnoprstuvz_", min_size=1, max_size=20)
SCORE = st.none() | st.floats(0, 100)
COUNT = st.integers(0, 10**6)
VERDICT = st.builds(
    Verdict,
    rule=TEXT,
    outcome=st.sampled_from(Outcome),
    impact=st.none() | st.sampled_from(Impact),
    criteria=st.tuples(TEXT),
    passed=COUNT,
    reason=st.none() | TEXT,
)
FEATURE = st.builds(
    Feature,
    id=TEXT,
    found=st.none() | st.booleans(),
    details=st.none() | st.dictionaries(NAME, st.none() | st.booleans() | COUNT | SCORE | TEXT | st.lists(TEXT)),
)


def test_rich_audit_comes_back_whole() -> None:
    whole = audit(issues=[issue(HOME, CONTACTS)])
    assert load_audit(dump_audit(whole)) == whole
    assert load_audit(dump_audit(failed(1))) == failed(1)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(VERDICT, max_size=3), st.lists(FEATURE, max_size=3), SCORE, st.datetimes(timezones=st.just(UTC)), TEXT)
def test_any_audit_comes_back(
    verdicts: list[Verdict], features: list[Feature], score: float | None, moment: datetime, note: str
) -> None:
    pages = tuple(replace(page, verdicts=tuple(verdicts)) for page in audit().pages)
    whole = replace(audit(), pages=pages, features=tuple(features), wcag_score=score, finished_at=moment, notes=(note,))
    data = dump_audit(whole)
    assert load_audit(data) == whole
    assert dump_audit(load_audit(data)) == data


def test_order_of_a_mapping_does_not_change_the_bytes() -> None:
    whole = audit()
    turned = replace(whole, checks=dict(reversed(list(whole.checks.items()))))
    assert list(turned.checks) != list(whole.checks)
    assert dump_audit(turned) == dump_audit(whole)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(TEXT, TEXT)
def test_document_is_one_line(html: str, url: str) -> None:
    response = Response(url, 200, {"content-type": "text/html"}, "windows-1257", (Hop(HOME, 301),), 12, 345)
    document = Document(url, response, None, html + "\n\u2028" + html, (url, HOME))
    line = dump_document(document)
    assert b"\n" not in line
    assert load_document(line) == document


def test_document_that_could_not_be_read_keeps_its_failure() -> None:
    document = Document(HOME, None, Failure(FailureKind.TIMEOUT, "20 s"))
    assert load_document(dump_document(document)) == document


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff", "no JSON"),
        (b"[]", "no audit of the form"),
        (b'{"format": "eindekss.audit-document/2", "audit": {}}', "no audit of the form"),
        (b'{"format": "eindekss.audit-document/1", "audit": {"site": {}}}', "site.url"),
    ],
)
def test_what_is_no_audit_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        load_audit(data)


def test_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        dump_audit(replace(audit(), wcag_score=float("nan")))
