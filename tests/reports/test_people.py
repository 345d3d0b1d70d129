"""What people decided and answered stands beside the number, with who and why; nothing in their words can act."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from lxml import html
from rich.console import Console

from model.audit import Audit
from model.decision import BY_HAND, About, Decision, Ruling
from model.evidence import Versions
from model.finding import Feature, Outcome, Proof
from model.score import MeasureScore, Source
from model.survey import Answer, Option, SurveyQuestion
from model.text import Language, Text
from reports.export import export_audits
from reports.feature_rows import render_features
from reports.indicators import render_indicators
from reports.people import decisions_json, render_decisions
from reports.review import ReviewItem, render_review, review_json
from reports.site_report import render_report
from reports.survey_table import AnswerLine, answers_json, render_answers
from tests.reports.example_audit import AUDIT, BIDI, CONTROL, HOME, SCRIPT, WCAG_ISSUES, screenshots
from tests.reports.example_texts import TEXTS

DECIDED = Decision(
    id=7,
    site="004400",
    about=About.FINDING,
    subject=WCAG_ISSUES[0].fingerprint,
    ruling=Ruling.FAIL,
    who=f"A. Ozola {SCRIPT}",
    why=f"Kontrasts 3:1 {BIDI}",
    from_day=date(2026, 11, 1),
    until=date(2026, 12, 31),
    made_at=datetime(2026, 11, 1, 9, tzinfo=UTC),
    proof="javascript:alert(1)",
    rule="color-contrast",
    place="main > p",
)
ON_NEWSLETTER = replace(
    DECIDED, id=8, about=About.FEATURE, subject="newsletter", ruling=Ruling.PASS, who="J. Liepa", why="Saņēmu vēstuli",
    until=None, proof="https://www.paraugnovads.lv/jaunumi", rule=None, place=None,
)  # fmt: skip
ANSWER = Answer(
    question="service_quality.survey",
    answer="yes",
    year=2025,
    given_by="A. Ozola",
    given_at=DECIDED.made_at,
    note=CONTROL,
)


def with_people() -> Audit:
    set_by_hand = Proof(HOME, "J. Liepa: Saņēmu vēstuli", ON_NEWSLETTER.proof, by=BY_HAND)
    features = tuple(
        Feature("newsletter", True, evidence=(set_by_hand,)) if one.id == "newsletter" else one
        for one in AUDIT.features
    )
    communication, services = AUDIT.index.sections
    quality = replace(
        services.indicators[0],
        score=100.0,
        coverage=1.0,
        sources=(Source.SURVEY,),
        measures=(MeasureScore("survey", 100.0, 1.0, Source.SURVEY),),
    )
    sections = (communication, replace(services, indicators=(quality, *services.indicators[1:])))
    return replace(
        AUDIT,
        features=features,
        index=replace(AUDIT.index, sections=sections),
        answers=(ANSWER,),
        decisions=(DECIDED, ON_NEWSLETTER),
    )


def page(language: Language) -> html.HtmlElement:
    source = render_report(with_people(), language=language, texts=TEXTS, screenshots=screenshots)
    return html.document_fromstring(source)


def words(page: html.HtmlElement, path: str) -> str:
    return " ".join(" ".join(part.text_content() for part in page.xpath(path)).split())


def printed(render: Callable[[Console], None]) -> str:
    console = Console(file=io.StringIO(), width=200, highlight=False, color_system=None)
    render(console)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    assert isinstance(text, str)
    return text


def test_the_report_says_who_decided_what_and_why() -> None:
    shown = page("lv")
    table = words(shown, "//section[@id='decisions']")
    assert "Teksta kontrasts ir par mazu: ir kļūda" in table
    assert "Jaunumu vēstule: ir" in table
    assert "J. Liepa: Saņēmu vēstuli" in table
    assert "2026. gada 1. novembris – 2026. gada 31. decembris" in table
    assert "līdz tiek izbeigts" in table
    assert "izlēma A. Ozola <script>" in words(shown, "//section[@id='accessibility']")
    assert "ir · noteikts manuāli" in words(shown, "//section[@id='features']").replace("✓ ", "")
    assert shown.xpath("//script | //a[starts-with(@href, 'javascript')]") == []


def test_the_report_says_how_old_an_answer_is() -> None:
    assert "survey 2025 (1 year old)" in words(page("en"), "//section[@id='index']")
    assert "aptauja 2025 (pirms 1 gada)" in words(page("lv"), "//section[@id='index']")


def test_a_report_without_decisions_has_no_word_of_them() -> None:
    source = render_report(AUDIT, language="en", texts=TEXTS, screenshots=screenshots)
    assert "Decided by people" not in source


def test_show_marks_features_and_indicators() -> None:
    features = printed(lambda console: render_features(with_people(), TEXTS, console, "lv"))
    (line,) = [line for line in features.splitlines() if "newsletter" in line]
    assert "ir, noteikts manuāli" in line
    indicators = printed(lambda console: render_indicators(with_people(), TEXTS, console, "lv"))
    (line,) = [line for line in indicators.splitlines() if "service_quality" in line]
    said = " ".join(line.split())
    assert said == "Pakalpojumu kvalitāte service_quality 100 100 % aptauja 2025 (pirms 1 gada)"
    (line,) = [line for line in indicators.splitlines() if "service_efficiency" in line]
    assert line.split()[-2:] == ["pagaidām", "nav"]


def test_decisions_are_listed_with_the_name_of_the_site() -> None:
    ended = replace(ON_NEWSLETTER, ended_at=datetime(2026, 11, 9, 9, tzinfo=UTC), ended_by="K. Egle")
    names = {"004400": "Parauga novads"}
    lines = printed(lambda console: render_decisions([DECIDED, ended], names, TEXTS, console, "en"))
    assert "Parauga novads" in lines
    assert "Newsletter: is there" in lines
    assert "ended on 9 November 2026 by" in " ".join(lines.split())
    assert "\u202e" not in lines
    assert [one["ruling"] for one in decisions_json([DECIDED, ended])] == ["fail", "pass"]


def test_the_queue_names_each_item_and_where_to_look() -> None:
    review = replace(WCAG_ISSUES[0], outcome=Outcome.NEEDS_REVIEW)
    items = [
        ReviewItem.of_issue("0044000:01", "Parauga novads", review),
        ReviewItem.of_feature("0044000:newsletter", "Parauga novads", Feature("newsletter", None)),
    ]
    lines = printed(lambda console: render_review(items, TEXTS, console, "lv"))
    assert "0044000:01" in lines
    assert "Teksta kontrasts ir par mazu color-contrast, 3 lapas" in lines
    assert "Jaunumu vēstule newsletter, nevar noteikt" in " ".join(lines.split())
    assert review_json(items)[1] == {
        "item": "0044000:newsletter", "site": "Parauga novads", "about": "feature", "name": "newsletter", "page": None,
        "what": None, "found": None, "impact": None, "pages": 0, "occurrences": 0,
    }  # fmt: skip


QUESTION = SurveyQuestion(
    key="service_quality.survey",
    section=Text(lv="Pakalpojumi", en="Services"),
    topic=Text(lv="Kvalitāte", en="Quality"),
    text=Text(lv="Vai uzskaita sūdzības?", en="Are complaints counted?"),
    options=(Option(id="yes", points=100, text=Text(lv="Jā", en="Yes")),),
)


@pytest.mark.parametrize(
    ("answer", "said", "points"),
    [
        (ANSWER, "Jā", 100.0),
        (replace(ANSWER, answer=None), "Nav zināms", None),
        (replace(ANSWER, answer="40"), "40 %", None),
    ],
)
def test_answers_are_shown_with_points_year_and_age(answer: Answer, said: str, points: float | None) -> None:
    line = AnswerLine(QUESTION, answer, 1, counts=points is not None, superseded=2)
    lines = " ".join(printed(lambda console: render_answers([line], console, "lv")).split())
    assert f"service_quality.survey {said}" in lines
    assert "2025 (pirms 1 gada)" in lines
    assert "2 agrākas atbildes" in lines
    (value,) = answers_json([line])
    assert (value["points"], value["year"], value["age_years"], value["superseded"]) == (points, 2025, 1, 2)
    (nothing,) = answers_json([AnswerLine(QUESTION, None, None, counts=False, superseded=0)])
    assert (nothing["answer"], nothing["points"], nothing["counts"]) == (None, None, False)


def test_the_export_names_what_counted() -> None:
    made_by = Versions("0.1.0", "4.14.0", None)
    document = export_audits([with_people()], tool=made_by, methodology="2019", exported_at=DECIDED.made_at)
    (audit,) = document["audits"]
    assert audit["answers"] == [{"question": "service_quality.survey", "answer": "yes", "year": 2025}]
    assert [(one["subject"], one["ruling"], one["until"]) for one in audit["decisions"]] == [
        (DECIDED.subject, "fail", "2026-12-31"), ("newsletter", "pass", None),
    ]  # fmt: skip
