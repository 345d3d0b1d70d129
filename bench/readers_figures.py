"""Runs of readers as tables: what each kind of page took, in the median of the runs, and what it must not take."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from bench.readers_load import Told

LIMIT_MS = 300.0
# How much more memory the last run may leave than the one before it.
GROWTH = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One run of all readers, to the last answer. Memory is that of the server's processes at its end."""

    told: Sequence[Told]
    seconds: float
    cpu_s: float
    memory_bytes: int
    saved: int = 0


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so many are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def print_rounds(title: str, rounds: Sequence[Round]) -> list[str]:
    """Prints the table; returns what missed its limit."""
    print(f"\n{title}")
    print(f"  {'page':18}{'asked':>7}{'median':>10}{'95 %':>10}{'99 %':>10}{'worst':>10}")
    kinds = sorted({one.kind for each in rounds for one in each.told})
    missed = [line for kind in (*kinds, None) if (line := _print_kind(kind, rounds))]
    for number, each in enumerate(rounds, start=1):
        rate = len(each.told) / each.seconds
        late = percentile([one.late_s for one in each.told], 0.95) * 1000
        print(
            f"  run {number}: {rate:.1f} answers a second, server at {each.cpu_s / each.seconds:.0%} of a core, "
            f"{each.memory_bytes / 2**20:.0f} MiB, asked {late:.0f} ms late (95 %)"
            + (f", {each.saved} audits saved beside it" if each.saved else "")
        )
    wrong = [one for each in rounds for one in each.told if one.status != 200]
    for status, paths in _by_status(wrong).items():
        missed.append(f"{title}: {len(paths)} answers {status}, {paths[0]}")
    return missed


def _print_kind(kind: str | None, rounds: Sequence[Round]) -> str | None:
    """The median of the runs of each figure; None for all kinds together."""
    took = [[one.took_s * 1000 for one in each.told if kind in (None, one.kind)] for each in rounds]
    took = [each for each in took if each]
    figures = [median(percentile(each, share) for each in took) for share in (0.5, 0.95, 0.99)]
    name = kind or "all"
    over = figures[1] > LIMIT_MS
    shown = "".join(f"{each:>7.0f} ms" for each in (*figures, max(map(max, took))))
    print(f"  {name:18}{sum(map(len, took)):>7}{shown}{'  OVER' if over else ''}")
    return f"{name}: {figures[1]:.0f} ms of {LIMIT_MS:.0f}" if over else None


def grown(rounds: Sequence[Round]) -> str | None:
    """Says so where memory is not flat: the first round fills what is kept, so the last two are compared."""
    if len(rounds) < 3:
        return None
    before, last = rounds[-2].memory_bytes, rounds[-1].memory_bytes
    return f"memory grew from {before / 2**20:.0f} to {last / 2**20:.0f} MiB" if last > before * (1 + GROWTH) else None


def _by_status(told: Sequence[Told]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for one in told:
        found[one.status].append(one.path)
    return found
