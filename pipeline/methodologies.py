"""Methodologies by name, and drafts of them in a folder."""

from pathlib import Path

from checks.catalogue import rule_ids
from checks.watch import FEATURES
from pipeline.errors import SetupError
from scoring.methodology import MethodologyError, load_methodology, published


def contradictions_in(target: str) -> tuple[str, ...]:
    """What is wrong with a published methodology, or with the draft in a folder of its name; empty for one that holds.

    Raises SetupError where there is neither.
    """
    folder = None if target in published() else Path(target)
    if folder is not None and not folder.is_dir():
        names = ", ".join(published())
        raise SetupError(f"“{target}” is neither a methodology ({names}) nor a folder with a draft of one.")
    name = folder.resolve().name if folder else target
    try:
        load_methodology(name, known_features=frozenset(FEATURES), known_checks=rule_ids(), folder=folder)
    except MethodologyError as error:
        return error.contradictions
    except OSError as error:
        raise SetupError(f"{target} cannot be read ({error.strerror}).") from error
    return ()
