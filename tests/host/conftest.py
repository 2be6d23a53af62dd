"""The hosts' tests share one LibreOffice with the extension in it; xlwings drives it through our engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.oracle.office import Document, Office, may_do_without, why_absent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests that use the host run in one worker, so that one process is enough."""
    for item in items:
        if "host" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("host"))


@pytest.fixture(scope="session")
def host() -> Iterator[Office]:
    """A running LibreOffice."""
    reason = why_absent()
    if reason and may_do_without(os.environ):
        pytest.skip(f"{reason}（PERFEVAL_WITHOUT_OFFICE=1）")
    if reason:
        pytest.fail(reason, pytrace=False)
    with Office() as running:
        yield running


@pytest.fixture
def opened(host: Office) -> Iterator[Callable[[Path], Any]]:
    """Opens a copy of a workbook file and gives it as xlwings' active book."""
    import xlwings

    from xladdin.libreoffice.engine import register

    documents: list[Document] = []

    def open_book(path: Path) -> Any:
        document = host.open(path)
        documents.append(document)
        register(host.context, document._model)
        return xlwings.books.active

    yield open_book
    for document in documents:
        document.close()
