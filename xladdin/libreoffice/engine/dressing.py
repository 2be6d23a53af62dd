"""A new sheet of LibreOffice gets its look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from xladdin.libreoffice.engine.office import Document
from xladdin.sheet_look import SheetLook

__all__ = ["dress", "unthemed"]

AREAS = re.compile(r"\s*,\s*")
CHARACTER, POINT = 200, 2540 / 72
"""In hundredths of a millimetre; how wide a digit is depends on the workbook's font, this is between the usual ones."""
MARGIN = 5 / 7
"""Of a column, in characters, as Excel adds it."""
UPRIGHT = {"vcenter": 2, "top": 1}
"""com.sun.star.table.CellVertJustify2."""


def dress(sheet: Any, look: SheetLook) -> None:
    """Carry out a look on a sheet of the engine; what belongs to the window needs the sheet in front."""
    uno, document = sheet.uno, sheet.book.document
    for columns, width in look.widths:
        for address in AREAS.split(columns):
            uno.getCellRangeByName(address).Columns.Width = round((width + MARGIN) * CHARACTER)
    for rows, height in look.heights:
        for address in AREAS.split(rows):
            uno.getCellRangeByName(address).Rows.Height = round(height * POINT)
    plain = unthemed(uno)
    for address, style in look.styles:
        for one in AREAS.split(address):
            cells = uno.getCellRangeByName(one)
            for name, value in _settings(document, style, plain):
                cells.setPropertyValue(name, value)
    if look.colour:
        uno.TabColor = _rgb(look.colour)
    if look.frozen_rows or not look.grid_lines:
        sheet.activate()
        document.controller.freezeAtPosition(0, look.frozen_rows)
        if not look.grid_lines:  # of this sheet alone; the controller's property is for all of them
            document.dispatch(".uno:ToggleSheetGrid")


def unthemed(sheet: Any) -> Any:
    """A colour that follows no theme, from a cell without a fill.

    A colour that is set leaves the theme's in its place behind it, and a file is written with the theme's.
    """
    return sheet.getCellByPosition(sheet.Columns.Count - 1, sheet.Rows.Count - 1).CellBackgroundComplexColor


def _rgb(colour: str) -> int:
    return int(colour.removeprefix("#"), 16)


def _border(colour: str) -> Any:
    import uno

    line: Any = uno.createUnoStruct("com.sun.star.table.BorderLine2")
    line.Color, line.LineWidth, line.OuterLineWidth = _rgb(colour), 26, 26
    return line


def _settings(document: Document, style: Mapping[str, Any], plain: Any) -> Iterator[tuple[str, Any]]:
    """The properties of a range that a style sets, with their values."""
    import uno

    for name, value in style.items():
        match name:
            case "font_name":
                yield from (("CharFontName", value), ("CharFontNameAsian", value))
            case "font_size":
                yield from (("CharHeight", float(value)), ("CharHeightAsian", float(value)))
            case "bold":
                yield from (("CharWeight", 150.0), ("CharWeightAsian", 150.0))
            case "underline":
                yield "CharUnderline", value
            case "font_color":
                yield from (("CharComplexColor", plain), ("CharColor", _rgb(value)))
            case "bg_color":
                yield "CellBackColor", _rgb(value)
            case "border":
                line = _border(style.get("border_color", "#000000"))
                yield from ((f"{side}Border", line) for side in ("Top", "Bottom", "Left", "Right"))
            case "align":
                yield "HoriJustify", uno.Enum("com.sun.star.table.CellHoriJustify", value.upper())
            case "valign":
                yield "VertJustify", UPRIGHT[value]
            case "text_wrap":
                yield "IsTextWrapped", value
            case "num_format":
                yield "NumberFormat", document.format_key(value)
            case "border_color":
                pass
            case _:
                raise KeyError(name)
