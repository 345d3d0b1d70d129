"""How many examples a property gets: `short` in `make test`, the same ones each time; `long` in `make fuzz`."""

import os

from hypothesis import HealthCheck, settings

SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

settings.register_profile(
    "short", max_examples=60, derandomize=True, deadline=None, database=None, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile(
    "long",
    max_examples=int(os.environ.get("EXAMPLES", "10000")),
    deadline=None,
    database=None,
    suppress_health_check=SLOW_IS_FINE,
)
# Applied by name and not loaded: other folders' properties keep their own settings.
PROFILE = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))
SLOW = settings(PROFILE, max_examples=max(PROFILE.max_examples // 10, 1))
# The largest inputs are so many times smaller in the short form.
SHARE = 1 if PROFILE is settings.get_profile("long") else 8
