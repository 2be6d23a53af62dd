"""The sheet 校验: one row a check, with its code and severity, how many places, what and where."""

from __future__ import annotations

from perfeval_core.grid import column_letters
from perfeval_core.registry import AREAS, rule
from workbook_templates.book import Book
from workbook_templates.form_checks import FormCheck, form_checks
from workbook_templates.form_formulas import FormFormulas
from workbook_templates.formula_text import quoted
from workbook_templates.row_checks import ROW_CHECK_SHEET, ROW_CHECKS, RowCheck, row_check_columns
from workbook_templates.standard_layout import BESIDE, COLUMNS, FORM
from workbook_templates.styles import look
from workbook_templates.text_size import column_pixels, fitting_height
from workbook_templates.weight_checks import weight_checks

__all__ = ["CHECKS", "add_check_sheet", "all_checks", "check_names"]

CHECKS = "校验"
_HEAD = 4
_WIDTHS = (10, 8, 27, 7, 60, 10, 30)
_TITLES = ("编号", "程度", "查什么", "个数", "情况", "定位", "依据")


def all_checks(formulas: FormFormulas) -> tuple[RowCheck | FormCheck, ...]:
    """Every check of the sheet in the order of the rule book."""
    areas = list(AREAS)
    found: list[RowCheck | FormCheck] = [*ROW_CHECKS, *form_checks(formulas), *weight_checks(formulas)]
    return tuple(sorted(found, key=lambda check: (areas.index(check.code[3]), check.code)))


def check_names(formulas: FormFormulas) -> dict[str, str]:
    """The defined names of the two counts."""
    last = _HEAD + len(all_checks(formulas))
    counts = f"{CHECKS}!$D${_HEAD + 1}:$D${last}"
    severities = f"{CHECKS}!$B${_HEAD + 1}:$B${last}"
    return {
        "错误个数": f'SUMIF({severities},"错误",{counts})',
        "警告个数": f'SUMIF({severities},"警告",{counts})',
        "提示个数": f'SUMIF({severities},"提示",{counts})',
    }


def add_check_sheet(book: Book, formulas: FormFormulas) -> None:
    """Add the sheet."""
    sheet = book.sheet(CHECKS, "#B42318")
    for col, width in enumerate(_WIDTHS):
        sheet.raw.set_column(col, col, width)
    sheet.text(1, 1, "校验", "sheet_title")
    sheet.height(1, 32)
    sheet.merge(2, 1, 2, 7, "live")
    sheet.put(
        2,
        1,
        '=IF(COUNTA(各项名称)+COUNT(各项分值)=0,"还没有填写",'
        'IF(错误个数+警告个数=0,"✓ 没有发现错误和警告","✗ "&错误个数&" 个错误、"'
        '&警告个数&" 个警告")&IF(提示个数=0,"","，另有 "&提示个数&" 条提示"))',
        "live",
    )
    sheet.height(2, 26)
    for col, title in enumerate(_TITLES, 1):
        sheet.text(_HEAD, col, title, "head")
    sheet.height(_HEAD, 22)
    checks = all_checks(formulas)
    for row, check in enumerate(checks, _HEAD + 1):
        found = rule(check.code)
        sheet.text(row, 1, check.code, "centre")
        sheet.text(row, 2, found.severity.value, "centre")
        sheet.text(row, 3, found.title, "text")
        count, message, link = _row(check, row) if isinstance(check, RowCheck) else _form(check, row)
        sheet.put(row, 4, count, "number")
        sheet.put(row, 5, message, "text")
        sheet.put(row, 6, link, "link")
        sheet.text(row, 7, found.source, "text")
        heights = (
            fitting_height(text, column_pixels(_WIDTHS[col - 1]), look("text")["font_size"], 1, 34)
            for col, text in ((3, found.title), (7, found.source))
        )
        sheet.height(row, max(heights))
    _look(book, len(checks))


def _row(check: RowCheck, row: int) -> tuple[str, str, str]:
    column = row_check_columns()[check.code]
    ones = f"{ROW_CHECK_SHEET}!${column}:${column}"
    first = f"MATCH(1,{ones},0)"
    name = f"LEFT({_of_row(check.subject, first)},24)"
    detail = f'&"，"&{_of_row(check.detail, first)}' if check.detail else ""
    letter = column_letters((COLUMNS | BESIDE)[check.role][0])
    said = f'"第 "&{first}&" 行"&IF({name}="","","“"&{name}&"”"){detail}&IF(D{row}>1,"，等 "&D{row}&" 行","")'
    message = f'=IF(D{row}=0,"",{said})'
    link = f'=IF(D{row}=0,"",HYPERLINK("#{FORM}!{letter}"&{first},"{letter}"&{first}))'
    return f"=COUNTIF({ones},1)", message, link


def _of_row(key: str, row: str) -> str:
    letter = row_check_columns()[key]
    return f"INDEX({ROW_CHECK_SHEET}!${letter}:${letter},{row})"


def _form(check: FormCheck, row: int) -> tuple[str, str, str]:
    # a formula that broke because somebody deleted its cells is a fault, not silence
    count = f"=IFERROR(0+({check.count}),1)"
    message = f'=IF(D{row}=0,"",IFERROR({check.message},"核对的格子被删除或改坏了，请从没有改过的表重新开始"))'
    link = f'=IF(D{row}=0,"",HYPERLINK({quoted(f"#{FORM}!{check.place}")},{quoted(check.place)}))'
    return count, message, link


def _look(book: Book, count: int) -> None:
    raw = book.sheets[CHECKS].raw
    fills = (("错误", "error"), ("警告", "warning"))
    for word, colour in fills:
        raw.conditional_format(
            _HEAD, 0, _HEAD + count - 1, 5,
            {"type": "formula", "criteria": f'=AND($D{_HEAD + 1}>0,$B{_HEAD + 1}="{word}")',
             "format": book.attention(colour)},
        )  # fmt: skip
    raw.conditional_format(
        _HEAD, 0, _HEAD + count - 1, 5,
        {"type": "formula", "criteria": f"=$D{_HEAD + 1}=0", "format": book.extra_format({"font_color": "#9AA7B8"})},
    )  # fmt: skip
    live_colours(book, CHECKS, "A2:G2")
    raw.freeze_panes(_HEAD, 0)
    raw.set_paper(9)
    raw.set_portrait()
    raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    raw.fit_to_pages(1, 1)
    raw.repeat_rows(_HEAD - 1, _HEAD - 1)
    raw.set_footer("&C&9校验　第 &P 页，共 &N 页")
    raw.hide_gridlines(2)
    raw.protect("", {"format_columns": True, "format_rows": True})


def live_colours(book: Book, sheet: str, cells: str) -> None:
    """Red, yellow or green for the line with the counts, nothing for a blank form."""
    raw = book.sheets[sheet].raw
    busy = "COUNTA(各项名称)+COUNT(各项分值)>0"
    for condition, colour in (
        ("错误个数>0", "error"), ("警告个数>0", "warning"), ("错误个数+警告个数=0", "good"),
    ):  # fmt: skip
        raw.conditional_format(
            cells,
            {"type": "formula", "criteria": f"=AND({busy},{condition})", "stop_if_true": True,
             "format": book.attention(colour)},
        )  # fmt: skip
