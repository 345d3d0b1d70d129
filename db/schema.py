"""The whole schema: every module of tables is named here, so that METADATA knows them all."""

from db import (
    account_tables,
    alert_tables,
    asked_tables,
    evidence_tables,
    look_tables,
    mail_tables,
    night_tables,
    people_tables,
    star_tables,
    tables,
    turn_tables,
)

METADATA = tables.METADATA
MODULES = (
    *(tables, people_tables, mail_tables, night_tables, look_tables, turn_tables, alert_tables),
    *(account_tables, star_tables, asked_tables, evidence_tables),
)
