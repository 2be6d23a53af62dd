"""The sheet 看板: score rates, where points were lost, execution against scores; charts that follow the form."""

from __future__ import annotations

from typing import Any

from perfeval_core.grid import column_letters
from workbook_templates.book import Book, Sheet
from workbook_templates.form_formulas import FormFormulas, rows_between
from workbook_templates.row_checks import ROW_CHECK_SHEET, row_check_columns
from workbook_templates.standard_layout import COLUMNS, FORM, FUNDS_COLUMNS
from workbook_templates.styles import COLOURS

__all__ = ["DASHBOARD", "add_dashboard", "dashboard_names"]

DASHBOARD = "看板"
_WIDTHS = (20, 9, 9, 10, 2, 24, 24, 2, *(10,) * 10)
_LOST_SHOWN = 8
_HEAD = 5


def dashboard_names() -> dict[str, str]:
    """The defined name of the share of the indicator points that were earned."""
    return {"指标得分率": f"{DASHBOARD}!$G$6"}


class _Dashboard:
    def __init__(self, book: Book, formulas: FormFormulas) -> None:
        self.book, self.formulas = book, formulas
        self.sheet: Sheet = book.sheet(DASHBOARD, "#1E6B34")

    def table(self, row: int, title: str, lines: list[tuple[str, int, int]]) -> tuple[int, int]:
        """名称 · 分值 · 得分 · 得分率 of blocks given by name formula, first row and the row after the last."""
        sheet = self.sheet
        sheet.merge(row, 1, row, 4, "section")
        sheet.text(row, 1, title, "section")
        for col, head in enumerate(("指标", "分值", "得分", "得分率"), 1):
            sheet.text(row + 1, col, head, "head")
        for number, (name, first, following) in enumerate(lines, row + 2):
            weights, scores = rows_between("weight", first, following), rows_between("score", first, following)
            waiting = f'COUNTIF({weights},"<>")-COUNTIFS({weights},"<>",{scores},">=-1E+99")'
            sheet.put(number, 1, name, "text")
            sheet.put(number, 2, f'=IFERROR(IF(COUNT({weights})=0,"",ROUND(SUM({weights}),4)),"")', "number")
            sheet.put(number, 3, f'=IFERROR(IF(COUNT({scores})=0,"",ROUND(SUM({scores}),4)),"")', "number2")
            sheet.put(
                number,
                4,
                f'=IFERROR(IF(B{number}="","",IF({waiting}>0,"待核",IF(B{number}=0,"",N(C{number})/B{number}))),"")',
                "share",
            )
        return row + 2, row + 1 + len(lines)

    def rates(self) -> None:
        """执行率, 指标得分率 and the light."""
        sheet, row = self.sheet, 4
        sheet.merge(row, 6, row, 7, "section")
        sheet.text(row, 6, "执行与得分", "section")
        rate = f"{FORM}!${column_letters(FUNDS_COLUMNS['execution_rate'][0])}${self.formulas.funds_row}"
        waiting = 'COUNTIF(各项分值,"<>")-COUNTIFS(各项分值,"<>",各项得分,">=-1E+99")'
        earned = f'IF(SUM(各项分值)=0,"",IF({waiting}>0,"待核",SUM(各项得分)/SUM(各项分值)))'
        # the limits of the light are those of the scheme, else the usual ones stand for themselves nowhere
        light = (
            'IF(OR(NOT(ISNUMBER(G6)),NOT(ISNUMBER(红灯线))),IF(ISNUMBER(红灯线),"","本办法没有红黄灯"),'
            'IF(AND(ISNUMBER(G5),N(G6)-N(G5)>N(G6)*N(红灯线)),"红灯：得分率明显高于执行率",'
            'IF(OR(G5="",1-N(G5)>N(黄灯线)),"黄灯：没有预算或结余较多","绿灯")))'
        )
        total = f"{FORM}!${column_letters(COLUMNS['score'][0])}${self.formulas.total_row}"
        beside = f"{FORM}!${column_letters(COLUMNS['reason'][0])}${self.formulas.total_row}"
        for offset, (label, formula, style) in enumerate(
            (
                ("预算执行率", f"={rate}", "share"),
                ("指标得分率", f"={earned}", "share"),
                ("总分", f"={total}", "number2"),
                ("等级", f'=IF(ISNUMBER({total}),SUBSTITUTE({beside},"等级：",""),"")', "centre"),
                ("红黄灯", f"={light}", "centre"),
            ),
            1,
        ):
            sheet.text(row + offset, 6, label, "text")
            sheet.put(row + offset, 7, formula, style)

    def lost(self, row: int) -> tuple[int, int]:
        """The indicators that lost most points, the worst first."""
        sheet = self.sheet
        sheet.merge(row, 6, row, 7, "section")
        sheet.text(row, 6, "失分最多的指标", "section")
        sheet.text(row + 1, 6, "指标", "head")
        sheet.text(row + 1, 7, "失分", "head")
        letters = row_check_columns()
        lost = f"{ROW_CHECK_SHEET}!${letters['lost']}:${letters['lost']}"
        order = f"{ROW_CHECK_SHEET}!${letters['lost_order']}:${letters['lost_order']}"
        name = f"{ROW_CHECK_SHEET}!${letters['name']}:${letters['name']}"
        for place in range(1, _LOST_SHOWN + 1):
            at = f"MATCH(LARGE({order},{place}),{order},0)"
            number = row + 1 + place
            full = f"INDEX({name},{at})"
            short = f'IF(LEFT({full},2)="指标",MID({full},FIND("：",{full}&"：")+1,12),LEFT({full},12))'
            none = 'IF(AND(COUNT(各项得分)>0,ISNUMBER(指标得分率)),"没有失分","")' if place == 1 else '""'
            sheet.put(number, 6, f"=IFERROR({short},{none})", "text")
            sheet.put(number, 7, f'=IFERROR(INDEX({lost},{at}),"")', "number2")
        return row + 2, row + 1 + _LOST_SHOWN

    def chart(
        self, kind: str, title: str, place: str, size: tuple[int, int], series: list[dict[str, Any]], **axes: Any
    ) -> None:
        """Insert a native chart."""
        chart = self.book.chart(kind)
        for one in series:
            chart.add_series(one)
        font = {"name": "微软雅黑", "size": 9, "color": COLOURS["ink"]}
        chart.set_title(
            {"name": title, "name_font": {"name": "微软雅黑", "size": 11, "bold": True, "color": COLOURS["ink"]}}
        )
        chart.set_legend({"none": True})
        grid = {"visible": True, "line": {"color": "#E3E8EF", "width": 0.75}}
        value_axis = {"num_font": font, "major_gridlines": grid, "line": {"none": True}, **axes}
        name_axis = {"num_font": font, "line": {"color": COLOURS["soft_line"]}, "major_tick_mark": "none"}
        if kind == "bar":
            chart.set_x_axis(value_axis)
            chart.set_y_axis({**name_axis, "reverse": True})
        else:
            chart.set_y_axis(value_axis)
            chart.set_x_axis(name_axis)
        chart.set_chartarea({"border": {"color": COLOURS["soft_line"]}, "fill": {"color": "#FFFFFF"}})
        chart.set_size({"width": size[0], "height": size[1]})
        self.sheet.raw.insert_chart(place, chart, {"object_position": 2, "x_offset": 2, "y_offset": 2})


def _series(names: str, values: str, colour: str, form: str, **more: Any) -> dict[str, Any]:
    return {
        "categories": f"={DASHBOARD}!{names}",
        "values": f"={DASHBOARD}!{values}",
        "fill": {"color": colour},
        "gap": 60,
        "data_labels": {"value": True, "num_format": form, "font": {"name": "微软雅黑", "size": 9}},
        **more,
    }


def add_dashboard(book: Book, formulas: FormFormulas) -> None:
    """Add the sheet; the tables left, the charts right of them."""
    board = _Dashboard(book, formulas)
    sheet = board.sheet
    for col, width in enumerate(_WIDTHS):
        sheet.raw.set_column(col, col, width)
    sheet.raw.set_default_row(20)
    sheet.text(1, 1, "看板", "sheet_title")
    sheet.height(1, 32)
    sheet.put(
        2,
        1,
        '=IF(COUNT(各项得分)=0,"自评表里还没有得分：填好以后，这里的数和图自动出来。",'
        '"图表随自评表变化；待核的行没有得分，不进图。")',
        "sheet_line",
    )
    board.rates()
    first = formulas.layout.indicators[0].first_row
    level1: list[tuple[str, int, int]] = []
    level2: list[tuple[str, int, int]] = []
    row = first
    for number, block in enumerate(formulas.content.blocks, 1):
        level1.append((f"=本表一级_{number}", row, row + block.size))
        for group in block.groups:
            level2.append(
                (f'=IFERROR(LEFT(SUBSTITUTE({FORM}!$C${row}&"",CHAR(10),""),9),"")', row, row + len(group.lines))
            )
            row += len(group.lines)
    one = board.table(4, "一级指标", level1)
    two = board.table(one[1] + 2, "二级指标", level2)
    lost = board.lost(12)
    share = {"min": 0, "max": 1.1, "num_format": "0%", "major_unit": 0.25}
    blue, orange, red = COLOURS["accent"], COLOURS["second"], "#C2554D"
    board.chart(
        "column",
        "一级指标得分率",
        "I4",
        (445, 330),
        [_series(f"$A${one[0]}:$A${one[1]}", f"$D${one[0]}:$D${one[1]}", blue, "0%")],
        **share,
    )
    board.chart(
        "column", "预算执行率与指标得分率", "O4", (370, 330),
        [_series("$F$5:$F$6", "$G$5:$G$6", blue, "0.0%", points=[{"fill": {"color": one}} for one in (orange, blue)])],
        **(share | {"max": 1.25}),
    )  # fmt: skip
    board.chart(
        "bar",
        "二级指标得分率",
        "I18",
        (445, 470),
        [_series(f"$A${two[0]}:$A${two[1]}", f"$D${two[0]}:$D${two[1]}", blue, "0%")],
        **share,
    )
    board.chart(
        "bar",
        "失分最多的指标（分）",
        "O18",
        (370, 470),
        [_series(f"$F${lost[0]}:$F${lost[1]}", f"$G${lost[0]}:$G${lost[1]}", red, "0.##;;")],
        min=0, visible=False, major_gridlines={"visible": False},
    )  # fmt: skip
    raw = sheet.raw
    for low, high in (one, two):
        raw.conditional_format(
            low - 1, 3, high - 1, 3,
            {"type": "cell", "criteria": "==", "value": '"待核"',
             "format": book.attention("warning")},
        )  # fmt: skip
    raw.conditional_format(
        5, 6, 5, 6, {"type": "cell", "criteria": "==", "value": '"待核"', "format": book.attention("warning")}
    )
    for word, colour in (("红灯", "error"), ("黄灯", "warning"), ("绿灯", "good")):
        raw.conditional_format(
            8, 6, 8, 6,
            {"type": "text", "criteria": "begins with", "value": word,
             "format": book.attention(colour)},
        )  # fmt: skip
    raw.set_paper(9)
    raw.set_landscape()
    raw.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.5)
    raw.center_horizontally()
    raw.fit_to_pages(1, 1)
    raw.hide_gridlines(2)
    raw.set_footer("&C&9看板")
    raw.protect("", {"format_columns": True, "format_rows": True, "objects": True})
