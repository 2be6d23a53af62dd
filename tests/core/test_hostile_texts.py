"""No cell text, however long and odd, stops the reading or takes long."""

from __future__ import annotations

import time

import pytest

from perfeval_core import Status, explain
from perfeval_core.plain_numbers import LONGEST_NUMBER, read_amount, read_points

LENGTH = 32_767
"""As much as a cell of a workbook can hold."""
PIECES = (
    "9", "1,", "1.", "-1", "1/", "1:", "一", "十", "万", "零", "百分之", "“", "《", "(", "不低于", "≥", "完成",
    "2023年", "1-2月", "指标1：", "A1", "l1", "1个，", "20230101", "第", "几", "\u3000",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_an_endless_text_gets_an_answer(piece: str) -> None:
    text = (piece * LENGTH)[:LENGTH]
    start = time.process_time()
    for row in (("≥1个", text, "5"), (text, "1个", "5"), ("≥1个", "1个", text)):
        assert explain(*row).score is None
    explain("≥1个", "1个", "5", name=text)
    assert time.process_time() - start < 2


def test_a_number_is_no_longer_than_sensible() -> None:
    longest = "9" * LONGEST_NUMBER
    assert read_points(longest) is not None
    assert read_points(longest + "9") is None
    assert read_amount("9" * 5000) is None
    assert explain("≥1个", "9" * 5000, "5").status is Status.UNDECIDED
    assert explain("≥1个", "1个", "9" * 5000).score is None


def test_a_long_run_of_chinese_numerals_is_read_as_before() -> None:
    assert explain("≥三万五千元", "三万五千元", "5").score == 5
    assert explain("≥十二个", "二十三个", "5").score == 5
