"""``perfeval new`` and ``perfeval convert`` as a person runs them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from forms import test_form_grammar, test_other_layouts, test_places
from forms.build_forms import build_form
from forms.grids import draw_grid
from standard_workbooks import FORMS, converted

from perfeval_core.chosen_scheme import chosen_scheme
from perfeval_core.grid import Grid, Workbook
from perfeval_core.model import FormKind
from perfeval_core.read_form import read_layout, read_workbook_forms
from perfeval_core.recognise import find_layouts
from workbook_templates.build import DIST
from workbook_templates.content import form_texts, with_spare_rows
from workbook_templates.from_form import take_over
from workbook_templates.parameters import scheme_titles
from xladdin.checking import scheme_of
from xladdin.cli import main
from xladdin.files import read_workbook
from xladdin.standard_forms import built

BARE = str.maketrans("（）：", "():", " \u3000\n\r\t")
NOTHING = re.compile(r"[-—/.…]+|无|一")
"""Marks with which people fill a cell that has nothing in it."""


def _texts(path: Path) -> list[str]:
    """The texts of every cell of every sheet, without spaces."""
    workbook = read_workbook(path)
    return [cell.text.translate(BARE) for grid in workbook.grids for cell in grid.cells.values() if cell.text.strip()]


def _lost(old: Path, new: Path) -> list[str]:
    """What stands in the old workbook and in no cell of the new one."""
    kept = set(_texts(new))
    return [
        text
        for text in _texts(old)
        if not NOTHING.fullmatch(text) and text not in kept and not any(text in one for one in kept)
    ]


@pytest.mark.parametrize("name", FORMS)
def test_convert_drops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    old, new = tmp_path / "旧表.xlsx", tmp_path / "新表.xlsx"
    build_form(name).save(old)
    before = old.read_bytes()
    assert main(["convert", str(old), "-o", str(new)]) == 0
    assert "转来" in capsys.readouterr().out
    assert old.read_bytes() == before
    assert _lost(old, new) == []


def _drawn_by(module: ModuleType) -> Iterator[tuple[str, Grid]]:
    """The forms that a module of tests draws, by the test that draws them."""
    for name, test in vars(module).items():
        if not name.startswith("test_") or inspect.signature(test).parameters:
            continue
        drawn: list[Grid] = []

        def draw(*lines: str, drawn: list[Grid] = drawn, **merges: Any) -> Grid:
            drawn.append(draw_grid(*lines, **merges))
            return drawn[-1]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "draw_grid", draw)
            test()
        yield from ((f"{name}-{number}", grid) for number, grid in enumerate(drawn, 1))


LAYOUTS = {
    name: grid
    for module in (test_form_grammar, test_other_layouts, test_places)
    for name, grid in _drawn_by(module)
    if find_layouts(grid)
}
"""All layouts that the recognition of forms is tested with."""


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_every_layout_is_taken_over_whole(tmp_path: Path, name: str) -> None:
    grid = LAYOUTS[name]
    path = tmp_path / "新表.xlsx"
    for layout in find_layouts(grid):
        form = read_layout(grid, layout)
        taken = take_over(Workbook((grid,)), grid, layout, form, scheme_of(form)[0])
        path.write_bytes(built(with_spare_rows(taken.content), addin=False))
        kept = set(_texts(path))
        kept |= {format(Decimal(one[:-1]) / 100, "f") for one in kept if re.fullmatch(r"\d+(\.\d+)?%", one)}
        texts = [cell.text.translate(BARE) for cell in grid.cells.values() if cell.text.strip()]
        assert [text for text in texts if not NOTHING.fullmatch(text) and not any(text in one for one in kept)] == []
        (made,) = read_workbook_forms(read_workbook(path)).forms
        assert [row.name.text for row in made.scored_indicators] == [row.name.text for row in form.scored_indicators]


def test_convert_says_that_weights_are_missing_and_leaves_room(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "旧表.xlsx", tmp_path / "新表.xlsx"
    build_form("jiangmen_2022_industry").save(old)
    assert main(["convert", str(old), "-o", str(new)]) == 0
    said = capsys.readouterr().out
    assert "63 行指标在原表里没有分值：请在“分值”一栏补填" in said
    assert "每个二级指标下面备了空行" in said and "待核：分值应是" not in said
    content = with_spare_rows(converted("jiangmen_2022_industry"))
    assert all(any(line.is_blank for line in group.lines) for block in content.blocks for group in block.groups)


def test_a_protected_old_form_is_read_as_any_other(tmp_path: Path) -> None:
    old, new = tmp_path / "旧表.xlsx", tmp_path / "新表.xlsx"
    book = build_form("yiyang_2020_industry")
    for sheet in book.worksheets:
        sheet.protection.sheet, sheet.protection.password = True, "密"
    book.save(old)
    before = old.read_bytes()
    assert main(["convert", str(old), "-o", str(new)]) == 0
    assert old.read_bytes() == before and _lost(old, new) == []


def test_the_scheme_of_the_targets_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """湖北 gives 80 points to the indicators: the 申报表 says so, and the self-evaluation begins with it."""
    from openpyxl import load_workbook

    filled, path = tmp_path / "申报表.xlsx", tmp_path / "自评表.xlsx"
    book = load_workbook(DIST / f"{form_texts('targets')['file']}.xlsx")
    sheet = book["绩效目标申报表"]
    head = next(row for row in range(1, 30) if sheet.cell(row, 4).value == "三级指标")
    sheet.cell(head + 5, 4, "新建机井"), sheet.cell(head + 5, 5, "≥20口"), sheet.cell(head + 5, 6, 80)
    title = next(title for title, name in scheme_titles().items() if name == "hubei")
    book["填报说明"]["B3"] = title
    book.save(filled)
    assert main(["new", "--from", str(filled), "-o", str(path)]) == 0
    workbook = read_workbook(path)
    chosen = chosen_scheme(workbook)
    assert chosen is not None and chosen.title == title
    capsys.readouterr()
    main(["check", str(path)])
    assert f"{title}——按填报说明里选的评分办法" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["2020", "cost"])
@pytest.mark.parametrize("functions", ["none", "addin"])
def test_new_makes_the_form_with_its_head(tmp_path: Path, form: str, functions: str) -> None:
    path = tmp_path / "自评表.xlsx"
    words = ["--form", form, "--functions", functions, "--project", "机井建设", "--unit", "县水务局", "--year", "2024"]
    assert main(["new", *words, "-o", str(path)]) == 0
    workbook = read_workbook(path)
    (made,) = read_workbook_forms(workbook).forms
    assert (made.project.text, made.unit.text, made.year) == ("机井建设", "县水务局", "2024")
    assert ("计分明细" in [grid.sheet for grid in workbook.grids]) == (functions == "none")
    assert {heading.name for heading in made.headings if heading.level == 1} >= {"产出指标", "效益指标", "满意度指标"}


def test_targets_are_carried_into_the_self_evaluation(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    filled = tmp_path / "申报表.xlsx"
    book = load_workbook(DIST / f"{form_texts('targets')['file']}.xlsx")
    sheet = book["绩效目标申报表"]
    head = next(row for row in range(1, 30) if sheet.cell(row, 4).value == "三级指标")
    sheet["C3"], sheet["E6"], sheet["C9"] = "机井建设", 120, "新建机井 20 口"
    for row, (name, target, weight) in enumerate((("建设成本", "≤120万元", 20), ("亩均成本", "≤1000元", 0)), head + 1):
        sheet.cell(row, 4, name), sheet.cell(row, 5, target), sheet.cell(row, 6, weight)
    sheet.cell(head + 5, 4, "新建机井"), sheet.cell(head + 5, 5, "≥20口"), sheet.cell(head + 5, 6, 40)
    book.save(filled)
    assert read_workbook_forms(read_workbook(filled)).forms[0].kind is FormKind.TARGETS
    path = tmp_path / "自评表.xlsx"
    assert main(["new", "--from", str(filled), "-o", str(path)]) == 0
    (made,) = read_workbook_forms(read_workbook(path)).forms
    rows = [(row.level1, row.level2, row.name.text, row.target.text, row.weight.text) for row in made.indicators]
    assert rows == [
        ("成本指标", "经济成本指标", "建设成本", "≤120万元", "20"),
        ("成本指标", "经济成本指标", "亩均成本", "≤1000元", "0"),
        ("产出指标", "数量指标", "新建机井", "≥20口", "40"),
    ]
    assert made.project.text == "机井建设" and made.goals.expected.text == "新建机井 20 口"
    assert made.funds.parts[0].budget_initial.text == "120"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["new"], "PE-C001"),
        (["new", "-o", "表.xlsx", "--form", "2019"], "PE-C001"),
        (["new", "-o", "表.xlsx", "--year", "今年"], "PE-C001"),
        (["new", "-o", "表.xlsx", "--scheme", "湖北"], "PE-C002"),
        (["new", "-o", "已有.xlsx"], "PE-C003"),
        (["new", "-o", "没有的文件夹/表.xlsx"], "PE-C004"),
        (["new", "-o", "表.xlsx", "--from", "没有.xlsx"], "PE-F001"),
        (["new", "-o", "表.xlsx", "--from", "空表.xlsx"], "PE-C006"),
        (["new", "-o", "表.xlsx", "--from", "自评.xlsx"], "PE-C016"),
        (["new", "-o", "已有.xlsx", "--from", "自评.xlsx"], "PE-C003"),
        (["new", "-o", "文件夹"], "PE-C004"),
        (["convert", "自评.xlsx", "-o", "没有的文件夹/表.xlsx"], "PE-C004"),
        (["convert", "加密.xlsx", "-o", "表.xlsx"], "PE-F0"),
        (["convert", "空表.xlsx", "-o", "表.xlsx"], "PE-C006"),
        (["convert", "坏.xlsx", "-o", "表.xlsx"], "PE-F0"),
        (["convert", "已有.xlsx"], "PE-C001"),
        (["convert", "已有.xlsx", "-o", "已有.xlsx"], "PE-C005"),
        (["convert", "空表.xlsx", "-o", "已有.xlsx"], "PE-C003"),
        (["convert", "空表.xlsx", "-o", "表.xlsx", "--scheme", "没有"], "PE-C002"),
    ],
)
def test_bad_input_gets_a_coded_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: list[str], code: str
) -> None:
    from openpyxl import Workbook

    monkeypatch.chdir(tmp_path)
    Workbook().save("空表.xlsx")
    Path("已有.xlsx").write_bytes(b"PK")
    Path("坏.xlsx").write_bytes(b"PK\x03\x04broken")
    Path("文件夹").mkdir()
    build_form("yiyang_2020_industry").save("自评.xlsx")
    Path("加密.xlsx").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1016))  # how a file with a password begins
    assert main(words) == 2
    message = capsys.readouterr().err
    assert message.startswith(code) and "Traceback" not in message
    assert len(message.strip().splitlines()) <= 2, message
    assert not Path("表.xlsx").exists()
    assert Path("已有.xlsx").read_bytes() == b"PK"


def test_force_overwrites_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("表.xlsx").write_bytes(b"x")
    assert main(["new", "-o", "表.xlsx"]) == 2
    assert main(["new", "-o", "表.xlsx", "--force"]) == 0
    assert read_workbook_forms(read_workbook("表.xlsx")).forms
