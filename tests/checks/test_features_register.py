"""What the open data register adds to the link into it, and where it and the site disagree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from checks.context import FeatureContext
from checks.watch import FeatureWatch
from model.evidence import DataFile, Register, RegisterDataset
from model.failure import Failure, FailureKind
from model.finding import Feature
from model.site import Site
from tests.checks.feature_site import HOME, SITE, TODAY, document, observe

PORTAL = "https://data.gov.lv/dati/lv"
OWN = f"{PORTAL}/organization/avotu-novada-pasvaldiba"
ANOTHERS = f"{PORTAL}/organization/vzd"
BUDGET = RegisterDataset(
    "budzets", "Budžets", "https://data.gov.lv/dati/dataset/budzets", date(2026, 10, 1), ("csv",), "CC0 1.0", True, 1,
    ("https://novads.example/dati/budzets.csv",),
)  # fmt: skip
EMPTY = RegisterDataset("ielas", "Ielas", "https://data.gov.lv/dati/dataset/ielas", None)
OLD = replace(BUDGET, name="plani", modified=date(2025, 11, 21), formats=("pdf",), open_licence=False)
ASKED = Register(
    "https://data.gov.lv/dati", datetime(2026, 11, 23, 2, tzinfo=UTC), "avotu-novada-pasvaldiba", (BUDGET, EMPTY, OLD)
)


def told(
    links: str | Sequence[str] = (),
    register: Register | None = ASKED,
    *,
    files: tuple[DataFile, ...] = (),
    alive: Mapping[str, bool | None] | None = None,
    known: int = 1,
    site: Site = SITE,
) -> Feature:
    """data_gov_lv_link of a home page with these links."""
    watch = FeatureWatch(site, HOME)
    written = " ".join(f'<a href="{url}">Dati</a>' for url in ([links] if isinstance(links, str) else links))
    observe(watch, document("/", f"<main><p>Laipni lūdzam novada vietnē.</p>{written}</main>"))
    context = FeatureContext(TODAY, alive or {}, 1, known, True, data_files=files, register=register)
    return next(feature for feature in watch.conclude(context) if feature.id == "data_gov_lv_link")


def details(*arguments: Any, **more: Any) -> Mapping[str, Any]:
    return told(*arguments, **more).details or {}


def test_the_register_is_summed_up_with_counts_shares_and_the_newest_change() -> None:
    found = details(OWN)
    assert found["level"] == "own_organisation"
    assert {name: value for name, value in found.items() if name.startswith("register_")} == {
        "register_asked_on": "2026-11-23",
        "register_snapshot": False,
        "register_organisation": "avotu-novada-pasvaldiba",
        "register_datasets": 3,
        "register_machine_readable": 1,
        "register_open_licence": 1,
        "register_open_licence_share": pytest.approx(1 / 3),
        "register_stale": 1,
        "register_newest_change": "2026-10-01",
    }


def test_a_dataset_is_stale_when_it_was_not_changed_for_over_a_year_before_the_register_was_asked() -> None:
    at_the_bound = replace(ASKED, datasets=(replace(OLD, modified=date(2025, 11, 23)),))
    assert details(OWN, at_the_bound)["register_stale"] == 0
    assert details(OWN, replace(at_the_bound, asked_at=datetime(2026, 11, 24, tzinfo=UTC)))["register_stale"] == 1


def test_of_no_datasets_there_is_no_share_and_no_date() -> None:
    found = details(OWN, replace(ASKED, datasets=()))
    assert (found["register_datasets"], found["register_open_licence_share"]) == (0, None)
    assert found["register_newest_change"] is None


def test_a_register_that_was_not_asked_leaves_the_feature_as_it_was() -> None:
    assert told(OWN, None).details == {"level": "own_organisation"}
    assert told(register=None).details is None


def test_a_register_that_failed_is_said_and_proves_nothing() -> None:
    failed = replace(ASKED, organisation=None, datasets=(), failure=Failure(FailureKind.TIMEOUT, "no answer"))
    found = details(OWN, failed)
    assert found["register_failure"] == "timeout: no answer"
    assert found.keys() == {"level", "register_asked_on", "register_snapshot", "register_failure"}


def test_whose_the_publisher_is_not_known_nothing_is_claimed() -> None:
    unknown = replace(ASKED, organisation=None, datasets=())
    assert details(OWN, unknown).keys() == {"level", "register_asked_on", "register_snapshot", "register_organisation"}


@pytest.mark.parametrize(
    ("link", "register", "empty"),
    [
        (OWN, ASKED, False),
        (OWN, replace(ASKED, datasets=()), True),
        (OWN, replace(ASKED, datasets=(EMPTY,)), True),
        (ANOTHERS, replace(ASKED, datasets=()), False),
        (f"{PORTAL}/dataset/ielas", ASKED, True),
        (f"{PORTAL}/dataset/budzets", ASKED, False),
        (f"{PORTAL}/dataset/atvk", ASKED, False),
        ("https://data.gov.lv/", replace(ASKED, datasets=()), False),
        ("https://data.gov.lv/dati/eng/dataset/ielas/resource/1", ASKED, True),
    ],
)
def test_linked_but_empty(link: str, register: Register, empty: bool) -> None:
    assert details(link, register)["linked_but_empty"] == ([link] if empty else [])


def test_a_link_into_the_register_that_answers_404_is_empty_whether_or_not_it_was_asked() -> None:
    gone = f"{PORTAL}/dataset/sens"
    assert details([gone, OWN], alive={gone: False})["linked_but_empty"] == [gone]
    assert details([gone, OWN], None, alive={gone: False})["linked_but_empty"] == [gone]


def test_a_publisher_of_the_list_that_the_register_does_not_have_is_empty() -> None:
    nobody = replace(ASKED, organisation=None, datasets=())
    site = replace(SITE, data_gov_lv="avotu-novada-pasvaldiba")
    assert details(OWN, nobody, site=site)["linked_but_empty"] == [OWN]
    assert "linked_but_empty" not in details(ANOTHERS, nobody, site=site)


@pytest.mark.parametrize(
    ("links", "unlinked"),
    [
        ([], True),
        (["https://data.gov.lv/"], True),
        ([ANOTHERS, f"{PORTAL}/dataset/atvk"], True),
        (["https://data.example/dati/lv/organization/avotu-novada-pasvaldiba"], True),
        ([OWN], False),
        ([f"{PORTAL}/dataset/budzets"], False),
    ],
)
def test_published_but_not_linked(links: list[str], unlinked: bool) -> None:
    assert details(links)["published_but_not_linked"] is unlinked


def test_what_is_not_published_is_not_missed_on_the_site() -> None:
    assert details([], replace(ASKED, datasets=(EMPTY,)))["published_but_not_linked"] is False


def test_a_link_that_may_stand_on_a_page_not_read_is_not_missed() -> None:
    assert details([], known=40)["published_but_not_linked"] is None
    assert details(["https://data.gov.lv/"], known=40)["published_but_not_linked"] is None
    assert details([OWN], known=40)["published_but_not_linked"] is False


def test_a_dead_link_to_the_own_organisation_is_none() -> None:
    found = details(OWN, alive={OWN: False})
    assert found["published_but_not_linked"] is True
    assert found["linked_but_empty"] == [OWN]


def test_files_that_the_register_lacks() -> None:
    here = "https://novads.example/dati"
    files = tuple(
        DataFile(f"{here}/{name}", 200, format=kind, parses=parses)
        for name, kind, parses in (
            ("budzets.csv", "csv", True),  # the register links to it
            ("ielas.csv", "csv", True),
            ("plans.csv", "csv", True),  # uploaded there under the same name
            ("bojats.csv", "csv", False),
            ("varbut.csv", "csv", None),
            ("lapa.csv", "html", True),
        )
    )
    uploaded = "https://data.gov.lv/dati/dataset/1/resource/2/download/plans.csv"
    register = replace(ASKED, datasets=(BUDGET, replace(OLD, resource_urls=(uploaded,))))
    assert details(OWN, register, files=files)["files_not_in_register"] == [f"{here}/ielas.csv"]
    assert "files_not_in_register" not in details(OWN, replace(register, organisation=None), files=files)


def test_whose_a_link_is_goes_by_the_register_where_it_knows() -> None:
    assert details(f"{PORTAL}/organization/avotu-novada-biblioteka")["level"] == "other"
    assert details(f"{PORTAL}/organization/avotu-novada-biblioteka", None)["level"] == "own_organisation"
    assert details(f"{PORTAL}/dataset/atvk")["level"] == "other"
    assert details(f"{PORTAL}/dataset/atvk", None)["level"] == "other"
    assert details(f"{PORTAL}/dataset/0423467c-0a08-4b0c-b1e7-e18d45329fa8")["level"] == "dataset"
    both = told(["https://data.gov.lv/", f"{PORTAL}/dataset/atvk", OWN])
    assert both.evidence[0].target == OWN
