"""The tables of accounts: who may log in, who is logged in, tokens of the API, failed logins, and what people did."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from db.tables import METADATA
from db.types import Json, UtcDateTime, WorldText

account = Table(
    "account",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("site", String),
    Column("password_hash", String),
    # Issuer and person where an organisation logs them in.
    Column("subject", String, unique=True),
    Column("locked", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("logged_in_at", UtcDateTime),
)

# Of what a browser or a program brings only the SHA-256 is kept: who reads the database cannot come in by it.
login_session = Table(
    "login_session",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    # When the organisation last asked the person to prove who it is; it may have let in whom it knew already.
    Column("proved_at", UtcDateTime),
    sqlite_with_rowid=False,
)

api_token = Table(
    "api_token",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("label", String, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("scopes", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

# `key` is the SHA-256 of an account's name or of an address; the rows are bounded (db/attempts.py).
login_attempt = Table(
    "login_attempt",
    METADATA,
    Column("key", LargeBinary, primary_key=True),
    Column("tries", Integer, nullable=False),
    Column("tried_at", UtcDateTime, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# What people are told of them: counts of an hour, from `begins_at` on. `who` is an account's name, which outlives it,
# or empty for all names that are none.
failed_login = Table(
    "failed_login",
    METADATA,
    Column("begins_at", UtcDateTime, primary_key=True),
    Column("who", String, primary_key=True),
    Column("means", String, primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("waited", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)

# It names people by their names, so that it outlives the accounts.
action_log = Table(
    "action_log",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("means", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", WorldText, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("detail", WorldText, nullable=False),
    Index("ix_action_log_who", "who", "id"),
)
