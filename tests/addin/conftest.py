"""The add-in, built once for all its tests, and the LibreOffice that compiles its modules."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.conftest import office, pytest_collection_modifyitems

__all__ = ["addin", "office", "pytest_collection_modifyitems"]


@pytest.fixture(scope="session")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built add-in as a file."""
    from xladdin.excel.package import FILE_NAME, build

    path = tmp_path_factory.mktemp("addin") / FILE_NAME
    path.write_bytes(build())
    return path
