"""The 104 municipalities of 2019, with the levels and answers that the slides' consistent figures say they had."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from db.runs import start_run
from db.saving import save_audit
from db.surveys import Filled, save_surveys
from model.audit import Audit, Status
from model.evidence import Versions
from model.finding import Feature
from model.score import IndexScore
from model.site import Centre, Site
from tests.scoring.municipalities import municipality

NUMBER = 104
NIGHT = datetime(2019, 10, 1, 1, 30, tzinfo=UTC)
# Group sizes that fit the slides' percentages.
NATIONAL, REGIONAL = 12, 21
# How many are at the most common level of each part: the others are at the other one.
AT_LEVEL = {
    "index": (64, 1, 2),
    "communication": (58, 2, 1),
    "customer_service": (54, 2, 1),
    "open_data": (79, 2, 1),
    "services": (102, 1, 2),
    "internal_processes": (70, 2, 1),
}
# Answers one after the other: so many gave the first, so many the next, all others the last.
ANSWERS: dict[str, tuple[tuple[int, str], ...]] = {
    "service_standard.standard": ((40, "own"), (3, "handbook"), (NUMBER, "none")),
    "onsite_support.public_computers": ((45, "with_reader"), (9, "without_reader"), (NUMBER, "none")),
    "onsite_support.helper": ((50, "yes"), (NUMBER, "no")),
    "onsite_support.public_wifi": ((24, "all"), (29, "part"), (NUMBER, "none")),
    "modern_technology.adapted_content": ((10, "yes"), (NUMBER, "no")),
    "modern_technology.recommended_content": ((5, "yes"), (NUMBER, "no")),
    "dataset_availability.tapis": ((56, "all"), (23, "part"), (NUMBER, "none")),
    "service_accounting.figures_submitted": ((60, "both"), (5, "one"), (NUMBER, "none")),
    "service_convenience.unified_services": ((30, "all"), (6, "part"), (NUMBER, "none")),
    "document_workflow.single_system": ((30, "yes"), (31, "no"), (NUMBER, "partly")),
}
# So many sites have the feature: with 10 who adapt content, 16 use new technology.
BOTS, INFORMING = 16, 102 - 53


def load_round(database: Engine) -> None:
    """Fills an empty database that is ready."""
    sites = [_site(number) for number in range(NUMBER)]
    start_run(database, "2019", started_at=NIGHT, sites=sites, settings={}, versions={})
    for number, site in enumerate(sites):
        save_audit(database, _audit(number, site), "d" * 64 + ".zst")
    filled = [Filled(site.atvk or "", 2019, _answers(number)) for number, site in enumerate(sites)]
    save_surveys(
        database, filled, methodology="2019", source="anketa.xlsx", given_by="Anna", given_at=NIGHT - timedelta(days=30)
    )


def _site(number: int) -> Site:
    centre = Centre.REGIONAL if number < NATIONAL + REGIONAL else Centre.LOCAL
    if number < NATIONAL:
        centre = Centre.NATIONAL
    return Site(f"https://{number:03}.example/", f"Novads {number:03}", f"99{number:03}00", centre, "Vidzeme")


def _audit(number: int, site: Site) -> Audit:
    features = (
        Feature("chat", number < BOTS, kind="bot" if number < BOTS else None),
        Feature("e_service_information", number < INFORMING),
    )
    return Audit(
        site=site,
        run="2019",
        started_at=NIGHT,
        finished_at=NIGHT + timedelta(minutes=3),
        status=Status.COMPLETE,
        failure=None,
        versions=Versions("0.1.0", "4.14.0", "156"),
        pages=(),
        wcag_score=80.0,
        wcag_band=None,
        wcag_issues=(),
        mobile_passes=True,
        mobile_score=100.0,
        mobile_issues=(),
        features=features,
        checks={},
        index=_index(number),
    )


def _index(number: int) -> IndexScore:
    levels: dict[str, int | None] = {
        part: common if number < size else other for part, (size, common, other) in AT_LEVEL.items()
    }
    return municipality(number, {"website_usability": 40.0}, levels=levels).index


def _answers(number: int) -> list[tuple[str, str | None, str | None]]:
    found: list[tuple[str, str | None, str | None]] = []
    for question, given in ANSWERS.items():
        left = number
        for size, answer in given:
            if left < size:
                found.append((question, answer, None))
                break
            left -= size
    return found
