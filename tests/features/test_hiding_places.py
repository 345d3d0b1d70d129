"""Where features hide until a browser looks: routes of a page of scripts, shadow roots, tabs and accordions, a wall."""

import pytest

from tests.crawler.engines import engine
from tests.features.corpus import CorpusSite, corpus
from tests.features.judging import features_of
from tests.features.measuring import decisions, figures

pytestmark = pytest.mark.anyio
HIDING = [site for site in corpus() if site.browser and not site.held_out]


@pytest.mark.parametrize("site", HIDING, ids=[site.folder for site in HIDING])
async def test_what_only_a_browser_shows_is_found(site: CorpusSite) -> None:
    async with engine() as browser:
        made = decisions(site, await features_of(site, browser))
    whole, _ = figures(made)
    assert whole.yes_right >= 14
    assert [one.sentence for one in made if one.missed or one.wrong_yes] == []
