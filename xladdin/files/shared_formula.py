"""The formula of a cell that shares its master's: relative references move along (ECMA-376 part 1, 18.3.1.40)."""

from __future__ import annotations

import re
from functools import lru_cache

from perfeval_core.grid import column_letters
from xladdin.files.addresses import ALL_COLS, ALL_ROWS, column_number

__all__ = ["moved"]

# Texts, quoted sheet names and bracketed names stay; then whole columns, whole rows, cells.
REFERENCE = re.compile(
    r'"[^"]*"|\'[^\']*\'|\[[^\[\]]*\]'
    r"|(?<![\w.$])(?:"
    r"(?P<from_abs>\$?)(?P<from_col>[A-Z]{1,3}):(?P<to_abs>\$?)(?P<to_col>[A-Z]{1,3})"
    r"|(?P<top_abs>\$?)(?P<top>[1-9][0-9]{0,6}):(?P<bottom_abs>\$?)(?P<bottom>[1-9][0-9]{0,6})"
    r"|(?P<col_abs>\$?)(?P<col>[A-Z]{1,3})(?P<row_abs>\$?)(?P<row>[1-9][0-9]{0,6})"
    r")(?![\w.(!])",
    re.ASCII,
)


def moved(formula: str, rows: int, cols: int) -> str:
    """A formula as it reads that many rows down and columns right; a reference past the edge becomes ``#REF!``."""
    pattern, numbers, lowest, highest = _moved_across(formula, cols)
    if lowest + rows < 1 or highest + rows > ALL_ROWS:
        return _moved_one_by_one(formula, rows, cols)
    return pattern % tuple([number + rows for number in numbers])


@lru_cache(256)
def _moved_across(formula: str, cols: int) -> tuple[str, tuple[int, ...], int, int]:
    """The formula moved to its column, ``%d`` for the numbers of the rows that move along; those numbers, the lowest
    and the highest."""
    texts: list[str] = [""]
    numbers: list[int] = []
    done = 0
    for match in REFERENCE.finditer(formula):
        texts[-1] += formula[done : match.start()]
        done = match.end()
        column = _col(match["col_abs"], match["col"], cols) if match["row"] else None
        if column is not None and not match["row_abs"]:
            texts[-1] += column
            texts.append("")
            numbers.append(int(match["row"]))
        elif match["top"] and not match["top_abs"] and not match["bottom_abs"]:
            numbers += int(match["top"]), int(match["bottom"])
            texts += ":", ""
        else:
            texts[-1] += _shifted(match, 0, cols)
            if match["top"]:
                numbers.append(ALL_ROWS * 2)  # one end moves alone: never the quick way
                texts.append("")
    texts[-1] += formula[done:]
    pattern = "%d".join(text.replace("%", "%%") for text in texts)
    return pattern, tuple(numbers), min(numbers, default=1), max(numbers, default=1)


def _moved_one_by_one(formula: str, rows: int, cols: int) -> str:
    return REFERENCE.sub(lambda match: _shifted(match, rows, cols), formula)


def _shifted(match: re.Match[str], rows: int, cols: int) -> str:
    """One reference as it reads elsewhere."""
    if match["row"]:
        return _edge(_col(match["col_abs"], match["col"], cols), _row(match["row_abs"], match["row"], rows), "")
    if match["top"]:
        top, bottom = (_row(match[f"{end}_abs"], match[end], rows) for end in ("top", "bottom"))
        return _edge(top, bottom, ":")
    if match["from_col"]:
        first, last = (_col(match[f"{end}_abs"], match[f"{end}_col"], cols) for end in ("from", "to"))
        return _edge(first, last, ":")
    return match.group()


def _edge(first: str | None, last: str | None, between: str) -> str:
    return "#REF!" if first is None or last is None else f"{first}{between}{last}"


def _row(absolute: str, digits: str, by: int) -> str | None:
    row = int(digits) + (0 if absolute else by)
    return f"{absolute}{row}" if 1 <= row <= ALL_ROWS else None


def _col(absolute: str, letters: str, by: int) -> str | None:
    col = column_number(letters) + (0 if absolute else by)
    return f"{absolute}{column_letters(col)}" if 1 <= col <= ALL_COLS else None
