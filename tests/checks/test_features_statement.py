"""What is wrong with an accessibility statement: the faults that real ones have."""

from typing import Any

import pytest

from tests.checks.feature_site import SITE, features_of

PATH = "/pieklustamibas-pazinojums"
FORM = (
    "<main><h1>Piekļūstamības paziņojums</h1>"
    "<p>Avotu novada pašvaldība saskaņā ar noteikumiem Nr. 445 apņemas savu tīmekļvietni veidot piekļūstamu.</p>"
    "<p>Šis piekļūstamības paziņojums attiecas uz {site}.</p><p>{conformity}</p><p>{dated}</p>"
    "<p>Izvērtējumu apliecinošs dokuments: <a href='/faili/protokols.pdf'>izvērtējuma protokols</a></p>"
    "<h2>Piekļūstamības alternatīvas</h2><p>Zvaniet pa tālruni.</p>"
    "<p>Lietotājs var iesniegt sūdzību Latvijas Republikas Tiesībsargam.</p></main>"
)
PARTIAL = "Tīmekļvietne daļēji atbilst noteikumiem Nr. 445 turpmāk minēto iemeslu dēļ."
SEEN = "Šī tīmekļvietne pēdējo reizi tika izvērtēta 01.09.2026."


def details(site: str = "https://novads.example", conformity: str = PARTIAL, dated: str = SEEN) -> dict[str, Any]:
    feature = features_of({PATH: FORM.format(site=site, conformity=conformity, dated=dated)})["accessibility_statement"]
    assert (feature.found, feature.grade) == (True, "working")
    return dict(feature.details or {})


def test_a_good_statement() -> None:
    assert details() == {
        "names_this_site": True, "named_site": "https://novads.example", "conformity": "partial", "dated": True,
        "date": "2026-09-01", "impossible_dates": [], "under_a_year": True, "placeholders": False,
        "placeholder_texts": [], "method": False, "protocol": "https://novads.example/faili/protokols.pdf",
        "alternatives": True, "feedback": True, "ombudsman": True, "linked_from_home": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("site", "names_it"),
    [
        ("novads.example", True),
        ("www.novads.example", True),
        ("Avotu novada pašvaldības tīmekļvietni", True),
        ("http://www.pargaujasnovads.lv", False),
        ("oficiālās statistikas tīmekļvietni", False),
        ("", False),
    ],
)
def test_whose_statement_it_is(site: str, names_it: bool) -> None:
    assert details(site=site)["names_this_site"] is names_it


@pytest.mark.parametrize(
    ("dated", "day", "fresh"),
    [
        (SEEN, "2026-09-01", True),
        ("Tīmekļvietne pēdējo reizi tika izvērtēta 2024. gada 3. maijā.", "2024-05-03", False),
        ("Pirmreizēji sagatavots 23.09.2020. Atkārtoti pārskatīts 23.11.2025.", "2025-11-23", True),
        ("Pirmreizēji sagatavots 23.09.2020. Atkārtoti pārskatīts 22.11.2025.", "2025-11-22", False),
        ("Pēdējo reizi tika izvērtēta [datums dd.mm.gggg.]", None, False),
    ],
)
def test_both_forms_are_dated(dated: str, day: str | None, fresh: bool) -> None:
    told = details(dated=dated)
    assert (told["dated"], told["date"], told["under_a_year"]) == (day is not None, day, fresh)


def test_an_impossible_date_is_named() -> None:
    told = details(dated="Šī tīmekļvietne pēdējo reizi tika izvērtēta 23.012.2020.")
    assert (told["dated"], told["impossible_dates"]) == (False, ["23.012.2020"])


@pytest.mark.parametrize(
    ("conformity", "level"),
    [
        ("Tīmekļvietne pilnīgi atbilst MK noteikumiem Nr. 445.", "full"),
        ("Tīmekļvietne nodrošina daļēju atbilstību noteikumiem Nr. 445.", "partial"),
        ("Tīmekļvietne neatbilst noteikumiem Nr. 445 šādu neatbilstību dēļ:", "none"),
        ("tīmekļvietne [atbilst, neatbilst, daļēji atbilst] atbilst noteikumiem Nr. 445", None),
        ("pilnīgi atbilst; daļēji atbilst; neatbilst noteikumiem (pasvītrot vajadzīgo)", None),
    ],
)
def test_the_conformity_that_it_declares(conformity: str, level: str | None) -> None:
    told = details(conformity=conformity)
    assert told["conformity"] == level
    assert told["placeholders"] is (level is None)


def test_placeholders_are_quoted() -> None:
    told = details(site="[Iestādes mājaslapas saite, uz kuru attiecas izvērtējums]", dated="(norādīt datumu) [1]")
    assert told["placeholder_texts"] == [
        "[Iestādes mājaslapas saite, uz kuru attiecas izvērtējums]",
        "(norādīt datumu)",
    ]


def test_a_link_alone_is_no_statement() -> None:
    home = f'<footer><a href="{PATH}">Piekļūstamības paziņojums</a></footer><main><p>Laipni lūdzam novadā!</p></main>'
    stub = "<main><h1>Piekļūstamības paziņojums</h1><p>Paziņojums tiek gatavots.</p></main>"
    assert features_of({"/": home})["accessibility_statement"].found is None
    feature = features_of({"/": home, PATH: stub}, site=SITE)["accessibility_statement"]
    assert (feature.found, feature.grade, feature.details) == (False, "mentioned", None)
    whole = FORM.format(site="novads.example", conformity=PARTIAL, dated=SEEN)
    found = features_of({"/": home, PATH: whole})["accessibility_statement"]
    assert found.details
    assert found.details["linked_from_home"] is True
