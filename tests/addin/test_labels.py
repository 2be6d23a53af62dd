"""One name for a button everywhere: in the tab, on its macro, in what people are told to press, in the manual."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from xladdin import macros
from xladdin.ribbon import ribbon

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "docs" / "使用手册.md"
TEXTS = [*(ROOT / "xladdin" / "ribbon_commands").glob("*.py"), ROOT / "xladdin" / "sending.py", MANUAL]
LABELS = {item.label for group in ribbon().groups for item in group.items} | {one.label for one in ribbon().commands}
OF_OTHERS = {"确定", "取消", "启用编辑", "单元格"}
"""What the programs' own windows and the columns of a sheet are called."""


def strange(text: str) -> list[str]:
    """What a text tells people to press that has no such label; ``{…}`` is filled in at run time."""
    return [label for label in re.findall("点“([^”{}…]+)”", text) if label not in LABELS | OF_OTHERS]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_people_are_told_to_press_what_is_there(path: Path) -> None:
    assert strange(path.read_text("utf-8")) == []


def test_a_button_that_is_not_there_is_seen() -> None:
    assert strange("请点“全部检查”，再点“安全修正”。") == ["全部检查"]


def test_every_macro_bears_the_label_of_its_button() -> None:
    for command in ribbon().commands:
        meaning = (getattr(macros, command.id).__doc__ or "").removesuffix(".")
        assert meaning.endswith(command.label), command.id


def test_the_manual_tells_of_every_button() -> None:
    titles = "、".join(re.findall(r"^### (.*)$", MANUAL.read_text("utf-8"), flags=re.M)).split("、")
    assert {item.label for group in ribbon().groups for item in group.items} <= set(titles)
