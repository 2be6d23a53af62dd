"""A command asks the host equally often, however many rows the form has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.host.counted import host_calls
from xladdin import macros
from xladdin.demo_form import demo_facts, write_form

MOST = 12
"""Of one command, beside what each marked cell and each group of equal fills takes."""
A_MARKED_CELL = 3
"""Its former fill, its note, and (once for all notes of a sheet) whether there was one."""
NEW_SHEET = 8
"""Widths, wrapping and the bold head of a result sheet that was not there before."""


def form_of(path: Path, rows: int) -> Path:
    """The 益阳 form with so many more indicators, all of them in order."""
    facts = demo_facts()
    model = facts["indicators"][3]
    entries = ["≥90%", "95%", "1", "1"]
    more = [{**model, "name": f"指标{number}：第{number}批拨付率", "entries": entries} for number in range(rows)]
    facts["indicators"] = [*facts["indicators"][:4], *more, *facts["indicators"][4:]]
    write_form(path, facts)
    return path


def counts(book: Any, monkeypatch: pytest.MonkeyPatch, command: Callable[[], None]) -> Counter[str]:
    with host_calls(monkeypatch) as counted:
        command()
    assert not book.app.impl.engine.office.unseen_alerts
    return counted


@pytest.mark.parametrize("rows", [2, 50])
def test_checking(opened: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    book = opened(form_of(tmp_path / "表.xlsx", rows))
    first = counts(book, monkeypatch, macros.check_all)
    marked = len(list(book.sheets["自评表"].notes))
    groups = 3
    assert first["Sheet.read_grid"] == 1
    assert sum(first.values()) <= MOST + NEW_SHEET + A_MARKED_CELL * marked + groups, first
    again = counts(book, monkeypatch, macros.check_all)
    assert sum(again.values()) - again["Note.text"] <= MOST, again
    assert not any(label.endswith("=") and label.startswith(("Range", "Note")) for label in again), "nothing is written"
    walked = counts(book, monkeypatch, macros.next_finding)
    assert sum(walked.values()) <= MOST, walked


def test_the_number_does_not_depend_on_the_rows(
    opened: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for rows in (2, 50):
        book = opened(form_of(tmp_path / f"{rows}.xlsx", rows))
        first = counts(book, monkeypatch, macros.check_all)
        marked = len(list(book.sheets["自评表"].notes))
        own = sum(first.values()) - sum(
            first[label] for label in ("Range.note", "Range.add_note", "Range.color", "Range.color=", "Note.text")
        )
        seen.append((own, marked))
    assert seen[0][0] == seen[1][0], seen
