"""The version of this program, as every result carries it."""

from importlib.metadata import version

DISTRIBUTION = "eindekss"


def tool_version() -> str:
    return version(DISTRIBUTION)
