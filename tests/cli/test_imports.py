"""Imports are not looked through for garbage; all that comes later is."""

import gc

from cli.imports import unwatched


def test_what_is_imported_is_left_out_and_what_comes_later_is_not() -> None:
    frozen = gc.get_freeze_count()
    with unwatched():
        assert not gc.isenabled()
        kept = [[number] for number in range(1_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= frozen + len(kept)


def test_who_looks_for_no_garbage_is_not_made_to() -> None:
    gc.disable()
    try:
        with unwatched():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
