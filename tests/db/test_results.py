"""Where every site stood at a moment, read from rows alone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from db.municipalities import known_sites
from db.results import judged_in, newest_before
from db.saving import add_scores
from model.finding import Feature
from model.site import Site
from tests.db.examples import CONTACTS, FIRST_NIGHT, HOME, NEWS, audit, failed, index, page, save

SECTIONS = {"communication": ("website_usability", "unheard_of"), "services": ("unheard_of",)}


def test_the_newest_audit_and_the_newest_that_saw_the_site(database: Engine) -> None:
    first, second, down = save(database, audit(0)), save(database, audit(1)), save(database, failed(2))
    other = Site("https://nekad.example/", "Nekad")
    unseen = save(database, replace(failed(5), site=other))

    def known(night: int) -> list[tuple[int, int | None]]:
        moment = FIRST_NIGHT + timedelta(days=night)
        return [(one.tried.id, one.seen.id if one.seen else None) for one in newest_before(database, moment).values()]

    assert known(0) == []
    assert known(1) == [(first, first)]
    assert known(2) == [(second, second)]
    assert known(4) == [(down, second)]
    assert known(6) == [(down, second), (unseen, None)]
    named = {one.site.url: one.id for one in known_sites(database)}
    alone = newest_before(database, FIRST_NIGHT + timedelta(days=6), [named[other.url]])
    assert [one.tried.id for one in alone.values()] == [unseen]


def test_what_was_judged_in_each(database: Engine) -> None:
    failing = page(NEWS, failure=failed(0).failure)
    first = save(database, replace(audit(0, pages=[page(HOME), page(CONTACTS), failing])))
    later = replace(audit(1), features=(Feature("chat", False), Feature("forum", True)))
    second = save(database, later)
    judged = judged_in(database, [first, second], "2019", SECTIONS)
    one = judged[first]
    assert (one.pages, one.page_scores, one.page_passes) == (2, (99.5, 99.5), (True, True))
    assert one.index.score == pytest.approx(200 / 3)
    assert (one.index.coverage, one.index.maturity) == (0.04, 3)
    (section,) = one.index.sections
    assert (section.id, section.maturity, [part.id for part in section.indicators]) == (
        "communication", 3, ["website_usability"],
    )  # fmt: skip
    assert (section.indicators[0].weight, section.indicators[0].coverage) == (0.04, 0.9)
    found = {name: (feature.found, feature.kind) for name, feature in one.features.items()}
    assert found == {"chat": (True, "bot"), "forum": (None, None), "petition": (False, None)}
    assert {name: feature.found for name, feature in judged[second].features.items()} == {
        "chat": False, "forum": True, "petition": False,
    }  # fmt: skip


def test_another_methodology_is_asked_for_by_name(database: Engine) -> None:
    number = save(database, audit(0))
    assert judged_in(database, [number], "2026", SECTIONS)[number].index.score is None
    add_scores(database, number, index("2026", 12.5), "e" * 64 + ".zst")
    assert judged_in(database, [number], "2026", SECTIONS)[number].index.score == 12.5
    assert judged_in(database, [number], "2019", SECTIONS)[number].index.score == pytest.approx(200 / 3)
    assert judged_in(database, [], "2019", SECTIONS) == {}
