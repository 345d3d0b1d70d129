"""Recognises what answers in a website's place: parked domains, error pages with status 200, a server's own page."""

import re
from urllib.parse import urlsplit

from lxml import html as lxml_html

from crawler.addresses import normalise, same_site
from crawler.facts import title_and_heading
from model.site_look import StandIn

# Where parked domains load their advertisements from, or are sold.
PARKING_HOSTS = frozenset(
    {
        "above.com",
        "afternic.com",
        "bodis.com",
        "d38psrni17bvxu.cloudfront.net",
        "dan.com",
        "hugedomains.com",
        "parkingcrew.net",
        "parklogic.com",
        "sedo.com",
        "sedoparking.com",
    }
)
# Of a title the parts between its dashes and bars are looked at one by one, of a heading the whole.
PART = re.compile(r" [-–—|»:·] ")
WORDINGS: tuple[tuple[StandIn, re.Pattern[str]], ...] = (
    (
        StandIn.PARKED,
        re.compile(
            r"(?:this |the )?(?:domain|website)(?: name)?(?: \S+)? (?:is |may be |has been |has |was )?"
            r"(?:for sale|parked|expired|suspended)\b"
            r"|(?:account|site|website) suspended\b|parked domain\b|domain parking\b|buy this domain\b"
            r"|(?:šis |šī )?domēn(?:s|a vārds)(?: \S+)? (?:ir |tiek )?(?:pārdo|novietot|apturēt|reģistrēt)\w*"
        ),
    ),
    (
        StandIn.SERVER_PAGE,
        re.compile(
            r"welcome to nginx\b|apache2? (?:\S+ )?default page\b|apache http server test page\b"
            r"|test page for (?:the )?(?:apache|nginx|http server)\b|http server test page\b|iis windows server$"
            r"|iis\d+$|it works!?$|index of /|default (?:web ?site|plesk) page\b|web server's default page\b"
        ),
    ),
    (
        StandIn.ERROR_PAGE,
        re.compile(
            r"(?:http |server )?(?:error|kļūda)\W{1,3}(?:4\d\d|50\d)\b|404$"
            r"|404\W+(?:\w+ )?(?:error|kļūda|not|nav|lapa|page)\b"
            r"|(?:the )?(?:requested )?(?:page|file|url|site) (?:was |is |could )?not (?:be )?found\b|not found$"
            r"|(?:meklētā |pieprasītā |šāda )?(?:lapa|adrese|vietne)s? (?:nav|netika) atrast\w*"
        ),
    ),
)
REFRESH = re.compile(r"\d{1,3}(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", re.IGNORECASE)


def stand_in(root: lxml_html.HtmlElement) -> StandIn | None:
    """What stands in the site's place, by the page's title, its first heading and where its scripts come from."""
    title, heading = (text.casefold() for text in title_and_heading(root))
    for kind, wording in WORDINGS:
        if any(wording.match(part) for part in (*PART.split(title), heading)):
            return kind
    loaded = (element.get("src") or element.get("href") or "" for element in root.iter("script", "iframe", "link"))
    return StandIn.PARKED if any(map(_parks, loaded)) else None


def _parks(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return any(host == parking or host.endswith(f".{parking}") for parking in PARKING_HOSTS)


def sent_elsewhere(root: lxml_html.HtmlElement, url: str) -> str | None:
    """Another site to which the page sends its visitors by itself, by a meta refresh."""
    for meta in root.iter("meta"):
        if meta.get("http-equiv", "").strip().lower() == "refresh":
            aim = REFRESH.match(meta.get("content", "").strip())
            target = normalise(aim[1].strip(), url) if aim else None
            if target is not None and not same_site(target, url):
                return target
    return None
