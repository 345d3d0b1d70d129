"""History, differences, findings and trends on the terminal and for programs: whole, harmless, in both languages."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from rich.console import Console

from model.audit import Status
from model.change import Cause, Contribution, Difference, Fate, FeatureChange, IssueChange, Matter, Move
from model.evidence import Versions
from model.failure import Failure, FailureKind
from model.finding import Feature
from model.history import Change, IssueSpan, Mark, Night, SiteIssue
from model.site import Centre, Site
from model.text import Language
from model.trend import Subject, Trend, TrendPoint
from reports.difference import difference_json, render_difference
from reports.finding_list import (
    SharedLine,
    findings_csv,
    findings_json,
    render_findings,
    render_shared,
    shared_json,
)
from reports.history import Told, history_csv, history_json, render_history
from reports.trend import render_trend, trend_csv, trend_json
from tests.reports.example_audit import BIDI, CONTROL
from tests.reports.example_texts import TEXTS

SITE = Site("https://www.liepas.lv/", f"Liepu novads {CONTROL}", "0099000", Centre.LOCAL, "Kurzeme")
START = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
DOWN = Failure(FailureKind.DNS, "nav")


def night(number: int, wcag: float | None = 90.0, **other: object) -> Night:
    whole = Night(
        audit_id=number,
        run=f"r{number}",
        site=SITE,
        started_at=START + timedelta(days=number),
        status=Status.COMPLETE,
        failure=None,
        versions=Versions("0.1.0", "4.14.0", "156.0"),
        methodology="2019",
        index=60.123456,
        coverage=0.4,
        sections={"services": 50.0, "communication": None},
        wcag_score=wcag,
        mobile_passes=True,
        mobile_score=100.0,
        result_ref="",
        sample=frozenset({1, 2}),
    )
    return replace(whole, **other)  # type: ignore[arg-type]  # fields by name


def down(number: int) -> Night:
    return night(
        number, None, status=Status.FAILED, failure=DOWN, index=None, sections={}, mobile_score=None, mobile_passes=None
    )


LATER = Versions("0.1.0", "4.15.0", "156.0")
MOVED = replace(SITE, url=f"https://{BIDI}/")
NIGHTS = (
    *(night(0), night(1), night(2, versions=LATER), night(3, versions=LATER)),
    *(down(4), down(5), night(6, 80.0, versions=LATER, site=MOVED)),
)
SPAN = IssueSpan(
    "f" * 16, "image-alt", "axe", "fail", "wcag21", "own", "critical", ("1.1.1",), f"header {CONTROL} img", 3, 9, 1,
    START, START, None,
)  # fmt: skip
EGLES = replace(SITE, name="=Egļu novads", url="https://e.lv/")
ISSUES = (SiteIssue(SITE, SPAN), SiteIssue(EGLES, replace(SPAN, impact=None)))
DIFFERENCE = Difference(
    asked_from=date(2026, 1, 2),
    asked_to=date(2026, 1, 20),
    before=NIGHTS[0],
    after=NIGHTS[-1],
    failed=(down(4),),
    marks=((NIGHTS[2], Change(Mark.AXE, "4.14.0", "4.15.0")),),
    moves=(
        Move(
            "wcag",
            90.0,
            80.0,
            (
                Contribution(Cause.RULES, Matter.RULE, "color-contrast", -8.0, certain=False),
                Contribution(Cause.SAMPLE, Matter.PAGE, f"/lapa{CONTROL}", -2.01),
                Contribution(Cause.NOISE, Matter.RULE, "label", 0.01),
            ),
        ),
        Move("communication", None, 5.0),
        Move("index", None, None),
    ),
    issues=(IssueChange(Fate.CAME_BACK, SPAN, Cause.SITE),),
    features=(FeatureChange(Feature("forum", True, "working"), Feature("forum", False, "mentioned"), Cause.SITE),),
    whole=False,
    upgrades_passed_over=2,
)
TREND = Trend(
    Subject.FEATURE,
    "forum",
    (
        TrendPoint(date(2026, 1, 1), Centre.LOCAL, 0.5, 4),
        TrendPoint(date(2026, 1, 1), Centre.NATIONAL, None, 0),
    ),
    ((date(2026, 1, 1), Mark.AXE, f"4.15{CONTROL}"),),
)


def printed(render: Callable[[Console], None], width: int = 110) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    render(console)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    assert isinstance(text, str)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) <= width
    return text


@pytest.mark.parametrize("language", ["lv", "en"])
def test_nothing_of_a_site_steers_the_terminal(language: Language) -> None:
    printed(lambda console: render_history(Told("A", NIGHTS), [], console, language, every=True))
    printed(lambda console: render_difference(DIFFERENCE, TEXTS, console, language))
    printed(lambda console: render_findings(ISSUES, 9, TEXTS, console, language))
    printed(lambda console: render_shared([SharedLine("nav a", "Drupal", 1, ISSUES)], TEXTS, console, language))
    printed(lambda console: render_trend(TREND, TEXTS, console, language))


def rows(text: str) -> list[str]:
    return [line.split()[0] for line in text.splitlines() if line.startswith("2026-")]


def test_history_shows_the_nights_that_say_something() -> None:
    text = printed(lambda console: render_history(Told("Liepas", NIGHTS), [], console, "en"))
    assert rows(text) == ["2026-01-02", "2026-01-04", "2026-01-06", "2026-01-08"]
    assert "axe 4.14.0 → 4.15.0" in text
    assert "not audited: host name not found" in text
    assert "4 of 7 nights" in text
    assert text.index("Commun.") < text.index("Serv."), "in the order of the slides, not of the alphabet"
    whole = printed(lambda console: render_history(Told("Liepas", NIGHTS), [], console, "en", every=True))
    assert len(rows(whole)) == 7
    assert "of 7 nights" not in whole


def test_predecessors_stand_apart_and_named() -> None:
    before = Told("Varakļānu novads", NIGHTS[:1], "2025")
    text = printed(lambda console: render_history(Told("Madonas novads", NIGHTS[:1]), [before], console, "lv"))
    assert "Varakļānu novads (pievienota 2025. gadā)" in text
    assert len(rows(text)) == 2
    document = history_json(Told("Madonas novads", NIGHTS), [before])
    assert (document["part_of_it_since"], document["predecessors"][0]["part_of_it_since"]) == (None, "2025")


def test_history_for_programs_is_every_night_unrounded() -> None:
    document = json.loads(json.dumps(history_json(Told("Liepas", NIGHTS), [])))
    assert [one["night"] for one in document["nights"]] == [f"2026-01-{day:02}" for day in range(2, 9)]
    assert document["nights"][0]["index"] == 60.123456
    assert document["nights"][4]["failure"]["kind"] == "dns"
    assert document["nights"][4]["wcag"] is None
    assert document["nights"][2]["changes"] == [{"mark": "axe", "before": "4.14.0", "after": "4.15.0"}]
    lines = list(csv.DictReader(io.StringIO(history_csv(Told("=1+1", NIGHTS), []).lstrip("\ufeff"))))
    assert [line["wcag"] for line in lines] == ["90.0"] * 4 + ["", "", "80.0"]
    assert lines[0]["name"] == "'=1+1"


def test_a_difference_says_why_and_how_sure() -> None:
    text = " ".join(printed(lambda console: render_difference(DIFFERENCE, TEXTS, console, "en")).split())
    assert "2026-01-02 → 2026-01-08" in text
    assert "−8.0 other versions of the rules: Text contrast is too low −8.0 (perhaps the site itself)" in text
    assert "−2.0 other pages in the sample" in text
    assert "noise" not in text, "a hundredth of a point is not worth a line"
    for words in (
        "not audited, host name not found",
        "cannot be read",
        "2 changes of version moved little",
        "Issues that came back: 1",
        "Forum found, working not found, only mentioned the site itself",
    ):
        assert words in text


def test_a_difference_for_programs_adds_up() -> None:
    document = json.loads(json.dumps(difference_json(DIFFERENCE)))
    score = document["scores"][0]
    assert score["causes"] == {"sample": -2.01, "rules": -8.0, "noise": 0.01}
    assert sum(part["points"] for part in score["contributions"]) == pytest.approx(score["difference"])
    assert [(one["fate"], one["cause"]) for one in document["issues"]] == [("came_back", "site")]
    assert document["features"][0]["before"] == {"found": True, "grade": "working", "kind": None}
    assert (document["from"]["asked"], document["to"]["night"], document["whole"]) == (
        "2026-01-02",
        "2026-01-08",
        False,
    )


def test_findings_and_how_many_there_are() -> None:
    text = " ".join(printed(lambda console: render_findings(ISSUES, 9, TEXTS, console, "en"), 300).split())
    assert "Image has no text alternative, critical impact, came back" in text
    assert "2 of 9 findings" in text
    assert [one["rule"] for one in findings_json(ISSUES, TEXTS)] == ["image-alt", "image-alt"]
    lines = list(csv.DictReader(io.StringIO(findings_csv(ISSUES, TEXTS, "lv").lstrip("\ufeff"))))
    assert [line["title"] for line in lines] == ["Attēlam nav tekstuālās alternatīvas"] * 2
    assert lines[1]["name"] == "'=Egļu novads"


def test_one_fix_for_so_many_sites() -> None:
    line = SharedLine("nav.tvp-menu a", "Drupal", 1, ISSUES)
    text = " ".join(printed(lambda console: render_shared([line], TEXTS, console, "lv")).split())
    assert "Drupal, TVP (1)" in text
    assert "2 vietnes: =Egļu novads" in text
    (document,) = shared_json([line], TEXTS)
    assert (document["sites"], document["made_with"], len(document["findings"])) == (2, "Drupal", 2)
    assert "kopīga" in printed(lambda console: render_shared([], TEXTS, console, "lv"))


def test_a_trend_by_group() -> None:
    text = " ".join(printed(lambda console: render_trend(TREND, TEXTS, console, "en")).split())
    assert "share with: Forum" in text
    assert "2026-01-01 50% 4 – 0 axe 4.15" in text
    assert trend_json(TREND)["points"][0] == {"begins": "2026-01-01", "group": "local", "value": 0.5, "base": 4}
    assert trend_csv(TREND).splitlines()[1] == "feature,forum,2026-01-01,local,0.5,4"


@pytest.mark.parametrize(
    ("trend", "words"),
    [
        (Trend(Subject.ISSUES, None, (TrendPoint(date(2026, 1, 1), None, 1200, 4),)), "open issues: all rules"),
        (Trend(Subject.ISSUES, "image-alt", ()), "open issues: Image has no text alternative"),
        (Trend(Subject.SCORE, "services", (TrendPoint(date(2026, 1, 1), None, 61.25, 4),)), "mean of Services"),
        (Trend(Subject.SCORE, None, ()), "mean of Index"),
    ],
)
def test_what_a_trend_is_of(trend: Trend, words: str) -> None:
    assert words in printed(lambda console: render_trend(trend, TEXTS, console, "en"))
