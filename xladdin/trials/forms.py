"""The forms that commands are tried on, nearly all made from the published 益阳 form; each is made once in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xladdin.demo_form import demo_facts, write_form

__all__ = ["IN_WORDS", "MISTYPED", "blank_form", "good_form", "old_form", "standard_form"]

MISTYPED = ("F14", "１８９", "189")
"""A cell of the old form with digits of full width, and what 安全修正 makes of it."""
IN_WORDS = ("培训场次", "不少于十二场次", "十场", 10.0)
"""An indicator that the program reads and the sheet's own formulas do not: name, target, actual, weight."""


def old_form(folder: Path) -> Path:
    """As published, with its mistakes, in the old layout; one number in digits of full width."""
    path = folder / "益阳 旧表.xlsx"
    if not path.exists():
        facts = demo_facts()
        facts["indicators"][1]["entries"][1] = MISTYPED[1]
        write_form(path, facts)
    return path


def standard_form(folder: Path, *, addin: bool) -> Path:
    """As published, taken over into the standard workbook, with the add-in's functions or with plain formulas."""
    return _taken_over(folder, f"益阳 {'插件函数' if addin else '原生公式'}.xlsx", demo_facts(), addin=addin)


def good_form(folder: Path) -> Path:
    """The same without errors: what was not filled in is filled in."""
    facts = demo_facts()
    for indicator in facts["indicators"]:
        target, actual, *_ = indicator["entries"]
        indicator["entries"][1] = actual or target
    return _taken_over(folder, "益阳 改好.xlsx", facts, addin=False)


def blank_form(folder: Path) -> Path:
    """The blank standard workbook with plain formulas."""
    from workbook_templates.content import blank_content
    from xladdin.standard_forms import built

    path = folder / "空白.xlsx"
    if not path.exists():
        path.write_bytes(built(blank_content("mof_2020"), addin=False))
    return path


def _taken_over(folder: Path, name: str, facts: dict[str, Any], *, addin: bool) -> Path:
    from xladdin.standard_forms import built, taken_over_forms

    path = folder / name
    if not path.exists():
        source = folder / f"旧 {name}"
        write_form(source, facts)
        taken, _ = taken_over_forms(str(source), None)[0]
        path.write_bytes(built(taken.content, addin=addin))
    return path
