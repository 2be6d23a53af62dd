"""Whole forms in the layouts of further places."""

from __future__ import annotations

from forms.grids import draw_grid, only_form, rows_of

from perfeval_core.model import FormKind, FundsPart


def test_sichuan_department_budget_form() -> None:
    form = only_form(
        draw_grid(
            "报表编号：510000_0013zp",
            "部门预算项目支出绩效自评表(2023年度)",
            "项目名称||安可替代补助资金项目",
            "主管部门||县司法局部门|||实施单位⏎(盖章)|县司法局",
            "项目基本情况|1.项目年度目标完成情况|项目年度目标||||年度目标完成情况",
            "||根据要求购买设备||||完成",
            "|2.项目实施内容及过程概述|2023年购买13台电脑",
            "预算执行情况(10分)|年度预算数(万元)|年初预算|调整后预算数|预算执行数|预算执行率|权重|得分|原因",
            "|总额|0.00|3.36|3.36|100.00%|10|10|1.预算执行率=预算执行数/调整后预算数",
            "|其中：财政资金|0.00|3.36|3.36|100.00%|/|/",
            "|财政专户管理资金|0.00|0.00|0.00|0.00%|/|/",
            "|单位资金|0.00|0.00|0.00|0.00%|/|/",
            "|其他资金||||| /|/",
            "绩效指标(90分)|一级指标|二级指标|三级指标|指标性质|指标值|度量单位|完成值|权重|得分|未完成原因分析",
            "|产出指标|质量指标|完成安可产品购买|=|100|%|100|60|60",
            "|效益指标|社会效益指标|使用率|≥|95|%|96|30|30",
            "合计||||||||100|100",
            "评价结论|达到目标",
            "存在问题|无",
            "改进措施|无",
            "项目负责人：查某|||||财务负责人：唐某",
        )
    )
    assert form.kind is FormKind.PROJECT
    assert (form.year, form.project.text, form.department.text, form.unit.text) == (
        "2023", "安可替代补助资金项目", "县司法局部门", "县司法局",
    )  # fmt: skip
    assert (form.goals.expected.text, form.goals.actual.text) == ("根据要求购买设备", "完成")
    assert form.funds.unit == "万元"
    total = form.funds.total
    assert total is not None
    assert (total.budget_initial.text, total.budget_adjusted.text, total.spent.text) == ("0.00", "3.36", "3.36")
    assert (total.execution_rate.text, total.weight.text, total.score.text) == ("100.00%", "10", "10")
    assert [row.part for row in form.funds.rows] == [
        FundsPart.TOTAL, FundsPart.CURRENT, FundsPart.OTHER, FundsPart.OTHER, FundsPart.OTHER,
    ]  # fmt: skip
    assert rows_of(form) == [
        ("产出指标", "质量指标", "完成安可产品购买", "=100%", "100", "60", "60"),
        ("效益指标", "社会效益指标", "使用率", "≥95%", "96", "30", "30"),
    ]
    assert (form.total_weight.text, form.total.text) == ("100", "100")
    assert form.unplaced == ()


def test_hubei_form_with_one_goal_block() -> None:
    form = only_form(
        draw_grid(
            "2020年度长江禁捕项目自评表",
            "单位名称：农业工作科|||填报日期：2021年5月",
            "项目名称|渔业成品油价格改革补贴",
            "主管部门|区市场监督管理局||项目实施单位|农业科",
            "项目类别|1、部门预算项目□ 2、市直专项□",
            "项目属性|1、持续性项目□",
            "项目类型|1、常年性项目□",
            "预算执行情况（万元）（20分）||预算数（A）|执行数（B）|执行率（B/A）|得分（20分*执行率）",
            "|年度财政资金总额|1.56|1.56|1|20",
            "年度绩效目标（80分）|一级指标|二级指标|三级指标|年初目标值（A）|实际完成值（B）|得分",
            "|产出指标|数量指标|补贴渔船数|6|6|20",
            "|效益指标|满意度指标|退捕渔民抽样调查满意度|≥90%|90%|40",
            "总分||||||100",
            "偏差大或目标未完成原因分析|无",
            "改进措施及结果应用方案|无",
        )
    )
    assert (form.project.text, form.department.text, form.unit.text) == (
        "渔业成品油价格改革补贴", "区市场监督管理局", "农业科",
    )  # fmt: skip
    assert form.year == "2020"
    total = form.funds.total
    assert total is not None
    assert (total.budget_adjusted.text, total.spent.text, total.weight.text, total.score.text) == (
        "1.56", "1.56", "20", "20",
    )  # fmt: skip
    assert [row[-1] for row in rows_of(form)] == ["20", "40"]
    assert form.total.text == "100"
    assert form.column("weight") is None


def test_transfer_form_without_scores() -> None:
    form = only_form(
        draw_grid(
            "中央对地方转移支付区域绩效自评表",
            "（2022年度）",
            "转移支付（项目）名称||水利发展资金",
            "中央主管部门||水利部",
            "地方主管部门||县水利局||资金使用单位|县水利局",
            "资金投入情况⏎（万元）|||全年预算数（A）|全年执行数（B）|预算执行率（B/A*100%)",
            "|年度资金总额：||500|480|96%",
            "|其中：中央补助||300|300|100%",
            "|地方资金||200|180|90%",
            "|其他资金",
            "资金管理情况|||情况说明||存在问题和改进措施",
            "|分配科学性||按因素法分配||无",
            "总体目标完成情况|总体目标|||全年实际完成情况",
            "|完成水库加固2座|||已完成2座",
            "绩效指标|一级指标|二级指标|三级指标|指标值|全年实际完成值|未完成原因和改进措施",
            "|产出指标|数量指标|水库加固座数|≥2座|2座",
            "||质量指标|验收合格率|100%|100%",
            "|满意度指标|服务对象满意度指标|群众满意度|≥90%|95%",
            "说明|请在此处简要说明各级审计和财政监督中发现的问题：无",
            "注：1.其他资金包括和中央补助、地方资金共同投入到同一项目的自有资金。",
        )
    )
    assert form.kind is FormKind.TRANSFER
    assert form.department.text == "县水利局"
    assert form.project.text == "水利发展资金"
    assert [(row.part, row.spent.text) for row in form.funds.rows] == [
        (FundsPart.TOTAL, "480"), (FundsPart.CURRENT, "300"), (FundsPart.CURRENT, "180"), (FundsPart.OTHER, ""),
    ]  # fmt: skip
    assert (form.goals.expected.text, form.goals.actual.text) == ("完成水库加固2座", "已完成2座")
    assert [row[:5] for row in rows_of(form)] == [
        ("产出指标", "数量指标", "水库加固座数", "≥2座", "2座"),
        ("产出指标", "质量指标", "验收合格率", "100%", "100%"),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", "95%"),
    ]
    assert not form.total.exists


def test_declared_targets() -> None:
    form = only_form(
        draw_grid(
            "项目支出绩效目标申报表",
            "（2024年度）",
            "项目名称||农村道路养护",
            "主管部门及代码||[101]县交通局||实施单位|县公路所",
            "项目资金⏎（万元）|年度资金总额：|||120",
            "|其中：财政拨款|||100",
            "|其他资金|||20",
            "年度⏎目标|养护农村公路100公里",
            "绩⏎效⏎指⏎标|一级指标|二级指标|三级指标|指标值",
            "|产出指标|数量指标|养护里程|≥100公里",
            "||质量指标|合格率|≥98%",
        )
    )
    assert form.kind is FormKind.TARGETS
    assert [(row.part, row.budget_initial.text) for row in form.funds.rows] == [
        (FundsPart.TOTAL, "120"), (FundsPart.CURRENT, "100"), (FundsPart.OTHER, "20"),
    ]  # fmt: skip
    assert form.goals.expected.text == "养护农村公路100公里"
    assert [row[:4] for row in rows_of(form)] == [
        ("产出指标", "数量指标", "养护里程", "≥100公里"), ("产出指标", "质量指标", "合格率", "≥98%"),
    ]  # fmt: skip
