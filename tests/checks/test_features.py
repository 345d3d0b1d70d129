"""Features that are only mentioned, dead, unread or over; and that the order of pages does not matter."""

import random
import sys
import time

import pytest

from checks.context import FeatureContext
from checks.page import PageSource
from checks.reading import read
from checks.sights import Whose
from checks.watch import FEATURES, FeatureWatch
from model.evidence import PageEvidence, Response
from model.finding import Feature
from tests.checks.feature_site import HOME, SITE, TODAY, WELCOME, article, conclude, document, features_of, observe

QUESTION = (
    '<main><h1>{name}</h1><form method="post"><input name="epasts" type="email"><textarea name="zina"></textarea>'
    "<button>Nosūtīt</button></form></main>"
)


def test_plain_text_about_the_portal_is_a_mention_with_its_words() -> None:
    html = "<main><h1>Kursi</h1><p>Nodarbībās stāstīs par vietni www.latvija.lv un internetbanku.</p></main>"
    feature = features_of({"/kursi": html})["latvija_lv_link"]
    assert (feature.found, feature.grade) == (False, "mentioned")
    assert "www.latvija.lv" in feature.evidence[0].what


class TestDeadLinks:
    def test_an_own_page_that_is_gone(self) -> None:
        home = f'<nav><a href="/en">English</a></nav>{WELCOME}'
        feature = features_of({"/": home}, alive={f"{HOME}en": False})["foreign_languages"]
        assert (feature.found, feature.alive) == (False, False)
        assert feature.evidence[0].target == f"{HOME}en"

    def test_another_site_that_is_gone(self) -> None:
        target = "https://latvija.gov.lv/Services/6965"
        pages = {"/": f'{WELCOME}<a href="{target}">Deklarēt dzīvesvietu</a>'}
        assert features_of(pages, alive={target: None})["latvija_lv_link"].found is True
        dead = features_of(pages, alive={target: False})["latvija_lv_link"]
        assert (dead.found, dead.alive) == (False, False)

    def test_one_living_link_is_enough(self) -> None:
        dead, living = "https://latvija.gov.lv/Services/1111", "https://latvija.gov.lv/Services/2222"
        pages = {"/": f'{WELCOME}<a href="{dead}">A</a><a href="{living}">B</a>'}
        feature = features_of(pages, alive={dead: False, living: True})["latvija_lv_link"]
        assert (feature.found, feature.alive) == (True, True)
        assert [proof.target for proof in feature.evidence] == [living]

    def test_a_dead_profile(self) -> None:
        target = "https://www.facebook.com/avotunovads"
        pages = {"/": f'{WELCOME}<footer><a href="{target}">Facebook</a></footer>'}
        feature = features_of(pages, alive={target: False})["facebook"]
        assert (feature.found, feature.alive) == (False, False)


class TestNamedLinks:
    def test_the_page_behind_it_decides(self) -> None:
        home = f'<nav><a href="/kontakti/forma">Uzdot jautājumu</a></nav>{WELCOME}'
        form = features_of({"/": home, "/kontakti/forma": QUESTION.format(name="Forma")})["ask_question"]
        assert (form.found, form.grade) == (True, "working")
        empty = features_of({"/": home, "/kontakti/forma": "<main><h1>Forma</h1><p>Veidlapa būs drīzumā.</p></main>"})[
            "ask_question"
        ]
        assert (empty.found, empty.grade) == (False, "mentioned")

    def test_an_unread_page_cannot_be_told(self) -> None:
        home = f'<nav><a href="/forma">Uzdot jautājumu</a></nav>{WELCOME}'
        feature = features_of({"/": home})["ask_question"]
        assert feature.found is None
        assert feature.evidence[0].target == f"{HOME}forma"

    def test_a_name_on_the_page_behind_it_can_cancel_it(self) -> None:
        home = f'<nav><a href="/notikums">Forums</a></nav>{WELCOME}'
        event = article("Uzņēmēju forums", "Forums notiks kultūras namā, aicināti visi interesenti no malu malām.")
        assert features_of({"/": home, "/notikums": event})["forum"].found is False

    def test_news_prove_nothing_but_by_a_form(self) -> None:
        news = article("Līdzdalības budžets", "Kaimiņu novadā balso par līdzdalības budžeta projektiem jau trešo gadu.")
        assert features_of({"/zinas/ideja": news})["participatory_budget"].found is False
        form = (
            '<main><h1>Piesakies jaunumiem</h1><form method="post"><input type="email" name="e">'
            "<button>Abonēt jaunumus</button></form></main>"
        )
        assert features_of({"/jaunumi/abonet": form})["newsletter"].grade == "working"


class TestTime:
    def survey(self, until: str, path: str = "/aptauja") -> Feature:
        html = f'<main><h1>Aptauja par parku</h1><p>Aptauja ilgs līdz {until}</p><a href="https://forms.gle/a1">Aptauja</a></main>'
        return features_of({path: html})["survey"]

    def test_a_survey_lasts_until_its_last_day(self) -> None:
        assert self.survey("23.11.2026.").found is True
        assert self.survey("22.11.2026.").found is False
        assert self.survey("2026. gada 1. decembrim").found is True

    def test_an_old_invitation_in_the_news_is_over(self) -> None:
        link = '<a href="https://docs.google.com/forms/d/e/1/viewform">Aizpildi aptauju</a>'
        new = f"<main><h1>Aptauja</h1><p>01.10.2026.</p>{link}</main>"
        old = f"<main><h1>Aptauja</h1><p>01.10.2021.</p>{link}</main>"
        assert features_of({"/jaunumi/aptauja": new})["survey"].found is True
        assert features_of({"/jaunumi/aptauja": old})["survey"].found is False


class TestWhetherAbsenceIsTold:
    def test_too_few_pages_say_nothing_about_the_rest(self) -> None:
        assert features_of({"/": WELCOME}, known=40)["forum"].found is None
        assert features_of({"/": WELCOME}, known=2)["forum"].found is False

    def test_what_was_seen_counts_however_few_pages_were_read(self) -> None:
        home = f'{WELCOME}<footer><a href="https://www.facebook.com/avotunovads">Facebook</a></footer>'
        features = features_of({"/": home}, known=400)
        assert features["facebook"].found is True
        assert features["tiktok"].found is None

    def test_script_only_pages_were_not_read(self) -> None:
        watch = FeatureWatch(SITE, HOME)
        for number in range(30):
            observe(watch, document(f"/{number}", '<div id="app"></div><script src="/app.js"></script>'))
        assert {feature.found for feature in conclude(watch, read=30, known=30).values()} == {None}

    def test_without_a_home_page_everything_is_null(self) -> None:
        watch = FeatureWatch(SITE, HOME)
        observe(watch, document("/", WELCOME))
        features = watch.conclude(FeatureContext(TODAY, {}, 1, 1, home_judged=False))
        assert {feature.found for feature in features} == {None}
        assert [feature.id for feature in features] == list(FEATURES)


def many_pages() -> list[tuple[str, str]]:
    menu = '<nav><a href="/uzdot">Uzdot jautājumu</a><a href="/kontakti">Kontakti</a></nav>'
    foot = '<footer><a href="https://www.facebook.com/avotunovads">Facebook</a> tālr. 65307250, LV-5316</footer>'
    pages = [("/", menu + WELCOME + foot), ("/uzdot", menu + QUESTION.format(name="Uzdot jautājumu") + foot)]
    for number in range(90):
        link = f'<a href="https://latvija.gov.lv/Services/{1000 + number}">Pieteikt pakalpojumu</a>'
        mail = f'<a href="https://www.facebook.com/draugs{number}">Draugs</a>'
        text = f"<h1>Pakalpojums {number}</h1><p>Vizītei lūdzam iepriekš pierakstīties pa tālruni.</p>"
        text = f"<main>{text}{link}{mail}</main>"
        pages.append((f"/pakalpojumi/p{number}", menu + text + foot))
    return pages


def test_the_order_of_pages_does_not_matter() -> None:
    pages = many_pages()
    straight = features_of(pages)
    for seed in (1, 2):
        shuffled = list(pages)
        random.Random(seed).shuffle(shuffled)
        assert features_of(shuffled) == straight
    assert features_of(pages + pages) == straight, "a page seen twice changes nothing"
    assert max(len(feature.evidence) for feature in straight.values()) == 5


def test_what_is_kept_does_not_grow_with_the_pages() -> None:
    watch = FeatureWatch(SITE, HOME)
    for path, html in many_pages():
        observe(watch, document(path, html))
    assert all(len(ledger._kept) <= 60 for ledger in watch._ledgers.values())
    held = sum(sys.getsizeof(one) for ledger in watch._ledgers.values() for one in ledger._kept.values())
    assert held < 200_000


def test_a_page_of_the_browser_is_observed_like_one_of_http() -> None:
    html = QUESTION.format(name="Uzdot jautājumu")
    url = f"{HOME}uzdot"
    rendered = PageEvidence(url=url, role="form", failure=None, response=Response(url, 200, {}, None), html=html)
    watch = FeatureWatch(SITE, HOME)
    source = PageSource(rendered)
    view = source.view(("dom",))
    watch.observe(view)
    assert view.read == {"dom"}
    feature = conclude(watch)["ask_question"]
    assert (feature.found, feature.grade) == (True, "working")
    assert feature.evidence[0].selector == "html > body > main > form"


def test_a_profile_in_the_header_is_own_and_its_handle_normalised() -> None:
    header = '<header><a href="https://www.facebook.com/AvotuNovads/?fref=ts" aria-label="Facebook"></a></header>'
    feature = features_of({"/": header + WELCOME})["facebook"]
    assert feature.details == {"handles": ["avotunovads"], "newest_post": None}
    assert feature.evidence[0].what == "Facebook"


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html",
        "<a href='http://[bad'>x</a><a href='javascript:x'>y</a><a href>z</a>",
        "<main>" + "<div>" * 3000 + "x",
        "<a><a><button><form><form><label><h1>" * 50 + "Forums",
        "<p>" + "a_" * 20_000 + "</p><div class='" + "a_" * 5_000 + "'>x</div>",
        '<script type="application/ld+json">{"@graph": 3, "@type": []}</script><p>x</p>',
        "<h1>" + "līdz 99.99.2026 " * 3000 + "</h1>",
        "<h1>Piekļūstamība</h1><p>tiesībsarg, atbilst [" + "a" * 200_000,
        '<div class="cookie">' * 200 + "x" * 200_000,
        '<a href="/x">Forums</a>' * 20_000,
    ],
    ids=["empty", "cut", "addresses", "deep", "nested", "long words", "json", "dates", "bracket", "cookies", "links"],
)
def test_no_page_stops_the_watch(html: str) -> None:
    whose = Whose(HOME, "Avotu novads")
    page = document("/x", html)
    begun = time.process_time()
    assert read(PageSource(page).dom, page.url, whose, is_home=False).url == page.url
    assert len(features_of({"/x": html})) == len(FEATURES)
    assert time.process_time() - begun < 5
