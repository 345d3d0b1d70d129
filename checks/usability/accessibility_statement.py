"""The accessibility statement that Cabinet Regulation No. 445 asks for, and what is wrong with it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from checks.addresses import place_of
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen, Sighting
from checks.page_name import PageName
from checks.sights import Sights, Whose
from checks.usability.statement_faults import Surroundings, faults_of
from checks.usability.statement_reading import STATEMENT_NAME, Statement, read_statement
from model.finding import Feature

FEATURE = "accessibility_statement"
NAME = re.compile(r"pieklustamib")
OTHER_ACCESS = re.compile(r"\b(?:vides|fizisk\w*|ieklusanas|ekas|eku|telpu) pieklustamib|\bdat\w* pieklustamib")
# What a link to it is called where it is not called by its whole name.
SHORT_NAME = "pieklustamiba"
KEPT = 5


class AccessibilityStatement:
    """Found when a page of that name has a statement's content; `details` say what it says and what is wrong with it.

    Of several statements the best is told, in whatever order the pages came.
    """

    def __init__(self, whose: Whose) -> None:
        self._whose = whose
        self._statements: dict[str, Statement] = {}
        self._home_seen = False
        self._home_places: set[str] = set()
        self._named_at_home = False

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        if sights.is_home and sights.has_content:
            self._see_home(sights)
        if name.is_news or not NAME.search(name.words) or OTHER_ACCESS.search(name.words):
            return
        statement = read_statement(sights, self._whose, name.words)
        if statement is None:
            return
        self._keep(statement)
        yield Sighting(FEATURE, sights.url, name.label[:120], "working", 2, by="statement"), sights.h1_element

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        if not feature.found or not self._statements:
            return feature
        best = min(self._statements.values(), key=lambda one: one.order)
        linked = self._named_at_home or place_of(best.page) in self._home_places
        around = Surroundings(
            today=context.gathered_on,
            conforms=context.conforms,
            linked=linked if self._home_seen else None,
            protocol_alive=alive(best.protocol),
        )
        proofs = sorted(feature.evidence, key=lambda proof: (proof.page != best.page, proof.target is not None))
        return replace(feature, evidence=tuple(proofs), details=_details(best, around))

    def _see_home(self, sights: Sights) -> None:
        self._home_seen = True
        own = [link for link in sights.links if self._whose.owns(link.url)]
        self._home_places.update(place_of(link.url) for link in own)
        # The address that it leads to may be redirected.
        self._named_at_home |= any(STATEMENT_NAME.search(link.words) or link.words == SHORT_NAME for link in own)

    def _keep(self, statement: Statement) -> None:
        """The same page may be seen once more, say after its scripts ran."""
        place = place_of(statement.page)
        known = self._statements.get(place, statement)
        self._statements[place] = min(known, statement, key=lambda one: one.order)
        if len(self._statements) > KEPT:
            del self._statements[max(self._statements, key=lambda one: self._statements[one].order)]


def _details(said: Statement, around: Surroundings) -> dict[str, Any]:
    """Facts for a person; dates as ISO 8601. Being over a year old is advice, not a breach."""
    newest = said.evaluated_by(around.today)
    return {
        "names_this_site": said.site.is_own,
        "named_site": said.site.address,
        "conformity": said.claim.level,
        "dated": newest is not None,
        "date": newest[0].isoformat() if newest else None,
        "impossible_dates": list(said.evaluated.impossible),
        "under_a_year": said.is_fresh(around.today),
        "placeholders": bool(said.placeholders),
        "placeholder_texts": list(said.placeholders),
        "method": said.method,
        "protocol": said.protocol,
        "alternatives": said.alternatives,
        "feedback": said.feedback,
        "ombudsman": said.ombudsman,
        "linked_from_home": bool(around.linked),
        "faults": faults_of(said, around),
    }
