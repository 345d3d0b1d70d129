"""What was known of a feature up to an audit, of many sites at once; also of nights from before its row said when."""

from dataclasses import replace

from alembic import command
from sqlalchemy import Engine

from db.audits import audit_history
from db.engine import ensure_ready, upgrade, writing
from db.features import feature_history, spans_until
from db.migrating import alembic_config
from db.star import drop_views
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


def test_older_nights_are_given_their_moments(database: Engine) -> None:
    for night, found in enumerate((False, True)):
        save(database, replace(audit(night), features=(Feature("chat", found),)))
    spans = feature_history(database, SITE)
    assert [(span.since, span.until) for span in spans] == [
        (audit(0).started_at, audit(1).started_at),
        (audit(1).started_at, None),
    ]
    with writing(database) as connection:
        drop_views(connection)
        command.downgrade(alembic_config(connection), "0017")
    upgrade(database)
    ensure_ready(database)
    assert feature_history(database, SITE) == spans
