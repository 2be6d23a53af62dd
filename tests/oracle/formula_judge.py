"""Rows scored by the worksheet formulas in LibreOffice or Gnumeric, beside what the core says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from perfeval_core.explain import explain
from perfeval_core.readings import IndicatorScore, Status
from perfeval_core.scheme import load_scheme
from tests.oracle.gnumeric import gnumeric_sheet
from tests.oracle.office import Document, Office
from workbook_templates.book import CompactWorksheet
from workbook_templates.parameters import (
    CHOSEN_OVERLAY,
    CHOSEN_SCHEME,
    NO_OVERLAY,
    PARAMETER_SHEET,
    overlay_titles,
    parameter_sheet,
    scheme_titles,
)
from workbook_templates.reading_formulas import DETAIL_SHEET, FormColumns, reading_columns, reading_sheets

__all__ = ["Judge", "Outcome", "TypedRow", "difference", "gnumeric_outcomes", "write_workbook"]

FORM = FormColumns()
FIRST_ROW = 3
CHUNK = 4000
RESULTS = ("outcome", "score", "attainment", "direction", "status")
_INPUTS = ("level1", "level2", "name", "target", "actual", "weight", "", "", "direction", "", "", "band", "ratio")


@dataclass(frozen=True, slots=True)
class TypedRow:
    """What a person typed into one indicator row; numbers are real numbers in the cell."""

    target: str | float
    actual: str | float
    weight: float = 10
    name: str = ""
    level2: str = ""
    direction: str = ""
    band: str = ""
    ratio: float | str = ""

    def explained(self, scheme: str) -> IndicatorScore:
        """What the core says."""
        return explain(
            self.target, self.actual, Decimal(repr(self.weight)), name=self.name, level2=self.level2,
            direction=self.direction or None, scheme=scheme, band=self.band, ratio=self.ratio,
        )  # fmt: skip

    def cells(self) -> tuple[str | float, ...]:
        """The cells of the form from A on."""
        return tuple("某项指标" if key == "level1" else getattr(self, key) if key else "" for key in _INPUTS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the sheet says of one row; ``score`` is a number, 待核, or empty."""

    outcome: str
    score: float | str
    attainment: float | str
    direction: str
    status: str

    @property
    def decided(self) -> bool:
        """True when the sheet gives points."""
        return isinstance(self.score, float)


def difference(row: TypedRow, sheet: Outcome, core: IndicatorScore) -> str:
    """How the sheet breaks the law that it says what the core says or 待核; empty when it does not."""
    if sheet.decided:
        if core.status is not Status.SCORED or core.score is None:
            return f"the sheet scores {sheet.score}, the core says {core.status.value}: {core.explanation}"
        assert isinstance(sheet.score, float)
        if Decimal(repr(round(sheet.score, 6))) != core.score:
            return f"the sheet scores {sheet.score}, the core {core.score}: {core.explanation}"
        rate = None if core.attainment is None else float(core.attainment)
        if (
            isinstance(sheet.attainment, float)
            and rate is not None
            and abs(sheet.attainment - rate) > 1e-9 * max(1, rate)
        ):
            return f"the sheet's rate is {sheet.attainment}, the core's {rate}"
        if not sheet.status.startswith(("✓", "手工 ✓")):
            return f"a score with the status {sheet.status}"
        return ""
    if sheet.score != "待核" or not sheet.status.startswith(("待核：", "缺")):
        return f"no score, but {sheet.score!r} with the status {sheet.status!r}"
    if sheet.status.startswith("缺") and core.status is not Status.MISSING:
        return f"the sheet says {sheet.status}, the core {core.status.value}"
    return ""


def write_workbook(path: Path, rows: Sequence[TypedRow], scheme: str) -> Path:
    """A bare workbook: the inputs, 参数, 计分明细 and 查词 without results."""
    main, _, overlay = scheme.partition("+")
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        form = book.add_worksheet(FORM.sheet)
        detail = {sheet: book.add_worksheet(sheet, CompactWorksheet) for sheet in reading_sheets(FORM)}
        choices = book.add_worksheet("填报说明")
        table = book.add_worksheet(PARAMETER_SHEET)
        titles = {name: title for title, name in (scheme_titles() | overlay_titles()).items()}
        choices.write_string(0, 0, titles[main])
        choices.write_string(1, 0, titles[overlay] if overlay else NO_OVERLAY)
        book.define_name(CHOSEN_SCHEME, "=填报说明!$A$1")
        book.define_name(CHOSEN_OVERLAY, "=填报说明!$A$2")
        sheet = parameter_sheet()
        for name, place in sheet.names.items():
            book.define_name(name, f"={place}")
        for cell in sheet.cells:
            if cell.is_formula:
                table.write_formula(cell.row - 1, cell.col - 1, str(cell.content), None, "")
            elif isinstance(cell.content, str):
                table.write_string(cell.row - 1, cell.col - 1, cell.content)
            else:
                table.write_number(cell.row - 1, cell.col - 1, cell.content)
        for row, typed in enumerate(rows, FIRST_ROW):
            for col, content in enumerate(typed.cells()):
                if isinstance(content, str):
                    if content:
                        form.write_string(row - 1, col, content)
                else:
                    form.write_number(row - 1, col, content)
        last = FIRST_ROW + len(rows) - 1
        for sheet_name, columns in reading_sheets(FORM).items():
            for col, column in enumerate(columns):
                detail[sheet_name].write_string(0, col, column.title)  # Gnumeric leaves blank rows at the top out
                mark = detail[sheet_name].share(FIRST_ROW, last, col + 1, column.formula(FIRST_ROW))
                for row in range(FIRST_ROW, last + 1):
                    detail[sheet_name].write_formula(row - 1, col, mark, None, "")
    return path


def _result_places() -> list[int]:
    keys = [column.key for column in reading_columns(FORM)]
    return [keys.index(key) for key in RESULTS]


def gnumeric_outcomes(rows: Sequence[TypedRow], folder: Path, scheme: str = "mof_2020") -> list[Outcome]:
    """What Gnumeric, the second judge, says of each row.  Raises OfficeError."""
    path = write_workbook(folder / "rows.xlsx", rows, scheme)
    lines = gnumeric_sheet(path, DETAIL_SHEET)[FIRST_ROW - 1 :]
    found = []
    for line in lines[: len(rows)]:
        shown = [line[place] for place in _result_places()]
        found.append(Outcome(shown[0], _number(shown[1]), _number(shown[2]), shown[3], shown[4]))
    return found


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


class Judge:
    """Scores any number of rows with one open workbook of :data:`CHUNK` rows."""

    def __init__(self, office: Office, folder: Path, scheme: str = "mof_2020", chunk: int = CHUNK) -> None:
        load_scheme(scheme)
        self.scheme = scheme
        self.chunk = chunk
        path = write_workbook(folder / f"{scheme}.xlsx", [TypedRow("", "")], scheme)
        self.document: Document = office.open(path)
        columns = reading_columns(FORM)
        self.last_column = columns[-1].letter
        self._places = _result_places()
        for sheet, filled in reading_sheets(FORM).items():
            self.document.fill_down(sheet, f"A{FIRST_ROW}:{filled[-1].letter}{FIRST_ROW + chunk - 1}")

    def outcomes(self, rows: Iterable[TypedRow]) -> Iterator[tuple[TypedRow, Outcome]]:
        """What the sheet says of each row."""
        listed = list(rows)
        for start in range(0, len(listed), self.chunk):
            part = listed[start : start + self.chunk]
            last = FIRST_ROW + len(part) - 1
            self.document.put(FORM.sheet, f"A{FIRST_ROW}:M{last}", [row.cells() for row in part])
            block = self.document.block(DETAIL_SHEET, f"A{FIRST_ROW}:{self.last_column}{last}")
            for typed, found in zip(part, block, strict=True):
                yield typed, Outcome(*(found[place] for place in self._places))  # type: ignore[arg-type]

    def steps(self, rows: Sequence[TypedRow]) -> dict[str, list[dict[str, object]]]:
        """Every step of some rows (at most one chunk) by its key, for both sheets; None for an error."""
        list(self.outcomes(rows))
        found: dict[str, list[dict[str, object]]] = {}
        for sheet, columns in reading_sheets(FORM).items():
            block = self.document.block(sheet, f"A{FIRST_ROW}:{columns[-1].letter}{FIRST_ROW + len(rows) - 1}")
            keys = [column.key for column in columns]
            found[sheet] = [dict(zip(keys, line, strict=True)) for line in block]
        return found

    def close(self) -> None:
        """Close the workbook."""
        self.document.close()
