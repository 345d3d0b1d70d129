"""How property tests run here: the same examples every time, on a machine that may be busy."""

from hypothesis import HealthCheck, settings

steady = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
