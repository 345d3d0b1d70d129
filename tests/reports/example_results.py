"""Results written by hand with everything that a view or a slide can show, hostile names among it."""

from dataclasses import replace
from datetime import date

from model.results import (
    Agreement,
    Among,
    Basis,
    BasisKind,
    Count,
    LevelCount,
    Move,
    Movement,
    Place,
    Printed,
    Ranking,
    RecommendationResult,
    Results,
    StatementResult,
    Support,
)
from model.site import Centre, Site
from model.text import Text
from reports.language import Words
from reports.result_words import ResultWords
from tests.reports.example_audit import CONTROL
from tests.reports.example_texts import TEXTS

RIGA = Site("https://riga.example/", "Rīga", "0001000", Centre.NATIONAL, "Rīga")
OGRE = Site("https://ogre.example/", "Ogres novads", "0002000", Centre.REGIONAL, "Rīga")
BALVI = Site("https://balvi.example/", f"Balvu novads {CONTROL}", "0003000", Centre.REGIONAL, "Latgale")
TALSI = Site("https://talsi.example/", "=1+1", "0004000", Centre.LOCAL, "Kurzeme")


def levels(subject: str) -> tuple[LevelCount, ...]:
    def of(group: Centre | None, *counts: int, unknown: int = 0) -> LevelCount:
        return LevelCount(subject, group, dict(enumerate(counts, start=1)), unknown)

    return (
        of(None, 1, 0, 2, 0, 0, unknown=1),
        of(Centre.NATIONAL, 0, 0, 1, 0, 0),
        of(Centre.REGIONAL, 1, 0, 1, 0, 0),
        of(Centre.LOCAL, 0, 0, 0, 0, 0, unknown=1),
    )


STATEMENTS = (
    StatementResult(
        id="all.n",
        section=None,
        among=Among.ALL,
        title=Text("Pašvaldības indeksā", "Municipalities in the index"),
        basis=(Basis(BasisKind.LEVEL, "index"),),
        printed=Printed("n=104", Agreement.CONSISTENT, 104, 104),
        level=None,
        today=Count(3, 4, 4),
    ),
    StatementResult(
        id="com.mobile",
        section="communication",
        among=Among.COMMON_LEVEL,
        title=Text("Vietne neiztur mobilo testu", "The site does not pass the mobile test"),
        basis=(Basis(BasisKind.SITE, "mobile_passes"),),
        printed=Printed(
            "29 no 61", Agreement.INCONSISTENT, 29, 61, None, 2, Text("61 nav 58 (56 %).", "61 is not 58 (56 %).")
        ),
        level=3,
        today=Count(1, 2, 2),
    ),
    StatementResult(
        id="com.standard",
        section="communication",
        among=Among.NATIONAL,
        title=Text("Lieto standartu", "A standard is used"),
        basis=(Basis(BasisKind.FEATURE, "chat"), Basis(BasisKind.SURVEY, "service_standard.standard")),
        printed=Printed("80 % jeb 43", Agreement.CONSISTENT, 43, 54, 80, 2),
        level=None,
        today=Count(0, 0, 1),
    ),
    StatementResult(
        id="com.site",
        section="communication",
        among=Among.LOCAL,
        title=Text("Visa informācija ir vietnē", "All information is on the site"),
        basis=(),
        printed=Printed("puse", Agreement.APPROXIMATE, percent=50),
        level=None,
        today=None,
    ),
)
PLACES = (
    Place(RIGA, 80.04, 0.4, 1, 1, 2),
    Place(OGRE, 80.04, 0.4, 1, 1, 2),
    Place(BALVI, 20.0, 0.9, 3, 3, 3),
    Place(TALSI, 99.0, 0.1),
)
RECOMMENDATIONS = (
    RecommendationResult(
        "com.platform",
        "communication",
        Text("Pievienoties vienotajai platformai", "Join the shared platform"),
        (Basis(BasisKind.FEATURE, "shared_platform"),),
        (Support(Centre.NATIONAL, Count(0, 1, 1)), Support(Centre.REGIONAL, Count(2, 2, 2))),
    ),
    RecommendationResult(
        "com.social", "communication", Text("Atbildēt ātri", "Answer quickly"), (), (Support(None, Count(0, 3, 4)),)
    ),
    RecommendationResult("ope.tools", "communication", Text("Lietot rīkus", "Use tools"), (), ()),
)
RESULTS = Results(
    on=date(2026, 11, 27),
    methodology="2019",
    municipalities=4,
    measured=3,
    decided=1,
    mean_coverage=0.432,
    levels=(*levels("index"), *levels("communication")),
    statements=STATEMENTS,
    leaders=(Ranking("communication", None, PLACES),),
    top=(
        Ranking("index", Centre.NATIONAL, PLACES[:1]),
        Ranking("index", Centre.REGIONAL, PLACES[1:3]),
        Ranking("index", Centre.LOCAL, PLACES[3:]),
    ),
    recommendations=RECOMMENDATIONS,
    movements=(
        Movement("index", (Move(OGRE, 70.0, 80.04), Move(BALVI, 30.0, 20.0)), 1),
        Movement("communication", (), 0),
    ),
    since=date(2026, 7, 1),
)
# Nobody known, and nothing of them.
NOTHING = replace(
    RESULTS,
    municipalities=0,
    measured=0,
    decided=0,
    mean_coverage=None,
    statements=tuple(replace(one, today=Count(0, 0, 0), level=None) for one in STATEMENTS),
    leaders=(Ranking("communication", None, ()),),
    top=(),
    recommendations=(),
    movements=(),
)


def words(language: str) -> ResultWords:
    return ResultWords(Words("lv" if language == "lv" else "en"), TEXTS)
