"""``perfeval fix``: shows first, writes when told, goes on until nothing is left of what was asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from perfeval_core.grid import CellKind
from tests.cli.running import perfeval
from tests.fix.forms import GROWTH, JUDGED, ROWS, codes, text_of, typed_form


def test_the_command_shows_first_and_writes_when_told(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells={"G11": "５０", "G14": 99})
    before = source.read_bytes()
    shown = perfeval("fix", source, "--safe", "--diff")
    assert shown.code == 0 and "G11  “５０” → 50  文本变成数字〔PE-L109〕" in shown.out
    assert re.search("G14  “99” → 100  各项得分 .* = 100，总分填 99，少 1。〔PE-S201〕", shown.out)
    assert "改后再校验：0 个错误、0 个警告、0 个提示" in shown.out
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]
    target = tmp_path / "新.xlsx"
    done = perfeval("fix", source, "--safe", "-o", target)
    assert done.code == 0 and "改了 2 格" in done.out
    assert source.read_bytes() == before
    assert codes(target) == set()
    assert perfeval("fix", source, "--safe", "-o", target).code == 2


def test_a_score_put_right_takes_its_total_along(tmp_path: Path) -> None:
    """The total agreed with the wrong score; once that is right the rules and the scores agree against it."""
    source = typed_form(tmp_path / "表.xlsx", (GROWTH, *ROWS[1:]), {"G14": 98})
    shown = perfeval("fix", source, "--safe", "--also", "PE-S105", "--diff").out
    assert "要改的 2 格" in shown and "G14  “98” → 78.85" in shown


def test_a_score_put_right_takes_its_total_along_when_both_are_asked_for(tmp_path: Path) -> None:
    """The total agrees with the wrong score, so it asks for its fix only once the score is right."""
    source = typed_form(tmp_path / "表.xlsx", (GROWTH, JUDGED, ROWS[2]), {"G14": 93})
    alone = perfeval("fix", source, "--safe", "--also", "PE-S105", "--diff")
    assert "改了以后才看得出的 1 个" in alone.out and "错误 G14" in alone.out and "〔PE-S201〕" in alone.out
    done = perfeval("fix", source, "--safe", "--also", "pe-s105，PE-S201", "-o", tmp_path / "新.xlsx")
    assert done.code == 0 and "改了 2 格" in done.out and "改后再校验：0 个错误、0 个警告、1 个提示" in done.out
    assert text_of(tmp_path / "新.xlsx", "G11") == ("28.85", CellKind.NUMBER)
    assert text_of(tmp_path / "新.xlsx", "G14") == ("73.85", CellKind.NUMBER)
    assert "没有要改的" in perfeval("fix", tmp_path / "新.xlsx", "--safe", "--diff").out


def test_cells_that_change_alike_share_a_line(tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx", cells={"H11": "\u3000", "H12": "\u3000", "G11": "50", "F11": "50"})
    shown = perfeval("fix", source, "--safe", "--diff").out
    assert "  H11:H12（2 格）  “\u3000” → （空）  只有空格，清空〔PE-L109〕\n" in shown
    assert "  F11、G11（2 格）  “50” → 50  文本变成数字〔PE-L110〕\n" in shown
    assert "要改的 4 格" in shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--diff"], "--safe"),
        (["--safe"], "--diff 和 -o"),
        (["--safe", "--diff", "-o", "新.xlsx"], "--diff 和 -o"),
        (["--safe", "--diff", "--also", "PE-S105"], "PE-C015"),
        (["--safe", "--also", "PE-X999", "-o", "新.xlsx"], "PE-C015"),
    ],
)
def test_the_command_refuses(words: list[str], said: str, tmp_path: Path) -> None:
    source = typed_form(tmp_path / "表.xlsx")
    refused = perfeval("fix", source, *words, cwd=tmp_path)
    assert refused.code == 2 and said in refused.complaint
    assert [path.name for path in tmp_path.iterdir()] == ["表.xlsx"]
