"""What a report says of a site's news, in one line."""

from model.news import News
from reports.language import Words


def news_line(news: News, words: Words) -> str:
    newest = words.gettext("Newest news: %(day)s.", day=words.date(news.newest))
    gap = news.median_gap_days
    if gap is None:
        return newest
    rhythm = words.ngettext(
        "Days with news are %(gap)s d. apart (median); %(num)s was seen in the last half-year.",
        "Days with news are %(gap)s d. apart (median); %(num)s were seen in the last half-year.",
        news.counted,
        gap=words.number(gap, 0 if gap.is_integer() else 1),
    )
    return f"{newest} {rhythm}"
