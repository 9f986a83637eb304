"""Hypothesis profiles: the default finds the same examples on every machine; `thorough` looks for new ones."""

import os

from hypothesis import settings

settings.register_profile("ci", deadline=None, derandomize=True, database=None, max_examples=50)
settings.register_profile("thorough", deadline=None, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
