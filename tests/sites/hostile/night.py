"""One run over behaviours and the sample sites, watched, and what is wrong with its outcome."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.process_tree import Watch
from tests.sites.hostile.behaviour import Behaviour
from tests.sites.hostile.serving import Served
from tests.sites.hostile.world import World

ROOT = Path(__file__).parents[3]
ENDED_S = 7200
LOOK_EVERY_S = 1.0


@dataclass(frozen=True)
class Night:
    """What came of a run. `audits` are those of the export by the sites' names; `told` is what it leaves out."""

    folder: Path
    status: int
    output: str
    audits: Mapping[str, Mapping[str, Any]]
    told: Mapping[str, Mapping[str, Any]]
    looked_up: frozenset[str]
    crashed: Sequence[tuple[str, str]]
    peak_bytes: int


def audited(world: World, folder: Path, sites_at_once: int) -> Night:
    """Audits the world's sites in a process of its own, whose whole tree is watched."""
    path = folder / "world.json"
    path.write_text(world.as_json(), "utf-8")
    clean = {name: value for name, value in os.environ.items() if not name.startswith("EINDEKSS_")}
    environment = {**clean, "PYTHONPATH": str(ROOT), "EINDEKSS_SITES_AT_ONCE": str(sites_at_once)}
    command = [sys.executable, "-m", "tests.sites.hostile.auditing", str(path)]
    with (folder / "output").open("w+") as output:
        with (
            subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=output) as process,
            Watch(process.pid, memory=True, interval_s=LOOK_EVERY_S) as watch,
        ):
            try:
                status = process.wait(ENDED_S)
            except BaseException:
                process.terminate()
                raise
        output.seek(0)
        said = output.read()
    assert (folder / "export.json").exists(), said
    export = json.loads((folder / "export.json").read_text("utf-8"))
    told = json.loads((folder / "told.json").read_text("utf-8"))
    return Night(
        folder=folder,
        status=status,
        output=said,
        audits={audit["site"]["name"]: audit for audit in export["audits"]},
        told=told["sites"],
        looked_up=frozenset(told["looked_up"]),
        crashed=told["crashed"],
        peak_bytes=watch.usage.peak_tree_bytes,
    )


def world_of(
    behaviours: Sequence[Behaviour], served: Served, samples: Mapping[str, str], limits: Mapping[str, float]
) -> World:
    """The behaviours in their order, the sample sites spread among them."""
    sites = [(behaviour.name, served.url(behaviour.name)) for behaviour in behaviours]
    step = len(sites) // max(len(samples), 1) + 1
    for number, (name, url) in enumerate(samples.items()):
        sites.insert(number * step, (name, url))
    names = {name: answers for behaviour in behaviours for name, answers in behaviour.names.items()}
    return World(sites, names, served.authorities.pem, limits)


def wrong(behaviour: Behaviour, night: Night) -> list[str]:
    """What the audit of a behaviour says that it must not, in words; nothing where all is well."""
    expected = behaviour.expected
    audit = night.audits.get(behaviour.name)
    if audit is None:
        return ["it was not audited at all"]
    told = night.told[behaviour.name]
    failure = audit["failure"] or {"kind": None, "detail": ""}
    found = []
    outcome = (audit["status"], failure["kind"])
    if outcome == expected.or_else:
        return []
    if outcome != (expected.status, expected.kind):
        found.append(
            f"{audit['status']} {failure['kind']} ({failure['detail']}), not {expected.status} {expected.kind}"
        )
    elif expected.says not in failure["detail"]:
        found.append(f"the failure says “{failure['detail']}”, nothing of “{expected.says}”")
    home = next((page for page in audit["pages"] if page["role"] == "home"), None)
    fails = {fail["rule"]: fail["occurrences"] for fail in home["fails"]} if home else {}
    for rule, times in expected.fails.items():
        if fails.get(rule) != times:
            found.append(f"{rule} fails {fails.get(rule)} times, not {times}")
    for feature, words in expected.told.items():
        proofs = [proof["what"] for proof in audit["features"][feature]["evidence"]]
        if not any(words in proof for proof in proofs):
            found.append(f"of {feature} it tells {proofs}, not “{words}”")
    if expected.noted and not any(expected.noted in note for note in told["notes"]):
        found.append(f"it notes {told['notes']}, not “{expected.noted}”")
    if expected.read_at_most is not None and told["documents_read"] > expected.read_at_most:
        found.append(f"{told['documents_read']} documents were read, not {expected.read_at_most} at most")
    found += [f"it never tried to reach {host}" for host in behaviour.asks_for if host not in night.looked_up]
    return found
