"""What a page says of itself as a piece of news: by its body's class, or by its JSON-LD."""

import json
import re
from typing import Any

ARTICLE_BODY = re.compile(r"(?<![\w-])(?:single-post|(?:page-)?node--?type-(?:news|article|jaunum\w*|zina))(?![\w-])")


NEWS_ARTICLE = "NewsArticle"
ARTICLES = (NEWS_ARTICLE, "Article", "BlogPosting")


def article_in(text: str) -> tuple[bool, str]:
    """Whether a JSON-LD block is, or holds in its list or graph, a NewsArticle, and when its article came out.

    The time is as written, empty where it is not told; broken JSON tells nothing.
    """
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False, ""
    entries = data if isinstance(data, list) else [data]
    graphs = [one["@graph"] for one in entries if isinstance(one, dict) and isinstance(one.get("@graph"), list)]
    every = [*entries, *(entry for graph in graphs for entry in graph)]
    articles = [entry for entry in every if isinstance(entry, dict) and entry.get("@type") in ARTICLES]
    is_news = any(entry["@type"] == NEWS_ARTICLE for entry in articles)
    said = [entry.get("datePublished") for entry in articles]
    return is_news, next((day for day in said if isinstance(day, str)), "")
