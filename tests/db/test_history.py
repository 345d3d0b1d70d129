"""Nights of a municipality are one series in figures, whatever it was called and wherever its site stood."""

from dataclasses import replace

from sqlalchemy import Engine

from db.figures import audit_in_figures
from db.history import PageScore, nights_of, page_scores
from db.municipalities import known_sites, names_of
from db.peers import changed_features, failing_counts
from db.saving import add_scores
from model.evidence import Versions
from model.finding import Feature, Outcome
from model.history import Mark, changes
from model.municipality import series_of
from model.site import Role
from tests.db.examples import CONTACTS, FIRST_NIGHT, HOME, NEWS, SITE, audit, failed, index, page, run_of, save

MOVED = replace(SITE, url="https://jaunie.example/")
FORUM = replace(SITE, url="https://forums.example/", role=Role.OTHER)


def test_a_night_in_figures(database: Engine) -> None:
    number = save(database, audit())
    (series,) = series_of(known_sites(database))
    (night,) = nights_of(database, series)
    whole = audit()
    assert (night.audit_id, night.run, night.site, night.started_at) == (number, whole.run, SITE, FIRST_NIGHT)
    assert (night.index, night.coverage, night.methodology) == (whole.index.score, 0.04, "2019")
    assert dict(night.sections) == {"communication": whole.index.score}
    assert (night.wcag_score, night.mobile_score, night.mobile_passes) == (whole.wcag_score, 100 / 3, False)
    assert (night.versions, len(night.sample)) == (whole.versions, 2)


def test_a_failed_night_has_no_score_and_no_sample(database: Engine) -> None:
    save(database, audit())
    save(database, failed(1))
    save(database, audit(2))
    (series,) = series_of(known_sites(database))
    before, down, after = nights_of(database, series)
    assert down.failed
    assert (down.index, down.wcag_score, down.failure) == (None, None, failed(1).failure)
    assert down.sample == frozenset()
    assert changes(before, after) == ()


def test_what_changed_beside_the_scores(database: Engine) -> None:
    save(database, audit(pages=[page(HOME), page(NEWS)]))
    upgraded = replace(audit(1, pages=[page(HOME), page(CONTACTS)]), versions=Versions("0.2.0", "4.15.0", "157.0"))
    save(database, replace(upgraded, index=index("2026"), site=replace(SITE, name="Liepu novads")))
    (series,) = series_of(known_sites(database))
    first, second = nights_of(database, series)
    told = {change.mark: (change.before, change.after) for change in changes(first, second)}
    assert told == {
        Mark.TOOL: ("0.1.0", "0.2.0"),
        Mark.AXE: ("4.14.0", "4.15.0"),
        Mark.BROWSER: ("156.0", "157.0"),
        Mark.METHODOLOGY: ("2019", "2026"),
        Mark.SAMPLE: ("−1", "+1"),
        Mark.NAME: ("Liepu novada pašvaldība", "Liepu novads"),
    }


def test_a_moved_domain_is_one_series_and_another_site_its_own(database: Engine) -> None:
    save(database, audit())
    save(database, audit(1, site=FORUM))
    save(database, audit(2, site=replace(MOVED, atvk="0099001")))
    municipality, forum = series_of(known_sites(database))
    assert [known.site.url for known in municipality.sites] == [HOME, MOVED.url]
    nights = nights_of(database, municipality)
    assert [change.mark for change in changes(*nights)] == [Mark.ADDRESS, Mark.CODE]
    assert [night.started_at for night in nights_of(database, forum)] == [audit(1).started_at]


def test_nights_by_a_methodology_and_since_a_night(database: Engine) -> None:
    number = save(database, audit())
    save(database, audit(1))
    add_scores(database, number, index("2026", 40.0), "e" * 64 + ".zst")
    (series,) = series_of(known_sites(database))
    first, second = nights_of(database, series, "2026")
    assert (first.index, first.methodology, second.index, second.methodology) == (40.0, "2026", None, None)
    assert second.wcag_score == audit().wcag_score
    (since,) = nights_of(database, series, since=audit(1).started_at)
    assert (since.audit_id, since.index, since.methodology) == (second.audit_id, 200 / 3, "2019")
    assert nights_of(database, series, "2026", until=audit(1).started_at) == (first,)


def test_a_name_is_kept_for_as_long_as_it_was_borne(database: Engine) -> None:
    for night, name in enumerate(("A", "A", "B", "A")):
        save(database, audit(night, site=replace(SITE, name=name)))
    (known,) = known_sites(database)
    spans = names_of(database, [known.id])
    assert [(span.name, span.since) for span in spans] == [
        (n, audit(at).started_at) for n, at in (("A", 0), ("B", 2), ("A", 3))
    ]
    (series,) = series_of([known])
    assert [night.site.name for night in nights_of(database, series)] == ["A", "A", "B", "A"]


def test_page_scores(database: Engine) -> None:
    number = save(database, audit(pages=[page(HOME), page(NEWS)]))
    assert page_scores(database, [number, 99]) == {
        number: [PageScore(HOME, "home", 99.5), PageScore(NEWS, "template", 99.5)]
    }


def test_what_others_showed_in_a_run(database: Engine) -> None:
    other = replace(SITE, atvk="0088000", url="https://otra.example/")
    save(database, audit())
    save(database, audit(1, site=other))
    save(database, replace(audit(2), features=(Feature("chat", False), Feature("forum", None))))
    save(database, failed(3))
    one, two = (known.id for known in known_sites(database))
    assert failing_counts(database, run_of(0)) == {one: {"image-alt": 2, "vague-link-text": 0}}
    assert failing_counts(database, run_of(3)) == {}
    assert changed_features(database, run_of(2)) == {one: frozenset({"chat"})}
    assert changed_features(database, run_of(1)) == {}, "a site's first night says nothing else than before"
    assert two not in failing_counts(database, run_of(0))


def test_an_audit_in_figures(database: Engine) -> None:
    whole = audit()
    number = save(database, whole)
    save(database, replace(audit(1), features=(Feature("chat", False),)))
    found = audit_in_figures(database, number, {"communication": ("website_usability", "unheard_of")})
    assert (found.site, found.run, found.versions, found.wcag_score) == (
        SITE,
        whole.run,
        whole.versions,
        whole.wcag_score,
    )
    assert [(page.url, page.wcag_score, page.role) for page in found.pages] == [
        (page.url, page.wcag_score, page.role) for page in whole.pages
    ]
    assert {feature.id: feature.found for feature in found.features} == {"chat": True, "forum": None, "petition": False}
    assert found.checks == {rule: whole.checks[rule] for rule in ("image-alt", "vague-link-text")}
    assert found.checks["image-alt"] is Outcome.FAIL
    (section,) = found.index.sections
    (indicator,) = section.indicators
    assert (found.index.score, section.score, indicator.score, indicator.weight) == (*[200 / 3] * 3, 0.04)
    assert indicator.measures == ()
