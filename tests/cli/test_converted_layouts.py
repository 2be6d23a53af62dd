"""What ``perfeval convert`` says of unusual layouts: the unit it assumes, the kind of form, and nothing twice."""

from __future__ import annotations

from dataclasses import replace

from forms.test_hostile_layouts import GRIDS

from perfeval_core.grid import Grid, Workbook
from perfeval_core.read_form import read_layout
from perfeval_core.recognise import find_layouts
from workbook_templates.from_form import TakenOver, take_over
from xladdin.checking import scheme_of


def _taken(name: str, *beside: Grid) -> TakenOver:
    grid = replace(GRIDS[name], sheet=name, _anchors={})
    (layout,) = find_layouts(grid)
    form = read_layout(grid, layout)
    return take_over(Workbook((grid, *beside)), grid, layout, form, scheme_of(form)[0])


def test_two_units_are_said() -> None:
    assert "原表的金额单位写了“万元”和“元”两种，按“万元”转来，请核对" in _taken("金额单位写了两种").notes


def test_a_unit_that_nobody_wrote_is_said() -> None:
    assert "原表没有写金额单位，新表写的是万元，请核对" in _taken("到位率").notes
    assert not any("金额单位" in note for note in _taken("北京").notes)


def test_a_monitoring_form_is_called_one() -> None:
    assert "这是绩效运行监控表：完成值和得分留空，等年末填写" in _taken("监控").notes


def test_an_amount_that_found_its_place_is_not_listed_again() -> None:
    listed = {text for _, what, text in _taken("金额单位写了两种").content.other if what == "原表的说法"}
    assert listed == {"金额单位：元", "备注"}


def test_a_sheet_with_a_form_of_its_own_is_not_listed() -> None:
    other = replace(GRIDS["监控"], sheet="监控", _anchors={})
    draft = Grid("草稿", {(1, 1): next(iter(GRIDS["监控"].cells.values()))})
    sheets = {what for _, what, _ in _taken("北京", other, draft).content.other if what.startswith("工作表")}
    assert sheets == {"工作表“草稿”"}


def test_sources_as_columns_become_rows() -> None:
    funds = _taken("来源横排 陕西").content.funds
    assert [(line.name, line.amounts) for line in funds[:2]] == [
        ("年度资金总额", ("", "", "")),
        ("中央财政资金", ("", "100", "100")),
    ]
