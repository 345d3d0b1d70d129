"""The files of the open data: made when somebody first asks for them, kept as long as their release is the newest."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence

from model.dataset import DataFile, Dataset, Format, Release
from pipeline.data_files import file_name, written
from pipeline.open_data import newest_release, rows_of, years
from pipeline.workplace import Workplace

MOST_BYTES = 32 * 1024 * 1024
MOST_GRAPHS = 64


class Publication:
    """For many threads. Contents are kept in bounded number, sizes and digests of a release all."""

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace
        self._lock = threading.Lock()
        self._release: Release | None = None
        self._stamp = ""
        self._known: dict[str, DataFile] = {}
        self._contents: OrderedDict[str, bytes] = OrderedDict()
        self._graphs: OrderedDict[Hashable, str] = OrderedDict()

    def release(self, stamp: str) -> Release | None:
        """The newest one of the data that are known by this stamp; None where no night is over."""
        with self._lock:
            if stamp != self._stamp:
                found = newest_release(self._workplace)
                if found != self._release:
                    self._release = found
                    self._known.clear()
                    self._contents.clear()
                    self._graphs.clear()
                self._stamp = stamp
            return self._release

    def years(self, dataset: Dataset) -> Sequence[int | None]:
        return list(years(self._workplace)) if dataset.by_year else [None]

    def files(self, dataset: Dataset) -> Sequence[DataFile]:
        """Every file of the dataset, the newest year first; makes those that nobody has asked for yet."""
        held = []
        for year in sorted(self.years(dataset), key=lambda one: -(one or 0)):
            missing = [form for form in dataset.formats if file_name(dataset, form, year) not in self._known]
            self._make(dataset, missing, year)
            held += [self._known[file_name(dataset, form, year)] for form in dataset.formats]
        return held

    def file(self, dataset: Dataset, form: Format, year: int | None) -> tuple[DataFile, bytes]:
        name = file_name(dataset, form, year)
        with self._lock:
            held = self._contents.get(name)
            if held is not None:
                self._contents.move_to_end(name)
                return self._known[name], held
        content = self._make(dataset, [form], year)[form]
        return _described(name, form, year, content), content

    def graph(self, key: Hashable, make: Callable[[], str]) -> str:
        """What `make` writes of the release, kept for the next who asks; `key` holds the address asked at."""
        with self._lock:
            held = self._graphs.get(key)
        if held is None:
            held = make()
            with self._lock:
                self._graphs[key] = held
                if len(self._graphs) > MOST_GRAPHS:
                    self._graphs.popitem(last=False)
        return held

    def _make(self, dataset: Dataset, forms: Sequence[Format], year: int | None) -> dict[Format, bytes]:
        release = self._release
        if not forms or release is None:
            return {}
        rows = rows_of(self._workplace, dataset, release, year)
        made = {form: written(dataset, rows, form, release) for form in forms}
        with self._lock:
            for form, content in made.items():
                name = file_name(dataset, form, year)
                self._known[name] = _described(name, form, year, content)
                self._contents[name] = content
                self._contents.move_to_end(name)
            while len(self._contents) > 1 and sum(map(len, self._contents.values())) > MOST_BYTES:
                self._contents.popitem(last=False)
        return made


def _described(name: str, form: Format, year: int | None, content: bytes) -> DataFile:
    digest = hashlib.sha256(content).hexdigest()
    part = "" if year is None else str(year)
    return DataFile(name=name, format=form, part=part, size_bytes=len(content), sha256=digest)
