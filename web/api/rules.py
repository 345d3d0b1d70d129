"""Rules, and the success criteria that they can find faults of."""

from collections import defaultdict
from functools import cache
from typing import Annotated, Any

from fastapi import Path, Response

from checks.accessibility.axe import ENGINE as AXE
from checks.accessibility.axe import texts as axe_texts
from checks.catalogue import rule_texts
from checks.criteria import criteria
from checks.remedies import remedies
from pipeline.findings import Wanted
from pipeline.rule_standings import RuleStanding, Tally
from reports.criteria import understanding
from reports.language import N_
from web.api.asking import Plain, PlainPaged, Visiting
from web.api.cursor import cut
from web.api.route import api_router, both, listed, tells, told
from web.api.shapes.common import Listed
from web.api.shapes.findings import Rule, SuccessCriterion
from web.kept import findings as finding_lists
from web.problems import not_found
from web.visit import Visit

router = api_router("Rules")
OURS = "eindekss"


@router.get("/rules", responses=tells(Listed[Rule]))
def list_rules(visit: Visiting, asked: PlainPaged) -> Response:
    """Every rule, by its id."""
    found = cut(sorted(rule_texts()), str, asked.cursor, asked.limit)
    now = _now(visit)
    return listed(visit, found, [_rule(name, now.get(name)) for name in found.items])


@router.get("/rules/{id}", responses=tells(Rule))
def read_rule(visit: Visiting, id: Annotated[str, Path(max_length=100)], asked: Plain) -> Response:
    """One rule; its findings are in `/issues?rule=`."""
    if id not in rule_texts():
        raise not_found(N_("There is no such rule"), N_("The list of rules has all."))
    return told(_rule(id, _now(visit).get(id)))


@router.get("/criteria", responses=tells(Listed[SuccessCriterion]))
def list_criteria(visit: Visiting, asked: PlainPaged) -> Response:
    """The success criteria of WCAG 2.1, levels A and AA; one without rules is for a person to look at."""
    found = cut(criteria(), lambda one: one.number, asked.cursor, asked.limit)
    tallies = finding_lists.criteria(visit)
    items = [
        {
            "number": one.number,
            "level": one.level,
            "title": both(one.title),
            "understanding": understanding(one.number),
            "rules": list(one.rules),
            "now": _tallied(tallies.get(one.number), tested=bool(one.rules)),
        }
        for one in found.items
    ]
    return listed(visit, found, items)


def _tallied(tally: Tally | None, *, tested: bool) -> dict[str, int] | None:
    """Of what nobody looked at, nothing open is no news."""
    if tally is None and not tested:
        return None
    found = tally or Tally()
    return {"findings": found.issues, "sites": found.sites, "to_be_looked_at": found.doubts}


@cache
def _criteria_of() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for criterion in criteria():
        for rule in criterion.rules:
            found[rule].append(criterion.number)
    return dict(found)


def _now(visit: Visit) -> dict[str, RuleStanding]:
    return {one.rule: one for one in finding_lists.rules(visit, Wanted())}


def _rule(name: str, now: RuleStanding | None) -> dict[str, Any]:
    title, advice = rule_texts()[name]
    remedy = remedies()[name]
    return {
        "id": name,
        "engine": AXE if name in axe_texts() else OURS,
        "title": both(title),
        "advice": both(advice),
        "criteria": _criteria_of().get(name, []),
        "hurts": list(remedy.hurts),
        "fixer": remedy.fixer,
        "aspect": remedy.aspect,
        "wrong": remedy.wrong,
        "right": remedy.right,
        "now": {
            "sites": now.sites,
            "pages": now.pages,
            "findings": now.issues,
            "before": now.before,
            "to_be_looked_at": now.doubts,
        }
        if now
        else None,
    }
