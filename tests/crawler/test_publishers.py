"""Every municipality finds itself among the publishers of a register, and never a neighbour."""

from pathlib import Path

import pytest

from crawler.ckan_entries import Publisher
from crawler.key_pages import fold
from crawler.publishers import publisher_named
from pipeline.sites_file import read_sites

NAMES = [site.name for site in read_sites(Path(__file__).parents[2] / "sites.csv").sites]
# What else publishes: parts of municipalities, those that reforms ended, state institutions.
OTHERS = [
    "Rīgas domes Satiksmes departaments", "Rīgas pašvaldības policija", "Ogresgala pagasta pārvalde",
    "Talsu novada bibliotēka", "Jelgavas novada Sociālais dienests", "Līvbērzes pagasts", "Līvānu 1. vidusskola",
    "Valmieras pilsētas pašvaldība", "Jēkabpils pilsētas pašvaldība", "Daugavpils novada dome", "Salas novada dome",
    "Ventspils brīvostas pārvalde", "Ropažu garkalne", "Liepājas speciālās ekonomiskās zonas pārvalde",
    "Cēsu klīnika", "Uzņēmumu reģistrs", "Latvijas Pašvaldību savienība", "Rīgas plānošanas reģions", "",
]  # fmt: skip


def called(name: str, form: str) -> str:
    """The municipality as a publisher calls itself."""
    own, _, last = name.rpartition(" ")
    return form.format(own=own, kind="novada" if last == "novads" else "valstspilsētas")


def publisher(title: str, datasets: int | None = 3) -> Publisher:
    return Publisher("-".join(fold(title).split()) or "nezinams", title, datasets)


FORMS = ("{own} {kind} pašvaldība", "{own} {kind} dome", "{own} {kind} pašvaldības dome", "{own} {kind} administrācija")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_a_municipality_of_the_list_finds_itself_among_all(name: str, form: str) -> None:
    everybody = [publisher(called(one, form)) for one in NAMES] + [publisher(title) for title in OTHERS]
    assert publisher_named(name, everybody) == publisher(called(name, form)).name


@pytest.mark.parametrize("name", NAMES)
def test_a_municipality_that_does_not_publish_is_nobody_else(name: str) -> None:
    neighbours = [publisher(called(one, "{own} {kind} pašvaldība")) for one in NAMES if one != name]
    assert publisher_named(name, [*neighbours, *map(publisher, OTHERS)]) is None


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Rīgas valstspilsēta", "Rīgas dome"),
        ("Rīgas valstspilsēta", "Rīgas pilsētas pašvaldība"),
        ("Rīgas valstspilsēta", "RĪGAS VALSTSPILSĒTAS PAŠVALDĪBA"),
        ("Rīgas valstspilsēta", "Rīgas valstspilsētas pašvaldība (RVP)"),
        ("Daugavpils valstspilsēta", "Daugavpils pašvaldība"),
        ("Jelgavas valstspilsēta", "Jelgavas pilsētas dome"),
        ("Jelgavas novads", "Jelgavas novada pašvaldība"),
        ("Avotu novads", "Avotu novada domes centrālā administrācija"),
        ("Avotu novads", "Avotu  novada  „pašvaldība”"),
        ("Avotu novada pašvaldība", "Avotu novads"),
        ("Ķekavas novads", "Kekavas novada pasvaldiba"),
        ("Ādažu novads", "A\u0304daz\u030cu novada pašvaldība"),
    ],
)
def test_a_name_is_known_in_its_many_spellings(name: str, title: str) -> None:
    assert publisher_named(name, [Publisher("x1", title), *map(publisher, OTHERS)]) == "x1"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Līvānu novads", "Līvbērzes novada pašvaldība"),
        ("Jelgavas novads", "Jelgavas valstspilsētas pašvaldība"),
        ("Jelgavas valstspilsēta", "Jelgavas novada pašvaldība"),
        ("Jelgavas valstspilsēta", "Jelgavas dome"),
        ("Jelgavas novads", "Jelgavas dome"),
        ("Ventspils novads", "Ventspils pašvaldība"),
        ("Rēzeknes novads", "Rēzekne"),
        ("Valmieras novads", "Valmieras pilsētas pašvaldība"),
        ("Ogres novads", "Ogres un Ķeguma novada pašvaldība"),
        ("Salaspils novads", "Jaunsalaspils novada dome"),
        ("Avotu novads", "Avotu novada pašvaldības bibliotēka"),
        ("Avotu novads", "Biedrība “Avotu novads”"),
        ("www.avoti.lv", "www.avoti.lv"),
        ("novads", "novads"),
        ("", ""),
    ],
)
def test_in_doubt_it_is_nobody(name: str, title: str) -> None:
    assert publisher_named(name, [publisher(title)]) is None


def test_the_name_in_addresses_counts_where_the_title_says_nothing() -> None:
    assert publisher_named("Avotu novads", [Publisher("avotu-novada-pasvaldiba", "Avoti Municipality")])
    assert publisher_named("Avotu novads", [Publisher("avotu_novada_dome", "")])
    # Renamed: the old name in the address is another's by now.
    renamed = Publisher("daugavpils-novada-dome", "Augšdaugavas novada pašvaldība")
    assert publisher_named("Augšdaugavas novads", [renamed]) == renamed.name
    assert publisher_named("Daugavpils novads", [renamed]) is None


def test_of_two_entries_the_one_with_datasets_counts_and_never_one_by_chance() -> None:
    old, new = Publisher("avotu-dome", "Avotu novada dome", 0), Publisher("avoti", "Avotu novada pašvaldība", 4)
    assert publisher_named("Avotu novads", [old, new]) == "avoti"
    assert publisher_named("Avotu novads", [old]) == "avotu-dome"
    unsure = Publisher("avotu-dome", "Avotu novada dome")
    assert publisher_named("Avotu novads", [unsure, new]) is None
