"""Accessibility statements of both forms without a fault, and what the watch tells of one that was changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from checks.context import FeatureContext
from checks.page import PageSource
from checks.watch import FeatureWatch
from model.evidence import Document, Response
from model.finding import Feature
from model.site import Site
from tests.checks.feature_site import HOME, SITE, TODAY

PATH = "/pieklustamibas-pazinojums"
LINK = f'<a href="{PATH}">Piekļūstamības paziņojums</a>'
FRONT = f"<main><h1>Avotu novads</h1><p>Laipni lūdzam novada tīmekļvietnē!</p></main><footer>{LINK}</footer>"

# The shared platform's form.
SHARED = """<main><h1>Piekļūstamības paziņojums</h1>
<p>Avotu novada pašvaldība saskaņā ar Ministru kabineta 2020. gada 14. jūlija noteikumiem Nr. 445 “Kārtība, kādā
iestādes ievieto informāciju internetā” (turpmāk – noteikumi Nr. 445) apņemas savu tīmekļvietni veidot piekļūstamu.</p>
<p>Šis piekļūstamības paziņojums attiecas uz Avotu novada pašvaldības tīmekļvietni https://novads.example.</p>
<p>Tīmekļvietnei veikts vienkāršotais piekļūstamības izvērtējums. Izmantotā metode - VARAM sagatavotās “Vadlīnijas
iestāžu tīmekļvietnēm noteikto piekļūstamības prasību ievērošanas ietekmes izvērtēšanai un nesamērīgā sloga
pamatošanai”.</p>
<h2>Cik piekļūstama ir šī tīmekļvietne?</h2>
<p>Avotu novada pašvaldības tīmekļvietne daļēji atbilst noteikumiem Nr. 445 turpmāk minēto iemeslu dēļ.</p>
<h3>Neatbilstība prasībām, kas minētas noteikumos Nr. 445</h3>
<ul><li>Saišu nosaukumi vietām neatbilst lapas nosaukumam.</li><li>Daļai video nav subtitru.</li></ul>
<p>Šī tīmekļvietne pēdējo reizi tika izvērtēta 01.09.2026. Izvērtēšanu veica pašvaldības darbinieki.</p>
<p>Izvērtējumu apliecinošs dokuments: <a href="/faili/protokols.xlsx">protokols</a>.</p>
<h2>Piekļūstamības alternatīvas</h2><p>Lai saņemtu saturu citā formātā, lūdzam sazināties ar pašvaldību.</p>
<h2>Atsauksmēm un saziņai</h2><p>Par nepilnībām rakstiet uz pasts@novads.example vai zvaniet pa tālruni 60000001.</p>
<h2>Sūdzību iesniegšana</h2>
<p>Ja atbilde neapmierina, iesniedziet sūdzību <a href="https://www.tiesibsargs.lv/">Tiesībsargam</a>.</p></main>"""

# The annex's form.
ANNEX = """<main><h1>Piekļūstamības paziņojums</h1>
<p>Avotu novada pašvaldība saskaņā ar Ministru kabineta 2020. gada 14. jūlija noteikumiem Nr. 445 "Kārtība, kādā
iestādes ievieto informāciju internetā" (turpmāk - noteikumi Nr. 445) apņemas savu tīmekļvietni veidot piekļūstamu.</p>
<p>Šis paziņojums attiecas uz: <a href="https://www.novads.example/">https://www.novads.example/</a></p>
<p>Izvērtējums tika veikts, izmantojot: pašnovērtējumu pēc 11 aspektiem</p>
<p>Izvērtējumu apliecinošs dokuments: <a href="https://novads.example/d/12">skatīt šeit</a></p>
<p><strong>Atbilstības statuss</strong></p>
<p>daļēji atbilst noteikumiem Nr. 445 šādu neatbilstību/atbrīvojumu dēļ:</p>
<p><strong>Nepiekļūstamais saturs</strong></p>
<p>Neatbilstība prasībām, kas minētas noteikumos Nr. 445: dažiem attēliem nav teksta [1].</p>
<p>Noteikumos Nr. 445 minēto piekļūstamības prasību nodrošināšana rada nesamērīgu slogu: sēžu arhīvs [..], jo tā
apraksti prasītu pusi no nodaļas gada budžeta.</p>
<p>Neattiecas. Uz saturu neattiecas noteikumu Nr. 445 prasības: kartes</p>
<p><strong>Piekļūstamības alternatīvas</strong></p><p>Sēžu protokoli ir lasāmi teksta datnēs.</p>
<p><strong>Ziņas par paziņojuma sagatavošanu</strong></p>
<p>Pirmreizēji sagatavots: 23.09.2020.</p><p>Atkārtoti pārskatīts: 02.03.2026.</p>
<p><strong>Atsauksmēm un saziņai</strong></p><p><a href="/rakstiet">Kontaktu forma</a></p>
<p><strong>Izpildes nodrošināšanas procedūra un sūdzību iesniegšanas kārtība</strong></p>
<p>Lietotājs var iesniegt sūdzību Latvijas Republikas Tiesībsargam: Baznīcas iela 25, Rīga, LV-1010.</p></main>"""


def feature_of(
    pages: Mapping[str, str],
    *,
    site: Site = SITE,
    home: str = HOME,
    today: date = TODAY,
    conforms: bool | None = None,
    alive: Mapping[str, bool | None] | None = None,
) -> Feature:
    """The statement of a site whose pages were seen in this order."""
    watch = FeatureWatch(site, home)
    for path, body in pages.items():
        url = home.rstrip("/") + path
        html = f"<!doctype html><html lang=lv><head></head><body>{body}</body></html>"
        watch.observe(PageSource(Document(url, Response(url, 200, {}, "utf-8"), None, html)).view(("dom",)))
    context = FeatureContext(today, alive or {}, len(pages), len(pages), home_judged=True, conforms=conforms)
    return next(one for one in watch.conclude(context) if one.id == "accessibility_statement")


def told_of(html: str, **settings: Any) -> dict[str, Any]:
    """What is told of one statement that the home page links to."""
    feature = feature_of({"/": FRONT, PATH: html}, **settings)
    assert (feature.found, feature.grade) == (True, "working")
    return dict(feature.details or {})


def faults_of(html: str, **settings: Any) -> dict[str, str]:
    """The statement's own words by the id of the fault that they show."""
    return {fault["id"]: fault["words"] for fault in told_of(html, **settings)["faults"]}


def changed(html: str, old: str, new: str) -> str:
    assert old in html
    return html.replace(old, new)
