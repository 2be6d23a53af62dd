"""What each worksheet function gives back, by its name: thin lines over the core.

Every result function takes one value for each argument as the host gave it, None for one that was left out, and
raises :class:`Failure` for an error value.  Numbers stay exact until :func:`to_double`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from perfeval_core.explain import explain
from perfeval_core.plain_numbers import read_amount, read_points
from perfeval_core.readings import Deadline, Direction, Doubt, IndicatorScore, Quantity, Status, Verdict
from perfeval_core.row_status import row_status
from perfeval_core.scheme import Scheme, SchemeError, load_scheme
from perfeval_core.scoring import execution_rate, grade, score_execution, total_score
from perfeval_core.target import read_actual, read_target
from xladdin import __version__
from xladdin.reading_parts import part_of
from xladdin.worksheet_values import Block, Failure, Scalar, WorksheetError, cell_text, one_cell, rows_of, to_double

__all__ = ["MOST_ROWS", "RESULTS"]

MOST_ROWS = 20_000
"""A block of more rows is a mistake (a whole column): misuse."""

DEFAULT_SCHEME = "mof_2020"
_PENDING = "待核"
_SERIAL = re.compile(r"3[6-9]\d{3}|[4-6]\d{4}|7[0-3]\d{3}")
_DAY_ZERO = date(1899, 12, 30)


def _text(value: object) -> str:
    return cell_text(one_cell(value))


def _scheme(value: object) -> Scheme:
    name = _text(value).strip() or DEFAULT_SCHEME
    try:
        return load_scheme(name)
    except SchemeError:
        raise Failure(WorksheetError.MISUSE) from None


def _unknown() -> Failure:
    return Failure(WorksheetError.NOT_AVAILABLE)


def _misuse() -> Failure:
    return Failure(WorksheetError.MISUSE)


# -- one row ------------------------------------------------------------------------------------------------------


def _explained(
    target: str, actual: str, weight: str, scheme: Scheme, direction: str = "", band: str = "", ratio: str = "",
    name: str = "",
) -> IndicatorScore | None:  # fmt: skip
    """The outcome of a row; None for a blank one.  A host without date cells gives a day as its serial number."""
    if not (target.strip() or actual.strip() or weight.strip()):
        return None
    if _SERIAL.fullmatch(actual.strip()) and isinstance(read_target(target, name), Deadline):
        actual = cell_text(_DAY_ZERO + timedelta(days=int(actual)))
    try:
        return explain(
            target, actual, weight, name=name, direction=direction or None, scheme=scheme, band=band, ratio=ratio
        )
    except ValueError:
        raise _misuse() from None


def _score(outcome: IndicatorScore | None, weight: str) -> float | str:
    if outcome is None:
        return ""
    if outcome.score is not None:
        return to_double(outcome.score)
    raise _misuse() if weight.strip() and outcome.has(Doubt.WEIGHT_INVALID) else _unknown()


def _row(values: Sequence[object]) -> tuple[IndicatorScore | None, str]:
    """The outcome of target, actual, weight, direction, band, ratio, name, scheme, and the weight's text."""
    *cells, scheme = values
    target, actual, weight, direction, band, ratio, name = map(_text, cells)
    return _explained(target, actual, weight, _scheme(scheme), direction, band, ratio, name), weight


def _pe_score(*values: object) -> Scalar:
    return _score(*_row(values))


def _pe_explain(*values: object) -> Scalar:
    outcome, _ = _row(values)
    return "" if outcome is None else outcome.explanation


def _pe_check(target: object, actual: object, weight: object, score: object, reason: object, *more: object) -> Scalar:
    outcome, points = _row((target, actual, weight, *more))
    if outcome is None:
        return ""
    typed_score, typed_reason = (None if value is None else _text(value) for value in (score, reason))
    return row_status(outcome, points, typed_score, typed_reason)


def _attainment(target: object, actual: object, direction: str, name: object, scheme: object) -> IndicatorScore | None:
    asked, done = _text(target), _text(actual)
    if not (asked.strip() or done.strip()):
        return None
    return _explained(asked, done, "1", _scheme(scheme), direction, name=_text(name))


def _pe_attainment(target: object, actual: object, direction: object, name: object, scheme: object) -> Scalar:
    outcome = _attainment(target, actual, _text(direction), name, scheme)
    if outcome is None:
        return ""
    if outcome.status is not Status.SCORED or outcome.attainment is None:
        raise _unknown()
    return to_double(outcome.attainment)


def _pe_deviation(target: object, actual: object, name: object, scheme: object) -> Scalar:
    """Whichever way the target counts, so it is taken as ≥, whose attainment is a ÷ t."""
    plain = _attainment(target, actual, "", name, scheme)
    if plain is None:
        return ""
    outcome = _attainment(target, actual, Direction.AT_LEAST.value, name, scheme)
    decided = plain.status is Status.SCORED and outcome is not None and outcome.status is Status.SCORED
    if not decided or outcome is None or outcome.attainment is None or outcome.has(Doubt.NEGATIVE_ACTUAL):
        raise _unknown()
    return to_double(outcome.attainment - 1)


def _pe_read(text: object, part: object) -> Scalar:
    typed = _text(text)
    actual = read_actual(typed)
    found = part_of(actual if isinstance(actual, Verdict) else read_target(typed), _text(part).strip())
    if found is None:
        raise _misuse()
    if isinstance(found, Fraction):
        return to_double(found)
    return found


# -- money --------------------------------------------------------------------------------------------------------


def _amounts(spent: object, budget: object) -> tuple[Fraction, Fraction] | None:
    """Both in one unit; None when both are blank.  One with a unit and one without cannot be compared."""
    texts = [_text(value) for value in (spent, budget)]
    if not any(text.strip() for text in texts):
        return None
    if not all(text.strip() for text in texts):
        raise _unknown()
    read: list[Quantity] = []
    for text in texts:
        amount = read_amount(text)
        if amount is None:
            raise _unknown() if text.strip() == _PENDING else _misuse()
        read.append(amount)
    paid, planned = read
    if (paid.unit is None) != (planned.unit is None):
        raise _unknown()
    if paid.unit is None or planned.unit is None:
        return paid.low, planned.low
    return paid.low * paid.unit.factor, planned.low * planned.unit.factor


def _pe_exec_rate(spent: object, budget: object) -> Scalar:
    amounts = _amounts(spent, budget)
    if amounts is None:
        return ""
    rate = execution_rate(*amounts)
    if rate is None or rate < 0:
        raise _unknown()
    return to_double(rate)


def _pe_exec_score(spent: object, budget: object, weight: object, scheme: object) -> Scalar:
    method, typed = _scheme(scheme), _text(weight)
    amounts = _amounts(spent, budget)
    if amounts is None:
        return ""
    points = None
    if typed.strip():
        read = read_points(typed)
        if read is None or read[0] < 0:
            raise _misuse()
        points = Decimal(read[0].numerator) / Decimal(read[0].denominator)
    result = score_execution(*amounts, method, points)
    if result.score is None:
        raise _unknown()
    return to_double(result.score)


# -- the whole form -----------------------------------------------------------------------------------------------


def _points(text: str) -> Fraction:
    read = read_points(text)
    if read is None:
        raise _unknown() if text.strip().startswith(_PENDING) else _misuse()
    return read[0]


def _pe_total(scores: object) -> Scalar:
    texts = [cell_text(cell) for row in rows_of(scores) for cell in row]
    typed = [text for text in texts if text.strip()]
    if not typed:
        return ""
    points = [_points(text) for text in typed]
    exact = [Decimal(one.numerator) / Decimal(one.denominator) for one in points]
    return to_double(total_score(exact, load_scheme(DEFAULT_SCHEME)))


def _pe_grade(total: object, scheme: object) -> Scalar:
    method, typed = _scheme(scheme), _text(total)
    if not typed.strip():
        return ""
    points = _points(typed)
    return grade(Decimal(points.numerator) / Decimal(points.denominator), method)


def _each_row(rows: object, columns: tuple[int, int], result: Callable[[list[str | None]], Scalar]) -> Block:
    """One result a row; an error in a row stays in that row.  Columns that are not there are None."""
    block = rows_of(rows)
    fewest, most = columns
    if len(block) > MOST_ROWS or not fewest <= len(block[0]) <= most:
        raise _misuse()
    absent: list[str | None] = [None] * (most - len(block[0]))
    results: list[tuple[Scalar]] = []
    for row in block:
        try:
            results.append((result([*map(cell_text, row), *absent]),))
        except Failure as failure:
            results.append((failure.error,))
    return tuple(results)


def _pe_scores(rows: object, scheme: object) -> Block:
    method = _scheme(scheme)

    def score(cells: list[str | None]) -> Scalar:
        target, actual, weight, *more = (cell or "" for cell in cells)
        return _score(_explained(target, actual, weight, method, *more), weight)

    return _each_row(rows, (3, 7), score)


def _pe_checks(rows: object, scheme: object) -> Block:
    method = _scheme(scheme)

    def status(cells: list[str | None]) -> Scalar:
        target, actual, weight = (cell or "" for cell in cells[:3])
        outcome = _explained(target, actual, weight, method)
        return "" if outcome is None else row_status(outcome, weight, *cells[3:])

    return _each_row(rows, (3, 5), status)


def _pe_version() -> Scalar:
    return f"perfeval {__version__}"


RESULTS: dict[str, Callable[..., Scalar | Block]] = {
    "PE_SCORE": _pe_score,
    "PE_ATTAINMENT": _pe_attainment,
    "PE_EXPLAIN": _pe_explain,
    "PE_CHECK": _pe_check,
    "PE_READ": _pe_read,
    "PE_EXEC_RATE": _pe_exec_rate,
    "PE_EXEC_SCORE": _pe_exec_score,
    "PE_TOTAL": _pe_total,
    "PE_GRADE": _pe_grade,
    "PE_DEVIATION": _pe_deviation,
    "PE_SCORES": _pe_scores,
    "PE_CHECKS": _pe_checks,
    "PE_VERSION": _pe_version,
}
"""By the names of :data:`xladdin.functions.FUNCTIONS`."""
