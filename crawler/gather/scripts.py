"""The scripts that run inside pages, read once from beside this file."""

import json
from functools import cache
from importlib.resources import files


@cache
def script(name: str) -> str:
    """Source of crawler/gather/`name`.js: statements that add their function to `eindekss` in the isolated world."""
    return files("crawler.gather").joinpath(f"{name}.js").read_text("utf-8")


def call(function: str, *arguments: object) -> str:
    """The expression that calls a function of `eindekss`; `arguments` travel as JSON."""
    return f"eindekss.{function}({', '.join(json.dumps(argument) for argument in arguments)})"
