"""Runs every check side by side, each within its time, and tells what each found, whatever happens in it."""

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from pipeline.doctor.browser import axe, browser
from pipeline.doctor.check import Answer, Check, Installation, State, fail
from pipeline.doctor.disk import temporary_folder
from pipeline.doctor.machine import clock, memory, packages, settings, time_zone, user
from pipeline.doctor.mail import alerts, mail
from pipeline.doctor.network import first_site, names, proxies, register, sites
from pipeline.doctor.storage import database, evidence
from pipeline.errors import SetupError
from pipeline.workplace import settings_in_force

# By the name that a person sees, in the order told. A further check is a line here.
CHECKS: Mapping[str, Check] = {
    "user": user,
    "packages": packages,
    "settings": settings,
    "browser": browser,
    "axe": axe,
    "database": database,
    "evidence": evidence,
    "temporary files": temporary_folder,
    "memory": memory,
    "time zone": time_zone,
    "sites": sites,
    "names": names,
    "register": register,
    "first site": first_site,
    "proxy": proxies,
    "mail": mail,
    "alerts": alerts,
}
# These look at what the others have found.
AFTERWARDS: Mapping[str, Check] = {"clock": clock}
# Of one check; more than a server has that is merely slow.
CHECK_S = 45.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer of the check of that name."""

    check: str
    state: State
    text: str
    advice: str


def examination(sites: Path, *, open_sites: bool = False) -> Iterator[Finding]:
    """The whole one, of the settings in force. Raises nothing."""
    try:
        in_force = settings_in_force()
    except SetupError as error:
        yield Finding("settings", State.FAIL, str(error), "`eindekss settings` lists what can be set.")
        return
    yield from examined(Installation(in_force, sites, open_sites), CHECKS, AFTERWARDS)


def examined(
    installation: Installation,
    checks: Mapping[str, Check],
    afterwards: Mapping[str, Check],
    check_s: float = CHECK_S,
) -> Iterator[Finding]:
    """What the checks found, in their order, each told as soon as it and those before it are done. Raises nothing."""
    for together in (checks, afterwards):
        begun = [(name, _Running(check, installation)) for name, check in together.items()]
        deadline = monotonic() + check_s
        for name, running in begun:
            for answer in running.answers(deadline, check_s):
                yield Finding(name, answer.state, answer.text, answer.advice)


class _Running:
    """A check in a thread that dies with the process: one that hangs is left behind."""

    def __init__(self, check: Check, installation: Installation) -> None:
        self._check = check
        self._installation = installation
        self._answers: list[Answer] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def answers(self, deadline: float, check_s: float) -> tuple[Answer, ...]:
        self._thread.join(max(0.0, deadline - monotonic()))
        if self._thread.is_alive():
            return (
                fail(f"There was no answer within {check_s:g} s.", "See whether what it asks is overloaded or gone."),
            )
        return tuple(self._answers)

    def _run(self) -> None:
        try:
            self._answers = list(self._check(self._installation))
        except Exception as error:  # noqa: BLE001 - a broken installation breaks in ways that no list holds
            self._answers = [
                fail(
                    f"{type(error).__name__}: {error}",
                    "Mend what this names; report it with this line where it names nothing.",
                )
            ]
