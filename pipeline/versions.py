"""The version of what judges, as every result carries it."""

from importlib.metadata import version

DISTRIBUTION = "eindekss"


def tool_version(mark: str = "") -> str:
    """The program's, with the mark of signatures that were added to its own (pipeline/signatures.py)."""
    return version(DISTRIBUTION) + mark
