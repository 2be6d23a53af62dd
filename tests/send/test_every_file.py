"""Every odd file of the corpus goes through every command that writes: an outcome, one sentence, nothing changed."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from tests.patch.packages import CORPUS
from xladdin.cli import main
from xladdin.demo_form import demo_facts, write_form

SECONDS = 2.0
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", FILES)
def test_an_outcome_for_every_command(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(shutil.copy(CORPUS / name, tmp_path))
    before = path.read_bytes()
    target = tmp_path / "新.xlsx"
    for words in (
        ["mark", str(path), "-o", str(target)],
        ["unmark", str(path), "-o", str(target)],
        ["pack", str(path), "-o", str(tmp_path / "报送"), "--anyway"],
        ["verify", str(path)],
        ["mail", str(path), "--to", "a@b.cn", "-o", str(tmp_path / "草稿.eml")],
        ["fix", str(path), "--safe", "-o", str(target)],
        ["export", str(path), "--anyway", "-o", str(target)],
    ):
        started = time.process_time()
        code = main(words)
        took = time.process_time() - started
        said = capsys.readouterr()
        assert code in (0, 1, 2)
        assert "PE-C009" not in said.err + said.out, said.err
        assert code != 2 or said.err.startswith("PE-"), said.err
        assert path.read_bytes() == before, words[0]
        assert took < SECONDS, f"{words[0]} took {took:.1f} s"
        if target.exists():
            target.unlink()
    assert [one for one in os.listdir(tmp_path) if one.endswith(".part")] == []


@pytest.mark.parametrize("eighth", range(1, 8))
def test_a_truncated_workbook(eighth: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "自评表.xlsx"
    write_form(path, demo_facts())
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * eighth // 8])
    for command in ("mark", "unmark", "verify"):
        assert main([command, str(path)]) == 2
        assert capsys.readouterr().err.startswith("PE-F008")
    assert path.read_bytes() == whole[: len(whole) * eighth // 8]
