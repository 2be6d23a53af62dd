"""A workbook in the making: contents are declared first, computed together, and written with their results."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from perfeval_core.grid import column_letters
from workbook_templates.evaluation import Evaluation, Formula
from workbook_templates.styles import COLOURS, look
from workbook_templates.worksheet_values import ExcelError, Value

__all__ = ["Book", "CompactWorksheet", "Sheet", "cell_name"]

_SHARED = "\x01"
"""Begins the mark that stands for the formula of a whole column until it is written."""
CREATED = datetime.datetime(2026, 1, 1)
"""Written into every file in place of the moment, so that the same contents give the same bytes."""


def cell_name(row: int, col: int, *, fixed: bool = False) -> str:
    """``G15``, or ``$G$15``."""
    return f"${column_letters(col)}${row}" if fixed else f"{column_letters(col)}{row}"


class CompactWorksheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's sheet, with two differences.

    An empty result of a formula is stored as an empty text, not as no result; the rows in ``growing`` have a height
    without being fixed to it, so that they grow with what is typed; a formula that fills a column is stored once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()
        self.shared: dict[str, tuple[str, str]] = {}
        """Mark of a column's formula -> (its cells, its text)."""

    def share(self, first: int, last: int, col: int, text: str) -> str:
        """The mark to write in place of one formula in every row of a column, given as it reads in the first row."""
        mark = f"{_SHARED}{len(self.shared)}"
        self.shared[mark] = (f"{cell_name(first, col)}:{cell_name(last, col)}", text.removeprefix("="))
        return mark

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        if formula.startswith(_SHARED):
            return formula
        return str(super()._prepare_formula(formula, expand_future_functions))

    def _xml_formula_element(self, formula: str, result: Any, attributes: list[tuple[str, Any]]) -> None:
        if result == "" and not any(name == "t" for name, _ in attributes):
            attributes = [*attributes, ("t", "str")]
        if not formula.startswith(_SHARED):
            super()._xml_formula_element(formula, result, attributes)
            return
        cells, text = self.shared[formula]
        first = cells.partition(":")[0] == dict(attributes)["r"]
        written = "".join(f' {name}="{self._escape_attributes(value)}"' for name, value in attributes)
        number = formula.removeprefix(_SHARED)
        inside = f' ref="{cells}" si="{number}">{self._escape_data(text)}</f>' if first else f' si="{number}"/>'
        self.fh.write(f'<c{written}><f t="shared"{inside}<v>{self._escape_data(result)}</v></c>')

    def _xml_start_tag_unencoded(self, tag: str, attributes: list[tuple[str, Any]] | None = None) -> None:
        given = attributes or []
        if tag == "row" and dict(given)["r"] - 1 in self.growing:
            given = [pair for pair in given if pair[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, given)


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell of a column with one formula."""

    mark: str


@dataclass(slots=True)
class Sheet:
    """One worksheet; rows and columns count from 1.

    ``raw`` is XlsxWriter's worksheet, for what needs no results: widths, validations, charts, page setup.
    """

    name: str
    raw: Any
    book: Book
    cells: dict[tuple[int, int], tuple[Any, str]] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)

    def put(self, row: int, col: int, content: Value | Formula, style: str) -> None:
        """A text, a number, nothing (None), or a formula (a text that starts with ``=``)."""
        if isinstance(content, str) and content.startswith("="):
            content = Formula(content, row)
        self.cells[row, col] = (content, style)
        if content is not None:
            self.book.evaluation.put(self.name, row, col, content)

    def text(self, row: int, col: int, content: str, style: str) -> None:
        """What a person typed, a text whatever it begins with."""
        self.cells[row, col] = (content or None, style)
        if content:
            self.book.evaluation.put(self.name, row, col, content)

    def merge(self, row: int, col: int, last_row: int, last_col: int, style: str) -> None:
        """Merge a range; its content is put into the first cell."""
        if (row, col) == (last_row, last_col):
            return
        self.raw.merge_range(row - 1, col - 1, last_row - 1, last_col - 1, "", self.book.format(style))

    def fill_down(self, first: int, last: int, col: int, text: str, style: str) -> None:
        """One formula for a whole column, given as it reads in the first row."""
        mark = self.raw.share(first, last, col, text)
        for row in range(first, last + 1):
            self.cells[row, col] = (_Filled(mark), style)
            self.book.evaluation.put(self.name, row, col, Formula(text, first))

    def height(self, row: int, points: float, *, growing: bool = False) -> None:
        """The height of a row; ``growing``: it follows what is typed."""
        self.heights[row] = points
        self.raw.set_row(row - 1, points)
        (self.raw.growing.add if growing else self.raw.growing.discard)(row - 1)


class Book:
    """The workbook; ``save`` computes and writes it."""

    def __init__(self, title: str, functions: Mapping[str, Callable[..., Value]] | None = None) -> None:
        self.names: dict[str, str] = {}
        self.evaluation = Evaluation(self.names, functions or {})
        self.sheets: dict[str, Sheet] = {}
        self._formats: dict[str, Any] = {}
        self._file: Any = xlsxwriter.Workbook(None, {"in_memory": True})
        self._file.set_properties({"title": title, "created": CREATED, "comments": "perfeval"})
        self._file.set_size(2400, 1500)
        # Results are stored, so nothing needs to be computed on opening; Excel does so anyway for this old calcId.
        self._file.calc_on_load = False

    def sheet(self, name: str, colour: str = "") -> Sheet:
        """Add a worksheet."""
        raw = self._file.add_worksheet(name, CompactWorksheet)
        if colour:
            raw.set_tab_color(colour)
        self.sheets[name] = Sheet(name, raw, self)
        return self.sheets[name]

    def name(self, name: str, formula: str) -> None:
        """A defined name."""
        self.names[name] = formula
        self._file.define_name(name, f"={formula.removeprefix('=')}")

    def format(self, style: str) -> Any:
        """XlsxWriter's format of a style, made once."""
        if style not in self._formats:
            self._formats[style] = self._file.add_format(dict(look(style)))
        return self._formats[style]

    def extra_format(self, properties: Mapping[str, Any]) -> Any:
        """A format for a conditional format."""
        key = repr(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._file.add_format(dict(properties))
        return self._formats[key]

    def attention(self, kind: str) -> Any:
        """The conditional format of an ``error``, a ``warning`` or of what is ``good``."""
        return self.extra_format({"bg_color": COLOURS[f"{kind}_fill"], "font_color": COLOURS[f"{kind}_ink"]})

    def chart(self, kind: str, subtype: str = "") -> Any:
        """A chart, to be inserted into a sheet."""
        return self._file.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})

    def value(self, sheet: str, row: int, col: int) -> Value:
        """What a cell gives."""
        return self.evaluation.value(sheet, row, col)

    def save(self, target: Path | IO[bytes]) -> None:
        """Compute every formula and write the file, packed as small as it gets.  Raises OSError."""
        with zipfile.ZipFile(self.written()) as loose, zipfile.ZipFile(target, "w") as dense:
            for part in loose.infolist():
                dense.writestr(part, loose.read(part), compresslevel=9)

    def written(self) -> io.BytesIO:
        """Compute every formula and write the workbook into memory."""
        for sheet in self.sheets.values():
            for (row, col), (content, style) in sheet.cells.items():
                self._write(sheet, row - 1, col - 1, content, self.format(style))
        written = io.BytesIO()
        self._file.filename = written
        self._file.close()
        return written

    def close(self) -> None:
        """Let go of sheets and results: they know the book, so that nobody would free them for a long time."""
        self.sheets.clear()
        self.evaluation.forget()

    def _write(self, sheet: Sheet, row: int, col: int, content: Any, look: Any) -> None:
        raw = sheet.raw
        if isinstance(content, (Formula, _Filled)):
            text = content.text if isinstance(content, Formula) else content.mark
            raw.write_formula(row, col, text, look, _stored(self.value(sheet.name, row + 1, col + 1)))
        elif content is None:
            raw.write_blank(row, col, None, look)
        elif isinstance(content, str):
            raw.write_string(row, col, content, look)
        else:
            raw.write_number(row, col, content, look)


def _stored(value: Value) -> Any:
    return value.code if isinstance(value, ExcelError) else value
