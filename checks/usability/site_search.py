"""Whether the site's search answers: it was asked for one word, and a form whose address is gone is no search."""

from collections.abc import Iterator
from dataclasses import replace

from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen
from checks.page_name import PageName
from checks.sights import Sights
from model.finding import Feature


class SearchAnswer:
    """Adds where the search was tried; without a try the form speaks for itself."""

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        yield from ()

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        if context.searched is None or not feature.found:
            return feature
        state = alive(context.searched)
        details = {"searched": context.searched, "answers": feature.grade == "working" if state else state}
        if state is False:
            return replace(feature, found=False, grade=None, alive=False, details=details)
        return replace(feature, details=details)
