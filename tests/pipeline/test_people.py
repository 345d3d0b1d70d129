"""What people say enters an audit: marked, for as long as it holds, and a night judged again gets the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from checks.rulings import state_of
from db.decisions import decisions_of, end_decision, save_decision
from db.documents import dump_audit, load_audit
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from db.surveys import Filled, save_surveys
from model.audit import Audit, Status
from model.decision import About, Decision, Ruling
from model.evidence import Crawl, PageEvidence, Response, Versions
from model.failure import Failure, FailureKind
from model.finding import Feature, Outcome
from model.score import IndicatorScore, MeasureScore, Source
from model.site import Role, Site
from model.survey import Answer
from pipeline.archive import NewArchive
from pipeline.judgement import RunFacts, SiteJudge
from pipeline.people import NOBODY, People, people_of
from pipeline.review import waiting
from pipeline.workplace import methodology_of

HOME = "https://liepas.example/"
SITE = Site(HOME, "Liepu novads", "0099000")
MOMENT = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
VERSIONS = Versions("0.1.0", "4.14.0", "156.0")
# In Riga it is the 21st by then.
DAY = date(2026, 11, 21)


# color-contrast (serious, 7): 6 pass, 2 fail, 2 to look at; image-alt (critical, 10): 4 pass.
def rule(name: str, impact: str, tags: list[str], passes: int, nodes: Sequence[dict[str, object]] = ()) -> object:
    counts = {"passes": passes, "fails": 2 * len(nodes[:1]), "reviews": 2 * len(nodes[1:])}
    others = dict.fromkeys(("other_passes", "other_fails", "other_reviews"), 0)
    return {"id": name, "impact": impact, "tags": tags, "nodes": list(nodes), **counts, **others}


def node(outcome: str, *path: str) -> dict[str, object]:
    place = {"target": " > ".join(path), "html": f"<{path[-1]}>", "path": ["html", "body", *path]}
    return {"outcome": outcome, "party": "own", "message": None, "count": 2, **place}


AXE = {
    "version": "4.14.0",
    "rules": [
        rule(
            "color-contrast",
            "serious",
            ["wcag2aa", "wcag143"],
            6,
            [node("fail", "main", "p"), node("review", "nav", "a")],
        ),
        rule("image-alt", "critical", ["wcag2a", "wcag111"], 4),
    ],
}
HTML = (
    "<html lang='lv'><head><title>Liepu novads</title></head>"
    "<body><main><p>Laipni lūdzam mūsu novadā!</p></main></body></html>"
)
PAGE = PageEvidence(
    url=HOME,
    role="home",
    failure=None,
    response=Response(HOME, 200, {"content-type": "text/html"}, "utf-8"),
    html=HTML,
    axe=AXE,
)


def judged(store: EvidenceStore, people: People, page: PageEvidence = PAGE) -> Audit:
    judge = SiteJudge(SITE, NewArchive(store))
    judge.take_page(page)
    crawl = Crawl(HOME, MOMENT, MOMENT + timedelta(minutes=3), None)
    return judge.conclude(crawl, methodology_of("2019"), RunFacts("run", VERSIONS), people)


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(str(tmp_path / "evidence"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    ensure_ready(engine)
    yield engine
    engine.dispose()


def decision(subject: str, ruling: Ruling, about: About = About.FINDING, **more: object) -> Decision:
    made = Decision(
        id=0, site="009900", about=about, subject=subject, ruling=ruling, who="A. Ozola", why="Apskatīju",
        from_day=date(2026, 11, 1), until=date(2026, 12, 31), made_at=MOMENT - timedelta(days=3),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def answer(question: str, said: str, year: int) -> Answer:
    return Answer(question=question, answer=said, year=year, given_by="A. Ozola", given_at=MOMENT - timedelta(days=9))


def issue_of(audit: Audit, outcome: Outcome) -> str:
    return next(one.fingerprint for one in audit.wcag_issues if one.outcome is outcome and one.rule == "color-contrast")


def indicator(audit: Audit, name: str) -> IndicatorScore:
    return next(item for section in audit.index.sections for item in section.indicators if item.id == name)


def measure(audit: Audit, name: str, part: str) -> MeasureScore:
    return next(item for item in indicator(audit, name).measures if item.id == part)


# The share of color-contrast after the decision; image-alt is whole: (7 x share + 10 x 100) / 17.
@pytest.mark.parametrize(
    ("outcome", "ruling", "share"),
    [
        (Outcome.NEEDS_REVIEW, Ruling.FAIL, 60),
        (Outcome.NEEDS_REVIEW, Ruling.PASS, 80),
        (Outcome.FAIL, Ruling.DISMISS, 100),
        (Outcome.FAIL, Ruling.PASS, 100),
    ],
)
def test_a_decided_finding_moves_the_score_and_says_so(
    store: EvidenceStore, outcome: Outcome, ruling: Ruling, share: float
) -> None:
    before = judged(store, NOBODY)
    assert before.wcag_score == pytest.approx((7 * 75 + 1000) / 17)
    assert measure(before, "website_usability", "wcag").by_hand is False
    made = decision(issue_of(before, outcome), ruling)
    after = judged(store, People(decisions=(made,)))
    assert after.wcag_score == after.pages[0].wcag_score == pytest.approx((7 * share + 1000) / 17)
    assert after.decisions == (made,)
    wcag = measure(after, "website_usability", "wcag")
    assert (wcag.source, wcag.by_hand) == (Source.WEB, True)
    assert indicator(after, "website_usability").sources == (Source.WEB, Source.OVERRIDE)
    assert load_audit(dump_audit(after)) == after


def test_a_finding_that_is_not_counted_moves_nothing_but_the_queue(store: EvidenceStore) -> None:
    before = judged(store, NOBODY)
    made = decision(issue_of(before, Outcome.NEEDS_REVIEW), Ruling.DISMISS)
    after = judged(store, People(decisions=(made,)))
    assert (after.wcag_score, after.index) == (before.wcag_score, before.index)
    assert after.decisions == (made,)
    asked = {one.item for one in waiting(before, [])}
    assert f"0099000:{made.subject}" in asked
    assert {one.item for one in waiting(before, [made])} == asked - {f"0099000:{made.subject}"}
    assert {one.item for one in waiting(after, [])} == asked - {f"0099000:{made.subject}"}


def test_a_decision_about_what_is_not_there_is_no_part_of_the_audit(store: EvidenceStore) -> None:
    gone = decision("feedfeedfeedfeed", Ruling.DISMISS)
    assert judged(store, People(decisions=(gone,))) == judged(store, NOBODY)


def test_a_feature_set_by_hand_is_its_measures_source(store: EvidenceStore) -> None:
    made = decision("chat", Ruling.PASS, About.FEATURE, kind="person")
    after = judged(store, People(decisions=(made, decision("forum", Ruling.FAIL, About.FEATURE))))
    chat = next(feature for feature in after.features if feature.id == "chat")
    assert (chat.found, chat.kind) == (True, "person")
    # A person in a chat: half of remote consultation, which is enough to score it, and nothing of a bot.
    assert indicator(after, "remote_consultation").score == 100
    assert indicator(after, "remote_consultation").sources == (Source.OVERRIDE,)
    assert indicator(after, "modern_technology").score == 0
    # One of the twelve participation features was set by hand.
    part = measure(after, "e_participation", "participation_features")
    assert (part.source, part.by_hand) == (Source.WEB, part.score is not None)


def test_answers_of_the_survey_score_what_the_web_cannot_see(store: EvidenceStore) -> None:
    counting = answer("electronic_documents.received", "62.5", 2025)
    people = People(answers=(counting, answer("electronic_documents.sent", "40", 2023), answer("no.such", "yes", 2026)))
    after = judged(store, people)
    assert after.answers == (counting,)
    documents = indicator(after, "electronic_documents")
    assert (documents.score, documents.coverage, documents.sources) == (62.5, 0.5, (Source.SURVEY,))
    assert indicator(after, "hr_digitisation").sources == ()


def test_a_site_that_was_not_seen_stays_without_score_whatever_people_say(store: EvidenceStore) -> None:
    failed = PageEvidence(HOME, "home", Failure(FailureKind.DNS, "liepas.example was not found"))
    people = People(
        answers=(answer("service_standard.standard", "own", 2026),),
        decisions=(decision("chat", Ruling.PASS, About.FEATURE, kind="person"),),
    )
    audit = judged(store, people, failed)
    assert (audit.status, audit.index.score, audit.answers, audit.decisions) == (Status.FAILED, None, (), ())
    assert {feature.found for feature in audit.features} == {None}


def test_a_night_asks_for_what_was_known_then(database: Engine, store: EvidenceStore) -> None:
    chat = decision("chat", Ruling.PASS, About.FEATURE, kind="person")
    number = save_decision(database, chat)
    save_decision(database, decision("forum", Ruling.PASS, About.FEATURE, made_at=MOMENT + timedelta(days=1)))
    save_decision(database, decision("rss", Ruling.PASS, About.FEATURE, until=date(2026, 11, 20)))
    for year, later in ((2025, -9), (2026, 9)):
        save_surveys(
            database,
            [Filled("0099000", year, (("service_standard.standard", "own", None),))],
            methodology="2019",
            source="a.xlsx",
            given_by="A. Ozola",
            given_at=MOMENT + timedelta(days=later),
        )
    known = people_of(database, SITE, MOMENT)
    assert [(one.subject, one.id) for one in known.decisions] == [("chat", number)]
    assert [one.year for one in known.answers] == [2025]
    night = dump_audit(judged(store, known))
    # Somebody ends it and answers come in: the night is judged again to the byte.
    end_decision(database, number, ended_at=MOMENT + timedelta(days=2), ended_by="J. Liepa")
    assert dump_audit(judged(store, people_of(database, SITE, MOMENT))) == night
    assert people_of(database, SITE, MOMENT + timedelta(days=3)).decisions[0].subject == "forum"
    by_now = people_of(database, SITE, MOMENT, known_at=MOMENT + timedelta(days=10))
    assert [one.subject for one in by_now.decisions] == ["forum"]
    assert [one.year for one in by_now.answers] == [2025, 2026]
    assert people_of(database, SITE, MOMENT + timedelta(days=60)).decisions == ()


def test_decisions_and_answers_follow_the_municipality_and_no_other_site(database: Engine) -> None:
    save_decision(database, decision("chat", Ruling.PASS, About.FEATURE, kind="person"))
    moved = replace(SITE, url="https://jauns.example/", atvk="0099001")
    assert len(people_of(database, moved, MOMENT).decisions) == 1
    other = replace(SITE, url="https://turisms.example/", role=Role.OTHER)
    assert people_of(database, other, MOMENT) == NOBODY
    assert len(decisions_of(database)) == 1


def test_a_dismissed_doubt_comes_back_when_the_feature_changes(store: EvidenceStore) -> None:
    audit = judged(store, NOBODY)
    unknown = Feature("forum", None)
    audit = replace(audit, features=(unknown,), wcag_issues=())
    dismissed = decision("forum", Ruling.DISMISS, About.FEATURE, state=state_of(unknown))
    assert [one.item for one in waiting(audit, [])] == ["0099000:forum"]
    assert list(waiting(audit, [dismissed])) == []
    assert list(waiting(audit, [replace(dismissed, state="True - - weak")])) != []
    assert list(waiting(audit, [decision("forum", Ruling.FAIL, About.FEATURE)])) == []
