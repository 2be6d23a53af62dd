"""The sheet 参数: the numbers of every scheme and the word lists, with names that the formulas use.

The column 采用 shows the chosen scheme's values under their names; no number of a scheme stands in a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from perfeval_core.grid import column_letters
from workbook_templates.scheme_parameters import Parameter, Value, overlay_titles, parameters, scheme_titles
from workbook_templates.word_lists import word_lists

__all__ = [
    "CHOSEN_OVERLAY",
    "CHOSEN_SCHEME",
    "NO_OVERLAY",
    "PARAMETER_SHEET",
    "Parameter",
    "ParameterCell",
    "ParameterSheet",
    "overlay_titles",
    "parameter_sheet",
    "parameters",
    "scheme_titles",
]

PARAMETER_SHEET = "参数"
CHOSEN_SCHEME = "所选评分办法"
"""The defined name of the cell in which a person chooses one of :func:`scheme_titles`."""
CHOSEN_OVERLAY = "所选附加规定"
"""The defined name of the cell for one of :func:`overlay_titles` or :data:`NO_OVERLAY`."""
NO_OVERLAY = "无"


@dataclass(frozen=True, slots=True)
class ParameterCell:
    """What stands in a cell (rows and columns from 1).

    ``look``: title, note, heading, label, name, value, share, chosen, chosen_share, source, word.  A text that begins
    with ``=`` in a chosen cell is a formula.
    """

    row: int
    col: int
    content: Value
    look: str


@dataclass(frozen=True, slots=True)
class ParameterSheet:
    """All cells of the sheet 参数, its defined names with their ranges, and the widths of its columns."""

    cells: tuple[ParameterCell, ...]
    names: dict[str, str]
    widths: dict[int, float]


_FIRST_SCHEME = 4
"""Column D; before it stand what the setting says, its name and the value that is used."""
_HEADING = 4


@lru_cache(maxsize=1)
def parameter_sheet() -> ParameterSheet:
    """The sheet as plain contents, ready to be written."""
    titles = [*scheme_titles(), *overlay_titles()]
    lists_from = _FIRST_SCHEME + len(titles) + 1
    cells: list[ParameterCell] = [
        ParameterCell(1, 1, "参数", "title"),
        ParameterCell(2, 1, "公式从这里取数和词。改评分办法请到“填报说明”选择；这里的数都写明来源。", "note"),
    ]
    names: dict[str, str] = {}
    cells.extend(_scheme_cells(titles, names))
    cells.extend(_word_cells(lists_from, names))
    cells.append(ParameterCell(3, 1, "软件自检", "label"))
    cells.append(ParameterCell(3, 2, "软件自检", "name"))
    cells.append(ParameterCell(3, 3, _self_test(), "chosen_value"))
    names["软件自检"] = _range(3, 3, 3)
    widths: dict[int, float] = {1: 34, 2: 14, 3: 18, **{_FIRST_SCHEME + place: 18 for place in range(len(titles))}}
    return ParameterSheet(tuple(cells), names, widths)


def _scheme_cells(titles: list[str], names: dict[str, str]) -> Iterator[ParameterCell]:
    for col, heading in enumerate(("项目", "名称", "采用", *titles), 1):
        yield ParameterCell(_HEADING, col, heading, "heading")
    row = _HEADING + 1
    for parameter in parameters():
        last = row + parameter.rows - 1
        names[parameter.name] = _range(3, row, last)
        for place in range(parameter.rows):
            number = f"{place + 1}" if parameter.rows > 1 else ""
            yield ParameterCell(row + place, 1, parameter.label if not place else "", "label")
            yield ParameterCell(row + place, 2, parameter.name + number, "name")
            look = "share" if parameter.kind == "share" else "value"
            yield ParameterCell(row + place, 3, _chosen(row + place, parameter), f"chosen_{look}")
            for offset, title in enumerate(titles):
                values = parameter.values.get(title, ())
                if place < len(values):
                    yield ParameterCell(row + place, _FIRST_SCHEME + offset, values[place], look)
        row = last + 1
    row += 1
    for col, heading in enumerate(("来源", "名称", "", *titles), 1):
        yield ParameterCell(row, col, heading, "heading")
    for parameter in parameters():
        if not parameter.sources:
            continue
        row += 1
        yield ParameterCell(row, 1, parameter.label, "label")
        yield ParameterCell(row, 2, parameter.name, "name")
        for offset, title in enumerate(titles):
            if title in parameter.sources:
                yield ParameterCell(row, _FIRST_SCHEME + offset, parameter.sources[title], "source")


def _self_test() -> str:
    """1 where the program searches a whole list inside SUMPRODUCT, as Excel, WPS and LibreOffice do.

    Gnumeric looks at one cell of the list only, and would read past the words that forbid a score.
    """
    unit = word_lists()[0].rows[-1]
    all_found = 'SUMPRODUCT(--ISNUMBER(FIND(数字,"9876543210")))=10'
    longest = f'SUMPRODUCT(MAX(ISNUMBER(FIND("|"&单位,"|{unit[0]}"))*单位序号))={unit[-1]}'
    return f"=IFERROR(IF(AND({all_found},{longest}),1,0),0)"


def _chosen(row: int, parameter: Parameter) -> str:
    """The overlay's value where it gives one, else the scheme's; blank where neither does."""
    first, last = _FIRST_SCHEME, _FIRST_SCHEME + len(scheme_titles()) - 1
    base = _picked(row, first, last, CHOSEN_SCHEME)
    added = f'IFERROR({_picked(row, last + 1, last + len(overlay_titles()), CHOSEN_OVERLAY)},"")'
    if not parameter.sources:
        return f"={base}&{added}"
    return f'=IF({added}="",IF({base}="","",{base}),{added})'


def _picked(row: int, first: int, last: int, choice: str) -> str:
    start, end = column_letters(first), column_letters(last)
    return f"INDEX(${start}{row}:${end}{row},MATCH({choice},${start}${_HEADING}:${end}${_HEADING},0))"


def _range(col: int, first: int, last: int) -> str:
    letter = column_letters(col)
    if first == last:
        return f"{PARAMETER_SHEET}!${letter}${first}"
    return f"{PARAMETER_SHEET}!${letter}${first}:${letter}${last}"


def _word_cells(col: int, names: dict[str, str]) -> Iterator[ParameterCell]:
    for table in word_lists():
        yield ParameterCell(_HEADING - 2, col, table.title, "heading")
        yield ParameterCell(_HEADING - 1, col, table.note, "note")
        for offset, (name, heading) in enumerate(zip(table.names, table.headings, strict=True)):
            yield ParameterCell(_HEADING, col + offset, heading, "heading")
            names[name] = _range(col + offset, _HEADING + 1, _HEADING + len(table.rows))
            for place, row in enumerate(table.rows, 1):
                yield ParameterCell(_HEADING + place, col + offset, row[offset], "word")
        col += len(table.names) + 1
