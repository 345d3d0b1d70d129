"""Imports that nobody looks through for garbage: what is imported stays, and looking took a fifth of a start."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unwatched() -> Iterator[None]:
    """What is there at the end is left out of all later looking, too."""
    watched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if watched:
            gc.enable()
