"""A new sheet of Excel gets its look: a call for all columns of one width, a few for all cells of one style."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from xladdin.sheet_look import SheetLook

__all__ = ["dress"]

ALIGNED = {"left": -4131, "center": -4108, "vcenter": -4108, "top": -4160}
"""XlHAlign, XlVAlign."""
CONTINUOUS, UNDERLINED, NOT_UNDERLINED = 1, 2, -4142
"""XlLineStyle.xlContinuous; XlUnderlineStyle: single, none."""


def dress(sheet: Any, look: SheetLook) -> None:
    """Carry out a look on an xlwings sheet of Excel; the sheet has to be in front."""
    api = sheet.api
    for columns, width in look.widths:
        api.Range(columns).ColumnWidth = width
    for rows, height in look.heights:
        api.Range(rows).RowHeight = height
    for address, style in look.styles:
        cells = api.Range(address)
        for path, value in _settings(style):
            *way, last = path.split(".")
            owner = cells
            for step in way:
                owner = getattr(owner, step)
            setattr(owner, last, value)
    if look.colour:
        api.Tab.Color = _bgr(look.colour)
    window = api.Parent.Windows(1)
    if look.frozen_rows:
        window.SplitRow, window.SplitColumn = look.frozen_rows, 0
        window.FreezePanes = True
    if not look.grid_lines:
        window.DisplayGridlines = False


def _bgr(colour: str) -> int:
    """Excel's number of ``#RRGGBB``."""
    return int(colour[5:7] + colour[3:5] + colour[1:3], 16)


def _settings(style: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The members of a Range that a style sets, with their values."""
    for name, value in style.items():
        match name:
            case "font_name":
                yield "Font.Name", value
            case "font_size":
                yield "Font.Size", value
            case "bold":
                yield "Font.Bold", value
            case "underline":
                yield "Font.Underline", UNDERLINED if value else NOT_UNDERLINED
            case "font_color":
                yield "Font.Color", _bgr(value)
            case "bg_color":
                yield "Interior.Color", _bgr(value)
            case "border":
                yield "Borders.LineStyle", CONTINUOUS
            case "border_color":
                yield "Borders.Color", _bgr(value)
            case "align":
                yield "HorizontalAlignment", ALIGNED[value]
            case "valign":
                yield "VerticalAlignment", ALIGNED[value]
            case "text_wrap":
                yield "WrapText", value
            case "indent":
                yield "IndentLevel", value
            case "num_format":
                yield "NumberFormat", value
            case "locked":
                yield "Locked", value
            case _:
                raise KeyError(name)
