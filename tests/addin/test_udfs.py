"""The registration with xlwings: its real ``call_udf`` finds each function and changes nothing on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from xladdin.excel import udfs
from xladdin.functions import FUNCTIONS

ROOT = Path(__file__).resolve().parents[2]

CALLS: list[tuple[str, list[object], list[list[object]]]] = [
    ("PE_SCORE", ["≥8", 7.43, 20.0, None, None, None, None, None], [[18.58]]),
    ("PE_SCORE", ["10人", "10人次", 5.0, None, None, None, None, None], [[2042]]),
    ("PE_CHECK", ["≥8", 7.43, 20.0, None, "", None, None, None, None, None], [["✓ 20×92.88%；缺偏差原因"]]),
    ("PE_CHECK", ["≥8", 7.43, 20.0, None, None, None, None, None, None, None], [["✓ 20×92.88%"]]),
    ("PE_SCORES", [[["≥8", 7.43, 20.0], ["", "", ""], ["5", "5", "x"]], None], [[18.58], [""], [2015]]),
    ("PE_TOTAL", [[[1.1, 2.2]]], [[3.3]]),
    ("PE_READ", ["2023-12-31", "类型"], [["日期"]]),
    ("PE_VERSION", [], [["perfeval 0.1.0"]]),
]


def test_call_udf_gives_what_the_functions_give() -> None:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("call_udf_program.py"))],
        input=json.dumps([call[:2] for call in CALLS]), cwd=ROOT, env={"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [json.loads(line) for line in done.stdout.splitlines()] == [expected for *_, expected in CALLS]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.name)
def test_every_function_is_registered(function: object) -> None:
    assert callable(getattr(udfs, function.name))  # type: ignore[attr-defined]
    assert udfs.__all__ == [one.name for one in FUNCTIONS]


def test_no_result_is_taken_for_an_error() -> None:
    assert udfs.PE_SCORE("≥5", "5", 2042.0) == [[2042.0]]
    assert type(udfs.PE_SCORE("≥5", "5", 2042.0)[0][0]) is float
    assert type(udfs.PE_SCORE("≥5", "x", 5.0)[0][0]) is int
