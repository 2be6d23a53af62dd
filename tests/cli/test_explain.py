"""``perfeval explain``: one row, and batches of lines."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import command, environment, perfeval
from tools.json_contract import RowResult

ROW = ("--target", "7.8%左右", "--actual", "4.5%", "--weight", "12.5")


def test_one_row_as_text() -> None:
    run = perfeval("explain", *ROW)
    assert (run.code, run.complaint) == (0, "")
    assert run.out.splitlines()[:3] == [
        "得分：7.21 分（分值 12.5）",
        "依据：4.5% ÷ 7.8% = 57.69%，12.5 × 57.69% = 7.21",
        "完成率：57.69%",
    ]


def test_one_row_as_json() -> None:
    run = perfeval("explain", *ROW, "--format", "json")
    assert RowResult.model_validate_json(run.out) == RowResult(
        status="scored", score="7.21", attainment="0.576923", direction="at_least",
        explanation="4.5% ÷ 7.8% = 57.69%，12.5 × 57.69% = 7.21", reasons=[], doubts=[],
    )  # fmt: skip


def test_what_cannot_be_decided_is_an_answer() -> None:
    run = perfeval("explain", "--target", "≥90%", "--actual", "完成", "--weight", "10")
    assert run.code == 0
    assert run.out.startswith("得分：不能定")


def test_a_value_may_look_like_an_option() -> None:
    run = perfeval("explain", "--target", "≥5%", "--actual", "-3%", "--weight", "10", "--format", "json")
    assert json.loads(run.out)["score"] == "0"


def test_a_direction_and_a_scheme() -> None:
    words = ("explain", "--target", "10天", "--actual", "15天", "--weight", "10", "--direction", "反向")
    assert perfeval(*words).out.startswith("得分：6.67 分")
    assert perfeval(*words, "--scheme", "yitihua").out.startswith("得分：5 分")


@pytest.mark.parametrize(
    ("words", "start"),
    [
        (("--target", "1", "--actual", "1"), "PE-C001 没有写 --weight"),
        ((*ROW, "--direction", "向上"), "PE-C001 方向“向上”不认识"),
        ((*ROW, "--scheme", "无"), "PE-C002 "),
        ((*ROW, "--batch", "-"), "PE-C001 --batch 不能和 --target 一起用"),
        ((*ROW, "多余"), "PE-C001 多出了“多余”"),
        (("--batch", "没有.jsonl"), "PE-F001 找不到文件「没有.jsonl」"),
    ],
)
def test_misuse(words: tuple[str, ...], start: str) -> None:
    run = perfeval("explain", *words)
    assert (run.code, run.out) == (2, "")
    assert run.complaint.startswith(start)
    assert run.complaint.count("\n") == 1


LINES = [
    ('{"target": "7.8%左右", "actual": "4.5%", "weight": 12.50}', "7.21"),
    ("≥90%, 95%, 10", "不是 JSON 对象"),
    ('{"target": "≥100家", "actual": 189, "weight": "12.5", "name": "新增企业"}', "12.5"),
    ("", "是空行"),
    ('{"target": "1", "actual": "1"}', "缺少“weight”"),
    ('{"target": "1", "actual": "1", "weight": 1, "wieght": 1}', "不认识的栏目“wieght”"),
    ('{"target": ["1"], "actual": "1", "weight": 1}', "的“target”应是文字或数字"),
    ('{"target": "1", "actual": "1", "weight": 1, "scheme": "无"}', "PE-C002"),
    ('{"target": "1", "actual": "1", "weight": 1, "direction": "向上"}', "方向“向上”不认识"),
    ("[" * 100_000, "不是 JSON 对象"),
    ('{"target": "≥1个", "actual": null, "weight": 1e400000}', None),
    ('{"target": "≤10天", "actual": "8天", "weight": 5, "level2": "时效指标"}', "5"),
]


def _agrees(result: dict[str, str], want: str | None) -> bool:
    if result["status"] == "error":
        assert set(result) == {"status", "error"}
        return want is not None and want in result["error"]
    RowResult.model_validate_json(json.dumps(result))
    return result["score"] == want


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_batch_answers_line_by_line(end: str) -> None:
    typed = "\ufeff" + end.join(line for line, _ in LINES)
    run = perfeval("explain", "--batch", "-", typed=typed.encode())
    assert (run.code, run.complaint) == (2, "")
    results = [json.loads(line) for line in run.out.splitlines()]
    assert len(results) == len(LINES)
    for (line, want), result in zip(LINES, results, strict=True):
        assert _agrees(result, want), (line[:80], result)


def test_a_batch_of_good_lines_from_a_file(tmp_path: Path) -> None:
    rows, out = tmp_path / "行.jsonl", tmp_path / "结果.jsonl"
    rows.write_text("\n".join(line for line, want in LINES if want and want[0].isdigit()) + "\n", "utf-8")
    before = rows.read_bytes()
    assert perfeval("explain", "--batch", rows, "--out", out).code == 0
    assert [json.loads(line)["score"] for line in out.read_text("utf-8").splitlines()] == ["7.21", "12.5", "5"]
    run = perfeval("explain", "--batch", rows, "--out", rows, "--force")
    assert run.code == 2
    assert run.complaint.startswith("PE-C005 ")
    assert rows.read_bytes() == before


def test_lines_that_are_no_utf_8_or_too_long() -> None:
    good = LINES[0][0].encode()
    typed = b"\n".join(['{"target": "数量"}'.encode("gbk"), b'{"target": "' + b"1" * (3 << 20) + b'"}', good])
    run = perfeval("explain", "--batch", "-", typed=typed)
    first, second, third = map(json.loads, run.out.splitlines())
    assert "不是 UTF-8 编码" in first["error"]
    assert "太长" in second["error"]
    assert third["score"] == "7.21"


def test_standard_input_is_answered_at_once() -> None:
    process = subprocess.Popen(
        command("explain", "--batch", "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )
    assert process.stdin is not None and process.stdout is not None
    for _ in range(3):
        process.stdin.write(LINES[0][0].encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["score"] == "7.21"
    process.stdin.close()
    assert process.wait(30) == 0
