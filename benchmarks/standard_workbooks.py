"""How long the templates take to build, and a form of thirty rows to recalculate in LibreOffice."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from tests.oracle.office import Office
from workbook_templates.build import build_standard_workbook, build_templates
from workbook_templates.content import Content, Line, blank_content

BUILD_AT_MOST = 2.0
"""Seconds for all templates together."""
RECALCULATE_AT_MOST = 0.3
"""Seconds from typing into one cell of a full form to the new total."""
TURNS = 7


def build_seconds() -> float:
    """All templates from nothing, the median of three builds."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        build_templates()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def full_form() -> Content:
    """The form of 2020 with every ready row filled."""
    blank = blank_content("mof_2020")
    line = Line(name="培训人数", target="不低于 1,200人次", actual="完成1150人次", weight="3", reason="按计划推进")
    blocks = tuple(
        replace(block, groups=tuple(replace(group, lines=(line,) * len(group.lines)) for group in block.groups))
        for block in blank.blocks
    )
    return replace(blank, blocks=blocks)


def recalculation_seconds() -> float | None:
    """Typing an actual into the full form; None without LibreOffice."""
    if shutil.which("soffice") is None:
        return None
    with tempfile.TemporaryDirectory() as folder, Office() as office:
        path = Path(folder) / "表.xlsx"
        path.write_bytes(build_standard_workbook(full_form()))
        with office.open(path) as document:
            times = []
            for turn in range(TURNS):
                started = time.perf_counter()
                document.cell("自评表", "F14").text = f"{1000 + turn}人次"
                document.cell("自评表", "H14").text  # noqa: B018  what is shown has been computed
                times.append(time.perf_counter() - started)
    return statistics.median(times)
