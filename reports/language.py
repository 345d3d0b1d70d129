"""Latvian and English: translations, plurals, numbers, dates and durations."""

from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from gettext import c2py
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_timedelta
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from model.text import Language, Text

LOCALES = Path(__file__).parent / "locales"
ZONE = ZoneInfo("Europe/Riga")
BABEL_LOCALE: dict[Language, str] = {"lv": "lv", "en": "en_GB"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
# How many numbers, and days, are remembered as they were written.
WRITTEN = 20_000
TENTH = Decimal("0.1")
HUNDREDTH = Decimal("0.01")


def N_(msgid: str) -> str:
    """Marks a msgid that stands in a table and is translated where it is shown."""
    return msgid


@cache
def catalog(language: Language) -> Catalog:
    """The translations of a language; English, the language of the msgids, has none."""
    path = LOCALES / f"{language}.po"
    if not path.exists():
        return Catalog(locale=BABEL_LOCALE[language])
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


class Words:
    """Everything that a page says in one language. `values` fill the `%(name)s` places of a msgid."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._locale = BABEL_LOCALE[language]
        self._catalog = catalog(language)
        # c2py reads the C expression of the file's own Plural-Forms line: CLDR's plural rules are others.
        self._plural = c2py(self._catalog.plural_expr)

    def gettext(self, msgid: str, **values: object) -> str:
        message = self._catalog.get(msgid)
        found = message.string if message is not None else None
        text = found if isinstance(found, str) and found else msgid
        return text % values if values else text

    def ngettext(self, singular: str, plural: str, num: int, **values: object) -> str:
        """`%(num)s` becomes the number as the language writes it."""
        message = self._catalog.get(singular)
        forms = message.string if message is not None else None
        if isinstance(forms, list | tuple) and all(forms):
            text = str(forms[self._plural(num)])
        else:
            text = singular if num == 1 else plural
        return text % {"num": self.number(num), **values}

    def of(self, text: Text) -> str:
        return text.in_(self.language)

    def number(self, value: float, decimals: int = 0) -> str:
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return _decimal(value, pattern, self._locale)

    def score(self, value: float) -> str:
        """0 to 100 with one decimal, a whole number without; two where one would read as the next level's bound."""
        return _score(value, self._locale)

    def percent(self, score: float) -> str:
        """A score or share from 0 to 100 with its sign, as the language sets it."""
        return self.score(score) + (f"{NO_BREAK_SPACE}%" if self.language == "lv" else "%")

    def share(self, fraction: float) -> str:
        """A fraction from 0 to 1 in percent."""
        return self.percent(fraction * 100)

    def change(self, difference: float) -> str:
        """A difference of scores with its sign."""
        shown = self.number(abs(difference), 1)
        sign = "" if _exact(abs(difference)) < Decimal("0.05") else "\N{MINUS SIGN}" if difference < 0 else "+"
        return sign + shown

    def points(self, difference: float) -> str:
        """A difference of scores with its sign and the word for points."""
        return self._points(self.change(difference), _rounded(abs(difference)))

    def missing_points(self, difference: float) -> str:
        """The same without a sign."""
        return self._points(self.score(difference), _shown(difference))

    def _points(self, shown: str, rounded: Decimal) -> str:
        """Latvian goes by the last digit that counts, English takes the plural after every decimal."""
        last = rounded.normalize().as_tuple()
        counted = last.digits[-1] if int(last.exponent) < 0 else int(rounded)
        num = counted if self.language == "lv" else 1 if shown.lstrip("+\N{MINUS SIGN}") == "1" else 2
        return self.ngettext("%(points)s point", "%(points)s points", num, points=shown)

    def date(self, moment: date | datetime) -> str:
        """The day in Riga, in words."""
        day = riga_day(moment) if isinstance(moment, datetime) else moment
        return _long_date(day, self._locale)

    def time(self, moment: datetime) -> str:
        """Hours and minutes in Riga."""
        return format_datetime(moment.astimezone(UTC), "HH:mm", tzinfo=ZONE, locale=self._locale)

    def duration(self, span: timedelta) -> str:
        return format_timedelta(span, granularity="second", threshold=1.5, locale=self._locale)


# A page of ten years writes thousands of numbers and days, and each time Babel reads its pattern anew.
@lru_cache(maxsize=WRITTEN)
def _decimal(value: float, pattern: str, locale: str) -> str:
    return format_decimal(_exact(value), pattern, locale=locale)


@lru_cache(maxsize=WRITTEN)
def _score(value: float, locale: str) -> str:
    shown = _shown(value)
    decimals = 0 if shown == shown.to_integral_value() else -int(shown.as_tuple().exponent)
    return _decimal(float(shown), "#,##0" + "." * bool(decimals) + "0" * decimals, locale)


@lru_cache(maxsize=WRITTEN)
def _long_date(day: date, locale: str) -> str:
    return format_date(day, "long", locale=locale)


def riga_day(moment: datetime) -> date:
    """The day in Riga on which a night is told."""
    return moment.astimezone(ZONE).date()


def _exact(value: float) -> Decimal:
    """The number as a person wrote or reads it, free of binary fractions."""
    return Decimal(str(value))


def _rounded(value: float) -> Decimal:
    return _exact(value).quantize(TENTH, ROUND_HALF_UP)


def _shown(value: float) -> Decimal:
    """Levels begin at full tens: 89.96 is of the level below 90, which only noise of binary fractions rounds up to."""
    shown = _rounded(value)
    if shown % 10 == 0 and _exact(round(value, 9)) < shown:
        return _exact(value).quantize(HUNDREDTH, ROUND_DOWN)
    return shown
