"""What is made of content that never changes is made once, and let go where there is too much of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from db.engine import ensure_ready, open_database
from db.saving import add_scores
from tests.db.examples import audit, index, save
from web.kept.lasting import Lasting
from web.kept.standings import asked_once


def test_only_what_is_missing_is_made() -> None:
    lasting, made = Lasting(most=3), []

    def make(missing: Sequence[str]) -> Mapping[str, str]:
        made.append(list(missing))
        return {key: key.upper() for key in missing}

    assert lasting.each(["a", "b"], make) == {"a": "A", "b": "B"}
    assert lasting.each(["b", "c"], make) == {"b": "B", "c": "C"}
    assert lasting.get("b", lambda: "another") == "B"
    # The first that nobody asked for since goes.
    assert lasting.get("d", lambda: "D") == "D"
    lasting.each(["a", "b", "c", "d"], make)
    assert made == [["a", "b"], ["c"], ["a"]]


def test_a_night_that_was_judged_again_is_told_anew(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/audits.sqlite")
    ensure_ready(database)
    number, lasting = save(database, audit()), Lasting()

    def score() -> float | None:
        return asked_once(lasting, database, [number], "2026", {})[number].index.score

    assert score() is None
    for known, ref in ((12.5, "e"), (50.0, "f")):
        add_scores(database, number, index("2026", known), ref * 64 + ".zst")
        assert score() == known
