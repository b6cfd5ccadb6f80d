"""Hypothesis' profiles: the same examples every time, or ``HYPOTHESIS_PROFILE=nightly`` for many at random."""

import os

from hypothesis import settings

settings.register_profile("default", deadline=None, derandomize=True, database=None)
settings.register_profile("nightly", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
