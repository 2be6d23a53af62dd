"""Layouts of further places that the published nine do not show."""

from __future__ import annotations

from forms.grids import draw_grid, only_form, rows_of


def test_the_adjusted_target_counts_where_both_are_printed() -> None:
    form = only_form(
        draw_grid(
            "2023年度项目支出绩效自评表",
            "项目名称||渝路养护经费|||自评总分|99.2",
            "绩效指标|指标名称|指标性质|指标值||计量单位|全年完成值|得分系数（%）|指标权重|指标得分|是否核心指标",
            "|||年初指标值|调整指标值",
            "|养护里程|≥|100|120|公里|102|85|30|25.5|是",
            "|养护合格率|≥|95||%|93|97.89|20|19.58|是",
            merges=((3, 4, 3, 5), (3, 1, 6, 1), (3, 2, 4, 2), (3, 3, 4, 3), (3, 6, 4, 6)),
        )
    )
    assert rows_of(form) == [
        ("绩效指标", "", "养护里程", "≥120公里", "102", "30", "25.5"),
        ("绩效指标", "", "养护合格率", "≥95%", "93", "20", "19.58"),
    ]
    assert form.unplaced == ()


def test_two_levels_under_one_title() -> None:
    form = only_form(
        draw_grid(
            "项目绩效自评表",
            "项目名称|高中助学金|||实施单位|县教育局",
            "项目预算数(元)|2100000|||项目到位数(元)|2100000|项目执行数(元)|1995000",
            "评价指标||指标名称|指标说明|目标值|完成值|分值|得分",
            "产出|数量指标|享受资助人数|达到预计值|2100人|2100人|90|90",
            "|质量指标|学生覆盖率|达到目标值|100%|100%|10|10",
            "总分||||||100|100",
            merges=((4, 1, 4, 2), (5, 1, 6, 1), (7, 1, 7, 6)),
        )
    )
    assert rows_of(form) == [
        ("产出", "数量指标", "享受资助人数", "2100人", "2100人", "90", "90"),
        ("产出", "质量指标", "学生覆盖率", "100%", "100%", "10", "10"),
    ]
    total = form.funds.total
    assert total is not None
    assert (total.budget_adjusted.text, total.spent.text) == ("2100000", "1995000")


def test_a_row_that_says_none_is_no_indicator() -> None:
    form = only_form(
        draw_grid(
            "2022年度部门整体支出绩效自评表",
            "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施",
            "产出指标|数量指标|调研次数|≥10次|12次|90|90",
            "效益指标|经济效益指标|无|无|无|0|0",
            "|社会效益指标|无|/|/|/|/",
            "满意度指标|满意度|委员满意度|≥95%|96%|10|10",
        )
    )
    assert [indicator.name.text for indicator in form.indicators] == ["调研次数", "委员满意度"]


def test_the_unit_of_the_amounts_may_stand_alone() -> None:
    form = only_form(
        draw_grid(
            "2023年度项目支出绩效自评表",
            "项目资金|||年初预算|调整预算|执行数|分值|执行率|得分",
            "（万元）||资金总额|3000|2850.5|2790.33|10|97.89%|9.79",
            "||其中：财政拨款|3000|2850.5|2790.33",
            "一级指标|二级指标|三级指标|指标值|完成值|分值|得分|备注",
            "产出指标|数量|发表论文|≥300篇|356篇|90|90",
        )
    )
    assert form.unplaced == ()


def test_reasons_and_measures_in_columns_of_their_own() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表（2023年度）",
            "一级指标|二级指标|三级指标|指标值|实际完成值|分值|自评得分|复核得分|未完成原因分析|改进措施",
            "产出指标|数量指标|管理人数|≥1.2万人|11800人|50|49.17||外出务工人员多|加强随访",
            "|质量指标|管理率|≥62%|60%|50|48.39|||加强随访",
        )
    )
    assert [indicator.reason.text for indicator in form.indicators] == [
        "外出务工人员多；改进措施：加强随访",
        "加强随访",
    ]
    assert form.unplaced == ()


def test_the_kind_of_indicator_beside_its_name_is_the_second_level() -> None:
    form = only_form(
        draw_grid(
            "2022年项目绩效自评表",
            "指标类别|指标内容|目标值|实际值|权重|得分|备注",
            "数量指标|新建水泥路|2km|2km|80|80",
            "效益指标|受益人口|≥800人|856人|10|10",
            "满意度指标|群众满意度|≥90%|95%|10|10",
        )
    )
    assert rows_of(form) == [
        ("产出指标", "数量指标", "新建水泥路", "2km", "2km", "80", "80"),
        ("效益指标", "效益指标", "受益人口", "≥800人", "856人", "10", "10"),
        ("满意度指标", "满意度指标", "群众满意度", "≥90%", "95%", "10", "10"),
    ]


def test_a_row_that_sums_up_a_level_is_its_heading() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "序号|绩效指标||指标值|完成情况|分值|得分",
            "一|产出指标||||60|59.58",
            "1|数量指标|养护公路里程|86公里|86公里|20|20",
            "2|质量指标|路面完好率|95%|93%|20|19.58",
            "3|时效指标|养护及时率|100%|100%|20|20",
            "二|效益指标（40分）||||40|40",
            "4|社会效益|受益群众|1.2万人|1.2万人|40|40",
            "|合计||||100|99.58",
            merges=((2, 2, 2, 3), (3, 2, 3, 3), (7, 2, 7, 3)),
        )
    )
    assert rows_of(form) == [
        ("产出指标", "数量指标", "养护公路里程", "86公里", "86公里", "20", "20"),
        ("产出指标", "质量指标", "路面完好率", "95%", "93%", "20", "19.58"),
        ("产出指标", "时效指标", "养护及时率", "100%", "100%", "20", "20"),
        ("效益指标", "社会效益", "受益群众", "1.2万人", "1.2万人", "40", "40"),
    ]
    assert [heading.weight for heading in form.headings if heading.level == 1] == ["60", "40"]
    assert form.unplaced == ()


def test_a_short_name_behind_its_label_is_no_label() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "项目名称：植树项目|||主管部门：县林业局|实施单位：林场",
            "一级指标|二级指标|三级指标|指标值|完成值|分值|得分",
            "产出指标|数量指标|植树|1000棵|980棵|100|98",
        )
    )
    assert (form.project.text, form.department.text, form.unit.text) == ("植树项目", "县林业局", "林场")
    assert form.unplaced == ()


def test_the_project_may_stand_beside_its_amounts() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效自评表",
            "项目名称|农村公路养护|预算数|350000|执行数|350000|执行率100%",
            "一级指标|二级指标|三级指标|指标值|完成情况|分值|得分",
            "产出指标|数量指标|养护公路里程|86公里|86公里|100|100",
        )
    )
    assert form.project.text == "农村公路养护"
    assert form.funds.total is not None
    assert (form.funds.total.budget_adjusted.text, form.funds.total.spent.text) == ("350000", "350000")
