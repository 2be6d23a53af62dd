"""Every worksheet function in cells, against the core: with the kinds of cells that people have, and with constants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from xladdin.diagnosis import Observation, State
from xladdin.functions import BY_NAME
from xladdin.worksheet_values import Scalar, WorksheetError

__all__ = ["SAMPLES", "Sample", "Typed", "formula_of", "try_functions"]


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell: what is typed into it, with which number format, and what the core is given for it."""

    content: object
    given: object
    shape: str = "General"


@dataclass(frozen=True, slots=True)
class Sample:
    """A call.  Each argument is a constant, a cell, or a block: rows of them.  ``what`` tells samples apart."""

    name: str
    arguments: tuple[Any, ...] = ()
    what: str = ""


GROWTH = ("7.8%左右", "4.5%", 12.5)
PERCENT = Typed(0.8545, "85.45%", "0.00%")
BLANK = Typed(None, None)
ERROR = Typed("=1/0", WorksheetError.DIVISION)
DAY = Typed("=DATE(2023,12,1)", date(2023, 12, 1), "yyyy-mm-dd")
TRUE = Typed(True, True)

SAMPLES: tuple[Sample, ...] = (
    Sample("PE_VERSION"),
    Sample("PE_SCORE", ("≥8", 7.43, 20.0)),
    Sample("PE_SCORE", GROWTH),
    Sample("PE_SCORE", ("10人", "10人次", 5.0), "单位不同"),
    Sample("PE_SCORE", ("≥8", 7.43, 20.0, "往上"), "方向写错"),
    Sample("PE_SCORE", ("≥90%", PERCENT, 10.0), "百分比格"),
    Sample("PE_SCORE", ("≤5起", BLANK, 10.0), "空格"),
    Sample("PE_SCORE", (BLANK, BLANK, BLANK), "空行"),
    Sample("PE_SCORE", ("≥8", Typed("'7.43", "7.43"), Typed("'20", "20")), "文本型数字"),
    Sample("PE_SCORE", ("≥8", ERROR, 20.0), "错误值"),
    Sample("PE_SCORE", ("2023年12月31日前", DAY, 5.0), "日期格"),
    Sample("PE_SCORE", ("5", TRUE, 5.0), "真假值"),
    Sample("PE_SCORE", ((("≥8", "≥9"),), 7.43, 20.0), "该给一格却给了两格"),
    Sample("PE_ATTAINMENT", ("≥100家", "189家")),
    Sample("PE_EXPLAIN", GROWTH),
    Sample("PE_CHECK", ("≥90%", BLANK, 5.0)),
    Sample("PE_READ", ("不超过3万元", "方向")),
    Sample("PE_EXEC_RATE", (69.1, 100.0)),
    Sample("PE_EXEC_SCORE", (69.1, 100.0)),
    Sample("PE_TOTAL", (((10.0,), (84.71,)),)),
    Sample("PE_GRADE", (94.71,)),
    Sample("PE_DEVIATION", ("100家", "189家")),
    Sample("PE_SCORES", ((("≥8", 7.43, 20.0), (BLANK, BLANK, BLANK)),)),
    Sample("PE_CHECKS", ((("≥90%", PERCENT, 20.0),),)),
)
"""Every function at least once."""


def try_functions(sheet: Any) -> Iterator[Observation]:
    """Type the cells of each sample into an empty sheet, the function beside them, and compare it with the core.

    Constants instead of cells are tried in Excel only: LibreOffice hands a function no blank cell but as 0, unless it
    is declared to take cells, and then it takes nothing else.
    """
    row = 1
    for sample in SAMPLES:
        yield _tried(sheet, row, sample)
        row += max((len(one) for one in sample.arguments if isinstance(one, tuple)), default=1)
    if sheet.book.app.engine.name == "excel":
        for sample in SAMPLES:
            if _constant_only(sample.arguments):
                formula = formula_of(sample)
                yield _judged(sheet, (row, 1), formula, formula, sample)
                row += 1


def _tried(sheet: Any, row: int, sample: Sample) -> Observation:
    subject = "，".join(filter(None, (sample.name, sample.what)))
    column, references = 2, []
    for argument in sample.arguments:
        block = argument if isinstance(argument, tuple) else ((argument,),)
        try:
            _type(sheet, row, column, block)
        except Exception as error:  # whatever the program answers is a finding
            return Observation(subject, f"{type(error).__name__}: {error}", State.BAD)
        last = (row + len(block) - 1, column + len(block[0]) - 1)
        references.append(sheet.range((row, column), last).get_address(False, False))
        column += len(block[0])
    return _judged(sheet, (row, 1), subject, f"={sample.name}({','.join(references)})", sample)


def _type(sheet: Any, row: int, column: int, block: tuple[tuple[Any, ...], ...]) -> None:
    for down, line in enumerate(block):
        for across, one in enumerate(line):
            typed = one if isinstance(one, Typed) else Typed(one, one)
            cell = sheet.range((row + down, column + across))
            if typed.shape != "General":
                cell.number_format = typed.shape
            if isinstance(typed.content, str):
                cell.formula = typed.content if typed.content.startswith(("=", "'")) else f"'{typed.content}"
            elif typed.content is not None:
                cell.value = typed.content


def _judged(sheet: Any, place: tuple[int, int], subject: str, formula: str, sample: Sample) -> Observation:
    """The line of one formula, typed into its cell."""
    wanted = _wanted(sample)
    try:
        cell = sheet.range(place)
        cell.formula = formula
        shown = cell.options(err_to_str=True).value
    except Exception as error:  # whatever the program answers is a finding
        return Observation(subject, f"{type(error).__name__}: {error}", State.BAD)
    if (shown or "") == wanted:
        return Observation(subject, f"{shown}" if shown else "（空）", State.GOOD)
    return Observation(subject, f"{shown}，应为 {wanted}", State.BAD)


def _wanted(sample: Sample) -> Scalar:
    result = BY_NAME[sample.name](*map(_given, sample.arguments))
    one = result[0][0] if isinstance(result, tuple) else result
    return one.value if isinstance(one, WorksheetError) else one


def _given(argument: Any) -> object:
    if isinstance(argument, tuple):
        return tuple(tuple(map(_given, row)) for row in argument)
    return argument.given if isinstance(argument, Typed) else argument


def _constant_only(arguments: tuple[Any, ...]) -> bool:
    flat = (cell for one in arguments for row in (one if isinstance(one, tuple) else ((one,),)) for cell in row)
    return not any(isinstance(cell, Typed) for cell in flat)


def formula_of(sample: Sample) -> str:
    """The worksheet formula of a call with constants: ``=PE_SCORE("≥8",7.43,20)``."""
    return f"={sample.name}({','.join(map(_constant, sample.arguments))})"


def _constant(value: object) -> str:
    if isinstance(value, tuple):
        return "{" + ";".join(",".join(map(_constant, row)) for row in value) + "}"
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value).replace('"', '""')
    return f'"{text}"'
