"""识别指标值: what the core can read and the sheet's formulas cannot, into the columns for typing by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from perfeval_core.explain import explain
from perfeval_core.grid import CellRef
from perfeval_core.model import Entry, Indicator
from perfeval_core.printed import plain, read_printed
from perfeval_core.readings import Direction, Quantity, Status
from perfeval_core.scheme import Scheme
from perfeval_core.score_form import RowScore
from xladdin.ribbon_commands.checked_book import check_sheet
from xladdin.ribbon_commands.edits import write_cells
from xladdin.ribbon_commands.session import Outcome, Refused, Session
from xladdin.short_lists import first_lines

__all__ = ["read_values"]

DIRECTION_WORDS = {Direction.AT_LEAST: "正向", Direction.AT_MOST: "反向", Direction.EQUAL: "等于"}
DIGITS = 15
MOST_SHOWN = 12


def read_values(session: Session) -> Outcome:
    """Fill the columns for numbers typed by hand where that gives the same score as the reading."""
    sheet = session.sheet
    checked = check_sheet(sheet)
    forms = [one for one in checked.report.forms if _has_columns(one.form.columns)]
    if not forms:
        raise Refused(
            f"工作表“{sheet.name}”没有“指标数值（手工）”“完成数值（手工）”两栏；请在标准自评表上用“识别指标值”。"
        )
    edits: dict[CellRef, float | str] = {}
    done, left = 0, []
    for form in forms:
        for row in form.scores.rows:
            if read_printed(row.indicator.score.text) is not None or _is_blank(row.indicator):
                continue
            found = _row_edits(row, form.scheme)
            edits |= found
            done += bool(found)
            if not found:
                left.append(f"第 {row.indicator.row} 行 {' '.join(row.indicator.name.text.split())}：{_why_not(row)}")
    if edits:
        write_cells(session.book, edits, "识别指标值")
    said = f"已在 {done} 行填入读出的数（手工列），可以撤销；请核对。" if done else "没有要补的数：公式能读的都读了。"
    if not left:
        return Outcome(said)
    told = first_lines(left, MOST_SHOWN, "行")
    return Outcome(said, "\n".join([said, f"这 {len(left)} 行定不下来，要您来填：", *told]))


def _is_blank(indicator: Indicator) -> bool:
    return not any(entry.text.strip() for entry in (indicator.name, indicator.target, indicator.actual))


def _why_not(row: RowScore) -> str:
    """Why nothing is typed on a row that has no score."""
    if row.outcome.status is not Status.SCORED:
        return row.outcome.explanation
    if not (_is_free(row.indicator.manual_target) and _is_free(row.indicator.manual_actual)):
        return "手工列里已有内容，没有改动。"
    return f"手工列填数表达不了这一行，请在得分栏自己填。{row.outcome.explanation}"


def _has_columns(columns: tuple[tuple[str, int], ...]) -> bool:
    return {"manual_target", "manual_actual"} <= dict(columns).keys()


def _is_free(entry: Entry) -> bool:
    return entry.ref is not None and not entry.text.strip() and entry.formula is None


def _row_edits(row: RowScore, scheme: Scheme) -> dict[CellRef, float | str]:
    """What to type on a row without a score; nothing unless both columns are free and the score is the reading's."""
    indicator, outcome = row.indicator, row.outcome
    target, actual, direction = indicator.manual_target, indicator.manual_actual, indicator.direction
    if outcome.status is not Status.SCORED or outcome.direction not in DIRECTION_WORDS:
        return {}
    if not (_is_free(target) and _is_free(actual)):
        return {}
    numbers = _numbers(outcome.target, outcome.actual)
    if numbers is None:
        return {}
    word = direction.text.strip() or DIRECTION_WORDS[outcome.direction]
    again = explain(
        plain(numbers[0], DIGITS), plain(numbers[1], DIGITS), indicator.weight.text, direction=word, scheme=scheme
    )
    if again.score != outcome.score:
        return {}
    edits: dict[CellRef, float | str] = {}
    for entry, number in ((target, numbers[0]), (actual, numbers[1])):
        if entry.ref is not None:
            edits[entry.ref] = float(number)
    if direction.ref is not None and not direction.text.strip() and outcome.direction is not Direction.AT_LEAST:
        edits[direction.ref] = word
    return edits


def _numbers(target: object, actual: object) -> tuple[Fraction, Fraction] | None:
    """Both numbers in the unit of the target; None where one is no single number, or has more digits than a cell."""
    if not (isinstance(target, Quantity) and isinstance(actual, Quantity)):
        return None
    if target.low != target.high or actual.low != actual.high:
        return None
    factor = Fraction(1)
    if target.unit is not None and actual.unit is not None:
        if target.unit.family != actual.unit.family:
            return None
        factor = actual.unit.factor / target.unit.factor
    found = target.low, actual.low * factor
    return found if all(Fraction(Decimal(repr(float(one)))) == one for one in found) else None
