"""A command asks the host equally often, however many rows the form has: 12 times, and once for each marked cell."""

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
"""Of one command on a workbook of one form, beside the notes of the marked cells: Excel has no call for many notes."""
CELLS_OF_AN_ADDRESS = 60
"""Excel takes an address of 255 characters; so many cells get a fill in one call."""


def form_of(path: Path, rows: int, wrong: int = 0) -> Path:
    """The 益阳 form with so many more indicators in order, and with so many whose points are wrong."""
    facts = demo_facts()
    model = facts["indicators"][3]

    def more(count: int, score: str) -> list[dict[str, Any]]:
        entries = ["≥90%", "95%", "1", score]
        return [{**model, "name": f"指标{score}：第{number}批拨付率", "entries": entries} for number in range(count)]

    facts["indicators"] = [*facts["indicators"][:4], *more(rows, "1"), *more(wrong, "3"), *facts["indicators"][4:]]
    write_form(path, facts)
    return path


def counts(book: Any, monkeypatch: pytest.MonkeyPatch, command: Callable[[], None]) -> Counter[str]:
    with host_calls(monkeypatch) as counted:
        command()
    assert not book.app.impl.engine.office.unseen_alerts
    return counted


@pytest.mark.parametrize(("rows", "wrong"), [(2, 0), (50, 0), (2, 60)])
def test_checking_and_clearing(
    opened: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, wrong: int
) -> None:
    book = opened(form_of(tmp_path / "表.xlsx", rows, wrong))
    first = counts(book, monkeypatch, macros.check_all)
    marked = len(list(book.sheets["自评表"].notes))
    assert marked >= wrong and first["Range.add_note"] == marked
    further = marked // CELLS_OF_AN_ADDRESS
    assert first["Sheet.read_live"] == 1 and first["Range.color="] <= 3 + further
    assert sum(first.values()) <= MOST + marked + further, +first

    again = counts(book, monkeypatch, macros.check_all)
    assert sum(again.values()) <= MOST, again
    assert not any(label.endswith("=") and label.startswith(("Range", "Note")) for label in again), "nothing is written"
    walked = counts(book, monkeypatch, macros.next_finding)
    assert sum(walked.values()) <= MOST, walked
    cleared = counts(book, monkeypatch, macros.clear_marks)
    assert cleared["Sheet.delete_notes"] == 1
    assert sum(cleared.values()) <= MOST + further, cleared


def test_checking_after_one_correction_touches_one_cell(
    opened: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = opened(form_of(tmp_path / "表.xlsx", 2, 20))
    macros.check_all()
    sheet = book.sheets["自评表"]
    names = [str(line[3]) for line in sheet.range("A1:I60").value]
    place = names.index(next(name for name in names if name.startswith("指标3：第7批"))) + 1, 8
    assert sheet.range(place).note is not None
    sheet.range(place).value = 1
    again = counts(book, monkeypatch, macros.check_all)
    assert sheet.range(place).note is None and sheet.range(place).color is None
    assert sum(again.values()) <= MOST + 2, again


@pytest.mark.parametrize("command", ["read_values", "explain_row", "recalculate", "fix_safely"])
def test_the_number_does_not_depend_on_the_rows(
    opened: Callable[[Path], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    seen = []
    for rows in (2, 50):
        opened(form_of(tmp_path / f"{rows}.xlsx", rows))
        with host_calls(monkeypatch) as counted:
            getattr(macros, command)()
        seen.append(counted)
    runs = seen[0]["Range.formula="]
    assert seen[0] == seen[1] and seen[0]["Range.number_format"] <= runs
    assert sum(seen[0].values()) <= MOST + 2 * runs, +seen[0]
