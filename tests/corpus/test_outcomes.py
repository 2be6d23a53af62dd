"""Every file of the corpus of odd workbooks: its known outcome, in bounded time and memory.

``outcomes.tsv`` has one row a file: its path, and ``ok`` or the code of the refusal.  A file that can now be read
where a refusal was expected fails too, so that the table never lags behind; a changed outcome is changed there by hand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
SECONDS = 2.0
MEGABYTES = 300

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peak memory is read from /proc")


def expected() -> dict[str, str]:
    lines = Path(__file__).with_name("outcomes.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    outcomes = {name: outcome for name, outcome in rows}
    assert len(outcomes) == len(rows), "a file has two rows"
    return outcomes


def corpus_files() -> list[str]:
    return sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file())


def test_every_file_has_a_row_and_every_row_a_file() -> None:
    assert sorted(expected()) == corpus_files()


def test_every_file_has_its_outcome_in_bounded_time_and_memory() -> None:
    names = corpus_files()
    command = [sys.executable, str(ROOT / "tests" / "measured_child.py"), *(str(CORPUS / name) for name in names)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    found = [json.loads(line) for line in run.stdout.splitlines()]
    assert {name: one["outcome"] for name, one in zip(names, found, strict=True)} == expected()
    assert [(name, one["seconds"]) for name, one in zip(names, found, strict=True) if one["seconds"] > SECONDS] == []
    assert max(one["megabytes"] for one in found) <= MEGABYTES
