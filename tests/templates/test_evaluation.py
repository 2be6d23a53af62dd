"""Our own evaluation of formulas: a column is computed once for equal rows, and what is not known stays unknown."""

from __future__ import annotations

import pytest

from workbook_templates.evaluation import Evaluation, Formula
from workbook_templates.worksheet_values import ExcelError, Value

CALLED: list[Value] = []


def _counted(value: Value) -> Value:
    CALLED.append(value)
    return value


def _column(text: str, entries: list[Value]) -> list[Value]:
    """What a formula in column B gives beside these entries in column A."""
    CALLED.clear()
    work = Evaluation(functions={"COUNTED": lambda value: _counted(next(iter(value)))})
    for row, entry in enumerate(entries, 1):
        work.put("表", row, 1, entry)
        work.put("表", row, 2, Formula(text, 1))
    return [work.value("表", row, 2) for row in range(1, len(entries) + 1)]


def test_equal_rows_are_computed_once() -> None:
    entries: list[Value] = [3, None, "甲", None, 3, None]
    assert _column("=COUNTED(A1)", entries) == [3, 0, "甲", 0, 3, 0]
    assert CALLED == [3, None, "甲"]


@pytest.mark.parametrize(
    ("text", "entries", "results"),
    [
        ('=IF(A1="","空",A1&"。")', ["甲", None, "甲", "乙"], ["甲。", "空", "甲。", "乙。"]),
        ("=A1+ROW()", [1, 1, 1], [2, 3, 4]),
        ("=SUM(A$1:A1)", [1, 1, 1], [1, 2, 3]),
        ("=SUM(A1:INDEX(A$1:A$3,3))", [1, 1, 1], [3, 2, 1]),
        ("=ROW(A1)", [5, 5, 5], [1, 2, 3]),
        ("=T(A1)&N(A1)", [1, True, "1", None], ["1", "TRUE", "10", "0"]),
        ('=IF(ISNUMBER(A1),"数","不是")', [1, True, 1.0, "1"], ["数", "不是", "数", "不是"]),
        ("=SUM(A1)", ["3", 3], [0, 3]),
        ("=SUM(IF(TRUE,A1))", ["3", 3], [0, 3]),
    ],
)
def test_unlike_rows_are_told_apart(text: str, entries: list[Value], results: list[Value]) -> None:
    assert _column(text, entries) == results


def test_errors_travel_and_are_caught() -> None:
    assert _column('=IFERROR(A1+1,"错")', [ExcelError("#N/A"), 1, ExcelError("#N/A")]) == ["错", 2, "错"]


def test_a_new_content_is_seen() -> None:
    work = Evaluation()
    work.put("表", 1, 1, 1)
    work.put("表", 1, 2, Formula("=A1*C$1", 1))
    work.put("表", 1, 3, 10)
    assert work.value("表", 1, 2) == 10
    work.put("表", 1, 3, 20)
    assert work.value("表", 1, 2) == 20


def test_what_is_not_known_stays_unknown_when_it_is_asked_for_again() -> None:
    work = Evaluation()
    work.put("表", 1, 1, Formula("=XLOOKUP(1,B1:B9,C1:C9)", 1))
    work.put("表", 1, 2, Formula("=A1+1", 1))
    for col in (2, 1, 2):
        with pytest.raises(ValueError, match="XLOOKUP"):
            work.value("表", 1, col)
