"""Latvian text made comparable: folded letters, patterns over them, dates, and the language of a piece of prose."""

import re
from collections.abc import Iterator
from datetime import date

LETTERS = tuple(zip("āčēģīķļņšūž", "acegiklnsuz", strict=True))
# Character classes that folding to lower case would turn into their opposites.
UPPER_CLASS = re.compile(r"\\[A-Z]")

MONTH_STEMS = "janvar februar mart april maij junij julij august septembr oktobr novembr decembr"
MONTHS = tuple(MONTH_STEMS.split())
NUMERIC_DATE = re.compile(r"(?<![\d.])(\d{1,3})\.\s?(\d{1,3})\.\s?((?:19|20)\d\d)(?!\d)")
# 15 December 2026, 15 декабря 2026
FOREIGN_MONTHS = tuple(
    re.compile(stem)
    for stem in (
        "jan|янв", "feb|фев", "mar|март", "apr|апр", "may|мая|май", "jun|июн", "jul|июл", "aug|авг", "sep|сен",
        "oct|окт", "nov|ноя", "dec|дек",
    )
)  # fmt: skip
FOREIGN_DATE = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)? ((?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|март|апр|мая|июн"
    r"|июл|авг|сен|окт|ноя"
    r"|дек)\w*),? ((?:19|20)\d\d)\b"
)
ISO_DATE = re.compile(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)(?!\d)")
WRITTEN_DATE = re.compile(rf"\b((?:19|20)\d\d)\.\s?gada (\d{{1,2}})\.\s?({'|'.join(MONTHS)})[a-z]*")
DAY_FIRST_DATE = re.compile(
    rf"(?<![\d.])(\d{{1,2}})\.\s?({'|'.join(MONTHS)})[a-z]*,? ((?:19|20)\d\d)(?!\d|\.\s?gada \d)"
)
SHORT_DATE = re.compile(rf"\b(\d{{1,2}})\.\s?({'|'.join(MONTHS)})[a-z]*(?!\s?20\d\d)")
YEAR = re.compile(r"\b20\d\d\b")
YEAR_WITHIN = 160
# A leap year that no page speaks of.
OF_ANY_YEAR = 1904
# The last day of something; "līdz 3. maijam" counts only where a year stands before it.
# 09.11.2026.–07.12.2026.: the end of a span of days.
RANGE = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.(?:\s?20\d\d\.?)?\s?[–—-]\s?(?=\d)")
DEADLINE = re.compile(r"\b(?:lidz|until|by|before|до)(?: \w+){0,2} (?=\d)")

STEM_OPENING = r"\b(?:"
GROUP = re.compile(r"\((?:\?[:!=<]+)?[^()]*\)(?:[?*+]|\{[\d,]+\})?")
CLASS = re.compile(r"\[[^\]]*\](?:[?*+]|\{[\d,]+\})?|\\[a-z](?:[?*+]|\{[\d,]+\})?")
OPTIONAL = re.compile(r".(?:[?*]|\{[\d,]+\})")

PROSE_LETTERS = 200
CYRILLIC_SHARE = 0.5
# A language's commonest little words; a text in it has at least this share of them, and twice as many as of Latvian.
LITTLE_WORD_SHARE = 0.08
LITTLE_WORDS = {
    "lv": "un ir par no ar kas vai uz tiek var lai pie gada lidz pec ka kopa sa ne to jus mes",
    "en": "the and of to in is for are with you our on be by from that your at as it we can",
    "de": "der die das und ist von zu mit den im in fur auf sie ein eine wir nicht werden des",
    "lt": "ir yra su kad bus del nuo iki kaip arba apie savo musu yra taip pat i is",
    "et": "ja on ei see mis kui oma voi ning meie teie kuid ka et saab",
    "pl": "i w z na do jest nie sie oraz dla przez od po za to",
    "fr": "le la les et de des du est pour dans une un avec vous nous sur par",
    "es": "el la los las y de del es para con una un por en que su",
}
LITTLE = {language: frozenset(words.split()) for language, words in LITTLE_WORDS.items()}
UKRAINIAN = re.compile("[іїєґ]")
WORD = re.compile(r"[^\W\d_]+")


def fold(text: str) -> str:
    """Lower case without Latvian marks, one space between words; "Sēžu  tiešraide" is "sezu tiesraide"."""
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    lowered = text.lower()
    if lowered.isascii():
        return lowered
    # Eleven replacements take a tenth of the time of str.translate.
    for marked, plain in LETTERS:
        lowered = lowered.replace(marked, plain)
    return lowered


def collapse(text: str) -> str:
    """The text with one space between words."""
    return " ".join(text.split())


def pattern(source: str) -> re.Pattern[str]:
    """A regular expression for folded text; its own letters may carry marks. Raises ValueError where it is no good."""
    if UPPER_CLASS.search(source):
        raise ValueError(f"“{source}” holds an upper-case class, which folded text cannot have")
    try:
        return re.compile(_plain(source))
    except re.error as error:
        raise ValueError(f"“{source}” is no regular expression: {error}") from error


def stem(source: str) -> re.Pattern[str]:
    """A pattern that begins where a word begins."""
    return pattern(f"{STEM_OPENING}{source})")


def anchor_of(source: re.Pattern[str]) -> str:
    """Letters that every match must hold, the longest there are: to look for them first is many times quicker.

    Empty where there are none, as for alternatives.
    """
    plain = source.pattern.removeprefix(STEM_OPENING)
    if plain != source.pattern:
        plain = plain.removesuffix(")")
    grouped = None
    while grouped != plain:
        grouped, plain = plain, GROUP.sub("\0", plain)
    if "|" in plain:
        return ""
    pieces = OPTIONAL.sub("\0", CLASS.sub("\0", plain).replace(r"\.", "\1")).replace(".", "\0").replace("\1", ".")
    return max(re.split(r"[\0+^$\\]", pieces), key=len)


def dates_in(folded: str) -> Iterator[tuple[int, str, date | None]]:
    """Position, wording and day of each full date; None where the calendar has no such day (23.012.2020)."""
    for match in NUMERIC_DATE.finditer(folded):
        day, month, year = match.groups()
        # 23.012.2020 reads as a month of three digits.
        yield match.start(), match.group(), _day(year, month, day) if len(month) < 3 and len(day) < 3 else None
    for match in ISO_DATE.finditer(folded):
        yield match.start(), match.group(), _day(*match.groups())
    for match in WRITTEN_DATE.finditer(folded):
        year, day, month_name = match.groups()
        yield match.start(), match.group(), _day(year, _number_of(month_name), day)
    for match in DAY_FIRST_DATE.finditer(folded):
        day, month_name, year = match.groups()
        yield match.start(), match.group(), _day(year, _number_of(month_name), day)
    for match in FOREIGN_DATE.finditer(folded):
        day, month_name, year = match.groups()
        month = next(at for at, stem in enumerate(FOREIGN_MONTHS) if stem.match(month_name))
        yield match.start(), match.group(), _day(year, str(month + 1), day)


def first_day(folded: str) -> date | None:
    return next((day for _, _, day in dates_in(folded) if day), None)


def deadline_in(folded: str) -> date | None:
    """The latest day that the text sets as a last one; of a day without a year the year that stands before it.

    Where none does, the day is of the year OF_ANY_YEAR: `nearest` says which it was meant to be.
    """
    ends = {match.end() for match in (*DEADLINE.finditer(folded), *RANGE.finditer(folded))}
    if not ends:
        return None
    days: list[date | None] = [day for at, _, day in dates_in(folded) if at in ends]
    for match in SHORT_DATE.finditer(folded):
        years = YEAR.findall(folded[max(0, match.start() - YEAR_WITHIN) : match.start()])
        if match.start() in ends:
            days.append(_day(years[-1] if years else str(OF_ANY_YEAR), _number_of(match[2]), match[1]))
    return max((day for day in days if day), default=None)


def nearest(moment: date, today: date) -> date:
    """A day of OF_ANY_YEAR as the one that is nearest to today; others as they are."""
    if moment.year != OF_ANY_YEAR:
        return moment
    found = (_day(str(today.year + shift), str(moment.month), str(moment.day)) for shift in (-1, 0, 1))
    return min((day for day in found if day), key=lambda day: abs(day - today), default=moment)


def _number_of(month_name: str) -> str:
    return str(MONTHS.index(month_name) + 1)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def language_of(folded: str) -> str | None:
    """ISO 639-1 code of a piece of prose of at least 200 letters; None where it is too short or cannot be told."""
    words = WORD.findall(folded)
    letters = sum(map(len, words))
    if letters < PROSE_LETTERS:
        return None
    cyrillic = sum(len(word) for word in words if "а" <= word[0] <= "ӿ")
    if cyrillic > CYRILLIC_SHARE * letters:
        return "uk" if len(UKRAINIAN.findall(folded)) > 0.02 * cyrillic else "ru"
    counts = {language: sum(word in little for word in words) for language, little in LITTLE.items()}
    best = max(counts, key=lambda language: counts[language])
    if counts[best] < LITTLE_WORD_SHARE * len(words):
        return None
    return best if best == "lv" or counts[best] >= 2 * counts["lv"] else None
