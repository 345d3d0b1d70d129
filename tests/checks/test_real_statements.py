"""The faults that statements on public sites really had, each rebuilt on a statement that is good but for it."""

from model.site import Site
from tests.checks.statements import SHARED, changed, faults_of, told_of

FAILURES = "<li>Daļai video nav subtitru.</li>"


def test_jpa_all_brackets() -> None:
    html = """<main><h1>Piekļūstamības paziņojums</h1><p>[Iestādes nosaukums] saskaņā ar Ministru kabineta 2020. gada
14. jūlija noteikumiem Nr. 445 "Kārtība, kādā iestādes ievieto informāciju internetā" (turpmāk – noteikumi Nr. 445)
apņemas savu tīmekļvietni veidot piekļūstamu.</p><p>Šis piekļūstamības paziņojums attiecas uz oficiālās statistikas
tīmekļvietni – [Iestādes mājaslapas saite, uz kuru attiecas izvērtējums]</p><p>Tīmekļvietnei veikts vienkāršotais
piekļūstamības izvērtējums.</p><h2>Cik piekļūstama ir šī tīmekļvietne?</h2><p>[Iestādes nosaukums] tīmekļvietne
[atbilst, neatbilst, daļēji atbilst] atbilst noteikumiem Nr. 445 turpmāk minēto iemeslu dēļ.</p><p>Neatbilstība
prasībām, kas minētas noteikumos Nr. 445:</p><ul><li>[Minēt konkrēto neatbilstību, kura novērota tīmekļvietnē, ja tāda
ir]</li></ul><p>Šī tīmekļvietne pēdējo reizi tika izvērtēta [datums dd.mm.gggg.]. Izvērtēšanu veica [norādīt konkrēto
darbinieku/organizāciju/departamentu, kurš/-a veica paziņojumu]</p><p>Izvērtējumu apliecinošs dokuments: [jāpievieno
.xlsx/.docx datne vai saite uz izvērtējumu]</p><h2>Piekļūstamības alternatīvas</h2><p>[ievietot informāciju par to,
kādi spraudņi ir pieejami]</p><h2>Atsauksmēm un saziņai</h2><p>Mēs cenšamies uzlabot šīs tīmekļvietnes
piekļūstamību.</p></main>"""
    told = told_of(html)
    assert (told["names_this_site"], told["conformity"], told["date"]) == (False, None, None)
    assert told["placeholder_texts"][:3] == [
        "[Iestādes nosaukums]",
        "oficiālās statistikas tīmekļvietni",
        "[Iestādes mājaslapas saite, uz kuru attiecas izvērtējums]",
    ]
    assert [fault["id"] for fault in told["faults"]] == [
        "template-placeholder", "missing-body", "missing-site", "missing-conformity", "missing-date",
        "missing-protocol", "missing-alternatives", "missing-feedback", "missing-complaints",
    ]  # fmt: skip


def test_ikvd_leaves_the_choice_and_the_sample_in() -> None:
    html = changed(SHARED, "tīmekļvietne daļēji atbilst", "tīmekļvietne [atbilst, neatbilst, daļēji atbilst] atbilst")
    found = faults_of(
        changed(html, "uz Avotu novada pašvaldības tīmekļvietni", "uz oficiālās statistikas tīmekļvietni")
    )
    assert found == {
        "template-placeholder": "oficiālās statistikas tīmekļvietni · [atbilst, neatbilst, daļēji atbilst]",
        "missing-conformity": "Avotu novada pašvaldības tīmekļvietne [atbilst, neatbilst, daļēji atbilst] atbilst "
        "noteikumiem Nr. 445 turpmāk minēto iemeslu dēļ.",
    }


def municipal(html: str, name: str, host: str, own: str) -> dict[str, str]:
    """The statement as that municipality's, on its own host."""
    renamed = html.replace("Avotu novada pašvaldība", own).replace("https://novads.example", f"https://{host}")
    return faults_of(renamed, site=Site(f"https://{host}/", name), home=f"https://www.{host}/")


def test_livani_has_a_month_of_three_digits() -> None:
    html = changed(SHARED, "01.09.2026", "23.012.2020").replace("https://novads.example.", "http://livani.lv/")
    assert municipal(html, "Līvānu novads", "livani.lv", "Līvānu novada dome") == {"impossible-date": "23.012.2020"}


def test_vecpiebalga_publishes_the_statement_of_an_abolished_body() -> None:
    html = changed(SHARED, "01.09.2026", "18.01.2022")
    html = changed(
        html, "Avotu novada pašvaldības tīmekļvietni https://novads.example", "http://www.pargaujasnovads.lv"
    )
    first = "Pārgaujas apvienības pārvalde (līdz 2021. gada 1. jūlijam Pārgaujas novada pašvaldība) saskaņā"
    html = changed(html, "Avotu novada pašvaldība saskaņā", first)
    assert municipal(html, "Vecpiebalgas novads", "vecpiebalga.lv", "Pārgaujas novada pašvaldība") == {
        "other-body": "Pārgaujas novada pašvaldības",
        "other-site": "http://www.pargaujasnovads.lv",
        "old-date": "pēdējo reizi tika izvērtēta 18.01.2022",
    }


def test_sala_applies_to_nothing() -> None:
    html = changed(SHARED, " Avotu novada pašvaldības tīmekļvietni https://novads.example.", ":")
    assert municipal(html, "Salas novads", "salasnovads.lv", "Salas novada pašvaldība") == {"missing-site": ""}


def test_jekabpils_is_no_longer_a_town_of_its_own() -> None:
    found = municipal(SHARED, "Jēkabpils novads", "jekabpils.lv", "Jēkabpils pilsētas pašvaldība")
    assert found == {"other-body": "Jēkabpils pilsētas pašvaldība"}


def test_covid19_does_not_say_whose_site_conforms() -> None:
    html = changed(SHARED, "<p>Avotu novada pašvaldības tīmekļvietne daļēji", "<p> Tīmekļvietne daļēji")
    assert faults_of(html) == {
        "nameless-conformity": "Tīmekļvietne daļēji atbilst noteikumiem Nr. 445 turpmāk minēto iemeslu dēļ."
    }
    nobody = html.replace("Avotu novada pašvaldība saskaņā ar", "Saskaņā ar").replace("Avotu novada pašvaldības", "")
    assert faults_of(nobody) == {"missing-body": ""}


def test_maciunmacies_promises_for_2022() -> None:
    promise = "Iepriekš minētās nepilnības plānots novērst 2022. gadā."
    found = faults_of(changed(SHARED, FAILURES, f"</ul><p>{promise}</p><ul>"))
    assert found == {"past-promise": promise}


def test_nki_misspells_the_evaluation() -> None:
    assert faults_of(changed(SHARED, "piekļūstamības izvērtējums.", "piekļūstamības invertējums.")) == {
        "misspelt-word": "invertējums"
    }
