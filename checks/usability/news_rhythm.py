"""How fresh a site's news are: the days on which something new came out, by its news, their lists and its feeds."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from checks.addresses import segments
from checks.page_name import PageName
from checks.sights import Sights
from checks.words import dates_in
from model.evidence import Feed
from model.news import News

WINDOW = timedelta(days=180)
NEWS = (
    r"(?:jaunum\w*|jaunaka\w*[ -]zinas|(?:visas |novada |pasvaldibas )?zinas|aktualitat\w*|aktuali|news"
    r"|preses[ -]reliz\w*)"
)
NEWS_LIST = re.compile(rf"{NEWS}(?:[ -](?:lapa|arhivs))?")
# What happened there, or will, is no news of that day.
EVENTS = re.compile(r"(?:notikum|pasakum|afis|kalendar|event|konkurs|vakanc|izsol)\w*")


class NewsRhythm:
    """Keeps days only; what is said of the future is no news, whoever says it."""

    def __init__(self) -> None:
        self._days: set[date] = set()

    def observe(self, sights: Sights, name: PageName) -> None:
        path = segments(sights.url)
        if sights.is_home or any(map(EVENTS.fullmatch, path)):
            return
        if (path and NEWS_LIST.fullmatch(path[-1])) or any(map(NEWS_LIST.fullmatch, name.names)):
            said = (day for _, _, day in dates_in(sights.main_words))
            self._days.update(sights.stamps or (day for day in said if day))
        elif name.is_news and sights.published:
            self._days.add(sights.published)

    def conclude(self, feeds: Iterable[Feed], gathered_on: date) -> News | None:
        """By the days up to that of the visit; None where there is none."""
        told = self._days.union(*(feed.days for feed in feeds))
        days = sorted(day for day in told if day <= gathered_on)
        if not days:
            return None
        recent = [day for day in days if gathered_on - day <= WINDOW]
        gaps = [(later - earlier).days for earlier, later in pairwise(recent)]
        return News(days[-1], float(median(gaps)) if gaps else None, len(recent))
