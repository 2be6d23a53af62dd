"""No cell text, however long and odd, stops the reading or takes long."""

from __future__ import annotations

import time

import pytest
from forms.grids import draw_grid, only_form
from hypothesis import given
from hypothesis import strategies as st

from perfeval_core import Status, explain
from perfeval_core.check import check_form
from perfeval_core.plain_numbers import LONGEST_NUMBER, read_amount, read_points
from perfeval_core.quantity import LONGEST_TEXT
from perfeval_core.scheme import load_scheme

LENGTH = 32_767
"""As much as a cell of a workbook can hold."""
PIECES = (
    "9", "1,", "1.", "-1", "1/", "1:", "一", "十", "万", "零", "百分之", "“", "《", "(", "不低于", "≥", "完成",
    "2023年", "1-2月", "指标1：", "A1", "l1", "1个，", "20230101", "第", "几", "\u3000",
)  # fmt: skip


WORDS = (
    "3", "12", "1,200", "0.95", "2023", "2022年", "12月", "31日", "三", "百", "万", "几", "②", "½", "５", "%",
    "家", "人次", "万元", "个百分点", "天", "小时", "分", "年", "个月", "元/人", "次/年", "℃", "mg/L", "≥",
    "不低于", "不超过", "约", "近", "未", "其中", "共", "增长", "下降", "较上年", "每", "前", "第", "新增",
    "累计", "节约", "计划", "实际", "全覆盖", "以上", "内", "左右", "（", "）", "，", "、", "；", "。", "/",
    "-", "~", "至", "+", "半", "余", "\n", " ", "COD", "5G", "底", "后", "的", "T", "①", "“", "《", ":", "=",
    "±", "×", ".",
)  # fmt: skip
"""What texts of forms are made of, in any order."""
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map("".join)


@given(target=texts, actual=texts, name=texts, level2=st.sampled_from(("", "时效指标", "成本指标")))
def test_any_words_get_an_answer(target: str, actual: str, name: str, level2: str) -> None:
    outcome = explain(target, actual, "10", name=name, level2=level2)
    assert (outcome.score is not None) is (outcome.status is Status.SCORED)
    assert outcome.score is None or 0 <= outcome.score <= 10


@pytest.mark.parametrize(
    "piece", ("A1b2", "1 2", "2023年12月31日前", "三百二十万", "（1）", "1小时2分", "较上年同比增长5%以上，")
)
def test_a_form_full_of_the_longest_texts_is_checked_in_time(piece: str) -> None:
    text = (piece * LONGEST_TEXT)[: LONGEST_TEXT - 4]
    rows = [f"产出指标|数量指标|指标{row}|{row}{text}|{text}{row}|1|1|{text}，{row}" for row in range(100)]
    grid = draw_grid("项目支出绩效自评表", "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因", *rows)
    start = time.process_time()
    form = only_form(grid)
    check_form(form, load_scheme("mof_2020"))
    assert time.process_time() - start < 2
    assert len(form.indicators) == 100


@pytest.mark.parametrize("length", (LENGTH, LONGEST_TEXT - 1))
@pytest.mark.parametrize("piece", PIECES)
def test_an_endless_text_gets_an_answer(piece: str, length: int) -> None:
    text = piece * (length // len(piece))
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
