"""Failed logins are counted, and no number of tries, names or hours fills the database."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from db import failed_logins as counts
from db.failed_logins import KEPT_FOR, failed_logins, note_failed_login
from tests.db.examples import FIRST_NIGHT

HOUR = timedelta(hours=1)


def test_a_row_an_hour_and_account_for_a_while(database: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST_ROWS", 4)
    start = FIRST_NIGHT.replace(minute=5)
    for minute in range(50):
        note_failed_login(database, "anna", "session", start + timedelta(minutes=minute), waited=minute % 2 == 1)
    note_failed_login(database, "", "organisation", start, waited=False)
    anna, organisation = failed_logins(database, 9)
    assert (anna.who, anna.wrong, anna.waited, anna.last_at) == ("anna", 25, 25, start + timedelta(minutes=49))
    assert anna.begins_at == start.replace(minute=0)
    assert (organisation.who, organisation.means, organisation.wrong) == ("", "organisation", 1)
    for hours in range(1, 9):
        note_failed_login(database, "anna", "session", start + hours * HOUR, waited=False)
    assert [one.begins_at.hour for one in failed_logins(database, 9)] == [
        (start + hours * HOUR).hour for hours in (8, 7, 6, 5)
    ]
    assert failed_logins(database, 9, "zane") == []
    later = start + KEPT_FOR + 20 * HOUR
    note_failed_login(database, "zane", "session", later, waited=True)
    assert [(one.who, one.wrong, one.waited) for one in failed_logins(database, 9)] == [("zane", 0, 1)]
