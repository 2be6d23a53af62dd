"""For all tests: properties are searched without a stop-watch, because these machines are noisy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("perfeval", deadline=None, print_blob=True)
settings.load_profile("perfeval")


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The nine published forms as workbooks: name of the facts file without .json -> path."""
    from forms.build_forms import build_forms

    return build_forms(tmp_path_factory.mktemp("forms"))
