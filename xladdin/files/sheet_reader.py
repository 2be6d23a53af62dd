"""One worksheet in one pass: value and formula per existing cell, merges, hidden rows and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from perfeval_core.grid import Cell, CellKind, CellRef, Grid, Merge, column_letters
from xladdin.files.addresses import merged_range, position, row_number
from xladdin.files.cell_text import date_text, number_cell
from xladdin.files.errors import Refusal
from xladdin.files.hazards import HazardList, formula_hazard
from xladdin.files.limits import (
    MAX_CELLS,
    MAX_COL,
    MAX_MERGED_CELLS,
    MAX_MERGES,
    MAX_ROW,
)
from xladdin.files.number_formats import Shows
from xladdin.files.package import Package, PartTooLarge
from xladdin.files.shared_formula import moved
from xladdin.files.xml_parts import Finished, feed, xml_parser

__all__ = ["COLUMNS", "SheetReader", "unescaped"]

ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
COLUMNS = {column_letters(col): col for col in range(1, MAX_COL + 1)}
TRUE = ("1", "true")
NUMERIC = (None, "n")
OTHER_COST = 3  # an element of unknown name, perhaps nested, costs the parser memory that a cell does not


class SheetReader:
    """Reads the worksheets of one workbook; the budgets are shared by all of them.

    ``shows`` maps the style index of a cell (as text) to what its number format shows.  ``uncalculated_zeros`` tells
    that the file was written by a program that does not calculate and stores 0 for every formula.
    """

    def __init__(
        self,
        package: Package,
        strings: Sequence[str],
        shows: Mapping[str, Shows],
        *,
        epoch_1904: bool,
        uncalculated_zeros: bool,
        hazards: HazardList,
    ) -> None:
        self._package = package
        self._strings = strings
        self._shows = shows
        self._epoch_1904 = epoch_1904
        self._uncalculated_zeros = uncalculated_zeros
        self._hazards = hazards
        self._cells_left = MAX_CELLS
        self._known: dict[tuple[str | None, str, str], Cell] = {}

    def read(self, sheet: str, part: str, hidden: bool) -> Grid:
        """Read one worksheet part.

        :raises Refusal: when the part is damaged or its structure cannot be trusted.
        """
        # The handlers are closures over one sheet's state and not methods of an object: expat calls them three to six
        # times for every cell, and a local name is found in less time than an attribute.
        cells: dict[tuple[int, int], Cell] = {}
        merges: list[str] = []
        hidden_rows: set[int] = set()
        hidden_cols: set[int] = set()
        masters: dict[str, tuple[str, int, int, str | None]] = {}
        pieces: list[str] = []
        inline: list[str] = []
        value: str | None = None
        formula: str | None = None
        shared = ""
        hazard: str | None = None
        kind: str | None = None
        style = "0"
        row = col = cell_row = 0
        row_text = "0"
        row_width = 1
        phonetic = False
        far = 0
        first_far = ""
        left = self._package.elements_left
        room = self._cells_left
        cell_for = self._cell
        C = V = F = ROW = T = ""

        def root(name: str, attributes: dict[str, str]) -> None:
            nonlocal C, V, F, ROW, T
            namespace, space, local = name.rpartition(" ")
            if local != "worksheet":
                raise Refusal("PE-F018", detail=f"{part} 不是工作表")
            C, V, F, ROW, T = (f"{namespace}{space}{tag}" for tag in ("c", "v", "f", "row", "t"))
            parser.StartElementHandler = start
            parser.EndElementHandler = end

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal value, formula, shared, kind, style, row, col, cell_row, row_text, row_width, left
            left -= 1
            if name == C:
                address = attributes.get("r")
                if address is None:
                    col += 1
                    cell_row = row
                elif address[-row_width:] == row_text and (known := COLUMNS.get(address[:-row_width])):
                    col = known
                    cell_row = row
                else:
                    cell_row, col = position(address, part)
                kind = attributes.get("t")
                style = attributes.get("s", "0")
                value = formula = None
                if left < 0:
                    raise Finished
            elif name == V:
                pieces.clear()
            elif name == F:
                pieces.clear()
                shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
                if attributes.get("t") == "dataTable":
                    formula = "TABLE()"
            elif name == ROW:
                number = attributes.get("r")
                row = row + 1 if number is None else row_number(number, part)
                col = 0
                row_text = str(row)
                row_width = len(row_text)
                if attributes.get("hidden") in TRUE and row <= MAX_ROW:
                    hidden_rows.add(row)
                if left < 0:
                    raise Finished
            elif name == T:
                pieces.clear()
            else:
                other(name.rpartition(" ")[2], attributes)

        def other(tag: str, attributes: dict[str, str]) -> None:
            nonlocal phonetic, left
            left -= OTHER_COST
            if left < 0:
                raise Finished
            if tag == "rPh":
                phonetic = True
            elif tag == "is":
                inline.clear()
            elif tag == "mergeCell":
                merges.append(attributes.get("ref", ""))
            elif tag == "col" and attributes.get("hidden") in TRUE:
                first, last = attributes.get("min", "0"), attributes.get("max", "0")
                hidden_cols.update(range(max(1, int(first)), min(MAX_COL, int(last)) + 1))
            elif tag == "oleObject":
                self._hazards.add("PE-F106", f"{sheet}：{attributes.get('progId', 'oleObject')}")

        def end(name: str) -> None:
            nonlocal value, formula, phonetic, far, first_far, room, hazard
            if name == V:
                value = "".join(pieces)
            elif name == C:
                if not value and formula is None:
                    return
                if cell_row > MAX_ROW or col > MAX_COL:
                    far += 1
                    first_far = first_far or f"{column_letters(col)}{cell_row}"
                    return
                room -= 1
                if room < 0:
                    raise Finished
                cell = cell_for(kind, value, style, formula)
                if formula is not None and hazard:
                    self._hazards.add(hazard, f"={formula}", CellRef(sheet, cell_row, col))
                elif kind != "s" and cell.kind is CellKind.TEXT and kind in NUMERIC:
                    self._hazards.add(
                        "PE-F115", f"{column_letters(col)}{cell_row}：{value}", CellRef(sheet, cell_row, col)
                    )
                cells[cell_row, col] = cell
            elif name == F:
                text = "".join(pieces).removeprefix("=")
                if shared in masters and not text:
                    master, master_row, master_col, hazard = masters[shared]
                    text = moved(master, cell_row - master_row, col - master_col)
                else:
                    hazard = formula_hazard(text)
                    if shared and text:
                        masters[shared] = text, cell_row, col, hazard
                formula = formula or text
            elif name == T:
                if not phonetic:
                    inline.append("".join(pieces))
            elif name.endswith("rPh"):
                phonetic = False
            elif name.endswith("is") and name.rpartition(" ")[2] == "is":
                value = "".join(inline)

        parser = xml_parser(part)
        parser.StartElementHandler = root
        parser.CharacterDataHandler = pieces.append
        whole = True
        try:
            feed(parser, part, self._package.chunks(part))
        except PartTooLarge:
            whole = False
        self._package.elements_left = left
        self._cells_left = room
        if not whole or left < 0 or room < 0:
            self._hazards.add("PE-F110", f"工作表「{sheet}」只读到第 {row} 行")
        if far:
            edge = f"{column_letters(MAX_COL)}{MAX_ROW}"
            self._hazards.add("PE-F109", f"工作表「{sheet}」有 {far} 个单元格在 {edge} 之外（从 {first_far} 起）")
        return Grid(
            sheet,
            cells,
            self._merges(sheet, merges),
            frozenset(hidden_rows),
            frozenset(hidden_cols),
            hidden,
        )

    def _cell(self, kind: str | None, value: str | None, style: str, formula: str | None) -> Cell:
        """The cell for a stored value; equal cells without a formula are one object."""
        if formula is not None:
            return self._formula_cell(kind, value, style, formula)
        assert value is not None
        key = (kind, value, style)
        cell = self._known.get(key)
        if cell is None:
            cell = self._known[key] = self._plain_cell(kind, value, style)
        return cell

    def _plain_cell(self, kind: str | None, value: str, style: str) -> Cell:
        if kind == "s":
            index = value.strip()
            if not index.isdecimal() or len(index) > 8 or int(index) >= len(self._strings):
                raise Refusal("PE-F018", detail=f"共享文字第 {value[:20]} 条不存在")
            return Cell(self._strings[int(index)], CellKind.TEXT)
        if kind in NUMERIC:
            return number_cell(value, self._shows.get(style, Shows.NUMBER), self._epoch_1904)
        if kind in ("str", "inlineStr"):
            return Cell(unescaped(value), CellKind.TEXT)
        if kind == "b":
            return Cell("TRUE" if value.strip() in TRUE else "FALSE", CellKind.BOOLEAN)
        if kind == "e":
            return Cell(value, CellKind.ERROR)
        if kind == "d":
            when = date_text(value.strip())
            return Cell(value, CellKind.TEXT) if when is None else Cell(when, CellKind.DATE)
        raise Refusal("PE-F018", detail=f"单元格类型 {kind[:20]} 不认识")

    def _formula_cell(self, kind: str | None, value: str | None, style: str, formula: str) -> Cell:
        text_result = kind == "str"
        if value is None or (not value and not text_result):
            return Cell("", CellKind.BLANK, formula, computed=False)
        if self._uncalculated_zeros and value == "0" and kind in NUMERIC:
            return Cell("", CellKind.BLANK, formula, computed=False)
        plain = self._cell(kind, value, style, None)
        return Cell(plain.text, plain.kind, formula)

    def _merges(self, sheet: str, references: Sequence[str]) -> tuple[Merge, ...]:
        """The merges within bounds; the others are named in a hazard."""
        merges: list[Merge] = []
        covered = ignored = 0
        for reference in references:
            merge = merged_range(reference)
            if merge is None:
                continue
            area = (merge.bottom - merge.top + 1) * (merge.right - merge.left + 1)
            if area > 10_000:
                area = 0  # a grid does not spread a merge of that size
            if len(merges) >= MAX_MERGES or covered + area > MAX_MERGED_CELLS:
                ignored += 1
                continue
            covered += area
            merges.append(merge)
        if ignored:
            self._hazards.add("PE-F111", f"工作表「{sheet}」有 {len(references)} 处合并单元格，其中 {ignored} 处没有读")
        return tuple(merges)


def unescaped(text: str) -> str:
    """A text with its ``_xHHHH_`` escapes resolved (ECMA-376 part 1, 22.9.2.19), as Excel shows it."""
    return ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return match.group() if 0xD800 <= code <= 0xDFFF else chr(code)
