"""The star's views: made and remade by upgrades, on both databases, with what their definitions say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, inspect, select, text

from db.engine import reading, upgrade, writing
from db.star import VIEWS
from db.star_known import all_rows
from db.star_sql import riga_day as day_in_riga
from db.star_view import PREFIX
from db.types import UtcDateTime
from model.finding import Outcome
from reports.language import riga_day
from tests.db.examples import HOME, audit, failed, issue, save


def test_every_view_is_there_with_its_columns_and_rows(database: Engine) -> None:
    save(database, audit(0, issues=[issue(HOME)]))
    save(database, failed(1))
    with reading(database) as connection:
        there = inspect(connection)
        assert {f"{PREFIX}{view.name}" for view in VIEWS} == set(there.get_view_names())
        for view in VIEWS:
            columns = {one["name"]: str(one["type"]) for one in there.get_columns(PREFIX + view.name)}
            assert list(columns) == [one.name for one in view.columns]
            number = connection.scalar(text(f'SELECT count(*) FROM "{PREFIX}{view.name}"'))
            assert number == len(all_rows(connection, view))
        assert connection.scalar(text("SELECT criteria FROM star_finding_span")) == "1.1.1"
        assert connection.scalar(text("SELECT count(*) FROM star_date")) == 365


def test_a_rule_that_only_old_audits_know_is_there_without_words(database: Engine) -> None:
    known = audit(0)
    save(database, replace(known, checks={**known.checks, "gone": Outcome.PASS}))
    with reading(database) as connection:
        rule = connection.execute(text("SELECT * FROM star_rule WHERE rule_id = 'gone'")).one()
        assert tuple(rule) == ("gone", None, "gone", "gone", "", "")
        found = connection.execute(text("SELECT outcome, pages FROM star_rule_audit WHERE rule_id = 'gone'")).one()
        assert tuple(found) == ("pass", 0)


# SQLite's views have no types.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_types_are_those_that_the_dictionary_promises(database: Engine) -> None:
    promised = {
        "whole number": {"BIGINT", "INTEGER"}, "number": {"DOUBLE PRECISION"}, "text": {"VARCHAR", "TEXT"},
        "yes or no": {"BOOLEAN"}, "day": {"DATE"}, "moment": {"TIMESTAMP"},
    }  # fmt: skip
    with reading(database) as connection:
        for view in VIEWS:
            found = {one["name"]: str(one["type"]) for one in inspect(connection).get_columns(PREFIX + view.name)}
            wrong = [one.name for one in view.columns if found[one.name] not in promised[one.kind]]
            assert wrong == [], (view.name, found)


def test_the_day_is_that_of_riga(database: Engine) -> None:
    scratch = Table("scratch", MetaData(), Column("id", Integer, primary_key=True), Column("at", UtcDateTime))
    moments = [
        datetime(year, month, day, hour, tzinfo=UTC) + timedelta(minutes=minutes)
        for year in (2019, 2024, 2026, 2027, 2033)
        for month in range(1, 13)
        for day in (1, *range(24, 29), (datetime(year, month % 12 + 1, 1) - timedelta(days=1)).day)
        for hour in (0, 1, 20, 21, 22, 23)
        for minutes in (0, 59)
    ]
    with writing(database) as connection:
        scratch.create(connection)
        connection.execute(insert(scratch), [{"at": moment} for moment in moments])
    with reading(database) as connection:
        for moment, day in connection.execute(select(scratch.c.at, day_in_riga(scratch.c.at))):
            assert day == riga_day(moment), moment


def test_the_calendar_is_that_of_python(database: Engine) -> None:
    save(database, audit(0))
    save(database, audit(800))
    (view,) = (view for view in VIEWS if view.name == "date")
    with reading(database) as connection:
        rows = connection.execute(view.query.order_by("day")).all()
    assert [rows[0].day, rows[-1].day, len(rows)] == [date(2026, 1, 1), date(2028, 12, 31), 365 + 365 + 366]
    for row in rows:
        assert (row.week_year, row.week, row.weekday) == tuple(row.day.isocalendar())
        assert (row.year, row.month, row.day_of_month) == (row.day.year, row.day.month, row.day.day)
        assert (row.quarter, row.month_begins) == ((row.day.month + 2) // 3, row.day.replace(day=1))
        assert row.week_begins == row.day - timedelta(days=row.day.weekday())
        assert (row.month_en, row.weekday_en) == (f"{row.day:%B}", f"{row.day:%A}")


# SQLite knows no users.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_upgrade_takes_no_right_to_read_away(database: Engine) -> None:
    readers = text("SELECT grantee FROM information_schema.table_privileges WHERE table_name = 'star_score'")
    with writing(database) as connection:
        connection.execute(text('CREATE ROLE "Power BI"'))
        connection.execute(text('GRANT SELECT ON star_score, star_rule TO "Power BI"'))
        connection.execute(text("GRANT SELECT ON star_group TO PUBLIC"))
    try:
        upgrade(database)
        with reading(database) as connection:
            assert "Power BI" in set(connection.scalars(readers))
            group = text("SELECT has_table_privilege('Power BI', 'star_group', 'SELECT')")
            site = text("SELECT has_table_privilege('Power BI', 'site', 'SELECT')")
            assert (connection.scalar(group), connection.scalar(site)) == (True, False)
    finally:
        with writing(database) as connection:
            connection.execute(text('DROP OWNED BY "Power BI"'))
            connection.execute(text('DROP ROLE "Power BI"'))
