"""Sixty reasons as clerks write them, judged by hand: nothing is held against a good one, no poor one passes.

A good one that tells no measure gets at most a hint to add one (PE-R106), where the target was missed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fix.forms import typed_form
from xladdin.checking import check_file

COMPLETE = (
    "6月持续强降雨，河道水位上涨，施工停工38天，少建1处蓄水池；已与施工方签补充协议，次年4月底前补建完成。",
    "项目于9月才完成招标，比计划晚两个月，尾款120万元按合同次年3月支付。",
    "两户村民外出务工未入户，下季度电话预约后补做。",
    "原材料价格上涨12%，采购数量由50台减为44台；2024年追加预算后补采6台。",
    "因征地拆迁有3户未签协议，延长段0.8公里没有开工，镇政府已成立工作组，预计2025年6月签完。",
    "实际参训人数减少是因为两期培训与农忙冲突，已改为冬季补办。",
    "财政资金12月25日才到账，来不及支付，已结转至次年1月支付完毕。",
    "供应商破产，重新招标，设备到货推迟到次年2月。",
    "服务对象中18人电话停机未能访到，满意度样本不足，今后留存两个联系方式。",
    "学校撤并，在校生减少41人，营养餐补助人数相应减少。",
    "疫情期间培训停办两期，少训60人；今年改为线上补训。",
    "受疫情影响，3—5月道路封闭，运输车辆无法进场，工期延误62天，10月已完工。",
    "非洲猪瘟防控调整，取消3个集中屠宰点建设，资金收回财政。",
    "个别农户因补贴发放时间晚有意见，已将发放时间提前到每月10日前。",
    "问卷中反映卫生条件差的有7份，已更换保洁公司，每天两次清扫。",
    "由于设计变更增加了护坡工程，投资超出15万元，已报发改局批复调整概算。",
    "聘请专家2人因行程取消授课，改由本局技术人员授课。",
    "退役士兵自主就业人数比预计少8人，据实发放补助。",
    "贫困户动态调整，减少11户，补助人数相应核减。",
    "目标值按2019年测算，未考虑人口外流，明年按实际常住人口重新测算。",
    "指标设置偏低，明年将目标值由100家调高到180家。",
)
"""A cause, a number and a measure."""
WITHOUT_MEASURE = (
    "年中上级追加资金200万元（县财预〔2023〕45号），多建高标准农田600亩。",
    "机构改革后该职能划转至县行政审批局，本年只完成上半年的6场。",
    "因油价下调，公务用车运行成本比预计少支出3.2万元。",
    "合同约定质保金5%于验收一年后支付，属正常结转。",
    "部分企业停产检修，用电量下降，导致税收增速只有4.5%。",
    "汛期提前，清淤工作量增加2.3万方，超额完成。",
    "招商新引进电子企业4家，带动就业人数超过年初预期。",
    "第三方检测机构排期紧张，水质检测报告12月底才出具。",
    "县医院新院区搬迁，门诊停诊15天。",
)
"""A cause and a number; nothing is said of what comes next."""
POOR = {
    "PE-R105": (
        "疫情影响",
        "受疫情影响，未能完成目标。",
        "客观原因",
        "按实际完成。",
        "已完成",
        "资金未到位",
        "进度滞后",
        "政策原因",
        "与年初目标有一定差距",
        "超额完成",
        "完成情况良好",
        "该指标已达标",
        "见附件",
        "同上",
        "情况属实",
        "不可抗力",
        "经费紧张",
        "项目未开展",
    ),
    "PE-R106": ("受经济下行压力影响",),
    "PE-R108": (
        "由于客观因素影响，导致未能按时完成，下一步将加强管理，确保完成任务。",
        "下一步进一步加大工作力度，切实提高资金使用效率。",
        "加强预算绩效管理，提高认识，完善制度。",
        "因特殊情况未完成，将积极整改。",
        "预算执行率较低，下一步加快预算执行进度。",
        "项目正在推进中",
        "存在偏差，及时改进",
        "因疫情防控等因素影响，工作未能按计划开展，我单位将进一步统筹安排，加快推进，确保按期完成绩效目标。",
        "继续努力",
    ),
    "PE-R109": (
        "工作推进不力，今后加强。",
        "指标值设置不合理",
    ),
}


def findings(reasons: tuple[str, ...], folder: Path) -> dict[str, list[str]]:
    """The codes of area R found at each reason, each beside an indicator that was missed."""
    rows = [
        ("产出指标", "数量指标", f"新建集中供水点{at}", "≥25处", "24处", 1, 0.96, text)
        for at, text in enumerate(reasons)
    ]
    report = check_file(str(typed_form(folder / "表.xlsx", rows))).report
    found: dict[str, list[str]] = {text: [] for text in reasons}
    for finding in report.findings:
        if finding.code.startswith("PE-R") and finding.code not in ("PE-R103", "PE-R104"):
            found[reasons[finding.where[0].row - 11]].append(finding.code)
    return found


def test_a_complete_reason_passes(tmp_path: Path) -> None:
    assert {text: codes for text, codes in findings(COMPLETE, tmp_path).items() if codes} == {}


def test_a_reason_without_a_measure_gets_a_hint(tmp_path: Path) -> None:
    assert findings(WITHOUT_MEASURE, tmp_path) == {text: ["PE-R106"] for text in WITHOUT_MEASURE}


@pytest.mark.parametrize("code", POOR)
def test_a_poor_reason_is_found(code: str, tmp_path: Path) -> None:
    assert findings(POOR[code], tmp_path) == {text: [code] for text in POOR[code]}


@pytest.mark.parametrize("text", ["项目资金未到位，少建3处", "上级资金未下达", "县级财政资金紧张", "农户搬迁"])
def test_a_short_cause_is_a_cause(text: str, tmp_path: Path) -> None:
    """Six characters and more that name a thing of its own are no stock phrase."""
    expected = ["PE-R105"] if len(text) < 6 else ["PE-R106"]
    assert findings((text,), tmp_path) == {text: expected}
