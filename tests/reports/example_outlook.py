"""What stands beside the example audit: a group, a year before, gains, moves and checklists, hostile names too."""

from dataclasses import replace
from datetime import date, timedelta

from model.change import Cause, Contribution, Difference, Matter, Move
from model.checklist import Checklist, Item, Statement, Subject
from model.finding import Feature
from model.history import Night
from model.remedy import Aspect, Fixer, Hurt, Remedy
from model.score import IndexScore
from model.simulation import Fix, PlaceInGroup, Step
from model.site import Centre
from model.standing import Gain, Outlook, Standing, SubjectStanding
from tests.reports.example_audit import AUDIT, SCRIPT, STARTED
from tests.reports.example_texts import TEXTS, text

PEERS = (31.5, 44.0, 47.25, 58.5, 66.0, 70.4, 83.0, 91.5)
BOUNDS = {1: 0.0, 2: 30.0, 3: 50.0, 4: 70.0, 5: 90.0}
YEAR_BEFORE = STARTED - timedelta(days=371)


def place(rank: int | None, ranked: int = 9) -> PlaceInGroup:
    return PlaceInGroup(Centre.LOCAL, rank, ranked)


STANDING = Standing(
    group=Centre.LOCAL,
    subjects=(
        SubjectStanding("index", place(5), PEERS, 55.1, 3),
        SubjectStanding("communication", place(9), tuple(one / 2 + 50 for one in PEERS), None, None),
        SubjectStanding("services", place(None, 2), (20.0, 40.0)),
    ),
    bounds=BOUNDS,
    year_before=YEAR_BEFORE,
)


def raised(index: IndexScore, score: float, level: int, section: int) -> IndexScore:
    first, *rest = index.sections
    return replace(index, score=score, maturity=level, sections=(replace(first, maturity=section), *rest))


FIRST = raised(AUDIT.index, 65.3, 3, 4)
SECOND = raised(FIRST, 70.3, 4, 4)
GAINS = (
    Gain(Step(Fix(rules=("image-alt", "unheard-of-rule"), work=3), AUDIT.index, FIRST), place(5), place(4)),
    Gain(Step(Fix(added=(Feature("forum", True),), work=8), FIRST, SECOND), place(4), place(4)),
    Gain(Step(Fix(rules=(f"broken{SCRIPT}",), work=1), SECOND, raised(SECOND, 71.4, 4, 4)), place(4), place(3)),
)


def night(days: int) -> Night:
    return Night(
        audit_id=days,
        run="run",
        site=AUDIT.site,
        started_at=STARTED - timedelta(days=days),
        status=AUDIT.status,
        failure=None,
        versions=AUDIT.versions,
        methodology="2019",
        index=None,
        coverage=0.4,
        sections={},
        wcag_score=None,
        mobile_passes=None,
        mobile_score=None,
        result_ref="",
        sample=frozenset(),
    )


DIFFERENCE = Difference(
    asked_from=date(2026, 11, 22),
    asked_to=date(2026, 11, 24),
    before=night(2),
    after=night(0),
    failed=(),
    marks=(),
    moves=(
        Move("index", 63.0, 61.234567, (Contribution(Cause.SITE, Matter.RULE, "image-alt", -1.765433),)),
        Move(
            "communication",
            64.0,
            61.234567,
            (
                Contribution(Cause.SITE, Matter.RULE, "image-alt", -3.5),
                Contribution(Cause.RULES, Matter.RULE, "color-contrast", 0.734567, certain=False),
            ),
        ),
        Move("services", 40.0, 41.0, (Contribution(Cause.ANSWERS, Matter.MEASURE, "service_quality.survey", 1.0),)),
        Move("open_data", None, 12.0),
    ),
    issues=(),
    features=(),
)
WCAG = Statement(subject=Subject.MEASURE, met=False, id="website_usability.wcag", value=71.25, bound=95, exceeds=True)
CHECKLISTS = (
    Checklist(
        "communication",
        (
            Item("wcag_highest", WCAG),
            Item("participation", Statement(subject=Subject.FEATURE, met=True, id="participatory_budget")),
            Item(
                "regular",
                Statement(
                    subject=Subject.FEATURES,
                    met=False,
                    value=1,
                    bound=2,
                    parts=(
                        Statement(subject=Subject.FEATURE, met=False, id="forum"),
                        Statement(subject=Subject.SURVEY, met=None, id=f"asked{SCRIPT}"),
                    ),
                ),
            ),
        ),
    ),
)
OUTLOOK = Outlook(standing=STANDING, gains=GAINS, difference=DIFFERENCE, checklists=CHECKLISTS)


def remedy(aspect: Aspect | None) -> Remedy:
    return Remedy(hurts=(Hurt.BLIND,), fixer=Fixer.EDITOR, wrong="", right="", aspect=aspect)


# Texts with remedies: faults, doubts, nothing found, nothing told, and aspects that no rule asks for.
ASPECT_TEXTS = replace(
    TEXTS,
    remedies={
        "color-contrast": remedy(Aspect.CONTRAST),
        "image-alt": remedy(Aspect.IMAGES),
        "unheard-of-rule": remedy(Aspect.IMAGES),
        "region": remedy(Aspect.STRUCTURE),
        "html-has-lang": remedy(Aspect.STRUCTURE),
        "document-title": remedy(Aspect.TITLES),
        "target-size": remedy(None),
    },
    maturity={
        number: (text(f"Līmenis {number}", f"Level {number}"), text("Apraksts.", "Meaning.")) for number in BOUNDS
    },
)
