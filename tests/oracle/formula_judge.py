"""Rows scored by the worksheet formulas in LibreOffice or Gnumeric, beside what the core says of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from perfeval_core.explain import explain
from perfeval_core.readings import IndicatorScore, Status
from perfeval_core.scheme import load_scheme
from tests.oracle.office import Document, Office
from workbook_templates.parameters import (
    CHOSEN_OVERLAY,
    CHOSEN_SCHEME,
    NO_OVERLAY,
    PARAMETER_SHEET,
    overlay_titles,
    parameter_sheet,
    scheme_titles,
)
from workbook_templates.reading_formulas import DETAIL_SHEET, FormColumns, reading_columns

__all__ = ["Judge", "Outcome", "TypedRow", "difference", "write_workbook"]

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


def write_workbook(
    path: Path,
    rows: Sequence[TypedRow],
    scheme: str,
    steps: Sequence[Mapping[str, object]] = (),
    computed: Collection[str] = (),
) -> Path:
    """A bare workbook: the inputs, 参数, and 计分明细 without results.

    With ``steps`` the columns but those of ``computed`` hold these values in place of formulas.
    """
    main, _, overlay = scheme.partition("+")
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        form = book.add_worksheet(FORM.sheet)
        detail = book.add_worksheet(DETAIL_SHEET)
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
            if cell.look.startswith("chosen"):
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
            for col, column in enumerate(reading_columns(FORM)):
                if steps and column.key not in computed:
                    detail.write(row - 1, col, steps[row - FIRST_ROW][column.key])
                else:
                    detail.write_formula(row - 1, col, column.formula(row), None, "")
    return path


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
        self._places = [next(i for i, column in enumerate(columns) if column.key == key) for key in RESULTS]
        self.document.fill_down(DETAIL_SHEET, f"A{FIRST_ROW}:{self.last_column}{FIRST_ROW + chunk - 1}")

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

    def columns(self, rows: Sequence[TypedRow]) -> list[dict[str, object]]:
        """Every step of some rows (at most one chunk), by its key."""
        list(self.outcomes(rows))
        block = self.document.block(DETAIL_SHEET, f"A{FIRST_ROW}:{self.last_column}{FIRST_ROW + len(rows) - 1}")
        return [
            {column.key: value for column, value in zip(reading_columns(FORM), line, strict=True)} for line in block
        ]

    def close(self) -> None:
        """Close the workbook."""
        self.document.close()
