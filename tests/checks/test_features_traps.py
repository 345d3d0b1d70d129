"""What looks like a feature and is none."""

import pytest

from tests.checks.feature_site import WELCOME, article, features_of

TRAPS = {
    "news of a business forum": (
        "forum",
        "/zinas/uznemeju-forums",
        article("Aizvadīts uzņēmēju forums", "Forumā tikās simt uzņēmēju, nākamais forums būs pēc gada."),
    ),
    "a page called after an organisation's forum": (
        "forum",
        "/lauku-forums",
        article("Latvijas Lauku forums", "Biedrība “Latvijas Lauku forums” aicina pieteikties semināram."),
    ),
    "a minister's visit": (
        "appointment",
        "/jaunumi/ministra-vizite",
        article("Ministra vizīte", "Darba vizītē novadā viesojās satiksmes ministrs un tikās ar domes vadību."),
    ),
    "old survey results": (
        "survey",
        "/aptaujas-rezultati",
        article("Aptaujas rezultāti", "Apkopoti aptaujas rezultāti. <a href='https://forms.gle/old'>Aptauja</a>"),
    ),
    "a competition's entry fee": (
        "participatory_budget",
        "/konkurss",
        article("Projektu konkurss", "Dalības maksa konkursā ir 10 eiro, pašvaldības līdzfinansējums ir 30 procenti."),
    ),
    "a share button": (
        "facebook",
        "/",
        f'{WELCOME}<footer><a href="https://www.facebook.com/sharer/sharer.php?u=x">Facebook</a></footer>',
    ),
    "an intent link": (
        "x",
        "/",
        f'{WELCOME}<footer><a href="https://twitter.com/intent/tweet?text=x">X</a></footer>',
    ),
    "a vendor's profile": (
        "facebook",
        "/",
        f'{WELCOME}<footer>Izstrādātājs <a href="https://www.facebook.com/lapumeistari">Lapu meistari</a></footer>',
    ),
    "a library's profile": (
        "facebook",
        "/iestades",
        '<main><h1>Iestādes</h1><a href="https://www.facebook.com/avotubiblioteka">Avotu bibliotēka</a></main>',
    ),
    "somebody's profile in one article": (
        "instagram",
        "/zinas/koncerts",
        article("Koncerts", 'Dzied <a href="https://www.instagram.com/trisvaki">Trīs vāki</a>.'),
    ),
    "a look-alike domain": (
        "latvija_lv_link",
        "/",
        f'{WELCOME}<a href="https://latvija.lv.example/Services/6965">Pakalpojums</a>',
    ),
    "a single embedded video": (
        "council_stream",
        "/novads",
        '<main><h1>Par novadu</h1><iframe src="https://www.youtube.com/embed/abc" title="Novads"></iframe></main>',
    ),
    "an embedded video is no channel": (
        "youtube",
        "/",
        f'{WELCOME}<footer><iframe src="https://www.youtube.com/embed/abc"></iframe></footer>',
    ),
    "a concert's live stream": (
        "council_stream",
        "/zinas/koncerts",
        article("Koncerta tiešraide", '<a href="https://www.youtube.com/live/abc">Koncerta tiešraide</a>'),
    ),
    "PDFs called data": (
        "machine_readable_data",
        "/publiskie-dati",
        '<main><h1>Publiskie dati</h1><a href="/dati/budzets.pdf">Budžeta dati</a></main>',
    ),
    "a form in a spreadsheet": (
        "machine_readable_data",
        "/veidlapas",
        '<main><h1>Veidlapas</h1><a href="/f/iesniegums.xlsx">Iesnieguma veidlapa</a></main>',
    ),
    "a tender's XML among forms of the page": (
        "machine_readable_data",
        "/iepirkumi",
        '<main><h1>Iepirkumi</h1><a href="/f/espd-request.xml">ESPD</a></main>',
    ),
    "Google Translate": (
        "foreign_languages",
        "/",
        f'{WELCOME}<div id="google_translate_element"></div><script src="//translate.google.com/x.js"></script>',
    ),
    "a fishing licence": (
        "open_licence",
        "/makskeresana",
        "<main><h1>Makšķerēšanas licences</h1><p>Licenci var iegādāties domes kasē katru darba dienu.</p></main>",
    ),
    "a dead Google Analytics id": ("visitor_statistics", "/", f'{WELCOME}<script>ga("create", "UA-1-1")</script>'),
    "a script in a comment": (
        "chat",
        "/",
        f'{WELCOME}<!-- <script src="https://embed.tawk.to/1/default"></script> -->',
    ),
    "a link in a template": (
        "latvija_lv_link",
        "/",
        f'{WELCOME}<template><a href="https://latvija.gov.lv/Services/1">x</a></template>',
    ),
    "a link in a cookie banner": (
        "privacy_policy",
        "/",
        f'<div class="cookies"><p>Sīkdatnes</p><a href="/p">Privātuma politika</a><button>Jā</button></div>{WELCOME}',
    ),
    "a comment form": (
        "ask_question",
        "/zinas/raksts",
        '<main><form id="commentform"><h2>Jautājumi</h2><input name="email"><textarea></textarea></form></main>',
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_what_only_looks_like_it_is_not_found(trap: str) -> None:
    feature, path, html = TRAPS[trap]
    assert features_of({path: html})[feature].found is False
