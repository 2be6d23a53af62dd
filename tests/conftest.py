"""For all tests: properties are searched without a stop-watch, because these machines are noisy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("perfeval", deadline=None, print_blob=True)
settings.load_profile("perfeval")
