"""Points for what the open data register holds. The slides ask for datasets there and give no scale: an assumption."""

from collections.abc import Mapping

from model.evidence import Register
from model.formats import machine_readable
from scoring.declaration import Methodology

DATASETS = "dataset_availability.register_datasets"
# As for social networks: the first counts most. Datasets that only people can read are better than none.
FOR_READABLE = (60.0, 80.0, 100.0)
FOR_UNREADABLE = 20.0


def register_scores(register: Register | None, methodology: Methodology) -> Mapping[str, float]:
    """Scores by measure, as SiteFacts takes them. None at all where the register, or whose it is, is not known.

    A dataset without resources counts nothing. Age and licence are reported and not scored here: a service that is
    changed daily may keep its entry for years, and the licence is a measure of its own.
    """
    if register is None or register.failure is not None or register.organisation is None:
        return {}
    if DATASETS not in methodology.register_keys():
        return {}
    published = [one for one in register.datasets if one.resources]
    readable = sum(machine_readable(one.formats) for one in published)
    if readable:
        return {DATASETS: FOR_READABLE[min(readable, len(FOR_READABLE)) - 1]}
    return {DATASETS: FOR_UNREADABLE if published else 0.0}
