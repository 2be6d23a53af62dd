"""The files that the tests of the command check."""

from __future__ import annotations

from pathlib import Path

import pytest

from xladdin.demo_form import demo_facts, write_form


@pytest.fixture(scope="session")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published 益阳 form: it has 错误."""
    path = tmp_path_factory.mktemp("faulty") / "益阳 ①.xlsx"
    write_form(path, demo_facts())
    return path


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same form without 错误: honest score, satisfaction measured."""
    facts = demo_facts()
    facts["indicators"][0]["entries"][3] = "7.21"
    facts["total"] = "94.71"
    for row in facts["indicators"][-2:]:
        row["entries"][1] = "100%"
    path = tmp_path_factory.mktemp("clean") / "改好了.xlsx"
    write_form(path, facts)
    return path
