"""The sheet 参数: the numbers of every scheme and the word lists, with names that the formulas use.

The column 采用 shows the chosen scheme's values under their names; no number of a scheme stands in a formula.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from perfeval_core.chosen_scheme import CHOSEN_OVERLAY, CHOSEN_SCHEME
from perfeval_core.grid import column_letters
from workbook_templates.scheme_parameters import Parameter, Value, overlay_titles, parameters, scheme_titles
from workbook_templates.word_lists import JOINED, word_lists, words_of

__all__ = [
    "CHOSEN_OVERLAY",
    "CHOSEN_SCHEME",
    "EDITION",
    "NO_OVERLAY",
    "PARAMETER_SHEET",
    "Parameter",
    "ParameterCell",
    "ParameterSheet",
    "overlay_titles",
    "parameter_sheet",
    "parameters",
    "scheme_titles",
    "tables_edition",
    "word_cells",
]

PARAMETER_SHEET = "参数"
NO_OVERLAY = "无"


@dataclass(frozen=True, slots=True)
class ParameterCell:
    """What stands in a cell (rows and columns from 1).

    ``look``: title, note, heading, label, name, value, share, chosen_value, chosen_share, source, word, joined.
    A text that begins with ``=`` in a chosen or joined cell is a formula.
    """

    row: int
    col: int
    content: Value
    look: str

    @property
    def is_formula(self) -> bool:
        """True for a cell that computes its value."""
        return self.look in ("chosen_value", "chosen_share", "joined")


@dataclass(frozen=True, slots=True)
class ParameterSheet:
    """All cells of the sheet 参数, its defined names with their ranges, and the widths of its columns."""

    cells: tuple[ParameterCell, ...]
    names: dict[str, str]
    widths: dict[int, float]


EDITION = "词表版次"
"""The defined name of the cell that tells which edition of the word lists a sheet 参数 holds."""
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
    cells.append(ParameterCell(3, 1, "词表版次（公式只用同一版次的词表）", "label"))
    cells.append(ParameterCell(3, 2, EDITION, "name"))
    cells.append(ParameterCell(3, 3, _edition(cells, names), "value"))
    names[EDITION] = _range(3, 3, 3)
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


def _edition(cells: list[ParameterCell], names: dict[str, str]) -> str:
    """Another text whenever a word or its place changes: formulas look words up by their cells."""
    words = sorted((cell.row, cell.col, str(cell.content)) for cell in cells if cell.look == "word")
    return hashlib.sha256(repr((words, sorted(names.items()))).encode()).hexdigest()[:8]


def tables_edition() -> str:
    """What stands under :data:`EDITION` in a sheet 参数 made by this program."""
    return next(str(cell.content) for cell in parameter_sheet().cells if (cell.row, cell.col) == (3, 3))


@lru_cache(maxsize=32)
def word_cells(name: str) -> tuple[str, ...]:
    """The cells of a word list that a search needs, ``参数!AB$5``: no word that contains another one of the list."""
    first = parameter_sheet().names[name].partition(":")[0]
    sheet, _, corner = first.rpartition("!")
    _, letters, row = corner.split("$")
    listed = words_of(name)
    return tuple(
        f"{sheet}!{letters}${int(row) + place}"
        for place, word in enumerate(listed)
        if not any(other != word and other in word for other in listed)
    )


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
    return f"INDEX(${start}{row}:${end}{row},1,MATCH({choice},${start}${_HEADING}:${end}${_HEADING},0))"


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
                if row[offset] != "":
                    yield ParameterCell(_HEADING + place, col + offset, row[offset], "word")
        col += len(table.names) + 1
    yield from _joined_cells(col, names)


_JOINED_AT_ONCE = 100
"""Words in one formula; CONCATENATE takes 255 arguments."""


def _joined_cells(col: int, names: dict[str, str]) -> Iterator[ParameterCell]:
    """The table of the joined lists; a long list is joined in parts."""
    yield ParameterCell(_HEADING - 2, col, "连起来的词", "heading")
    yield ParameterCell(_HEADING - 1, col, "整个词用它查", "note")
    yield ParameterCell(_HEADING, col, "名称", "heading")
    yield ParameterCell(_HEADING, col + 1, "连起来", "heading")
    row = _HEADING
    for name, words in JOINED.items():
        letters = names[words].partition("!")[2].split("$")[1]
        count, first = len(words_of(words)), row + 1
        for start in range(0, count, _JOINED_AT_ONCE):
            row += 1
            places = range(_HEADING + 1 + start, _HEADING + 1 + min(count, start + _JOINED_AT_ONCE))
            formula = ",".join(f'"|",{letters}{place}' for place in places)
            end = ',"|"' if start + _JOINED_AT_ONCE >= count else ""
            part = f"（第 {row - first + 1} 段）" if count > _JOINED_AT_ONCE else ""
            yield ParameterCell(row, col, name + part, "word")
            yield ParameterCell(row, col + 1, f"=CONCATENATE({formula}{end})", "joined")
        if count > _JOINED_AT_ONCE:
            parts = ",".join(f"{column_letters(col + 1)}{part}" for part in range(first, row + 1))
            row += 1
            yield ParameterCell(row, col, name, "word")
            yield ParameterCell(row, col + 1, f"=CONCATENATE({parts})", "joined")
        names[name] = _range(col + 1, row, row)
