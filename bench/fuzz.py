"""`make fuzz`: a million inputs and more, led by coverage, against everything that reads what a site sends or says.

`python -m bench.fuzz [TARGET…] [--share S]` runs the targets of tests/fuzz/targets.py, each in a process of its own
under atheris, then the properties of tests/fuzz with many more examples. What breaks one is kept in fuzz-found/; moved
to tests/fuzz/corpus/TARGET/ it becomes a regression test.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

FOUND = Path("fuzz-found")
TOP = Path(__file__).parent.parent
# Of the clock, for an input that hangs in C; in Python the watchdog of tests/fuzz stops it by processor time.
INPUT_TIMEOUT_S = 120
MEMORY_MB = 3_000
DONE = re.compile(r"Done (\d+) runs in (\d+) second")
PROGRESS = re.compile(r"^#(\d+)\s", re.MULTILINE)
# Hypothesis draws structured inputs: fewer, and dearer.
EXAMPLES = 2_000
OUR_PACKAGES = ["model", "crawler", "checks", "reports", "cli", "pipeline", "scoring", "protego", "idna"]


@dataclass(frozen=True, slots=True)
class Ended:
    """One target's run. `broke` is the end of what it said where an input broke it."""

    name: str
    inputs: int
    seconds: float
    broke: str | None


def fuzz(name: str, runs: int, folder: Path) -> Ended:
    """Runs one target in a process of its own."""
    FOUND.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "bench.fuzz", "--in-process", name, "--runs", str(runs), "--folder", str(folder)]
    begun = time.monotonic()
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, errors="replace", check=False)
    seconds = time.monotonic() - begun
    said = done.stdout + done.stderr
    counted = DONE.search(said)
    inputs = int(counted[1]) if counted else max(map(int, PROGRESS.findall(said)), default=0)
    broke = None if done.returncode == 0 and counted else said[-3_000:]
    return Ended(name, inputs, seconds, broke)


def in_process(name: str, runs: int, folder: Path) -> None:
    """Never returns: libFuzzer ends the process."""
    # Instruments what is imported after it.
    import atheris

    with atheris.instrument_imports(include=OUR_PACKAGES):
        from tests.fuzz.targets import TARGETS, seeds
    target = TARGETS[name]
    corpus = folder / name
    corpus.mkdir(parents=True)
    for at, data in enumerate(seeds(target)):
        (corpus / f"seed-{at}").write_bytes(data)
    words = folder / f"{name}.dict"
    words.write_text("".join(f'"{_quoted(word)}"\n' for word in target.words if word), "ascii")
    options = [
        f"-runs={runs}", "-seed=1", f"-dict={words}", f"-max_len={target.max_bytes}", "-len_control=0",
        f"-timeout={INPUT_TIMEOUT_S}", f"-rss_limit_mb={MEMORY_MB}", f"-artifact_prefix={FOUND.absolute()}/{name}-",
    ]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.run)
    atheris.Fuzz()


def _quoted(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass")[:100])


def properties(examples: int) -> Ended:
    """The structured properties, with new examples each time; the count is of what they were asked."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "--timeout=7200", "--hypothesis-show-statistics", "tests/fuzz"]
    surroundings = {**os.environ, "HYPOTHESIS_PROFILE": "long", "EXAMPLES": str(examples)}
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False, env=surroundings)
    inputs = sum(map(int, re.findall(r"(\d+) passing examples", done.stdout)))
    broke = None if done.returncode == 0 else done.stdout[-5_000:]
    return Ended("properties", inputs, time.monotonic() - begun, broke)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("targets", nargs="*", help="names of targets, or properties; all of them without one")
    options.add_argument("--share", type=float, default=1.0, help="of each target's inputs")
    options.add_argument("--in-process", metavar="TARGET", help=argparse.SUPPRESS)
    options.add_argument("--runs", type=int, help=argparse.SUPPRESS)
    options.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.in_process:
        in_process(asked.in_process, asked.runs, asked.folder)
    # Not before: the child must import it instrumented.
    from tests.fuzz.targets import TARGETS

    names = asked.targets or [*TARGETS, "properties"]
    ended: list[Ended] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            if name == "properties":
                one = properties(max(int(EXAMPLES * asked.share), 1))
            else:
                one = fuzz(name, max(int(TARGETS[name].runs * asked.share), 1), Path(folder))
            ended.append(one)
            print(
                f"{one.name:12} {one.inputs:9,} inputs {one.seconds:7.0f} s  {'BROKE' if one.broke else 'held'}",
                flush=True,
            )
            if one.broke:
                print(one.broke, flush=True)
    print(f"{sum(one.inputs for one in ended):,} inputs in {sum(one.seconds for one in ended):.0f} s")
    return 1 if any(one.broke for one in ended) else 0


if __name__ == "__main__":
    sys.exit(main())
