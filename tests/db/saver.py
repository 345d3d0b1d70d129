"""A process of its own that uses the database: `python -m tests.db.saver TASK URL [ARGUMENT…]`."""

import itertools
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from typing import overload

from db.engine import DatabaseError, ensure_ready, open_database, upgrade
from db.evidence import EvidenceStore
from db.saving import save_audit
from model.evidence import SamplePage
from model.site import Site
from tests.db.examples import HOME, audit, issue
from tests.db.kept import night


class Deadly(Sequence[SamplePage]):
    """A sample that kills the process when the save reads it: the last step of its transaction."""

    def __len__(self) -> int:
        return 1

    @overload
    def __getitem__(self, index: int) -> SamplePage: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[SamplePage]: ...
    def __getitem__(self, index: int | slice) -> SamplePage | Sequence[SamplePage]:
        raise IndexError(index)

    def __iter__(self) -> Iterator[SamplePage]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield SamplePage(HOME, "home")


def site(name: str, number: int) -> Site:
    return Site(url=f"https://{name}{number}.example/", name=f"{name} {number}")


def main(task: str, url: str, *arguments: str) -> None:
    database = open_database(url)
    try:
        if task == "ready":
            ensure_ready(database)
        elif task == "upgrade":
            sys.stdout.write(upgrade(database))
        elif task == "save":
            number_of_night = int(arguments[2]) if len(arguments) > 2 else 0
            for number in range(int(arguments[1])):
                save_audit(database, audit(number_of_night, site=site(arguments[0], number)), "f" * 64 + ".zst")
        elif task == "nights":
            # Until it is killed: night after night, evidence first, as the pipeline does.
            for number in itertools.count():
                night(database, EvidenceStore(arguments[0]), number)
        elif task == "die":
            save_audit(database, audit(issues=[issue(HOME)]), "f" * 64 + ".zst", Deadly())
    except DatabaseError as error:
        sys.stdout.write(f"{type(error).__name__}: {error}")
    finally:
        database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
