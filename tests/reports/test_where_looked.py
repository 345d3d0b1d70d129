"""Where a missing feature was looked for, and why another cannot be told: what the audit proves and nothing else."""

from dataclasses import replace

import pytest
from lxml import html

from checks.context import PAGES_FOR_ABSENCE
from crawler.wide import WideTier
from model.audit import Audit
from model.decision import BY_HAND
from model.evidence import Crawl
from model.failure import Failure, FailureKind
from model.finding import Feature, Proof
from model.text import Language
from reports.feature_parts import is_by_hand
from reports.language import Words
from reports.method import Background
from reports.site_report import render_report
from reports.where_looked import CUT_SHORT, ENOUGH_PAGES, KEY_ROLES, search_of
from tests.reports.example_audit import AUDIT, HOME
from tests.reports.example_background import CRAWL
from tests.reports.example_texts import TEXTS


def feature(name: str, *targets: str | None, found: bool | None = None) -> Feature:
    return Feature(name, found, evidence=tuple(Proof(HOME, "saite", target) for target in targets))


def shown(audit: Audit, language: Language = "en", crawl: Crawl | None = CRAWL) -> html.HtmlElement:
    page = render_report(
        audit, language=language, texts=TEXTS, screenshots=lambda page, name: None, background=Background(crawl)
    )
    return html.document_fromstring(page).get_element_by_id("features")


def said(section: html.HtmlElement) -> str:
    return " ".join(section.text_content().split())


def why(one: Feature, crawl: Crawl | None = CRAWL, language: Language = "en", **facts: object) -> tuple[str, ...]:
    audit = replace(AUDIT, features=(one,), **facts)  # type: ignore[arg-type]
    return search_of(audit, crawl, TEXTS, Words(language)).why(one)


def test_the_whole_site_is_told_by_its_numbers() -> None:
    whole = said(shown(AUDIT))
    assert "121 pages were read whole, with their menus and footers" in whole
    assert "340 pages of the site are known." in whole
    assert "Not every known page was read: the time for reading ran out." in whole
    assert "Pages read by address: www.paraugnovads.lv – 110, dati.paraugnovads.lv – 11." in whole
    assert "The site map for search engines (sitemap.xml) names 88 addresses." in whole
    assert f"robots.txt forbids to read 2 pages that the site links to: {HOME}slegts, {HOME}forums?<script>" in whole
    assert shown(AUDIT).xpath(".//script") == []


def test_latvian_numbers_agree() -> None:
    one = replace(CRAWL, documents_known=121, hosts={}, sitemap_pages=21, forbidden=CRAWL.forbidden[:1])
    whole = said(shown(replace(AUDIT, documents_read=121), "lv", one))
    assert "Pilnībā, ar izvēlni un kājeni, izlasīta 121 lapa, un katra iespēja meklēta tajā." in whole
    assert "Zināma 121 vietnes lapa." in whole
    assert "Meklētājprogrammām domātajā vietnes kartē (sitemap.xml) ir 21 adrese." in whole
    assert "robots.txt aizliedz lasīt 1 lapu, uz kuru vietnē ir saite:" in whole
    eleven = said(shown(replace(AUDIT, documents_read=11), "lv", replace(one, documents_known=11, sitemap_pages=11)))
    assert "izlasītas 11 lapas, un katra iespēja meklēta tajās visās." in eleven
    assert "ir 11 adreses." in eleven


def test_without_the_visits_evidence_nothing_is_made_up() -> None:
    whole = said(shown(AUDIT, crawl=None))
    assert "121 pages were read whole" in whole
    for part in ("are known", "sitemap.xml", "by address", "robots.txt", "Not every known"):
        assert part not in whole
    older = replace(CRAWL, hosts={}, sitemap_pages=None)
    assert "sitemap.xml" not in said(shown(AUDIT, crawl=older))
    assert "sitemap.xml) gave no addresses" in said(shown(AUDIT, crawl=replace(CRAWL, sitemap_pages=0)))


def test_each_group_names_its_key_pages_and_what_became_of_them() -> None:
    (group,) = shown(AUDIT).xpath(".//section[h3[contains(., 'Participation')]]")
    rows = {row.findtext("dt"): said(row.find("dd")) for row in group.xpath("./dl[@class='facts-list sought']/div")}
    assert rows["Key pages that were read"] == f"home page: {HOME}contacts: {HOME}kontakti"
    assert rows["Key pages that were not read"].startswith(f"news: {HOME}lv/loti-gara-adrese-")
    assert rows["Key pages that were not read"].endswith("no answer in time")
    assert rows["No such page is in the sample"] == "participation, form"


def test_a_group_in_which_all_is_found_names_none() -> None:
    found = replace(AUDIT, features=(Feature("forum", True, evidence=(Proof(HOME, "x"),)),))
    assert shown(found).xpath(".//dl[@class='facts-list sought']") == []


def test_why_it_cannot_be_told_of_a_link() -> None:
    lost = f"{HOME}slikta?<b>"
    links = (f"{HOME}slegts#a", lost, "https://serviss.example/a", "https://kluss.example/b", "https://cits.example/")
    assert why(feature("forum", *links)) == (
        f"The page {HOME}slegts#a was not read: robots.txt forbids it.",
        f"The page {lost} was not read: server error (5xx).",
        "https://serviss.example/a answered with status 503.",
        "https://kluss.example/b did not answer.",
        "What https://cits.example/ holds was not read.",
    )
    assert why(feature("forum", links[0]), crawl=None) == (f"What {links[0]} holds was not read.",)


def test_why_it_cannot_be_told_of_few_pages() -> None:
    few = replace(CRAWL, documents_known=90)
    assert why(feature("forum"), few, documents_read=7) == (
        "Only 7 pages of the site were read, of 90 known: too few to say that it is nowhere.",
    )
    assert why(feature("forum"), few, "lv", documents_read=21) == (
        "No zināmajām vietnes lapām (90) izlasīta tikai 21 lapa: "
        "tas ir par maz, lai apgalvotu, ka šādas iespējas nekur nav.",
    )
    unclear = ("What was read does not tell whether it is there.",)
    assert why(feature("forum"), few, documents_read=25) == unclear
    assert why(feature("forum"), None, documents_read=7) == unclear


def test_what_is_found_or_missing_or_decided_by_a_person_needs_no_reason() -> None:
    for found in (True, False):
        assert why(feature("forum", HOME, found=found)) == ()
    decided = Feature("forum", None, evidence=(Proof(HOME, "kāds", by=BY_HAND),))
    assert is_by_hand(decided)
    assert why(decided) == ()
    row = said(shown(replace(AUDIT, features=(replace(decided, found=False),))).xpath(".//ul[@class='features']")[0])
    assert "Looked for" not in row


def test_the_words_of_the_other_rooms_are_known() -> None:
    assert ENOUGH_PAGES == PAGES_FOR_ABSENCE
    source = "".join(map(str, WideTier.run.__code__.co_consts))
    assert all(reason in source for reason in CUT_SHORT)
    assert search_of(AUDIT, replace(CRAWL, wide_cut_short="1: cits"), TEXTS, Words("en")).cut_short is None


def test_every_group_has_the_home_page_first() -> None:
    assert {roles[0] for roles in KEY_ROLES.values()} == {"home"}
    assert {text.group for text in TEXTS.features.values()} <= KEY_ROLES.keys()


@pytest.mark.parametrize("kind", list(FailureKind))
def test_every_failure_has_words(kind: FailureKind) -> None:
    pages = (AUDIT.pages[0], replace(AUDIT.pages[1], failure=Failure(kind, "x")))
    lost = search_of(replace(AUDIT, pages=pages), None, TEXTS, Words("lv")).pages_of("social")
    assert lost is not None
    assert lost.lost[0].failure not in (None, kind.value)
