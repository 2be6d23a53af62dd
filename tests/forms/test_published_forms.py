"""The nine published forms, each built in the layout of its place, are read back completely and exactly."""

from __future__ import annotations

from pathlib import Path

import pytest
from forms.build_forms import FACTS, build_forms, facts_of

from perfeval_core.model import Form, FormKind, FundsPart
from perfeval_core.read_form import read_workbook_forms
from perfeval_core.read_indicators import split_points
from xladdin.files import read_workbook

NAMES = sorted(path.stem for path in FACTS.glob("*.json"))
KINDS = {
    "jinzhai_village_2023": FormKind.DEPARTMENT,
    "liangping_forestry_2022": FormKind.DEPARTMENT,
    "zhongjiang_2022_water": FormKind.TRANSFER,
}
# columns that a place's layout does not print
UNPRINTED = {
    "huanggang_shuibao_2020": {"年初预算数"},
    "zhongjiang_2022_water": {"年初预算数"},
    "jiangmen_2022_industry": {"全年预算数", "分值", "得分"},
    "changde_2022_industry": {"分值", "得分"},
}
FUNDS = {
    "年初预算数": "budget_initial", "全年预算数": "budget_adjusted", "全年执行数": "spent", "分值": "weight",
    "执行率": "execution_rate", "得分": "score",
}  # fmt: skip


def _form(forms: dict[str, Path], name: str) -> Form:
    found = read_workbook_forms(read_workbook(forms[name]))
    assert len(found.forms) == 1
    return found.forms[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_indicator_is_read_back(forms: dict[str, Path], name: str) -> None:
    read = [
        (i.level1, i.level2, *(e.text.strip() for e in (i.name, i.target, i.actual, i.weight, i.score, i.reason)))
        for i in _form(forms, name).scored_indicators
    ]
    want = [
        (
            split_points(i["level1"])[0],
            *(i[k] for k in ("level2", "name", "target", "actual", "weight", "score", "reason")),
        )
        for i in facts_of(name)["indicators"]
    ]
    assert read == want


@pytest.mark.parametrize("name", NAMES)
def test_every_amount_is_read_back(forms: dict[str, Path], name: str) -> None:
    facts, form = facts_of(name), _form(forms, name)
    printed = {column: role for column, role in FUNDS.items() if column not in UNPRINTED.get(name, ())}
    read = [
        (row.name.text.strip(), *(getattr(row, role).text.strip() for role in printed.values()))
        for row in form.funds.rows
    ]
    assert read == [(row["name"], *(row[column] for column in printed)) for row in facts["funds"]["rows"]]
    assert form.funds.unit == facts["funds_unit"]
    assert form.funds.total is not None


@pytest.mark.parametrize("name", NAMES)
def test_head_and_closing_row_are_read_back(forms: dict[str, Path], name: str) -> None:
    facts, form = facts_of(name), _form(forms, name)
    assert form.kind is KINDS.get(name, FormKind.PROJECT)
    assert form.year == facts["year"]
    assert form.goals.expected.text.strip() == facts["goals"]["expected"]
    assert form.goals.actual.text.strip() == facts["goals"]["actual"]
    assert form.total.text.strip().removesuffix("分") == facts["total"]
    assert form.grade.text.strip() == facts["grade"]
    assert form.unit.text.strip() == facts.get("实施单位", facts["unit"])
    if "主管部门" in facts:
        assert form.department.text.strip() == facts["主管部门"]


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_has_a_place(forms: dict[str, Path], name: str) -> None:
    allowed = {"公开14表", "三、项目绩效情况"}
    left = [
        p for p in _form(forms, name).unplaced if p.text not in allowed and not p.text.startswith(("表 ", "2022 年"))
    ]
    assert left == []


def test_claimed_points_are_read(forms: dict[str, Path]) -> None:
    form = _form(forms, "yiyang_2020_industry")
    assert [(h.name, h.weight) for h in form.headings if h.level == 1] == [
        ("产出指标", "50"), ("效益指标", "30"), ("满意度指标", "10"),
    ]  # fmt: skip
    assert form.total_weight.text == "100"
    assert [i.name.text for i in form.indicators if i.placeholder].count("指标2：") == 6


def test_parts_of_the_funds(forms: dict[str, Path]) -> None:
    funds = _form(forms, "yiyang_2020_industry").funds
    assert [row.part for row in funds.rows] == [
        FundsPart.TOTAL, FundsPart.CURRENT, FundsPart.CARRYOVER, FundsPart.OTHER,
    ]  # fmt: skip


def test_split_target_keeps_its_cells(forms: dict[str, Path]) -> None:
    target = _form(forms, "yongde_mingang_2022").indicators[0].target
    assert target.text == "≧735人次"
    assert len(target.refs) == 3


def test_execution_points_claimed_by_the_block_title(forms: dict[str, Path]) -> None:
    total = _form(forms, "huanggang_shuibao_2020").funds.total
    assert total is not None
    assert total.weight.text == "20"


def test_builds_are_deterministic(tmp_path: Path) -> None:
    from zipfile import ZipFile

    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    first, second = build_forms(tmp_path / "a"), build_forms(tmp_path / "b")
    for name, path in first.items():
        with ZipFile(path) as one, ZipFile(second[name]) as other:
            sheet = "xl/worksheets/sheet1.xml"
            assert one.read(sheet) == other.read(sheet)
