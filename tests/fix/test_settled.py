"""A typed total, rate or grade is put right unasked where two computations agree against it, and only there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from perfeval_core.findings import FixKind
from tests.fix.forms import ROWS, fixed, offer_for, typed_form
from xladdin.checking import check_file

JUDGED = ("效益指标", "社会效益指标", "受益人口", "有所提高", "基本达成", 30, 25, "宣传晚了 2 周；已补。")
WRONG = ("产出指标", "数量指标", "增速", "≥7.8%", "4.5%", 50, 48, "市场变化，少接 3 单；已补签。")
FUNDS = {"C5": 2851, "D5": 2851, "E5": 1993, "C6": 2851, "D6": 2851, "E6": 1993}
GRADE = {"A15": "自评等级", "B15": "良"}


def chosen(path: Path) -> dict[str, str]:
    return {one.fix.ref.a1: one.fix.after for one in offer_for(path).chosen()}


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"G14": 99}, {"G14": "100"}),
        ({"G14": "９９"}, {"G14": "100"}),
        ({"G14": "99分"}, {"G14": "100"}),
        ({**FUNDS, "G5": "69.1%", "H5": 6.99, "G14": 96.99}, {"G5": "69.91%"}),
        ({"G5": "97%"}, {"G5": "100%"}),
        ({"E5": 90, "E6": 90, "H5": 9, "G14": 99}, {"G5": "90%"}),
        (GRADE, {"B15": "优"}),
    ],
    ids=["total", "total in wide digits", "total with a unit", "rate of 永州 2020", "rate", "rate of 100%", "grade"],
)
def test_settled(cells: Mapping[str, Any], wanted: Mapping[str, str], tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells=cells)
    assert chosen(source) == wanted
    after = fixed(source, tmp_path / "新.xlsx")
    assert chosen(after) == {}
    errors = [
        one.code for one in check_file(str(after)).report.findings if one.code in ("PE-S201", "PE-B105", "PE-G101")
    ]
    assert errors == []


@pytest.mark.parametrize(
    ("rows", "cells", "doubtful"),
    [
        ((WRONG, *ROWS[1:]), {"G14": 99}, "G14"),
        ((ROWS[0], JUDGED, ROWS[2]), {"G14": 96}, "G14"),
        (ROWS[:2], {"G13": 100}, "G13"),
        (ROWS, {"G14": 98, "A15": "扣分", "G15": 2}, "G14"),
        (ROWS, {"G14": 98, "A16": "减分项：未按时报送减 2 分"}, "G14"),
        (ROWS, {"G14": 98, "H14": "未按时报送扣2分"}, "G14"),
        (ROWS, {"G14": 98, "A15": "其他", "G15": -2}, "G14"),
        (ROWS, {**FUNDS, "G5": "69.1%", "H5": 6.91, "G14": 96.91}, "G5"),
        (ROWS, {**FUNDS, "G5": "69.1%", "H5": 7, "G14": 97}, "G5"),
        (ROWS, {"C5": 125, "C6": 125, "G5": "80%"}, "G5"),
        (ROWS, {"G6": "69%"}, "G6"),
        (ROWS, {**GRADE, "B15": "优□良☑中□差□"}, "B15"),
        (ROWS, {**GRADE, "A16": "备注：审计发现问题，等级下调一档。"}, "B15"),
    ],
    ids=[
        "a score is wrong", "a score is judged", "a row is missing", "points taken off below",
        "points taken off in a note", "points taken off beside", "a number that nobody knows",
        "the score agrees with the rate", "the score is too coarse", "the rate of another budget",
        "a part has no score", "boxes", "a veto",
    ],
)  # fmt: skip
def test_not_settled(rows: Sequence[Sequence[Any]], cells: Mapping[str, Any], doubtful: str, tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", rows, cells)
    [offered] = [one.fix for one in offer_for(source).fixes if one.fix.ref.a1 == doubtful]
    assert offered.kind is FixKind.UNSAFE
    assert chosen(source) == {}


def test_a_grade_waits_for_its_total(tmp_path: Path) -> None:
    """First the total is put right, then what it gives."""
    source = typed_form(tmp_path / "表.xlsx", cells={**GRADE, "G14": 85})
    assert chosen(source) == {"G14": "100"}
    assert chosen(fixed(source, tmp_path / "新.xlsx")) == {"B15": "优"}
