"""Runs the installed `eindekss` as a person would, in a folder of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = Path(sys.executable).with_name("eindekss")


@dataclass(frozen=True)
class Workshop:
    """A folder with its own database and evidence; `variables` are added to the environment."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("EINDEKSS_")}
        # No test leaves the machine.
        return {**clean, "COLUMNS": "160", "NO_COLOR": "1", "EINDEKSS_CHECK_TARGETS": "false", **self.variables}

    def run(self, *arguments: str | Path, timeout_s: float = 200) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )

    def start(self, *arguments: str | Path) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [COMMAND, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def told_in_one_sentence(done: "subprocess.CompletedProcess[str]") -> str:
    """What the command said on standard error, after showing that it was no traceback and short."""
    assert "Traceback" not in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3, done.stderr
    return done.stderr
