"""Old .xls and .et workbooks: python-calamine reads the values in a limited child process, ``biff`` the formats."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

from perfeval_core.grid import Cell, CellKind, Grid, Merge, Workbook
from xladdin.files.biff import BiffSheet, biff_sheets
from xladdin.files.cell_text import date_text, number_cell
from xladdin.files.errors import Refusal
from xladdin.files.hazards import HazardList
from xladdin.files.limits import MAX_CELLS, MAX_COL, MAX_MERGES, MAX_ROW
from xladdin.files.number_formats import Shows
from xladdin.files.ole import CompoundFile

__all__ = ["read_legacy"]

CHILD = Path(__file__).with_name("legacy_child.py")
MEMORY = 300 << 20
PROCESSOR_SECONDS = 2
PATIENCE = 4.0
"""Seconds to wait for the child, its start on a busy machine included."""
MAX_ANSWER = 64 << 20

OTHER_OLE = {
    "WordDocument": "Word 文档（doc）",
    "PowerPoint Document": "演示文稿（ppt）",
    "__properties_version1.0": "邮件（msg）",
    "VisioDocument": "Visio 图",
}


def read_legacy(stream: BinaryIO, hazards: HazardList) -> Workbook:
    """The worksheets of a compound file; results only, a hazard says that the formulas are not read.

    :raises Refusal: when it is encrypted, no workbook, damaged, or the child fails.
    """
    compound = CompoundFile(stream.read())
    biff = biff_sheets(compound.stream(_workbook_stream(compound)))
    _note_storages(compound, hazards)
    answer = _ask_child(stream)
    del compound
    if code := answer.get("problem"):
        raise Refusal(code, detail="内容不合规")
    if sum(sheet.formulas for sheet in biff):
        hazards.add("PE-F113", f"共 {sum(sheet.formulas for sheet in biff)} 个公式")
    grids: list[Grid] = []
    for found, sheet in zip(answer["sheets"], _matching(biff, len(answer["sheets"])), strict=True):
        if sheet.macro:
            hazards.add("PE-F102", f"宏表「{found['name']}」")
        elif "cells" in found:
            grids.append(_grid(found, sheet, hazards))
    if not grids:
        raise Refusal("PE-F019")
    if answer["full"]:
        hazards.add("PE-F110", f"全部工作表只读了 {MAX_CELLS} 个单元格")
    return Workbook(tuple(grids), hazards.all())


def _workbook_stream(compound: CompoundFile) -> str:
    if "EncryptedPackage" in compound.entries:
        raise Refusal("PE-F009")
    for name in ("Workbook", "Book", "WORKBOOK", "BOOK"):
        if name in compound.entries:
            return name
    for name, kind in OTHER_OLE.items():
        if name in compound.entries:
            raise Refusal("PE-F013", kind=kind)
    raise Refusal("PE-F025")


def _note_storages(compound: CompoundFile, hazards: HazardList) -> None:
    for name in compound.entries:
        if name == "_VBA_PROJECT_CUR":
            hazards.add("PE-F101", name)
        elif name.startswith("MBD"):
            hazards.add("PE-F106", name)


def _matching(biff: list[BiffSheet], count: int) -> list[BiffSheet]:
    """The sheets of the stream, one for each that the child names.

    :raises Refusal: ``PE-F018`` when the two readers do not see the same sheets.
    """
    if len(biff) != count:
        raise Refusal("PE-F018", detail="工作表的数目对不上")
    return biff


def _ask_child(stream: BinaryIO) -> dict[str, Any]:
    """What the child says of the file, given to it as its standard input.

    :raises Refusal: ``PE-F020`` when it crashes or passes its limits.
    """
    os.lseek(stream.fileno(), 0, os.SEEK_SET)
    limits = (MEMORY, PROCESSOR_SECONDS, MAX_ROW, MAX_COL, MAX_CELLS)
    command = [sys.executable, "-P", "-X", "utf8", str(CHILD), *map(str, limits)]
    try:
        child = subprocess.run(
            command,
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refusal("PE-F020", detail=f"{PATIENCE:.0f} 秒内没有读完") from None
    if child.returncode != 0 or len(child.stdout) > MAX_ANSWER:
        raise Refusal("PE-F020", detail="读取进程中途退出，多半是文件损坏或内容过多")
    return dict(json.loads(child.stdout))


def _grid(found: dict[str, Any], sheet: BiffSheet, hazards: HazardList) -> Grid:
    name = found["name"]
    cells = {
        (row, col): _cell(kind, text, sheet.shows.get((row, col), Shows.NUMBER))
        for row, col, kind, text in found["cells"]
    }
    cells |= {place: Cell(error, CellKind.ERROR) for place, error in sheet.errors.items()}
    hidden = found["state"] != "Visible"
    if hidden:
        hazards.add("PE-F107" if found["state"] == "Hidden" else "PE-F108", name)
    if found["far"]:
        hazards.add("PE-F109", f"工作表「{name}」有 {found['far']} 个单元格在第 {MAX_ROW} 行之外")
    merges = tuple(Merge(*edges) for edges in found["merges"][:MAX_MERGES])
    if len(found["merges"]) > MAX_MERGES:
        ignored = len(found["merges"]) - MAX_MERGES
        hazards.add("PE-F111", f"工作表「{name}」有 {len(found['merges'])} 处合并单元格，其中 {ignored} 处没有读")
    return Grid(name, cells, merges, frozenset(sheet.hidden_rows), frozenset(sheet.hidden_cols), hidden)


def _cell(kind: str, text: str, shows: Shows) -> Cell:
    if kind == "n":
        return number_cell(text, shows)
    if kind == "b":
        return Cell(text, CellKind.BOOLEAN)
    if kind == "d":
        when = date_text(text, shows)
        return Cell(text, CellKind.TEXT) if when is None else Cell(when, CellKind.DATE)
    if kind == "t":
        return Cell(text, CellKind.DATE)
    return Cell(text, CellKind.TEXT)
