"""The one line on a site's news, with and without a rhythm, in both languages."""

from datetime import date

import pytest

from model.news import News
from model.text import Language
from reports.language import Words
from reports.news import news_line

NEWEST = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("news", "language", "line"),
    [
        (News(NEWEST, None, 1), "lv", "Jaunākā ziņa: 2026. gada 3. novembris."),
        (News(NEWEST, None, 0), "en", "Newest news: 3 November 2026."),
        (
            News(NEWEST, 2.5, 21),
            "lv",
            "Jaunākā ziņa: 2026. gada 3. novembris. Jaunas ziņas parasti parādās ik pēc 2,5 d. (mediāna); "
            "pēdējā pusgadā redzēta 21 šāda diena.",
        ),
        (
            News(NEWEST, 2.0, 12),
            "en",
            "Newest news: 3 November 2026. Days with news are 2 d. apart (median); 12 were seen in the last half-year.",
        ),
    ],
)
def test_line(news: News, language: Language, line: str) -> None:
    assert news_line(news, Words(language)) == line
