"""Workbooks for the tests: every template, the published forms converted, a form with every kind of fault."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

from forms.build_forms import build_form

from perfeval_core.grid import Grid
from workbook_templates.build import build_standard_workbook
from workbook_templates.content import Block, Content, FundsLine, Group, Line, blank_content
from xladdin.files import read_workbook
from xladdin.standard_forms import taken_over_forms

FORMS = (
    "changde_2022_industry", "chizhou_tangxi_2022", "huanggang_shuibao_2020", "jiangmen_2022_industry",
    "jinzhai_village_2023", "liangping_forestry_2022", "yiyang_2020_industry", "yongde_mingang_2022",
    "zhongjiang_2022_water",
)  # fmt: skip


@cache
def converted(name: str) -> Content:
    """The standard content of a published form."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.xlsx"
        build_form(name).save(path)
        return taken_over_forms(str(path), None)[0][0].content


def faulty() -> Content:
    """A form in which nearly every live check finds something."""
    lines = (
        Line("新建机井数量", "≥100口", "80口", "20"),
        Line("新建机井数量", "≥100口", "400口", "20.5"),
        Line("", "≥1个", "2个", "3"),
        Line("培训人数", "≥50人", "50人次", "2"),
        Line("验收合格率", "100%", "100%", "-1"),
        Line("补贴发放", "", "3户", "0"),
        Line("开工时间", "≥2个", "", "十分"),
    )
    blank = blank_content("mof_2020")
    output = Block("产出指标", (Group("数量指标", lines),))
    reason = "受疫情影响进度滞后"
    effect = Block("效益指标", (Group("社会效益指标", (
        Line("就业人数", "≥10人", "5人", "15", reason), Line("增收户数", "≥10户", "4户", "15", reason),
        Line("满意人数", "≥10人", "900人", "", ""),
    )),))  # fmt: skip
    funds = (
        FundsLine("年度资金总额", ("", "100", "")),
        FundsLine("其中：当年财政拨款", ("90", "60", "1200000")),
        FundsLine("上年结转资金"),
        FundsLine("其他资金", ("", "20", "")),
    )
    return replace(blank, blocks=(output, effect, blank.blocks[2]), funds=funds, year="2024")


def written(folder: Path, content: Content, name: str = "表.xlsx") -> Path:
    """A standard workbook on the disk."""
    path = folder / name
    path.write_bytes(build_standard_workbook(content))
    return path


def form_grid(path: Path) -> Grid:
    """The sheet 自评表 as the core's reader sees it."""
    return read_workbook(path).grids[0]
