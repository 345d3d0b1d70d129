"""A bound on the processor's time for one input, so that a hang is a failure with a traceback and not a wait."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Inputs of up to 200 kB; the slowest honest page of that size needs a tenth of it.
INPUT_CPU_S = 5.0


class TooSlow(Exception):
    """An input cost more than its share."""


@contextmanager
def within(cpu_s: float = INPUT_CPU_S) -> Iterator[None]:
    """Raises TooSlow inside the block. Counts the process's own time, so that a busy machine fails nothing.

    A call into C that never looks at signals is seen only when it returns; the long form has libFuzzer's alarm besides.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"over {cpu_s:g} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
