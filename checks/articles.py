"""Whether a page says of itself that it is a piece of news: by its body's class, or by its JSON-LD."""

import json
import re
from typing import Any

ARTICLE_BODY = re.compile(r"(?<![\w-])(?:single-post|(?:page-)?node--?type-(?:news|article|jaunum\w*|zina))(?![\w-])")


def says_article(text: str) -> bool:
    """Whether a JSON-LD block is, or holds in its list or graph, a NewsArticle; broken JSON is none."""
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    entries = data if isinstance(data, list) else [data]
    graphs = [one["@graph"] for one in entries if isinstance(one, dict) and isinstance(one.get("@graph"), list)]
    every = [*entries, *(entry for graph in graphs for entry in graph)]
    return any(entry.get("@type") == "NewsArticle" for entry in every if isinstance(entry, dict))
