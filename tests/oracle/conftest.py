"""One LibreOffice per test session; its absence is a failure, unless a developer says otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.oracle.office import Office, may_do_without, why_absent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests that use the office run in one worker, so that one process is enough."""
    for item in items:
        if "office" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("office"))


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A running LibreOffice; see :class:`tests.oracle.office.Office`."""
    reason = why_absent()
    if reason and may_do_without(os.environ):
        pytest.skip(f"{reason}（PERFEVAL_WITHOUT_OFFICE=1）")
    if reason:
        pytest.fail(reason, pytrace=False)
    with Office() as running:
        yield running
