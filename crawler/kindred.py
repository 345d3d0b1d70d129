"""Other hosts of the same municipality that hold what its site is judged by: forums., dati., pakalpojumi. and alike."""

import re
from urllib.parse import urlsplit

from crawler.addresses import same_site

# A school's or a museum's site below the same name is another institution's and is left alone.
OFFERS = re.compile(
    r"(?:e|en|ru|de|www2|forums?|diskusij\w*|dati|data|opendata|atvert\w*|api|gis|karte\w*|plani|planojum\w*|lidzdalib\w*|balso\w*"
    r"|sabiedrib\w*|iniciativ\w*|aptauj\w*|jauta\w*|zino\w*|problem\w*|e?-?pakalpojum\w*|services?|pierakst\w*|vizit\w*"
    r"|rezerv\w*|tiesraid\w*|video|tv|dome|jaunumi|e-?dome|portals?)"
)


def is_kindred(url: str, home: str) -> bool:
    """Whether a normalised URL stands on a host right below the home page's that is named after what it offers."""
    here, there = urlsplit(url), urlsplit(home)
    host, base = here.hostname or "", (there.hostname or "").removeprefix("www.")
    label, dot, rest = host.partition(".")
    return bool(dot) and rest == base and "." in base and label != "www" and OFFERS.fullmatch(label) is not None


def belongs(url: str, home: str) -> bool:
    """Whether a visit of the home page's site may read the address."""
    return same_site(url, home) or is_kindred(url, home)
