"""Pairs of target and actual that people could type, each with its reviewed outcome (``tests/golden/pairs.txt``)."""

from __future__ import annotations

from pathlib import Path

import pytest
from core.describe import outcome

from perfeval_core.explain import explain

TABLE = Path(__file__).parents[1] / "golden" / "pairs.txt"
ROWS = [line.split("｜") for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]


@pytest.mark.parametrize(("target", "actual", "name", "level2", "expected"), ROWS)
def test_pair(target: str, actual: str, name: str, level2: str, expected: str) -> None:
    assert outcome(explain(target, actual, "10", name=name, level2=level2)) == expected


def test_the_explanation_shows_the_arithmetic() -> None:
    score = explain("7.8%左右", "4.5%", "12.5", name="规模工业增加值增速")
    assert score.explanation == "4.5% ÷ 7.8% = 57.69%，12.5 × 57.69% = 7.21"
    assert explain("8", "7.43", "20").explanation == "7.43 ÷ 8 = 92.88%，20 × 92.88% = 18.58"
    assert explain("≤5%", "6%", "10", name="投诉率", scheme="yitihua").explanation == (
        "6% 比 5% 超出 20%，10 × (1 − 20%) = 8.00（最低 0）"
    )
    assert explain("100家", "150家", "10", scheme="mof_2020+caps_2023").explanation == (
        "150家 ≥ 100家，达到指标值，得满分 10；超出指标值 50%，按评分办法扣 2 分，得 8.00"
    )


def test_every_weight_that_is_no_number_is_refused() -> None:
    for weight in ("", "十", "-1", "10/20", "1.2.3"):
        assert outcome(explain("3", "2", weight)).startswith("undecided · weight_invalid")


def test_a_direction_chosen_by_hand_wins() -> None:
    assert explain("0.9%", "0", "10", name="森林火灾受害率", direction="反向").score is not None
    assert explain("0.9%", "0", "10", name="森林火灾受害率", direction="反向").score == 10
    assert explain("100万元", "80万元", "10", level2="成本指标", direction="正向").score == 8
    with pytest.raises(ValueError, match="方向"):
        explain("1", "1", "1", direction="上")


def test_a_qualitative_row_is_scored_by_band_and_ratio() -> None:
    assert explain("明显改善", "部分完成", "10", ratio="0.5").score == 7
    assert explain("明显改善", "有改善", "10", band="达成年度指标", ratio="50%").score == 9
    assert outcome(explain("明显改善", "有改善", "10", ratio="0.5")) == "qualitative · level_unclear"
    assert explain("明显改善", "部分完成", "10").bounds == (6, 8)
