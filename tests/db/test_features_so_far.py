"""What was known of a feature up to an audit, of many sites at once."""

from dataclasses import replace

from sqlalchemy import Engine

from db.audits import audit_history
from db.features import feature_history, spans_until
from model.finding import Feature
from tests.db.examples import SITE, audit, save

OTHER = replace(SITE, atvk="0088000", url="https://otra.example/")


def test_spans_begun_by_the_audit(database: Engine) -> None:
    for night, site, found in ((0, SITE, False), (1, OTHER, None), (2, SITE, True), (3, SITE, False)):
        save(database, replace(audit(night, site=site), features=(Feature("chat", found), Feature("rss", True))))
    newest = max(row.id for row in audit_history(database, SITE))
    before = min(row.id for row in audit_history(database, SITE))
    (other,) = (row.id for row in audit_history(database, OTHER))
    spans = spans_until(database, "chat", [newest, other])
    assert list(spans[newest]) == list(feature_history(database, SITE, "chat"))
    assert [span.found for span in spans[other]] == [None]
    assert [span.found for span in spans_until(database, "chat", [before])[before]] == [False]
