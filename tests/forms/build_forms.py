"""Build the nine published forms as real workbooks from their recorded facts, each in the layout of its place.

What a form's own layout has no cell for (a budget column that the place does not print) is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from forms.official import labels, official_funds, official_goals, official_rows
from forms.page import Page
from openpyxl import Workbook

__all__ = ["FACTS", "build_form", "build_forms", "facts_of"]

FACTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "forms"
SPACE = "\u3000"
Facts = dict[str, Any]


def facts_of(name: str) -> Facts:
    """The recorded facts of one form."""
    return json.loads((FACTS / f"{name}.json").read_text(encoding="utf-8"))


def build_forms(folder: Path) -> dict[str, Path]:
    """Write all nine forms into a folder: name -> path."""
    paths = {}
    for name in sorted(_LAYOUTS):
        paths[name] = folder / f"{name}.xlsx"
        build_form(name).save(paths[name])
    return paths


def build_form(name: str) -> Workbook:
    """The workbook of one form."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    _LAYOUTS[name](Page(sheet), facts_of(name))
    return book


def _project_of(facts: Facts) -> str:
    return facts["title"].split(" ", 1)[1] if " " in facts["title"] else ""


def _title_of(facts: Facts) -> str:
    return facts["title"].split(" ", 1)[0]


def _yiyang(page: Page, facts: Facts) -> None:
    page.numbers = False
    page.wide("2020年度项目支出绩效自评表", 9)
    labels(page, "项目名称", "产业发展及互联网+行动专项引导资金")
    labels(page, "主管部门", facts["主管部门"], "实施\n单位", facts["实施单位"])
    official_funds(page, facts, blank=SPACE)
    official_goals(page, facts)
    official_rows(page, facts, placeholders=True, blank=SPACE)
    row = page.line("总分", "", "", "", "", "", "100", facts["total"], SPACE)
    page.merge(row, 1, row, 6)


def _chizhou(page: Page, facts: Facts) -> None:
    page.line("附件：")
    page.wide(_title_of(facts), 9)
    page.wide(f"({facts['year']}年度)", 9)
    labels(page, "项目名称", _project_of(facts))
    labels(page, "主管部门", "219-" + facts["unit"], "实施单位", facts["unit"])
    official_funds(page, facts)
    official_goals(page, facts)
    official_rows(page, facts)


def _jinzhai(page: Page, facts: Facts) -> None:
    page.wide(facts["title"], 9)
    page.wide(f"（ {facts['year']} 年度）", 9)
    labels(page, "部门（单位）名称", facts["unit"])
    official_funds(page, facts)
    official_goals(page, facts)
    official_rows(page, facts)


def _huanggang(page: Page, facts: Facts) -> None:
    page.wide(facts["title"], 7)
    page.line(f"单位名称：{facts['unit']}", "", "", "", "填报日期：2021年3月")
    for label, value in (("项目名称", "水土保持监测项目"), ("主管部门", ""), ("项目实施单位", facts["unit"])):
        row = page.line(label, "", value)
        page.merge(row, 1, row, 2)
        page.merge(row, 3, row, 7)
    fund = facts["funds"]["rows"][0]
    first = page.line(
        "预算执行情况\n（万元）\n（20分）",
        "",
        "",
        "预算数（A）",
        "执行数（B）",
        "执行率（B/A）",
        "得分\n（20分*执行率）",
    )
    page.line("", fund["name"], "", fund["全年预算数"], fund["全年执行数"], fund["执行率"], fund["得分"])
    page.merge(first, 1, first + 1, 1)
    page.merge(first + 1, 2, first + 1, 3)
    rows = facts["indicators"]
    second = next(
        i for i in range(1, len(rows)) if rows[i]["level1"] == "产出指标" and rows[i - 1]["level1"] != "产出指标"
    )
    for number, block in enumerate((rows[:second], rows[second:]), 1):
        header = page.line(
            f"年度绩效目标{number}\n（40分）",
            "一级指标",
            "二级指标",
            "三级指标",
            "年初目标值（A）",
            "实际完成值（B）",
            "得分",
        )
        for row in block:
            page.line("", row["level1"], row["level2"], row["name"], row["target"], row["actual"], row["score"])
        page.merge_repeats(header + 1, page.row, 2)
        page.merge(header, 1, page.row, 1)
    row = page.line("总分", "", "", "", "", "", facts["total"])
    page.merge(row, 1, row, 6)
    for label in ("偏差大或\n目标未完成\n原因分析", "改进措施及\n结果应用方案"):
        row = page.line(label, "无")
        page.merge(row, 2, row, 7)
    page.wide(
        "备注：\n1.预算执行情况口径：预算数为调整后财政资金总额（包括上年结余结转），执行数为资金使用单位财政资金实际支出数。\n"
        "2.定量指标完成数汇总原则：绝对值直接累加计算，相对值按照资金额度加权平均计算。\n"
        "3.基于经济性和必要性等因素考虑，满意度指标暂可不作为必评指标。",
        7,
    )


def _yongde(page: Page, facts: Facts) -> None:
    page.wide("项目支出绩效自评表", 11)
    row = page.line(f"单位名称：{facts['unit']}", *[""] * 8, "公开14表")
    page.line(f"{facts['year']}年度", *[""] * 8, f"金额单位：{facts['funds_unit']}")
    for label, value in (("项目名称", _project_of(facts)), ("主管部门", facts["主管部门"])):
        row = page.line(label, "", value)
        if label == "主管部门":
            page.put(row, 7, "实施单位")
            page.put(row, 9, facts["unit"])
            page.merge(row, 3, row, 6)
    first = page.line(
        "项目资金\n（元）", "", "", "", "年初预算数", "全年预算数", "全年执行数", "", "分值", "执行率", "得分"
    )
    page.merge(first, 7, first, 8)
    for fund in facts["funds"]["rows"]:
        row = page.line(
            "", fund["name"], "", "", fund["年初预算数"], fund["全年预算数"], fund["全年执行数"], "", fund["分值"],
            fund["执行率"], fund["得分"],
        )  # fmt: skip
        page.merge(row, 2, row, 4)
        page.merge(row, 7, row, 8)
    page.merge(first, 1, page.row, 1)
    row = page.line("年度\n总体\n目标", "预期目标", "", "", "", "", "实际完成情况")
    page.line("", facts["goals"]["expected"], "", "", "", "", facts["goals"]["actual"])
    page.merge(row, 1, row + 1, 1)
    for at in (row, row + 1):
        page.merge(at, 2, at, 6)
        page.merge(at, 7, at, 11)
    header = page.line(
        "绩效指标", "", "", "", "年度指标值", "", "", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"
    )
    page.line("", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位")
    page.merge(header, 1, header, 4)
    page.merge(header, 5, header, 7)
    for col in range(8, 12):
        page.merge(header, col, header + 1, col)
    for item in facts["indicators"]:
        parts = item["target_parts"]
        page.line(
            "", item["level1"], item["level2"], item["name"], parts["sign"], parts["value"], parts["unit"],
            item["actual"], item["weight"], item["score"], item["reason"],
        )  # fmt: skip
    row = page.line("其他需要说明事项", "", "", "无")
    page.merge(row, 1, row, 3)
    row = page.line("总分", "", "", "", "", "", "", "总分值", "总得分", "自评等级")
    page.line("", "", "", "", "", "", "", "100", facts["total"], facts["grade"])
    page.merge(row, 1, row + 1, 7)
    page.wide("备注：1.其他资金：请在“其他需要说明的事项”栏注明资金来源。", 11)
    page.wide(
        "2.实际完成值：定性指标根据指标完成情况分为达成预期指标、部分达成预期指标并具有一定效果、未达成预期指标且效果较差三档。",
        11,
    )


def _zhongjiang(page: Page, facts: Facts) -> None:
    page.wide(_title_of(facts), 9)
    page.wide(f"（{facts['year']}年度）", 9)
    labels(page, "项目名称", _project_of(facts), "负责人及电话", "谢凯")
    labels(page, "主管部门", facts["unit"], "实施单位", facts["unit"])
    first = page.line(
        "资金情况\n（万元）", "", "", "", "全年预算数（A）", "全年执行数（B）", "分值", "执行率（B/A）", "得分"
    )
    for fund in facts["funds"]["rows"]:
        row = page.line(
            "", fund["name"], "", "", fund["全年预算数"], fund["全年执行数"], fund["分值"], fund["执行率"], fund["得分"]
        )
        page.merge(row, 2, row, 4)
    page.merge(first, 1, page.row, 1)
    row = page.line("年度总体目标", "年初设定目标", "", "", "", "年度总体目标完成情况综述")
    page.line("", facts["goals"]["expected"], "", "", "", facts["goals"]["actual"])
    page.merge(row, 1, row + 1, 1)
    header = page.line("绩\n效\n指\n标", *facts["columns"])
    for item in facts["indicators"]:
        values = (item["weight"], item["target"], item["actual"], item["score"], item["reason"])
        page.line("", item["level1"], item["level2"], item["name"], *values)
    page.merge_repeats(header + 1, page.row, 3, 2)
    page.merge_repeats(header + 1, page.row, 2)
    page.merge(header, 1, page.row, 1)
    page.line("", "……")
    row = page.line("总分", "", "", "", "100", "", "", facts["total"])
    page.merge(row, 1, row, 4)
    page.wide(
        "注：1.一级指标分值统一设置为：产出指标50分、效益指标30分、满意度指标10分、预算资金执行率10分，"
        "各部门根据各项指标重要程度确定三级指标的分值。",
        9,
    )


def _liangping(page: Page, facts: Facts) -> None:
    page.wide(facts["title"], 11)
    page.wide(f"（{facts['year']}年度）", 11)
    page.line("部门（单位）名称", "", facts["unit"], "", "", "", "自评总分\n（分）", facts["total"])
    fund = facts["funds"]["rows"][0]
    first = page.line(
        "部门支出\n预算执行\n（万元）", "", "", "年初预算数", "全年（调整）预算数", "全年执行数", "执行率（%）",
        "执行率权重\n（分）", "执行率得分\n（分）",
    )  # fmt: skip
    page.line(
        "", fund["name"], "", fund["年初预算数"], fund["全年预算数"], fund["全年执行数"], fund["执行率"], fund["分值"],
        fund["得分"],
    )  # fmt: skip
    page.merge(first, 1, first + 1, 1)
    row = page.line(
        "当年绩效\n目标", "年初绩效目标", "", "", "全年（调整）绩效目标", "", "", "全年绩效目标实际完成情况"
    )
    page.line("", facts["goals"]["expected"])
    page.merge(row, 1, row + 1, 1)
    header = page.line(
        "绩效指标", "指标名称", "计量单位", "指标性质", "指标值", "指标权重\n（分）", "全年完成值", "得分系数\n（%）",
        "指标得分\n（分）", "是否核心\n指标", "说明",
    )  # fmt: skip
    for item in facts["indicators"]:
        parts = item["target_parts"]
        page.line(
            "", item["name"], parts["unit"], parts["sign"], parts["value"], item["weight"], item["actual"], "100",
            item["score"], "否", item["reason"],
        )  # fmt: skip
    page.merge(header, 1, page.row, 1)


def _jiangmen(page: Page, facts: Facts) -> None:
    page.wide("2022年工业扶持专项资金绩效自评情况", 6)
    page.line(f"单位：{facts['unit']}")
    page.line("表 2 2022 年工业扶持专项资金使用情况（单位：万元）")
    page.line("二级项目", "", "年初预算数", "全年执行数", "执行率")
    for fund in facts["funds"]["rows"]:
        row = page.line(fund["name"], "", fund["年初预算数"], fund["全年执行数"], fund["执行率"])
        page.merge(row, 1, row, 2)
    page.line("三、项目绩效情况")
    page.line("2022 年工业扶持专项资金下设 16 个二级项目，具体目标及完成情况如下：")
    page.line("表 3 2022 年工业扶持专项资金二级项目绩效目标表")
    for index, item in enumerate(facts["indicators"]):
        if index % 10 == 0:
            page.line()
            page.line("序号", "二级项目", "二级指标", "三级指标", "目标值", "实际完成值")
        page.line(item["no"], item["project_cell"], item["level2"], item["name"], item["target"], item["actual"])
    page.line("自评得分", "", facts["total"], "自评等级", facts["grade"])


def _changde(page: Page, facts: Facts) -> None:
    page.wide(facts["title"], 6)
    page.line("单位名称", facts["unit"])
    page.line("资金情况（万元）", "", "年初预算数", "全年预算数", "全年执行数", "执行率")
    fund = facts["funds"]["rows"][0]
    page.line("", fund["name"], fund["年初预算数"], fund["全年预算数"], fund["全年执行数"], fund["执行率"])
    header = page.line("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "未完成原因")
    for item in facts["indicators"]:
        page.line(item["level1"], item["level2"], item["name"], item["target"], item["actual"], item["reason"])
    page.merge_repeats(header + 1, page.row, 2, 1)
    page.merge_repeats(header + 1, page.row, 1)
    page.line(f"评价得分：{facts['total']}分", "", "", f"评价等级：{facts['grade']}")


_LAYOUTS: dict[str, Callable[[Page, Facts], None]] = {
    "changde_2022_industry": _changde,
    "chizhou_tangxi_2022": _chizhou,
    "huanggang_shuibao_2020": _huanggang,
    "jiangmen_2022_industry": _jiangmen,
    "jinzhai_village_2023": _jinzhai,
    "liangping_forestry_2022": _liangping,
    "yiyang_2020_industry": _yiyang,
    "yongde_mingang_2022": _yongde,
    "zhongjiang_2022_water": _zhongjiang,
}
