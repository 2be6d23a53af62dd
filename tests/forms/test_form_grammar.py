"""Layouts that other places publish: each test is one habit of one kind of office."""

from __future__ import annotations

import pytest
from forms.grids import draw_grid, only_form, rows_of

from perfeval_core.grid import Grid, Merge
from perfeval_core.model import FormKind, FundsPart
from perfeval_core.read_form import read_forms

HEADER = "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施"


def test_weights_of_all_levels() -> None:
    form = only_form(
        draw_grid(
            "2023年度部门整体支出绩效自评表",
            "一级指标|分值|二级指标|分值|三级指标|指标解释|评分标准|分值|年度指标值|实际完成值|得分|佐证资料",
            "产出指标|50|数量指标|20|走访户数|走访的户数|每少一户扣1分|20|≥10户|12户|20|台账",
            "||质量指标|30|合格率||低于扣分|30|100%|100%|30",
        )
    )
    assert form.kind is FormKind.DEPARTMENT
    assert [(h.level, h.name, h.weight) for h in form.headings] == [
        (1, "产出指标", "50"), (2, "数量指标", "20"), (2, "质量指标", "30"),
    ]  # fmt: skip
    assert [row[2:] for row in rows_of(form)] == [
        ("走访户数", "≥10户", "12户", "20", "20"), ("合格率", "100%", "100%", "30", "30"),
    ]  # fmt: skip
    assert form.unplaced == ()


def test_actual_before_target_and_extra_columns() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "序号|指标类型|一级指标|二级指标|三级指标|实际完成值|年度指标值|自评得分|分值|完成率|数据来源",
            "1|定量|产出指标|数量指标|走访户数|12户|≥10户|10|10分|120%|台账",
        )
    )
    assert rows_of(form) == [("产出指标", "数量指标", "走访户数", "≥10户", "12户", "10分", "10")]
    assert form.unplaced == ()


def test_unknown_columns_are_named_as_unplaced() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|领导批示|得分",
            "产出指标|数量指标|走访户数|≥10户|12户|10|9|已阅|8",
        )
    )
    assert [p.text for p in form.unplaced] == ["领导批示", "已阅", "8"]
    assert form.indicators[0].score.text == "9"


def test_split_target_without_titles_of_its_parts() -> None:
    form = only_form(
        draw_grid(
            "一级指标|二级指标|三级指标|年度指标值|||实际完成值|分值|得分",
            "产出指标|数量指标|走访户数|≥|10|户|12户|10|10",
            "|质量指标|合格率|≥98%|||99%|10|10",
            merges=((1, 4, 1, 6), (3, 4, 3, 6)),
        )
    )
    assert [i.target.text for i in form.indicators] == ["≥10户", "≥98%"]
    assert len(form.indicators[0].target.refs) == 3


def test_split_target_that_repeats_itself() -> None:
    form = only_form(
        draw_grid(
            "一级指标|二级指标|三级指标|指标性质|指标值|度量单位|实际完成值|分值|得分",
            "产出指标|数量指标|走访户数|≥|≥10户|户|12户|10|10",
            "|质量指标|满意程度|定性|显著|/|显著|10|10",
            "|时效指标|完成时间|正向|12|月|12月|10|10",
        )
    )
    assert [i.target.text for i in form.indicators] == ["≥10户", "显著", "12月"]
    assert [i.direction.text for i in form.indicators] == ["", "定性", "正向"]


def test_points_merged_over_rows_are_counted_once() -> None:
    form = only_form(
        draw_grid(
            "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|未完成原因",
            "产出指标|数量指标|走访户数|≥10户|12户|10|10|无",
            "||慰问户数|≥5户|5户",
            merges=((2, 6, 3, 6), (2, 7, 3, 7), (2, 8, 3, 8)),
        )
    )
    assert [i.weight.text for i in form.indicators] == ["10", ""]
    assert [i.reason.text for i in form.indicators] == ["无", "无"]
    assert form.indicators[1].weight.ref == form.indicators[0].weight.ref


def test_an_indicator_over_two_merged_rows_is_one() -> None:
    form = only_form(
        draw_grid(
            "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分",
            "产出指标|数量指标|走访户数|≥10户|12户|10|10",
            "",
            "|质量指标|合格率|98%|98%|10|10",
            merges=tuple((2, col, 3, col) for col in range(2, 8)),
        )
    )
    assert len(form.indicators) == 2


def test_two_row_header_under_one_title() -> None:
    form = only_form(
        draw_grid(
            "绩效指标|||年度指标值|实际完成值|分值|得分",
            "一级指标|二级指标|三级指标",
            "产出指标|数量指标|走访户数|≥10户|12户|10|10",
            merges=((1, 1, 1, 3), (1, 4, 2, 4), (1, 5, 2, 5), (1, 6, 2, 6), (1, 7, 2, 7)),
        )
    )
    assert rows_of(form) == [("产出指标", "数量指标", "走访户数", "≥10户", "12户", "10", "10")]


def test_header_repeated_after_a_page_break() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            HEADER,
            "|产出指标⏎（50分）|数量指标|走访户数|10|12|10|10",
            "绩效指标|一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施",
            "|||慰问户数|5|5|10|10",
            "|产出指标⏎（50分）|质量指标|合格率|98%|98%|30|30",
            "总 分||||||100|50",
        )
    )
    assert [row[:3] for row in rows_of(form)] == [
        ("产出指标", "数量指标", "走访户数"), ("产出指标", "数量指标", "慰问户数"), ("产出指标", "质量指标", "合格率"),
    ]  # fmt: skip
    assert [h.name for h in form.headings if h.level == 1] == ["产出指标"]
    assert (form.total_weight.text, form.total.text) == ("100", "50")


@pytest.mark.parametrize(
    ("line", "total", "weight", "grade"),
    [
        ("总分||||||100|96.5", "96.5", "100", ""),
        ("总  分|||||| 100|96.5|优", "96.5", "100", "优"),
        ("总分合计|||100|96.5", "96.5", "100", ""),
        ("合计|||||||96.5", "96.5", "", ""),
        ("自评总分：96.5分", "96.5分", "", ""),
        ("|总分（100分）||||||96.5", "96.5", "", ""),
        ("总计||||||100", "", "100", ""),
        ("总分|100||总得分|96.5||自评等级|良", "96.5", "100", "良"),
    ],
)
def test_closingrows_of(line: str, total: str, weight: str, grade: str) -> None:
    form = only_form(draw_grid("项目支出绩效自评表", HEADER, "|产出指标|数量指标|走访户数|10|12|10|10", line, "注：无"))
    assert (form.total.text, form.total_weight.text, form.grade.text) == (total, weight, grade)
    assert len(form.indicators) == 1


def test_no_closing_row_and_total_in_the_head() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "项目名称|走访|自评总分|96.5|自评等级|优秀",
            HEADER,
            "|产出指标|数量指标|走访户数|10|12|10|10",
            "填报人：张三||联系电话：123",
        )
    )
    assert (form.total.text, form.grade.text) == ("96.5", "优秀")
    assert len(form.indicators) == 1
    assert form.unplaced == ()


def test_subtotals_are_not_indicators() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            HEADER,
            "|产出指标|数量指标|走访户数|10|12|10|10",
            "|小计|||||10|10",
            "|效益指标|社会效益指标|知晓率|90%|95%|10|10",
            "总分||||||20|20",
        )
    )
    assert [i.name.text for i in form.indicators] == ["走访户数", "知晓率"]
    assert form.total.text == "20"


def test_labels_and_values_in_one_cell() -> None:
    form = only_form(
        draw_grid(
            "2022年度项目支出绩效自评表",
            "项目名称：农村：道路养护　　主管部门：县交通局　实施单位：县公路所",
            "单位：元",
            HEADER,
            "|产出指标|数量指标|走访户数|10|12|10|10",
        )
    )
    assert form.project.text == "农村：道路养护"


def test_funds_with_figures_beside_their_labels() -> None:
    form = only_form(
        draw_grid(
            "项目绩效目标完成情况表",
            "预算执行情况(万元)|预算数：|100|执行数：|98",
            "|其中-财政拨款：|80|其中-财政拨款：|78",
            "|其它资金：|20|其它资金：|20",
            "绩效指标|一级指标|二级指标|三级指标|预期指标值|实际完成指标值",
            "|产出指标|数量指标|走访户数|10|12",
        )
    )
    assert [(row.part, row.budget_adjusted.text, row.spent.text) for row in form.funds.rows] == [
        (FundsPart.TOTAL, "100", "98"), (FundsPart.CURRENT, "80", "78"), (FundsPart.OTHER, "20", "20"),
    ]  # fmt: skip


def test_goal_over_severalrows_of() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "年度总体目标|预期目标|||实际完成情况",
            "|目标1：走访10户|||已走访12户",
            "|目标2：慰问5户|||已慰问5户",
            HEADER,
            "|产出指标|数量指标|走访户数|10|12|10|10",
        )
    )
    assert form.goals.expected.text == "目标1：走访10户\n目标2：慰问5户"
    assert len(form.goals.actual.refs) == 2


def test_goals_beside_their_labels() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "年度总体目标|预期目标|走访10户",
            "|实际完成情况|走访12户",
            HEADER,
            "|产出指标|数量指标|走访户数|10|12|10|10",
        )
    )
    assert (form.goals.expected.text, form.goals.actual.text) == ("走访10户", "走访12户")


def test_own_workbook_columns() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            HEADER + "||方向|指标数值(手工)|完成数值(手工)|定性档次|档内比例|状态",
            "|产出指标|数量指标|走访户数|10|12|10|10|||正向|10|12|达成|0.9|已评分",
        )
    )
    row = form.indicators[0]
    assert [e.text for e in (row.direction, row.manual_target, row.manual_actual, row.band, row.ratio)] == [
        "正向", "10", "12", "达成", "0.9",
    ]  # fmt: skip
    assert form.unplaced == ()


def test_year_in_chinese_digits() -> None:
    form = only_form(draw_grid("二〇二三年度项目支出绩效自评表", HEADER, "|产出指标|数量指标|走访户数|10|12|10|10"))
    assert form.year == "2023"


def test_a_merge_from_the_neighbour_is_not_read_twice() -> None:
    grid = draw_grid(HEADER, "|产出指标|数量指标|走访户数||12|10|10")
    merged = Grid(grid.sheet, grid.cells, (Merge(2, 4, 2, 5),))
    assert only_form(merged).indicators[0].target.text == ""


@pytest.mark.parametrize(
    "lines",
    [
        ("姓名|语文|数学|得分", "张三|90|80|170"),
        ("指标|说明", "数量指标|应当填写具体数值"),
        ("年度总体目标|预期目标|实际完成情况", "|完成|完成"),
        ("项目资金（万元）|年初预算数|全年预算数|全年执行数|分值|执行率|得分", "年度资金总额|1|1|1|10|100%|10"),
        ("一级指标|二级指标", "产出|数量"),
    ],
)
def test_other_tables_are_no_forms(lines: tuple[str, ...]) -> None:
    assert read_forms(draw_grid(*lines)) == []


def test_levels_on_rows_of_their_own() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "指标名称|指标值|完成值|分值|自评得分|备注",
            "一、产出指标（50分）",
            "数量指标",
            "走访户数|10|12|50|50|好",
            "总分|||100|98",
        )
    )
    assert [(h.level, h.weight, h.last_row) for h in form.headings] == [(1, "50", 5), (2, "", 5)]
    assert [(i.level1, i.level2, i.reason.text) for i in form.indicators] == [("产出指标", "数量指标", "好")]


@pytest.mark.parametrize("merges", [(), ((2, 4, 2, 5), (2, 6, 2, 7))])
def test_value_and_unit_under_one_title(merges: tuple[tuple[int, int, int, int], ...]) -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "一级指标|二级指标|三级指标|年度指标值||实际完成值||分值|得分",
            "|||数值|单位|数值|单位",
            "产出指标|数量指标|走访户数|10|户|12|户|5|5",
            merges=merges,
        )
    )
    assert rows_of(form)[0][3:5] == ("10户", "12户")


def test_of_two_spans_of_years_the_annual_one_is_read() -> None:
    form = only_form(
        draw_grid(
            "项目绩效目标申报表",
            "总体目标|中期目标（2021-2023）||年度目标",
            "|M||Y",
            "绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值",
            "|产出指标|数量指标|走访|100|数量指标|走访|30",
        )
    )
    assert form.year == ""
    assert form.goals.expected.text == "Y"
    assert rows_of(form)[0][:4] == ("产出指标", "数量指标", "走访", "30")
    assert "100" in [p.text for p in form.unplaced]


def test_the_date_of_filling_in_is_not_the_year() -> None:
    form = only_form(draw_grid("填报日期：2023年3月", HEADER, "|产出指标|数量指标|走访户数|10|12|10|10"))
    assert form.year == ""
