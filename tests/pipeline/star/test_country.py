"""Over the whole country the totals of the export are those of pages, API and commands, and bytes are always the same.

In one file, for the country's rows take long to write.
"""

import csv
import json
from collections import Counter
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from lxml import etree

from checks.watch import FEATURES
from db.star import VIEWS
from model.score import IndicatorScore, SectionScore
from model.site import Centre
from model.trend import Subject
from pipeline.findings import Wanted, find
from pipeline.results import Scope, results_of, sites_on
from pipeline.star_export import export_star
from pipeline.star_files import Form
from pipeline.star_manifest import read_manifest
from pipeline.trends import Asked, trend_of
from pipeline.workplace import Workplace
from reports.language import riga_day
from tests.pipeline.star.test_export import OPEN, files
from tests.pipeline.star.test_how_to import NOTEBOOK, blocks
from tests.web.country import DAYS_AGO, begun, municipalities

# Of each municipality the last audit that saw it by the end of the day.
SEEN = """
    SELECT m.series, a.* FROM audit a JOIN municipality m USING (municipality_id)
    WHERE a.status <> 'failed' AND a.day <= $day AND m.role = 'main' AND m.merged_into IS NULL
    QUALIFY row_number() OVER (PARTITION BY m.series ORDER BY a.started_at DESC) = 1
"""


def ask(star: duckdb.DuckDBPyConnection, query: str, **values: Any) -> list[tuple[Any, ...]]:
    return star.execute(query, values).fetchall()


@pytest.mark.parametrize("night", [1, len(DAYS_AGO) - 1])
def test_mean_index_and_levels_of_each_group_are_those_of_the_results(
    country: Workplace, star: duckdb.DuckDBPyConnection, night: int
) -> None:
    day = riga_day(begun(night))
    query = f"""
        WITH seen AS ({SEEN})
        SELECT m.group_id, avg(s.score), count(s.score), list(s.level ORDER BY s.level)
        FROM seen JOIN score s USING (audit_id) JOIN municipality m ON m.municipality_id = s.municipality_id
        WHERE s.kind = 'index' AND s.methodology_id = '2019' GROUP BY ALL
    """
    told = {group: (mean, number, levels) for group, mean, number, levels in ask(star, query, day=day)}
    for group in Centre:
        scope = Scope(on=day, group=group)
        found = [one.judged.index for one in sites_on(country, scope) if one.judged]
        mean, number, levels = told[group]
        scores = [index.score for index in found if index.score is not None]
        assert (mean, number) == (pytest.approx(fmean(scores)), len(scores))
        assert Counter(levels) == Counter(index.maturity for index in found if index.maturity is not None)
    results = results_of(country, Scope(on=day), partial(sites_on, country))
    ((measured,),) = ask(star, f"WITH seen AS ({SEEN}) SELECT count(index_score) FROM seen", day=day)
    assert measured == results.measured


def test_every_score_of_a_day_is_that_of_the_results(country: Workplace, star: duckdb.DuckDBPyConnection) -> None:
    day = riga_day(begun(len(DAYS_AGO) - 1))
    query = f"""
        WITH seen AS ({SEEN})
        SELECT seen.series, s.part_id, s.score, s.coverage FROM seen JOIN score s USING (audit_id)
        WHERE s.kind <> 'index' AND s.methodology_id = '2019'
    """
    told = {(series, part): (score, coverage) for series, part, score, coverage in ask(star, query, day=day)}
    sites = [one for one in sites_on(country, Scope(on=day)) if one.judged]
    wanted: dict[tuple[str, str], tuple[float | None, float]] = {}
    for one in sites:
        for section in one.judged.index.sections if one.judged else ():
            parts: tuple[SectionScore | IndicatorScore, ...] = (section, *section.indicators)
            wanted |= {((one.site.atvk or "")[:6], part.id): (part.score, part.coverage) for part in parts}
    assert told == wanted


def test_open_issues_of_each_rule_are_those_of_the_findings(
    country: Workplace, star: duckdb.DuckDBPyConnection
) -> None:
    query = """
        SELECT rule_id, count(*) FROM finding_span JOIN municipality m USING (municipality_id)
        WHERE closed_day IS NULL AND m.is_present AND m.merged_into IS NULL GROUP BY ALL
    """
    assert dict(ask(star, query)) == Counter(issue.span.rule for issue in find(country, Wanted()).issues)
    closed = ask(star, "SELECT count(*), count(first_day), max(criteria) FROM finding_span WHERE year IS NOT NULL")
    assert closed[0][0] == find(country, Wanted(closed=True)).whole > 0


def test_issues_and_features_of_every_month_are_those_of_the_trend(
    country: Workplace, star: duckdb.DuckDBPyConnection
) -> None:
    trend = trend_of(country, Asked(subject=Subject.ISSUES))
    query = """
        SELECT count(*) FROM finding_span
        WHERE outcome = 'fail' AND first_day < $end AND (closed_day IS NULL OR closed_day >= $end)
    """
    ends = [*(point.begins for point in trend.points[1:]), None]
    for point, end in zip(trend.points, ends, strict=True):
        if end is not None:
            assert ask(star, query, end=end) == [(point.value,)]
    for feature in ("forum", "latvija_lv_link", "chat"):
        query = """
            SELECT count(*) FILTER (found) / count(*) FROM feature_span
            WHERE feature_id = $feature AND found IS NOT NULL AND until_day IS NULL
        """
        last = trend_of(country, Asked(subject=Subject.FEATURE, name=feature)).points[-1]
        assert ask(star, query, feature=feature) == [(pytest.approx(last.value),)]
    assert ask(star, "SELECT count(*) FROM feature") == [(len(FEATURES),)]


def test_pages_and_runs_are_those_that_were_audited(country: Workplace, star: duckdb.DuckDBPyConnection) -> None:
    day = riga_day(begun(len(DAYS_AGO) - 1))
    query = f"WITH seen AS ({SEEN}) SELECT count(*) FROM seen JOIN page_audit p USING (audit_id)" + (
        " WHERE p.failure_kind IS NULL"
    )
    assert ask(star, query, day=day) == [
        (sum(one.judged.pages for one in sites_on(country, Scope(on=day)) if one.judged),)
    ]
    runs = ask(star, "SELECT run_id, day, audits, complete + partial + failed FROM run ORDER BY day")
    assert [(run[1], run[2], run[3]) for run in runs] == [
        (riga_day(begun(night)), len(municipalities()), len(municipalities())) for night in range(len(DAYS_AGO))
    ]


def test_every_fact_finds_its_dimensions(star: duckdb.DuckDBPyConnection) -> None:
    for view in VIEWS:
        for column in view.columns:
            if column.to:
                table, key = column.to.split(".")
                query = f"""
                    SELECT count(*) FROM "{view.name}" f ANTI JOIN "{table}" d ON f."{column.name}" = d."{key}"
                    WHERE f."{column.name}" IS NOT NULL
                """
                assert ask(star, query) == [(0,)], (view.name, column.name)
        names = ", ".join(f'"{name}"' for name in view.key)
        assert ask(star, f'SELECT {names} FROM "{view.name}" GROUP BY ALL HAVING count(*) > 1') == []


def test_both_databases_and_each_export_give_the_same_bytes(
    on_sqlite: Workplace, on_postgresql: Workplace, tmp_path: Path
) -> None:
    for name, workplace in (("first", on_sqlite), ("again", on_sqlite), ("other", on_postgresql)):
        export_star(workplace, tmp_path / name)
    first = files(tmp_path / "first")
    assert first == files(tmp_path / "again") == files(tmp_path / "other")
    assert f"finding_span/{OPEN}/finding_span.parquet" in first
    assert "score/year=2026/month=11/score.parquet" in first


def test_the_manifest_vouches_for_every_file(exported: Path) -> None:
    manifest = read_manifest(exported)
    assert manifest is not None
    listed = {entry.path: entry.sha256 for entry in manifest.files}
    found = files(exported)
    del found["manifest.json"]
    assert found == listed
    for entry in manifest.files:
        file = exported / entry.path
        assert (entry.rows, entry.size_bytes) == (pq.read_metadata(file).num_rows, file.stat().st_size)
    assert manifest.rows.keys() == {view.name for view in VIEWS}


def test_csv_says_what_parquet_says(on_sqlite: Workplace, exported: Path, tmp_path: Path) -> None:
    done = export_star(on_sqlite, tmp_path, Form.CSV)
    manifest = read_manifest(exported)
    assert manifest is not None
    assert done.rows == manifest.rows
    with duckdb.connect() as connection:
        for view in VIEWS:
            # Texts apart: one that a spreadsheet could take for a formula is led by an apostrophe.
            tables = [
                connection.execute(f"SELECT {names} FROM {reader} ORDER BY ALL").fetchall()
                for names in [", ".join(f'"{one.name}"' for one in view.columns if one.kind != "text")]
                for reader in (
                    f"read_parquet('{exported}/{view.name}/**/*.parquet')",
                    f"read_csv('{tmp_path}/{view.name}/**/*.csv', union_by_name = true)",
                )
                if names
            ]
            assert not tables or [tuple(map(str, row)) for row in tables[0]] == [
                tuple(map(str, row)) for row in tables[1]
            ]
    with (tmp_path / "rule/rule.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["rule_id", "engine", "title_lv", "title_en", "advice_lv", "advice_en"]


@pytest.fixture
def beside_the_export(exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "star").symlink_to(exported)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("beside_the_export")
def test_the_duckdb_example_runs(country: Workplace) -> None:
    _, example = blocks("sql")
    with duckdb.connect() as connection:
        rows = connection.execute(example).fetchall()
    day = riga_day(begun(len(DAYS_AGO) - 1))
    assert {row[1] for row in rows} >= {day}
    number = sum(row[3] for row in rows if row[1] == day)
    fresh = [one for one in sites_on(country, Scope(on=day)) if one.judged and one.newest.seen is one.newest.tried]
    assert number == len([one for one in fresh if one.judged and one.judged.index.score is not None])


@pytest.mark.usefixtures("beside_the_export")
def test_the_notebook_draws_the_index(
    country: Workplace, star: duckdb.DuckDBPyConnection, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = [cell for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert [(cell["outputs"], cell["execution_count"]) for cell in cells] == [([], None)] * len(cells)
    space: dict[str, Any] = {}
    for cell in cells:
        exec(compile("".join(cell["source"]), str(NOTEBOOK), "exec"), space)
    space["star"].close()
    svg = etree.fromstring(space["drawing"]._repr_svg_())
    lines = svg.findall("{*}polyline")
    assert len(lines) == 3
    assert {len(line.get("points", "").split()) for line in lines} == {len(DAYS_AGO)}
    day = riga_day(begun(len(DAYS_AGO) - 1))
    scores = [one.judged.index.score for one in sites_on(country, Scope(on=day)) if one.judged]
    newest = {row[0]: row[3] * row[4] for row in space["means"] if row[2] == day}
    assert sum(newest.values()) == pytest.approx(sum(score for score in scores if score is not None))
    printed = capsys.readouterr().out
    assert "█" in printed
    assert " % → " in printed
    ((worst,),) = ask(star, f"""
        WITH seen AS ({SEEN})
        SELECT sum(r.pages) / (SELECT sum(pages_judged) FROM seen) FROM seen JOIN rule_audit r USING (audit_id)
        WHERE r.outcome = 'fail' GROUP BY r.rule_id ORDER BY 1 DESC LIMIT 1
    """, day=day)  # fmt: skip
    assert space["shares"][0][2] == pytest.approx(worst)
