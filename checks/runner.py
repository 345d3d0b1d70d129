"""Runs the checks on a page; a check that crashes is `not_measured` with its reason, and the others go on."""

from collections.abc import Callable, Iterable

from checks.accessibility import axe
from checks.catalogue import Listed, catalogue
from checks.page import Missing, Need, PageSource
from model.finding import Outcome, Verdict

# Link targets are known only when the whole site has been visited.
AFTER_VISIT: Need = "links"


def judge_page(source: PageSource) -> tuple[Verdict, ...]:
    """What can be said of a page as soon as it was gathered, axe's rules first."""
    ours = (listed for listed in catalogue().values() if AFTER_VISIT not in listed.check.needs)
    return (*_axe(source), *_judge(source, ours))


def judge_links(source: PageSource) -> tuple[Verdict, ...]:
    """What can be said of a page once the site's link targets are known; `source.alive` holds them."""
    return _judge(source, (listed for listed in catalogue().values() if AFTER_VISIT in listed.check.needs))


def _axe(source: PageSource) -> tuple[Verdict, ...]:
    answer = _bordered(lambda: axe.run(source.view(("axe",))))
    if isinstance(answer, str):
        return (Verdict(rule=axe.ENGINE, engine=axe.ENGINE, outcome=Outcome.NOT_MEASURED, reason=answer),)
    return answer


def _judge(source: PageSource, checks: Iterable[Listed]) -> tuple[Verdict, ...]:
    return tuple(_one(source, listed) for listed in checks)


def _one(source: PageSource, listed: Listed) -> Verdict:
    check = listed.check
    answer = _bordered(lambda: (listed.run(source.view(check.needs)),))
    if isinstance(answer, str):
        return Verdict(
            rule=check.id,
            outcome=Outcome.NOT_MEASURED,
            standard=check.standard,
            impact=check.impact,
            criteria=check.criteria,
            reason=answer,
        )
    return answer[0]


def _bordered(run: Callable[[], tuple[Verdict, ...]]) -> tuple[Verdict, ...] | str:
    """The verdicts, or why there are none."""
    try:
        return run()
    except Missing as missing:
        return str(missing)
    except Exception as crash:  # noqa: BLE001 - the border of DESIGN section 3: one check never stops the others
        return f"the check crashed: {type(crash).__name__}: {crash}"
