"""What is wrong with an accessibility statement: each fault by the words that show it."""

import re
from datetime import date
from typing import Any, get_args

import pytest

from checks.usability.statement_faults import Severity, fault_texts
from model.site import Site
from tests.checks.statements import ANNEX, FRONT, PATH, SHARED, changed, faults_of, feature_of, told_of

DATED = "Šī tīmekļvietne pēdējo reizi tika izvērtēta 01.09.2026."
PROTOCOL = 'Izvērtējumu apliecinošs dokuments: <a href="/faili/protokols.xlsx">protokols</a>.'
ALTERNATIVES = "<p>Lai saņemtu saturu citā formātā, lūdzam sazināties ar pašvaldību.</p>"
FEEDBACK = "<p>Par nepilnībām rakstiet uz pasts@novads.example vai zvaniet pa tālruni 60000001.</p>"
COMPLAINTS = 'iesniedziet sūdzību <a href="https://www.tiesibsargs.lv/">Tiesībsargam</a>.'
FAILURES = "<li>Daļai video nav subtitru.</li>"
BURDEN = "sēžu arhīvs [..], jo tā\napraksti prasītu pusi no nodaļas gada budžeta."


def with_dated(words: str, **settings: Any) -> dict[str, str]:
    return faults_of(changed(SHARED, DATED, words), **settings)


@pytest.mark.parametrize("form", [SHARED, ANNEX])
@pytest.mark.parametrize("quotes", ["“{}”", "„{}”", "&quot;{}&quot;", "«{}»"])
@pytest.mark.parametrize("dash", [" - ", " – ", " — "])
def test_a_good_statement_of_either_form_has_no_fault(form: str, quotes: str, dash: str) -> None:
    html = re.sub('[“"](Kārtība[^”"]*|Vadlīnijas[^”]*)[”"]', lambda found: quotes.format(found[1]), form)
    html = re.sub(" [-–] ", dash, html)
    spaced = html.replace("noteikumiem Nr. 445", "noteikumiem&nbsp;Nr.&nbsp;445").replace("daļēji ", "daļēji&nbsp;")
    assert [faults_of(one, conforms=False) for one in (html, spaced)] == [{}, {}]


def test_every_fault_has_its_texts_and_its_place() -> None:
    texts = fault_texts()
    assert len(texts) == 24
    for name, text in texts.items():
        assert text.severity in get_args(Severity)
        assert name == name.lower().replace("_", "-")
        assert all(len(one) > 12 and one[0].isupper() for one in (text.title.lv, text.title.en))
        assert all(one.endswith(".") for one in (text.advice.lv, text.advice.en))
    advice = [name for name, text in texts.items() if text.severity == "advice"]
    assert advice == [
        "nameless-conformity", "incomplete-date", "old-date", "past-promise", "missing-home-link", "misspelt-word",
    ]  # fmt: skip


def test_a_fault_is_told_with_its_page_severity_and_bounded_words() -> None:
    html = changed(SHARED, "01.09.2026", "01.09.2024").replace("https://novads.example.", "https://cits.example.")
    long = f"pilnīgi atbilst noteikumiem Nr. 445 {'ļoti ' * 99}"
    found = told_of(changed(html, "daļēji atbilst", long), conforms=False)["faults"]
    page = "https://novads.example/pieklustamibas-pazinojums"
    claim = found[1]["words"]
    applies = "Šis piekļūstamības paziņojums attiecas uz Avotu novada pašvaldības tīmekļvietni https://cits.example."
    evaluated = "pēdējo reizi tika izvērtēta 01.09.2024"
    assert [fault.pop("page") for fault in found] == [page] * 3
    assert found == [
        {"id": "other-site", "severity": "breach", "words": "https://cits.example", "sentence": applies},
        {"id": "disproved-conformity", "severity": "breach", "words": claim, "sentence": ""},
        {"id": "old-date", "severity": "advice", "words": evaluated, "sentence": f"Šī tīmekļvietne {evaluated}."},
    ]
    assert claim.startswith("Avotu novada pašvaldības tīmekļvietne pilnīgi atbilst")
    assert len(claim) <= 300
    assert claim.endswith("…")


def test_a_fault_is_told_with_the_sentence_that_it_stands_in() -> None:
    html = changed(SHARED, "Tiesībsargam</a>", "Tiesībsargam</a> un [datums], lai veiktu invertējumu")
    html = changed(html, 'href="https://www.tiesibsargs.lv/"', 'href="/"').replace("01.09.2026", "41.09.2026")
    long = "Avotu novada pašvaldība saskaņā ar " + "ļoti " * 80 + "Bērzu novada pašvaldība apņemas to pašu."
    html = changed(html, "<h2>Sūdzību", f"<p>{long}</p><h2>Sūdzību")
    sentences = {fault["id"]: fault["sentence"] for fault in told_of(html)["faults"]}
    complaint = "Ja atbilde neapmierina, iesniedziet sūdzību Tiesībsargam un [datums], lai veiktu invertējumu."
    other = sentences.pop("other-body")
    assert sentences == {
        "template-placeholder": complaint,
        "impossible-date": "Šī tīmekļvietne pēdējo reizi tika izvērtēta 41.09.2026.",
        "missing-ombudsman-contact": complaint,
        "misspelt-word": complaint,
    }
    assert other.startswith("…ļoti ļoti ")
    assert other.endswith("Bērzu novada pašvaldība apņemas to pašu.")


@pytest.mark.parametrize(
    ("words", "faults"),
    [
        ("", {"missing-date": ""}),
        ("Pēdējo reizi tika izvērtēta 24.11.2026.", {}),
        ("Pēdējo reizi tika izvērtēta 25.11.2026.", {"future-date": "Pēdējo reizi tika izvērtēta 25.11.2026"}),
        ("Pēdējo reizi tika izvērtēta 23.012.2020.", {"impossible-date": "23.012.2020"}),
        ("Pēdējo reizi tika izvērtēta 2026. gada martā.", {"incomplete-date": "2026. gada marta"}),
        ("Pirmreizēji sagatavots 31.02.2026. Atkārtoti pārskatīts 03.03.2026.", {"impossible-date": "31.02.2026"}),
        ("Pēdējo reizi tika izvērtēta 22.11.2025.", {"old-date": "Pēdējo reizi tika izvērtēta 22.11.2025"}),
    ],
)
def test_dates(words: str, faults: dict[str, str]) -> None:
    assert with_dated(words, today=date(2026, 11, 23)) == faults


@pytest.mark.parametrize(
    ("promise", "broken"),
    [
        ("Nepilnības plānots novērst 2022. gadā.", True),
        ("2022. gadā tiks pievienoti subtitri.", True),
        ("Subtitri tiks pievienoti līdz 31.12.2025.", True),
        ("Līdz 2025. gada beigām novērsīsim visas nepilnības.", True),
        ("Subtitri tiks pievienoti līdz 2026. gada beigām.", False),
        ("Līdz 2022. gada 1. jūlijam vietne tika pārbūvēta.", False),
        ("Alternatīvo tekstu pievienošana no 2022. gada tiks turpināta.", False),
        ("Kļūdas tiks novērstas saskaņā ar 2020. gada 14. jūlija noteikumiem Nr. 445.", False),
        ("Vietne izveidota 2022. gadā un tiks papildināta.", False),
        ("Netiks aprakstīti attēli, kas publicēti pirms 2022. gada.", False),
    ],
)
def test_promises_for_years_gone_by(promise: str, broken: bool) -> None:
    found = faults_of(changed(SHARED, FAILURES, f"<li>{promise}</li>"))
    assert found == ({"past-promise": promise} if broken else {})


@pytest.mark.parametrize(
    ("link", "faults"),
    [
        ('Izvērtējumu apliecinošs dokuments: <a href="/d.docx">ŠEIT</a>.', {}),
        ('<h3>Izvērtējumu apliecinošs dokuments</h3><a href="/d/7" title="Lejupielādēt"><i></i></a>', {}),
        ('<a href="/d/7">Vienkāršotā izvērtējuma protokols</a>', {}),
        ("Izvērtējumu apliecinošs dokuments: protokols.", {"missing-protocol": ""}),
        ('Izvērtējumu apliecinošs dokuments: <a href="#">protokols</a>', {"missing-protocol": ""}),
        ('Izvērtējumu apliecinošs dokuments: <a href="javascript:void(0)">protokols</a>', {"missing-protocol": ""}),
        (f'Izvērtējumu apliecinošs dokuments: <a href="{PATH}">protokols</a>', {"missing-protocol": ""}),
        ('<a href="https://www.varam.gov.lv/lv/d">Izvērtējuma vadlīnijas</a>', {"missing-protocol": ""}),
        ('<a href="/domes-sezu-protokoli">Domes sēžu protokoli</a>', {"missing-protocol": ""}),
    ],
)
def test_the_record_of_the_evaluation(link: str, faults: dict[str, str]) -> None:
    assert faults_of(changed(SHARED, f"<p>{PROTOCOL}</p>", f"<p>{link}</p>")) == faults


@pytest.mark.parametrize(("state", "faults"), [(True, []), (None, []), (False, ["dead-protocol"])])
def test_a_record_that_is_gone(state: bool | None, faults: list[str]) -> None:
    assert list(faults_of(SHARED, alive={"https://novads.example/faili/protokols.xlsx": state})) == faults


@pytest.mark.parametrize("html", ["", "<p>–</p>", "<p>[ievietot informāciju par spraudņiem]</p>"])
def test_a_heading_alone_is_no_alternative(html: str) -> None:
    found = faults_of(changed(SHARED, ALTERNATIVES, html))
    assert "missing-alternatives" in found
    assert ("template-placeholder" in found) == ("[" in html)
    assert "missing-alternatives" in faults_of(changed(ANNEX, "<p>Sēžu protokoli ir lasāmi teksta datnēs.</p>", html))


@pytest.mark.parametrize(
    "offer", ["Nepiekļūstamo saturu nosūtīsim citā formātā.", "Nav", "<ul><li>Alternatīvs formāts pēc lūguma</li></ul>"]
)
def test_an_alternative_in_other_words(offer: str) -> None:
    assert faults_of(changed(SHARED, ALTERNATIVES, f"<p>{offer}</p>")) == {}


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        ("<p>Rakstiet uz pasts@novads.example.</p>", True),
        ("<p>Rakstiet uz pasts[at]novads.example.</p>", True),
        ('<p>Rakstiet <a href="/cdn-cgi/l/email-protection#a1">[email&#160;protected]</a>.</p>', True),
        ('<p><a href="mailto:pasts@novads.example">Rakstiet mums</a></p>', True),
        ("<p>Zvaniet 65 123 456 vai +371 65123456.</p>", True),
        ('<p><a href="/zinot">Ziņot par nepilnību</a></p>', True),
        ('<form method="post"><textarea name="z"></textarea><input type="email" name="e"></form>', True),
        ("<p>Lūdzam sazināties ar mums pa tālruni vai e-pastu.</p>", False),
        ('<p><a href="/par-novadu">Par novadu</a></p>', False),
        ("", False),
    ],
)
def test_where_feedback_goes(contact: str, found: bool) -> None:
    assert faults_of(changed(SHARED, FEEDBACK, contact)) == ({} if found else {"missing-feedback": ""})


@pytest.mark.parametrize(
    ("complaint", "faults"),
    [
        ("iesniedziet sūdzību Tiesībsargam: Baznīcas iela 25, Rīga, LV-1010.", []),
        ("iesniedziet sūdzību Tiesībsargam (tālr. 67686768).", []),
        ("iesniedziet sūdzību Tiesībsargam, www.tiesibsargs.lv.", []),
        ('iesniedziet sūdzību <a href="mailto:tiesibsargs@tiesibsargs.lv">Tiesībsarga birojam</a>.', []),
        ("iesniedziet sūdzību Latvijas Republikas Tiesībsargam.", ["missing-ombudsman-contact"]),
        ("rakstiet domes priekšsēdētājam.", ["missing-complaints"]),
    ],
)
def test_the_complaints_procedure(complaint: str, faults: list[str]) -> None:
    assert list(faults_of(changed(SHARED, COMPLAINTS, complaint))) == faults


def test_the_ombudsmans_own_address_is_no_contact_for_feedback() -> None:
    html = changed(SHARED, FEEDBACK, "<p>Būsim pateicīgi par atsauksmēm.</p>")
    told = changed(html, COMPLAINTS, "sūdzieties Tiesībsargam: tiesibsargs@tiesibsargs.lv, 67686768, LV-1010.")
    assert list(faults_of(told)) == ["missing-feedback"]


@pytest.mark.parametrize(
    ("burden", "reasoned"),
    [
        (BURDEN, True),
        ("Nav", True),
        ("Neattiecas.", True),
        ("Arhīva ieraksti. Subtitru pievienošana izmaksātu 20 000 eiro.", True),
        ("domes sēžu ieraksti", False),
        ("", False),
    ],
)
def test_a_burden_needs_its_reason(burden: str, reasoned: bool) -> None:
    found = faults_of(changed(ANNEX, BURDEN, burden))
    assert list(found) == ([] if reasoned else ["missing-burden-reason"])


@pytest.mark.parametrize(
    ("sentence", "faults"),
    [
        ("Senu ierakstu subtitri rada nesamērīgu slogu.", ["missing-burden-reason"]),
        ("Senu ierakstu subtitri rada nesamērīgu slogu, jo to ir vairāk nekā tūkstotis stundu.", []),
        ("Pašvaldība neizmanto nesamērīgu slogu par iemeslu.", []),
    ],
)
def test_a_burden_in_a_sentence(sentence: str, faults: list[str]) -> None:
    assert list(faults_of(changed(SHARED, FAILURES, f"<li>{sentence}</li>"))) == faults


@pytest.mark.parametrize(("conforms", "faults"), [(False, ["disproved-conformity"]), (True, []), (None, [])])
def test_what_the_audit_disproves(conforms: bool | None, faults: list[str]) -> None:
    full = changed(SHARED, "daļēji atbilst", "pilnīgi atbilst")
    assert list(faults_of(full, conforms=conforms)) == faults
    bare = changed(SHARED, "daļēji atbilst", "atbilst")
    assert list(faults_of(bare, conforms=conforms)) == faults


def test_no_method() -> None:
    before, _, rest = SHARED.partition("<p>Tīmekļvietnei veikts")
    assert list(faults_of(before + rest[rest.index("</p>") :])) == ["missing-method"]
    assert list(faults_of(changed(ANNEX, "pašnovērtējumu pēc 11 aspektiem", ""))) == ["missing-method"]


@pytest.mark.parametrize(
    ("name", "body", "faults"),
    [
        ("Avotu novads", "Avotu pilsētas pašvaldība", ["other-body"]),
        ("Avotu novads", "Avotu valstspilsētas dome", ["other-body"]),
        ("Avotu novads", "Kalnu novada dome", ["other-body"]),
        ("Avotu novads", "Kalnu novada pašvaldība, Kalnos,", ["other-body"]),
        ("Avotu novads", "Avotu novada pašvaldība (līdz 2021. gadam Kalnu pilsētas dome)", []),
        ("Avotu novads", "Avotu novada dome", []),
        ("Avotu novads", "Avotu pilsētas pārvalde", []),
        ("Avotu valstspilsēta", "Avotu pilsētas pašvaldība", []),
        ("Avotu valstspilsēta", "Avotu novada pašvaldība", ["other-body", "other-site"]),
        ("novads.example", "Avotu pilsētas pašvaldība", []),
    ],
)
def test_the_body_that_makes_it(name: str, body: str, faults: list[str]) -> None:
    site = Site("https://novads.example/", name)
    html = SHARED.replace("novada", "valstspilsētas") if "valstspilsēta" in name else SHARED
    if "other-site" in faults:
        html = SHARED.replace("https://novads.example", "")
    made_by = html[html.index("Avotu") : html.index(" saskaņā ar")]
    assert list(faults_of(html.replace(made_by, body, 1), site=site)) == faults


def test_a_statement_without_diacritics_is_not_misspelt() -> None:
    assert "misspelt-word" not in faults_of(SHARED.replace("Piekļūstamības", "Pieklustamibas"))
    assert faults_of(SHARED.replace("Piekļūstamības a", "Pieklūstamības a")) == {"misspelt-word": "Pieklūstamības"}


def test_a_site_that_is_not_found_to_have_one_has_no_faults() -> None:
    assert feature_of({"/": FRONT, "/kontakti": "<main><h1>Kontakti</h1></main>"}).details is None
