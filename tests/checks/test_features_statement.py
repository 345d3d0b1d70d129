"""What an accessibility statement says, and which pages are one."""

from itertools import permutations
from typing import Any

import pytest

from tests.checks.feature_site import SITE, features_of
from tests.checks.statements import ANNEX, FRONT, LINK, PATH, SHARED, changed, faults_of, feature_of, told_of

SHARED_SITE = "Avotu novada pašvaldības tīmekļvietni https://novads.example."
SHARED_CLAIM = "Avotu novada pašvaldības tīmekļvietne daļēji atbilst noteikumiem Nr. 445 turpmāk minēto iemeslu dēļ."
SHARED_DATE = "Šī tīmekļvietne pēdējo reizi tika izvērtēta 01.09.2026."
ANNEX_CLAIM = "daļēji atbilst noteikumiem Nr. 445 šādu neatbilstību/atbrīvojumu dēļ:"
ANNEX_DATES = "<p>Pirmreizēji sagatavots: 23.09.2020.</p><p>Atkārtoti pārskatīts: 02.03.2026.</p>"


def shared(site: str = SHARED_SITE, claim: str = SHARED_CLAIM, dated: str = SHARED_DATE, **more: Any) -> dict[str, Any]:
    html = changed(changed(changed(SHARED, SHARED_SITE, site), SHARED_CLAIM, claim), SHARED_DATE, dated)
    return told_of(html, **more)


def annex(claim: str = ANNEX_CLAIM, dated: str = ANNEX_DATES) -> dict[str, Any]:
    return told_of(changed(changed(ANNEX, ANNEX_CLAIM, claim), ANNEX_DATES, dated))


def test_a_good_statement_of_the_shared_form() -> None:
    assert shared() == {
        "names_this_site": True, "named_site": "https://novads.example", "conformity": "partial", "dated": True,
        "date": "2026-09-01", "impossible_dates": [], "under_a_year": True, "placeholders": False,
        "placeholder_texts": [], "method": True, "protocol": "https://novads.example/faili/protokols.xlsx",
        "alternatives": True, "feedback": True, "ombudsman": True, "linked_from_home": True, "faults": [],
    }  # fmt: skip


def test_a_good_statement_of_the_annex_form() -> None:
    assert annex() == {
        "names_this_site": True, "named_site": "https://www.novads.example", "conformity": "partial", "dated": True,
        "date": "2026-03-02", "impossible_dates": [], "under_a_year": True, "placeholders": False,
        "placeholder_texts": [], "method": True, "protocol": "https://novads.example/d/12",
        "alternatives": True, "feedback": True, "ombudsman": True, "linked_from_home": True, "faults": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("site", "names_it"),
    [
        ("novads.example", True),
        ("www.novads.example", True),
        ("http://www.novads.example/", True),
        ("https://novads.example.Tīmekļvietni uztur pašvaldība", True),
        ("forums.novads.example", True),
        ("Avotu novada pašvaldības tīmekļvietni", True),
        ("Avotu\u00a0novada pašvaldības tīmekļa\u00a0vietni", True),
        ("šo tīmekļvietni", True),
        ('<a href="https://novads.example/lv">tīmekļvietni</a>', True),
        ("https://mana.novads-cits.example un https://novads.example", True),
        ("tīmekļvietni (skat. https://likumi.lv/ta/id/316109), www.novads.example", True),
        ("http://www.pargaujasnovads.lv", False),
        ("https://mansnovads.example", False),
        ("https://novads.example.lv", False),
        ("Avotu valstspilsētas pašvaldības tīmekļvietni", False),
        ("oficiālās statistikas tīmekļvietni", False),
        ("tīmekļvietni, pasts@novads.example", False),
        ("t.sk. noteikumiem https://likumi.lv/ta/id/316109", False),
        ("", False),
    ],
)
def test_whose_statement_it_is(site: str, names_it: bool) -> None:
    assert shared(site=site)["names_this_site"] is names_it


def test_the_site_below_a_greater_one_may_be_named_by_it() -> None:
    html = SHARED.replace("https://novads.example", "https://avoti.example")
    assert told_of(html, home="https://pasvaldiba.avoti.example/")["names_this_site"] is True


@pytest.mark.parametrize(
    ("dated", "day", "fresh"),
    [
        (SHARED_DATE, "2026-09-01", True),
        ("Tīmekļvietne pēdējo reizi tika izvērtēta 2024. gada 3. maijā.", "2024-05-03", False),
        ("Tīmekļvietne pēdējo reizi izvērtēta 2026.gada 3.martā.", "2026-03-03", True),
        ("Izvērtēšana veikta: 2026-03-03", "2026-03-03", True),
        ("03.03.2026. veikta tīmekļvietnes izvērtēšana.", "2026-03-03", True),
        ("Pēdējo reizi tika izvērtēta: 12.02.2022. un atkārtoti pārskatīts 12.02.2026.", "2026-02-12", True),
        ("Pirmreizēji sagatavots 23.09.2020. Atkārtoti pārskatīts 23.11.2025.", "2025-11-23", True),
        ("Pirmreizēji sagatavots 23.09.2020. Atkārtoti pārskatīts 22.11.2025.", "2025-11-22", False),
        ("Pirmreizēji sagatavots 23.09.2026. Atkārtoti pārskatīts: –", "2026-09-23", True),
        ("Pēdējo reizi tika izvērtēta [datums dd.mm.gggg.]", None, False),
        ("Lapa tika atjaunota: 03.03.2026.", None, False),
        ("Izvērtējums veikts pēc 2020. gada 14. jūlija noteikumiem.", None, False),
    ],
)
def test_either_form_is_dated(dated: str, day: str | None, fresh: bool) -> None:
    told = shared(dated=dated)
    assert (told["dated"], told["date"], told["under_a_year"]) == (day is not None, day, fresh)


@pytest.mark.parametrize("said", ["23.012.2020", "31.02.2026", "00.05.2026", "2026. gada 31. februārī"])
def test_an_impossible_date_is_named(said: str) -> None:
    told = shared(dated=f"Šī tīmekļvietne pēdējo reizi tika izvērtēta {said}.")
    assert (told["dated"], told["impossible_dates"]) == (False, [said])


@pytest.mark.parametrize(
    ("claim", "level"),
    [
        ("Tīmekļvietne pilnīgi atbilst MK noteikumiem Nr. 445.", "full"),
        ("Novada tīmekļvietne pilnībā atbilst noteikumiem Nr.445.", "full"),
        ("Avotu novada pašvaldības tīmekļa vietne atbilst noteikumiem Nr. 445.", "full"),
        ("Avotu novada pašvaldības mājaslapa atbilst WCAG 2.1 AA līmenim.", "full"),
        ("Tīmekļvietne nodrošina daļēju atbilstību noteikumiem Nr. 445.", "partial"),
        ("Tīmekļvietne ir daļēji atbilstoša noteikumu Nr. 445 prasībām.", "partial"),
        ("Avotu novada tīmekļvietne atbilst noteikumiem Nr. 445 daļēji.", "partial"),
        ("LJA tīmekļvietne daļēji atbilsts noteikumiem Nr. 445 turpmāk minēto iemeslu dēļ.", "partial"),
        ("Avotu tīmekļa\u00a0vietne daļēji\u00a0atbilst „noteikumiem Nr. 445” šādu iemeslu dēļ.", "partial"),
        ("Konstatēts, ka Avotu novada tīmekļvietne daļēji atbilst noteikumiem Nr. 445.", "partial"),
        ("Avotu novada portāls pamatā atbilst noteikumiem Nr. 445.", "partial"),
        ("Avotu novada tīmekļvietne atbilst noteikumu Nr. 445 prasībām, izņemot karti.", "partial"),
        ("Tīmekļvietne – novads.example – daļēji atbilst noteikumiem. Dažas lapas neatbilst noteikumiem.", "partial"),
        ("Tīmekļvietne neatbilst noteikumiem Nr. 445 šādu neatbilstību dēļ:", "none"),
        ("Avotu novada tīmekļvietne neatbilst Ministru kabineta 2020. gada 14. jūlija noteikumiem Nr. 445.", "none"),
        ("Tīmekļvietnes kontrasts atbilst noteikumiem.", None),
        ("Vērtējām, vai tīmekļvietne atbilst noteikumiem Nr. 445.", None),
        ("tīmekļvietne [atbilst, neatbilst, daļēji atbilst] atbilst noteikumiem Nr. 445", None),
        ("pilnīgi atbilst; daļēji atbilst; neatbilst noteikumiem (pasvītrot vajadzīgo)", None),
    ],
)  # fmt: skip
def test_the_conformity_that_the_shared_form_declares(claim: str, level: str | None) -> None:
    told = shared(claim=claim)
    assert told["conformity"] == level
    assert told["placeholders"] is ("[" in claim or "vajadzīgo" in claim)


@pytest.mark.parametrize(
    ("claim", "level"),
    [
        ("pilnīgi atbilst noteikumiem Nr. 445", "full"),
        ("neatbilst noteikumiem Nr. 445 šādu neatbilstību/atbrīvojumu dēļ:", "none"),
        (f"pilnīgi atbilst noteikumiem Nr. 445 {ANNEX_CLAIM} neatbilst noteikumiem Nr. 445 šādu iemeslu dēļ:", None),
        ("neatbilst noteikumiem Nr. 445 šādu neatbilstību dēļ: kontrasti daļēji atbilst", "none"),
        ("", None),
    ],
)  # fmt: skip
def test_the_conformity_that_the_annex_declares(claim: str, level: str | None) -> None:
    assert annex(claim=claim)["conformity"] == level


def test_placeholders_are_quoted_and_other_brackets_are_not() -> None:
    told = shared(
        site="[Iestādes mājaslapas saite, uz kuru attiecas izvērtējums]",
        dated="(norādīt datumu) [1] [..] […] [PDF] [email&nbsp;protected] (2. punkts) Atzīmēt vajadzīgo ____________",
    )
    assert told["placeholder_texts"] == [
        "[Iestādes mājaslapas saite, uz kuru attiecas izvērtējums]",
        "(norādīt datumu)",
        "Atzīmēt vajadzīgo",
        "____________",
    ]


def test_a_failure_left_unnamed_does_not_hide_what_is_declared() -> None:
    told = shared(claim=f"{SHARED_CLAIM} [Minēt konkrēto neatbilstību, kura novērota tīmekļvietnē, ja tāda ir]")
    assert (told["conformity"], told["placeholders"]) == ("partial", True)


def test_a_link_alone_is_no_statement() -> None:
    stub = "<main><h1>Piekļūstamības paziņojums</h1><p>Paziņojums tiek gatavots.</p></main>"
    assert features_of({"/": FRONT})["accessibility_statement"].found is None
    feature = features_of({"/": FRONT, PATH: stub}, site=SITE)["accessibility_statement"]
    assert (feature.found, feature.grade, feature.details) == (False, "mentioned", None)


BUILDINGS = """<main><h1>Piekļūstamība</h1><p>Novada ēku piekļūstamība: domes ēka atbilst būvnormatīvam LBN 200-21,
kultūras nams tam neatbilst, jo pie ieejas nav uzbrauktuves. Par pārkāpumiem var ziņot Tiesībsargam vai pašvaldībai.
Pie ieejas ir poga palīga izsaukšanai, stāvvietas ir pagalmā.</p></main>"""
NEWS = """<main><article><h1>Piekļūstamība: vietne kļūst ērtāka</h1><p>Pašvaldības tīmekļvietne tagad daļēji atbilst
noteikumiem Nr. 445, jo attēliem ir apraksti un kontrasti ir uzlaboti. Tiesībsarga birojs pērn aicināja pašvaldības
uzlabot vietnes, un novads to ir paveicis pirmais reģionā.</p></article></main>"""
WIDGET = """<main><h1>Piekļūstamības rīki</h1><p>Lapas labajā pusē ir poga, ar ko var palielināt burtus, mainīt
kontrastu un izslēgt kustību. Rīku nodrošina UserWay, un tas darbojas visās pārlūkprogrammās un ierīcēs bez
uzstādīšanas, arī tālruņos.</p><script src="https://cdn.userway.org/widget.js"></script></main>"""
ENGLISH = """<main lang=en><h1>Accessibility statement</h1><p>Avoti Municipality is committed to making its website
accessible, in accordance with Cabinet Regulation No. 445. This statement applies to https://novads.example. The website
is partially compliant. It was last assessed on 01.09.2026. You may complain to the Ombudsman.</p></main>"""


@pytest.mark.parametrize(
    ("path", "html"),
    [
        ("/pieklustamiba", BUILDINGS),
        ("/par-novadu/vides-pieklustamiba", BUILDINGS.replace("<h1>", "<h1>Vides ")),
        ("/sabiedriba/pieklustamiba-vietne-klust-ertaka", NEWS),
        ("/jaunumi/pieklustamibas-pazinojums-publicets", SHARED),
        ("/pieklustamibas-riki", WIDGET),
        ("/en/accessibility", ENGLISH),
    ],
)
def test_what_only_speaks_of_accessibility_is_no_statement(path: str, html: str) -> None:
    feature = feature_of({"/": "<main><h1>Avotu novads</h1><p>Laipni lūdzam novadā!</p></main>", path: html})
    assert (feature.found, feature.details) == (False, None)


def test_an_english_statement_stands_beside_the_latvian_one() -> None:
    feature = feature_of({"/": FRONT, "/en/accessibility": ENGLISH, PATH: SHARED})
    assert feature.details
    assert feature.details["faults"] == []
    assert feature.evidence[0].page.endswith(PATH)


def test_of_several_statements_the_best_is_told_in_whatever_order_they_come() -> None:
    pages = {
        "/": FRONT,
        "/pieklustamiba": SHARED.replace("https://novads.example.", "https://vecais.example."),
        "/lv/iestade/pieklustamibas-pazinojums": SHARED,
        "/vecais/pieklustamibas-pazinojums": SHARED.replace("01.09.2026", "01.09.2024"),
    }
    for order in permutations(pages):
        feature = feature_of({path: pages[path] for path in order})
        assert feature.evidence[0].page == "https://novads.example/lv/iestade/pieklustamibas-pazinojums"
        assert feature.details
        assert (feature.details["date"], feature.details["names_this_site"]) == ("2026-09-01", True)


def test_many_statements_cost_no_more_than_a_few() -> None:
    pages = {f"/{number}/pieklustamibas-pazinojums": SHARED.replace("daļēji atbilst", "") for number in range(12)}
    feature = feature_of({"/": FRONT, **pages, "/z/garaka/pieklustamibas-pazinojums": SHARED})
    assert feature.evidence[0].page == "https://novads.example/z/garaka/pieklustamibas-pazinojums"
    assert len(feature.evidence) == 5


@pytest.mark.parametrize(
    ("link", "linked"),
    [
        (LINK, True),
        (f"<footer><p>{LINK}</p></footer>", True),
        (f'<nav><ul><li><a href="{PATH}/">Par vietni</a></li></ul></nav>', True),
        (f'<a href="{PATH}" aria-label="Piekļūstamības paziņojums"><svg></svg></a>', True),
        ('<a href="/lv/node/12">Piekļūstamība</a>', True),
        ('<a href="#piekl" class="uwy">Piekļūstamība</a>', False),
        ('<a href="https://userway.org/">Piekļūstamība</a>', False),
        ('<a href="/ekas">Vides piekļūstamība</a>', False),
        ("<p>Piekļūstamības paziņojums</p>", False),
    ],
)
def test_the_home_page_leads_to_it(link: str, linked: bool) -> None:
    feature = feature_of({"/": f"<main><h1>Avotu novads</h1><p>Laipni lūdzam novadā!</p></main>{link}", PATH: SHARED})
    assert feature.details
    assert feature.details["linked_from_home"] is linked
    assert [fault["id"] for fault in feature.details["faults"]] == ([] if linked else ["missing-home-link"])


def test_a_home_page_that_nobody_saw_has_no_fault() -> None:
    feature = feature_of({PATH: SHARED})
    assert feature.details
    assert (feature.details["linked_from_home"], feature.details["faults"]) == (False, [])


def test_invisible_signs_and_split_letters_hide_nothing() -> None:
    odd = SHARED.replace("pašvaldības tīmekļvietne", "pašval\u00addības tīmekļ\u200bvietne").replace("š", "s\u030c")
    assert faults_of(odd) == {}
