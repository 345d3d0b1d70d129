"""The order of the Latvian alphabet."""

import unicodedata


def alphabetical(name: str) -> str:
    """Sorting key: a letter with a mark follows the one without."""
    return unicodedata.normalize("NFD", name.casefold())
