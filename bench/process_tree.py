"""Watches a process and all it starts: CPU seconds, and peak memory as PSS (shared pages counted once)."""

import time
from dataclasses import dataclass, field
from threading import Event, Thread

import psutil

MIB = 1024 * 1024


@dataclass
class Usage:
    """`cpu_s` is that of the whole tree; memory is bytes of PSS, nothing where it was not watched.

    `course` holds the size of the tree and that of its root, look by look.
    """

    cpu_s: float = 0.0
    peak_tree_bytes: int = 0
    peak_root_bytes: int = 0
    peak_processes: int = 0
    course: list[tuple[int, int]] = field(default_factory=list)


@dataclass
class Watch:
    """Samples the tree of `pid` from a thread until the block ends; read `usage` then."""

    pid: int
    memory: bool = False
    interval_s: float = 0.25
    usage: Usage = field(default_factory=Usage)
    _cpu: dict[tuple[int, float], float] = field(default_factory=dict)
    _over: Event = field(default_factory=Event)

    def __enter__(self) -> "Watch":
        self._root = psutil.Process(self.pid)
        self._thread = Thread(target=self._sample_on, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.usage.cpu_s = self.cpu_s()

    def cpu_s(self) -> float:
        """Of the tree until the last look; a process that ended keeps the time that it had when it was last seen."""
        return sum(tuple(self._cpu.values()))

    def _sample_on(self) -> None:
        while not self._over.is_set():
            began = time.monotonic()
            try:
                self._sample([self._root, *self._root.children(recursive=True)])
            except psutil.NoSuchProcess:
                return
            self._over.wait(max(0.0, self.interval_s - (time.monotonic() - began)))

    def _sample(self, processes: list[psutil.Process]) -> None:
        tree = root = 0
        for process in processes:
            try:
                spent = process.cpu_times()
                self._cpu[process.pid, process.create_time()] = spent.user + spent.system
                if self.memory:
                    size = int(process.memory_full_info().pss)
                    tree += size
                    if process.pid == self.pid:
                        root = size
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue  # it ended meanwhile
        if self.memory:
            self.usage.course.append((tree, root))
        self.usage.peak_root_bytes = max(self.usage.peak_root_bytes, root)
        self.usage.peak_tree_bytes = max(self.usage.peak_tree_bytes, tree)
        self.usage.peak_processes = max(self.usage.peak_processes, len(processes))
