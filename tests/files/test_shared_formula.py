from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xladdin.files.shared_formula import _moved_one_by_one, moved


@pytest.mark.parametrize(
    ("formula", "rows", "cols", "result"),
    [
        ("B1*2", 2, 0, "B3*2"),
        ("$B$1+B$1+$B1", 2, 3, "$B$1+E$1+$B3"),
        ("SUM(A1:B9)", 1, 1, "SUM(B2:C10)"),
        ("SUM(A:A)+SUM($A:B)", 0, 1, "SUM(B:B)+SUM($A:C)"),
        ("SUM(1:2)+SUM($1:2)", 3, 0, "SUM(4:5)+SUM($1:5)"),
        ('"A1"&A1', 1, 0, '"A1"&A2'),
        ("'A1 B2'!A1+'It''s A1'!B2", 1, 0, "'A1 B2'!A2+'It''s A1'!B3"),
        ("[1]Sheet1!A1", 1, 0, "[1]Sheet1!A2"),
        ("SUM(Table1[A1])", 1, 0, "SUM(Table1[A1])"),
        ("LOG10(A1)+_xlfn.T1(2)", 1, 0, "LOG10(A2)+_xlfn.T1(2)"),
        ("ROUND(10*MIN(G5/F5,1),2)", 4, 0, "ROUND(10*MIN(G9/F9,1),2)"),
        ("得分1+A1", 1, 0, "得分1+A2"),
        ("A1", -1, 0, "#REF!"),
        ("XFD1", 0, 1, "#REF!"),
    ],
)
def test_a_formula_moves(formula: str, rows: int, cols: int, result: str) -> None:
    assert moved(formula, rows, cols) == result


@given(st.integers(1, 500), st.integers(0, 400), st.integers(0, 20))
def test_moving_there_and_back_changes_nothing(row: int, down: int, right: int) -> None:
    formula = f"SUM($A{row}:C{row + 1})*D$7"
    assert moved(moved(formula, down, right), -down, -right) == formula
    assert moved(formula, 0, 0) == formula


@given(
    st.lists(
        st.sampled_from(
            ["A1", "$A1", "A$1", "$A$1", "ZZ1048576", "1:1", "$1:2", "3:$4", "$5:$6", "A:B", "$A:B", '"A1"', "'A1'!B2",
             "[1]x!C3", "LOG10(A2)", "XFD5", "A1:B2"]
        ), min_size=1, max_size=5,
    ),
    st.sampled_from([0, 1, -1, 5, -5, 100, 1_048_570]),
    st.sampled_from([0, 1, -1, 3, -30]),
)  # fmt: skip
def test_the_quick_way_reads_like_the_plain_one(references: list[str], rows: int, cols: int) -> None:
    formula = "+".join(references)
    assert moved(formula, rows, cols) == _moved_one_by_one(formula, rows, cols)
