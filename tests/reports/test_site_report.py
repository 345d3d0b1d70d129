"""The report says what a municipality must know, and nothing from an audited page can act in it."""

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime

from model.audit import PageAudit, Status
from model.finding import Impact, Outcome, Standard
from model.text import Language
from pipeline.outcomes import notes_of
from reports import findings, pictures
from reports.site_report import render_report
from reports.texts import ReportTexts
from tests.reports.example_audit import AUDIT, HOME, PREVIOUS, WCAG_ISSUES, failed, issue, picture, screenshots
from tests.reports.example_background import CRAWL
from tests.reports.example_texts import TEXTS
from tests.reports.rendered import report, text, tree


def test_the_verdict_comes_first_and_in_words() -> None:
    latvian = text(report(language="lv"), "//section[@id='verdict']")
    assert (
        "Indekss ir 61,2 no 100; pagaidām izmērītā indeksa daļa ir 43 %. Tas ir 3. brieduma līmenis no 5: „Definēts”."
        in latvian
    )
    assert "augsta atbilstība" in latvian
    assert "neiztur" in latvian
    assert "Auditētas 2 lapas. 2 kļūdu cēloņi ir pretrunā" in latvian
    english = text(report(), "//section[@id='verdict']")
    assert "so far 43% of the index is measured" in english
    assert "1 needs a person’s look" in english


def test_the_day_is_said_in_the_language() -> None:
    assert "2026. gada 24. novembris, 00:30" in text(report(language="lv"), "//header")
    assert "24 November 2026, 00:30" in text(report(), "//header")


def test_the_most_important_findings_come_first() -> None:
    headings = tree(report()).xpath("//section[@id='accessibility']//article//h4")
    assert [heading.text_content() for heading in headings] == [
        "Image has no text alternative",
        "Text contrast is too low",
        "unheard-of-rule",
        "target-size",
        "frame-title",
        "region",
    ]


def test_importance_weighs_outcome_then_impact_then_spread() -> None:
    review = issue(1, "a", outcome=Outcome.NEEDS_REVIEW, impact=Impact.CRITICAL)
    minor = issue(2, "b", impact=Impact.MINOR, pages=9, occurrences=900)
    wide = issue(3, "c", pages=4, occurrences=5)
    narrow = issue(4, "d", pages=1, occurrences=19)
    unknown = issue(5, "e", impact=None)
    ordered = sorted((review, unknown, minor, narrow, wide), key=findings.importance)
    assert ordered == [wide, narrow, minor, unknown, review]


def test_a_finding_names_criterion_clause_advice_and_place() -> None:
    said = text(report(), f"//article[.//*[@id='finding-{WCAG_ISSUES[1].fingerprint}']]")
    for part in (
        "WCAG 1.1.1",
        "EN 301 549 9.1.1.1",
        "critical impact",
        "1 page, 2 places",
        "Describe the image",
        "img.baneris",
    ):
        assert part in said
    newer = text(report(), f"//article[.//*[@id='finding-{WCAG_ISSUES[3].fingerprint}']]")
    assert "WCAG 2.5.8" in newer
    assert "EN 301 549" not in newer


def test_the_regulation_is_named_at_the_start_and_at_what_it_asks_for() -> None:
    asked = 3 + 2  # of WCAG 2.1, and on a phone
    assert text(report()).count("No. 445") == 1 + asked
    latvian = tree(report(language="lv"))
    # What the statement says, and should say, is not the report's own text.
    for said in latvian.xpath("//*[@lang='lv'][not(self::html)]"):
        said.drop_tree()
    assert latvian.text_content().count("Nr. 445") == 1 + asked


def test_hostile_strings_stay_text() -> None:
    page = tree(report())
    assert page.xpath("//script") == []
    assert [name for name in page.xpath("//@*/..") if any(key.startswith("on") for key in name.attrib)] == []
    assert {target.partition(":")[0] for target in page.xpath("//a/@href") if not target.startswith("#")} == {"https"}
    assert all(
        link.get("rel") == "noopener noreferrer nofollow" for link in page.xpath("//a[starts-with(@href,'http')]")
    )
    body = text(report())
    assert "javascript:alert(1)" in body
    assert "<script>document.title='owned'</script>" in body
    assert "noteikumi⟨U+202E⟩gpj.exe" in body
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", report())


def test_the_page_is_self_contained_and_locked() -> None:
    source = report()
    page = tree(source)
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:")
    assert page.xpath("//link | //iframe | //object | //form | //@style") == []
    assert all(source.startswith("data:image/png;base64,") for source in page.xpath("//img/@src"))


def test_each_picture_is_embedded_once_and_linked_from_findings() -> None:
    page = tree(report())
    sources = page.xpath("//img/@src")
    anchors = page.xpath("//figure/@id")
    assert len(anchors) == len(set(anchors)) == len(sources) == 2
    linked = set(page.xpath("//p[@class='see']/a/@href"))
    assert linked == {f"#{anchor}" for anchor in anchors}
    mobile = page.xpath("//section[@id='mobile']//p[@class='see']/a/@href")
    assert set(mobile) == {f"#{page.xpath('//figure[@class=$kind]/@id', kind='phone')[0]}"}


def test_pictures_are_bounded() -> None:
    pages = [PageAudit(f"{HOME}{number}", None, "template", 200, None, None, None) for number in range(40)]
    album = pictures.Album(pages, screenshots)
    for page in pages:
        album.picture([page.url], "desktop")
    assert len(album.pictures) == pictures.MAX_PICTURES
    heavy = picture(1, 1, 0) + bytes(pictures.MAX_PICTURE_BYTES)
    assert pictures.Album(pages, lambda page, name: heavy).picture([pages[0].url], "phone") is None
    assert pictures.Album(pages, lambda page, name: b"<svg/>").picture([pages[0].url], "phone") is None


def test_a_long_list_ends_and_says_so() -> None:
    many = tuple(issue(number, "color-contrast") for number in range(100, 175))
    said = report(replace(AUDIT, wcag_issues=many))
    assert len(tree(said).xpath("//section[@id='accessibility']//article")) == findings.FINDINGS_SHOWN
    assert "15 further causes are in the workbook and the JSON export." in text(said)
    assert "75 causes of faults break" in text(said)


def test_features_show_their_proof_and_what_was_not_told() -> None:
    said = text(report(), "//section[@id='features']")
    assert "Participation 2 of 4 found" in said
    rows = {
        row.xpath("string(.//h4)"): " ".join(row.text_content().split())
        for row in tree(report()).xpath("//ul[@class='features']/li")
    }
    assert rows["Newsletter"] == (
        "Newsletter ? could not be told Looked for on 121 pages. What was read does not tell whether it is there."
    )
    assert "Open a place for residents" in rows["Forum"]
    assert "https://latvija.gov.lv/Services/6965" in rows["Link to Latvija.lv"]
    assert "the link is dead" in rows["Link to Latvija.lv"]
    assert "answered by a bot" in rows["Chat"]


def test_the_statement_is_told_in_words() -> None:
    facts = {
        row.xpath("string(dt)"): row.xpath("string(dd)")
        for row in tree(report(language="lv")).xpath("//section[@aria-labelledby='statement']//dl/div")
    }
    assert facts["Norāda šo vietni"] == "nē"
    assert facts["Datums"] == "2022. gada 18. janvāris"
    assert facts["Norādītā atbilstība"] == "daļēja atbilstība"
    assert facts["Nosauc Tiesībsargu"] == "nav norādīts"


def test_what_is_unmeasured_is_said_with_its_reason() -> None:
    said = text(report(), "//section[@id='unmeasured']")
    assert "The survey gives no answer. Service quality" in said
    assert "other sources are needed. service_efficiency" in said
    assert "2 pages could not be audited" in said


def test_the_parts_of_the_mobile_verdict_count_judged_pages() -> None:
    rows = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in tree(report()).xpath("//table[@id='mobile-parts']/tbody/tr")
    ]
    assert rows[2] == ["Text is legible without zooming", "? not measured", "1 of 1"]
    assert rows[3] == ["Links and buttons are easy to tap", "✕ failed", "1 of 2"]


def test_what_changed_since_the_last_audit() -> None:
    said = text(report(previous=PREVIOUS), "//section[@id='changes']")
    assert "The audit before was on 22 November 2026." in said
    assert "5 causes are new, 1 is gone, 4 are still there." in said
    assert "1 could not be looked at again" in said
    assert "Index: −1.8 points" in said
    assert "WCAG score: +5.6 points" in said
    assert "changes" not in tree(report()).xpath("//section/@id")


def test_scores_of_another_methodology_are_not_compared() -> None:
    other = replace(PREVIOUS, index=replace(PREVIOUS.index, methodology="2027"))
    said = text(report(previous=other), "//section[@id='changes']")
    assert "Index:" not in said
    assert "cannot be compared" in said
    assert "changes" not in tree(report(previous=failed())).xpath("//section/@id")


def test_a_report_without_texts_and_pictures_still_stands() -> None:
    bare = render_report(AUDIT, language="lv", texts=ReportTexts(), screenshots=lambda page, name: None)
    assert tree(bare).xpath("//img") == []
    assert "color-contrast" in text(bare, "//article//h4")
    assert "None" not in text(bare)


def test_a_clean_site_is_not_called_conformant() -> None:
    clean = replace(
        AUDIT,
        status=Status.COMPLETE,
        failure=None,
        wcag_issues=(),
        mobile_issues=(),
        usability_issues=(),
        mobile_passes=None,
        index=replace(AUDIT.index, score=None, maturity=None),
    )
    said = text(report(clean))
    assert "No fault was found that a machine can prove." in said
    assert "prove faults, never conformity" in said
    assert "There is no index score yet: so far 43% of the index is measured." in said
    assert "The audit is partial" not in said


def test_an_issue_in_both_lists_has_one_entry() -> None:
    twice = issue(8, "reflow", standard=Standard.WCAG21, criteria=("1.4.10",))
    ids = tree(report(replace(AUDIT, wcag_issues=(*WCAG_ISSUES, twice)))).xpath("//@id")
    assert len(ids) == len(set(ids))


def test_pictures_that_retention_removed_are_said_to_be_gone() -> None:
    def told(language: Language, pictures: bool) -> str:
        def shown(page: PageAudit, name: str) -> bytes | None:
            return screenshots(page, name) if pictures else None

        removed = datetime(2026, 5, 1, 22, 30, tzinfo=UTC)
        return text(render_report(AUDIT, language=language, texts=TEXTS, screenshots=shown, pictures_removed=removed))

    assert "those of this audit were removed on 2 May 2026." in told("en", pictures=False)
    assert "šī audita attēli dzēsti: 2026. gada 2. maij" in told("lv", pictures=False)
    assert "were removed on" not in told("en", pictures=True)


def test_the_news_stand_with_what_visitors_feel() -> None:
    assert "Newest news: 23 November 2026." in text(report(), "//section[@id='usability']")
    assert "Newest news" not in text(report(replace(AUDIT, news=None)))


def test_what_happened_in_the_visit_is_told_in_the_reader_s_language() -> None:
    known = notes_of(replace(CRAWL, rendered_discovery=True, mobile_load="second"))[-2:]
    audit = replace(AUDIT, notes=(*known, "sitemap: no answer in 15 s"))
    section = tree(report(audit=audit, language="lv")).get_element_by_id("unmeasured")
    assert [one.text_content() for one in section.xpath(".//li[@lang='en']")] == ["sitemap: no answer in 15 s"]
    assert "saites parādās tikai pēc skriptu izpildes" in section.text_content()
    assert "mērīta, lapu ielādējot otrreiz" in section.text_content()
