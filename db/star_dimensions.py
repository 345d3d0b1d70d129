"""The dimensions of the star schema: whom, when and what the facts are about."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    cast,
    func,
    literal,
    select,
    union_all,
)

from db import star_tables as k
from db import tables as t
from db.star_calendar import dates
from db.star_municipality import municipality
from db.star_view import Kind, Told, View


def joined_key(methodology: ColumnElement[str], name: ColumnElement[Any]) -> ColumnElement[Any]:
    """What another methodology calls by the same id is another row."""
    return methodology + "/" + cast(name, String)


def _titles(table: Any, source: str) -> tuple[Told, Told]:
    return (
        Told("title_lv", Kind.TEXT, table.c.title_lv, "Title in Latvian", source),
        Told("title_en", Kind.TEXT, table.c.title_en, "Title in English", source),
    )


def _advice(table: Any, source: str) -> tuple[Told, Told]:
    return (
        Told("advice_lv", Kind.TEXT, table.c.advice_lv, "What to do, in Latvian", source),
        Told("advice_en", Kind.TEXT, table.c.advice_en, "What to do, in English", source),
    )


def _rules() -> View:
    """Rules that old nights judged by stay, though this version of the checks knows them no longer."""
    old = union_all(
        select(t.issue.c.rule, t.issue.c.engine),
        select(t.rule_count.c.rule, literal(None, String)).distinct(),
    ).subquery("old")
    left = (
        select(old.c.rule.label("id"), func.min(old.c.engine).label("engine"))
        .where(old.c.rule.not_in(select(k.known_rule.c.id)))
        .group_by(old.c.rule)
    )
    names = ("title_lv", "title_en", "advice_lv", "advice_en")
    columns = k.known_rule.c
    known = select(columns.id, columns.engine, *(columns[name] for name in names))
    gone = left.subquery("gone")
    unknown = select(
        gone.c.id,
        gone.c.engine,
        *((gone.c.id if name.startswith("title") else literal("")).label(name) for name in names),
    )
    every = union_all(known, unknown).subquery("every_rule")
    source = "checks/, axe's rules"
    return View(
        name="rule",
        grain="a rule of the checks",
        key=("rule_id",),
        source=every,
        columns=(
            Told("rule_id", Kind.TEXT, every.c.id, "Id, as docs/checks.md has it", source),
            Told(
                "engine",
                Kind.TEXT,
                every.c.engine,
                "Who judges: axe, or eindekss for our own checks; empty for a rule that is gone and never failed",
                source,
            ),
            *_titles(every, source),
            *_advice(every, source),
        ),
    )


def _of_methodology(table: Any, name: str) -> Told:
    return Told("methodology_id", Kind.TEXT, table.c.methodology, f"Methodology of the {name}",
                "scoring/methodology/", to="methodology.methodology_id")  # fmt: skip


G, F, M, L, S, I = (  # noqa: E741 - short names of tables that each view reads once
    k.known_group, k.known_feature, k.known_methodology, k.known_level, k.known_section, k.known_indicator,
)  # fmt: skip
DATA = "scoring/methodology/"
DIMENSIONS = (
    municipality(),
    View(
        name="group",
        grain="a peer group of municipalities",
        key=("group_id",),
        source=G,
        columns=(
            Told("group_id", Kind.TEXT, G.c.id, "national, regional or local", "Latvija2030"),
            Told("position", Kind.COUNT, G.c.position, "Order in which the groups are shown", "model/site.py"),
            *_titles(G, "reports/terms.py"),
        ),
    ),
    dates(),
    _rules(),
    View(
        name="feature",
        grain="a feature that a site can offer",
        key=("feature_id",),
        source=F,
        columns=(
            Told("feature_id", Kind.TEXT, F.c.id, "Id, as docs/features.md has it", "checks/"),
            Told("position", Kind.COUNT, F.c.position, "Order in which features are shown", "checks/"),
            Told("feature_group", Kind.TEXT, F.c.feature_group,
                 "participation, services, open_data, usability or social", "checks/"),
            *_titles(F, "checks/"),
            *_advice(F, "checks/"),
        ),
    ),
    View(
        name="methodology",
        grain="a methodology of the index",
        key=("methodology_id",),
        source=M,
        columns=(
            Told("methodology_id", Kind.TEXT, M.c.id, "Its name", DATA),
            *_titles(M, DATA),
            Told("source", Kind.TEXT, M.c.source, "What it rests on", DATA),
            Told("minimum_coverage", Kind.NUMBER, M.c.minimum_coverage,
                 "Share of an indicator that must be measured for a score", DATA, "0 to 1"),
            Told("seal", Kind.TEXT, M.c.seal, "SHA-256 of its list of checksums; empty for a draft", DATA),
        ),
    ),
    View(
        name="level",
        grain="a maturity level of a methodology",
        key=("level_key",),
        source=L,
        columns=(
            Told("level_key", Kind.TEXT, joined_key(L.c.methodology, L.c.level), "methodology/level", DATA),
            _of_methodology(L, "level"),
            Told("level", Kind.COUNT, L.c.level, "1 to 5", DATA),
            Told("from_score", Kind.NUMBER, L.c.from_score, "Least score of the level", DATA, "0 to 100"),
            *_titles(L, DATA),
        ),
    ),
    View(
        name="section",
        grain="a section of the index in a methodology",
        key=("section_key",),
        source=S,
        columns=(
            Told("section_key", Kind.TEXT, joined_key(S.c.methodology, S.c.id), "methodology/section", DATA),
            _of_methodology(S, "section"),
            Told("section_id", Kind.TEXT, S.c.id, "Id, the same in all methodologies that have the section", DATA),
            Told("position", Kind.COUNT, S.c.position, "Order of the sections", DATA),
            Told("weight", Kind.NUMBER, S.c.weight, "Share of the index", DATA, "0 to 1"),
            *_titles(S, DATA),
        ),
    ),
    View(
        name="indicator",
        grain="an indicator of the index in a methodology",
        key=("indicator_key",),
        source=I,
        columns=(
            Told("indicator_key", Kind.TEXT, joined_key(I.c.methodology, I.c.id), "methodology/indicator", DATA),
            _of_methodology(I, "indicator"),
            Told("indicator_id", Kind.TEXT, I.c.id, "Id, the same in all methodologies that have the indicator", DATA),
            Told("section_key", Kind.TEXT, joined_key(I.c.methodology, I.c.section), "Its section", DATA),
            Told("position", Kind.COUNT, I.c.position, "Order of the indicators", DATA),
            Told("weight", Kind.NUMBER, I.c.weight, "Share of the index", DATA, "0 to 1"),
            *_titles(I, DATA),
            Told("question_lv", Kind.TEXT, I.c.question_lv, "What it asks, in Latvian", DATA),
            Told("question_en", Kind.TEXT, I.c.question_en, "What it asks, in English", DATA),
        ),
    ),
)  # fmt: skip
