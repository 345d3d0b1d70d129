"""A saved night judged again: to the byte the same by its own methodology, and another beside it by another."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from db import evidence_tables as e
from db import tables as t
from db.audits import audits_between, judged_by, scores_of
from db.documents import dump_audit, load_audit, load_crawl
from db.engine import writing
from db.manifest import Kind
from db.surveys import Filled, save_surveys
from db.verification import verify
from model.audit import Audit, Status
from model.evidence import PageEvidence
from model.failure import Failure, FailureKind
from model.finding import Outcome
from pipeline.errors import SetupError
from pipeline.explaining import case_of
from pipeline.people import NOBODY
from pipeline.rescore import Fate, Nights, judge_again, rescore
from pipeline.workplace import Workplace
from tests.pipeline.gathered import HOME, SITE, gather, opened
from tests.scoring.adding_up import assert_adds_up

OTHER = replace(SITE, atvk="0088000", name="Ozolu novads", url="https://ozoli.example/")


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    with opened(tmp_path) as workplace:
        yield workplace


@pytest.fixture
def by_2026(tmp_path: Path, workplace: Workplace) -> Iterator[Workplace]:
    with opened(tmp_path, "2026") as other:
        yield other


def fates(workplace: Workplace, nights: Nights | None = None, *, again: bool = False) -> list[Fate]:
    return [one.fate for one in rescore(workplace, nights or Nights(), again=again)]


def lose(workplace: Workplace, ref: str) -> None:
    (path,) = Path(workplace.settings.evidence_url).rglob(ref)
    path.unlink()


def outcomes(audit: Audit, rule: str) -> list[Outcome]:
    return [verdict.outcome for page in audit.pages for verdict in page.verdicts if verdict.rule == rule]


def test_a_night_says_what_its_evidence_shows(workplace: Workplace) -> None:
    """That the night is worth judging again: there is something of everything in it."""
    audit = gather(workplace)
    found = {feature.id for feature in audit.features if feature.found}
    assert {"newsletter", "latvija_lv_link"} <= found
    assert outcomes(audit, "image-alt") == [Outcome.FAIL, Outcome.PASS]
    assert outcomes(audit, "vague-link-text")[0] is Outcome.PASS
    assert (audit.links_checked, audit.links_broken) == (2, 1)
    assert outcomes(audit, "broken-links") == [Outcome.FAIL, Outcome.FAIL]
    assert load_crawl(workplace.store.get(audit.crawl_evidence or "")).documents_first == 2


def test_by_its_own_methodology_a_night_is_the_same_to_the_byte(workplace: Workplace) -> None:
    audit = gather(workplace)
    assert [fate for _ in range(2) for fate in fates(workplace)] == [Fate.SAME, Fate.SAME]
    crawl = load_crawl(workplace.store.get(audit.crawl_evidence or ""))
    again = judge_again(workplace.store, audit, crawl, workplace.methodology, NOBODY)
    assert dump_audit(again) == dump_audit(audit)


def test_by_another_methodology_both_results_stand_side_by_side(workplace: Workplace, by_2026: Workplace) -> None:
    audit = gather(workplace)
    assert fates(by_2026) == [Fate.RESCORED]
    (row,) = audits_between(workplace.database)
    (ref,) = judged_by(workplace.database, "2026").values()
    judged = load_audit(workplace.store.get(ref))
    assert (judged.index.methodology, judged.features, judged.pages) == ("2026", audit.features, audit.pages)
    assert scores_of(workplace.database, row.id, "2026")[0].methodology == "2026"
    own = {(one.kind, one.id): one.score for one in scores_of(workplace.database, row.id, "2019")}
    assert own["index", "index"] == audit.index.score
    assert fates(by_2026) == [Fate.KNOWN]
    assert fates(by_2026, again=True) == [Fate.SAME]
    assert list(judged_by(workplace.database, "2026").values()) == [ref]
    assert verify(workplace.database, workplace.store).flaws == []


def test_both_results_are_explained(workplace: Workplace, by_2026: Workplace) -> None:
    gather(workplace)
    with pytest.raises(SetupError, match="rescore --methodology 2026 0099000"):
        case_of(workplace, "0099000", "2026")
    fates(by_2026)
    for methodology in (None, "2019", "2026"):
        case = case_of(workplace, HOME, methodology)
        assert case.methodology.id == (methodology or "2019")
        assert_adds_up(case.account, case.audit.index)
    with pytest.raises(SetupError, match="1918"):
        case_of(workplace, HOME, "1918")


def test_only_the_nights_that_were_named_are_judged(workplace: Workplace, by_2026: Workplace) -> None:
    for night in range(3):
        gather(workplace, night)
    gather(workplace, 1, OTHER)
    # The first night began at half past one of the second of January in Riga.
    day = date(2026, 1, 3)
    done = list(rescore(by_2026, Nights(("0099000",), day, day)))
    assert [(one.run, one.fate) for one in done] == [("night-0001-0099000", Fate.RESCORED)]
    every = list(rescore(by_2026, Nights()))
    assert [(one.name, one.fate) for one in every] == [
        ("Liepu novads", Fate.RESCORED),
        ("Liepu novads", Fate.KNOWN),
        ("Liepu novads", Fate.RESCORED),
        ("Ozolu novads", Fate.RESCORED),
    ]
    with pytest.raises(SetupError, match="no audit of"):
        fates(workplace, Nights(("1234567",)))


def test_screenshots_are_not_needed_and_pruned_evidence_is_left(workplace: Workplace, by_2026: Workplace) -> None:
    audit = gather(workplace)
    for page in audit.pages:
        for name, ref in page.evidence.items():
            if name in ("desktop", "phone"):
                lose(workplace, ref)
    assert fates(workplace) == [Fate.SAME]
    with writing(workplace.database) as connection:
        (row,) = audits_between(workplace.database)
        values = {"audit_id": row.id, "kind": Kind.EVIDENCE, "pruned_at": datetime(2027, 3, 1, tzinfo=UTC)}
        connection.execute(insert(e.pruned), values)
    assert fates(by_2026) == fates(workplace) == [Fate.PRUNED]
    assert judged_by(workplace.database, "2026") == {}


@pytest.mark.parametrize("part", ["dom", "axe", "page", "wide", "crawl", "result"])
def test_missing_evidence_is_told_and_the_next_night_goes_on(
    workplace: Workplace, by_2026: Workplace, part: str
) -> None:
    gather(workplace, 0)
    audit = gather(workplace, 1, fails=2)
    # What the nights share is missing in both.
    refs = {
        "axe": audit.pages[0].evidence["axe"],
        "page": audit.pages[0].evidence["page"],
        "dom": audit.pages[0].evidence["dom"],
        "wide": audit.wide_evidence or "",
        "crawl": audit.crawl_evidence or "",
        "result": audits_between(workplace.database)[1].result_ref,
    }
    lose(workplace, refs[part])
    first, second = rescore(by_2026, Nights())
    shared = part in ("dom", "wide")
    assert (first.fate, second.fate) == (Fate.UNREADABLE if shared else Fate.RESCORED, Fate.UNREADABLE)
    assert refs[part] in (second.why or "")


def test_today_s_checks_may_judge_otherwise_and_the_saved_result_stays(
    workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = gather(workplace)
    monkeypatch.setattr("pipeline.looks.judge_page", lambda source: ())
    (done,) = rescore(workplace, Nights())
    assert (done.fate, done.was, done.now) == (Fate.DIFFERS, audit.index.score, None)
    (row,) = audits_between(workplace.database)
    assert scores_of(workplace.database, row.id)[0].score is not None
    assert load_audit(workplace.store.get(row.result_ref)) == audit


def test_answers_count_that_were_known_on_the_night_or_by_a_day(workplace: Workplace) -> None:
    def brought(year: int, given_at: datetime, reply: str) -> None:
        filled = Filled(SITE.atvk or "", year, [("social_media.reply_time", reply, None)])
        save_surveys(
            workplace.database, [filled], methodology="2019", source="x.csv", given_by="A. Ozola", given_at=given_at
        )

    brought(2025, datetime(2025, 12, 1, tzinfo=UTC), "hour")
    audit = gather(workplace)
    (known,) = audit.answers
    brought(2026, datetime(2026, 2, 1, tzinfo=UTC), "never")
    assert fates(workplace) == [Fate.SAME]
    (late,) = rescore(workplace, Nights(known_on=date(2026, 2, 1)))
    assert (known.year, late.fate) == (2025, Fate.DIFFERS)
    assert fates(workplace, Nights(known_on=date(2026, 1, 31))) == [Fate.SAME]


def test_a_night_that_saw_nothing_has_no_score_by_any_methodology(workplace: Workplace, by_2026: Workplace) -> None:
    down = PageEvidence(HOME, "home", Failure(FailureKind.TIMEOUT, "no answer in 45 s"))
    assert gather(workplace, sample=[down]).status is Status.FAILED
    assert fates(workplace) == [Fate.SAME]
    (done,) = rescore(by_2026, Nights())
    assert (done.fate, done.was, done.now) == (Fate.RESCORED, None, None)
    with pytest.raises(SetupError, match=r"no audit has seen https://www\.liepas\.example/ yet \(timeout"):
        case_of(workplace, HOME)


def test_a_site_that_failed_last_night_is_explained_by_the_night_before(workplace: Workplace) -> None:
    audit = gather(workplace)
    gather(workplace, 1, sample=[PageEvidence(HOME, "home", Failure(FailureKind.DNS, "nav atrasts"))])
    case = case_of(workplace, "0099000")
    assert (case.audit, case.failed and case.failed.run) == (audit, "night-0001-0099000")


def test_nights_from_before_it_was_kept_how_they_went_are_left(workplace: Workplace, by_2026: Workplace) -> None:
    audit = replace(gather(workplace), crawl_evidence=None)
    with writing(workplace.database) as connection:
        old = workplace.store.put(dump_audit(audit), "audit")
        connection.execute(update(t.audit).values(result_ref=old))
    (done,) = rescore(by_2026, Nights())
    assert (done.fate, done.why) == (Fate.UNREADABLE, "the night is from before it was kept how the visit went")
