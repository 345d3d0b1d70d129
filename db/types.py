"""Column types that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String, types
from sqlalchemy.dialects.postgresql import JSONB

# A row's number, or bytes. SQLite numbers rows by itself only where the key is a plain INTEGER.
BigNumber = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class UtcDateTime(types.TypeDecorator[datetime]):
    """A moment, aware and in UTC on both ways; SQLite would lose the zone. A naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} names no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WorldText(types.TypeDecorator[str]):
    """Text that a page wrote: what no database stores (NUL, half a surrogate pair) becomes U+FFFD."""

    impl = String()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


def storable(text: str) -> str:
    """The text without the characters that no database stores."""
    if "\0" not in text and text.isascii():
        return text
    return "".join(REPLACEMENT if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)
