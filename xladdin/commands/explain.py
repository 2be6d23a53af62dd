"""``perfeval explain``: the score of one indicator row and its arithmetic; many rows as lines of JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from perfeval_core.explain import explain
from perfeval_core.printed import percent_text, plain
from perfeval_core.readings import Direction, IndicatorScore
from perfeval_core.scheme import SchemeError
from xladdin.commands.arguments import Arguments, Command, Option
from xladdin.console import make_safe
from xladdin.output import output
from xladdin.problems import CommandProblem, coded_sentence

__all__ = ["COMMAND", "run"]

DEFAULT_SCHEME = "mof_2020"
COMMAND = Command(
    "explain",
    "算一行指标该得几分，并写出算式；算不准就说为什么。",
    (
        Option("--target", "年度指标值，如 ≥90%", value="指标值"),
        Option("--actual", "实际完成值，如 95%", value="完成值"),
        Option("--weight", "分值，如 10", value="分值"),
        Option("--name", "三级指标名称（用来认单位和方向）", value="名称"),
        Option("--level2", "二级指标，如 成本指标", value="名称"),
        Option("--direction", "方向：正向、反向、等于、定性；不写就从指标值里看", value="方向"),
        Option("--scheme", "评分办法（见 perfeval schemes）", value="名字", default=DEFAULT_SCHEME),
        Option("--format", "结果的样子", value="格式", choices=("text", "json"), default="text"),
        Option("--batch", "一行一个 JSON 对象（- 是标准输入），结果也是一行一个", value="文件"),
        Option("--out", "结果写到文件，不打印", value="文件"),
        Option("--force", "覆盖已有的输出文件"),
    ),
)

REQUIRED = ("target", "actual", "weight")
OPTIONAL = ("name", "level2", "direction", "scheme")
LONGEST_LINE = 1 << 20
"""Bytes of one line of a batch."""
_DIRECTIONS = {
    Direction.AT_LEAST: "正向（越大越好）",
    Direction.AT_MOST: "反向（越小越好）",
    Direction.EQUAL: "等于",
    Direction.QUALITATIVE: "定性",
}


def run(arguments: Arguments) -> int:
    """Explain one row (0), or every line of a batch (0, or 2 when a line could not be read)."""
    if "--batch" in arguments:
        return _run_batch(arguments)
    for name in REQUIRED:
        if f"--{name}" not in arguments:
            raise CommandProblem("PE-C001", detail=f"没有写 --{name}", usage=COMMAND.usage)
    row = {name: value for name in (*REQUIRED, *OPTIONAL) if (value := arguments.get(f"--{name}")) is not None}
    try:
        outcome = _explain(row, DEFAULT_SCHEME)
    except SchemeError as error:
        raise CommandProblem("PE-C002", detail=str(error)) from None
    except ValueError as error:
        raise CommandProblem("PE-C001", detail=str(error), usage=COMMAND.usage) from None
    is_json = arguments.get("--format") == "json"
    make_safe(json=is_json)
    with output(arguments.get("--out"), force="--force" in arguments, json=is_json) as write:
        write(_line(as_result(outcome)) if is_json else _text(outcome, row["weight"]))
    return 0


def _explain(row: dict[str, str], scheme: str) -> IndicatorScore:
    return explain(
        row["target"],
        row["actual"],
        row["weight"],
        name=row.get("name", ""),
        level2=row.get("level2", ""),
        direction=row.get("direction") or None,
        scheme=row.get("scheme") or scheme,
    )


def as_result(outcome: IndicatorScore) -> dict[str, object]:
    """The outcome as plain values for JSON; numbers are decimal strings, what is not known is null."""
    return {
        "status": outcome.status.value,
        "score": None if outcome.score is None else plain(outcome.score),
        "attainment": None if outcome.attainment is None else plain(outcome.attainment, 6),
        "direction": None if outcome.direction is None else outcome.direction.value,
        "explanation": outcome.explanation,
        "reasons": [reason.text for reason in outcome.reasons],
        "doubts": [reason.doubt.value for reason in outcome.reasons],
    }


def _line(result: dict[str, object]) -> str:
    return json.dumps(result, ensure_ascii=False) + "\n"


def _text(outcome: IndicatorScore, weight: str) -> str:
    score = "不能定" if outcome.score is None else f"{plain(outcome.score)} 分"
    lines = [f"得分：{score}（分值 {weight.strip()}）", f"依据：{outcome.explanation}"]
    if outcome.attainment is not None:
        lines.append(f"完成率：{percent_text(outcome.attainment)}")
    if outcome.direction is not None:
        lines.append(f"方向：{_DIRECTIONS[outcome.direction]}")
    lines += [f"注意：{reason.text}" for reason in outcome.reasons if reason.text not in outcome.explanation]
    return "\n".join(lines) + "\n"


# -- batch


def _run_batch(arguments: Arguments) -> int:
    alone = [name for name in (*REQUIRED, "name", "level2", "direction") if f"--{name}" in arguments]
    if alone:
        raise CommandProblem("PE-C001", detail=f"--batch 不能和 --{alone[0]} 一起用", usage=COMMAND.usage)
    make_safe(json=True)
    path, out = arguments.values["--batch"], arguments.get("--out")
    wrong = 0
    with (
        _opened(path) as stream,
        output(out, force="--force" in arguments, json=True, inputs=[path]) as write,
    ):
        answer_at_once = path == "-" and out is None
        for number, line in enumerate(_lines(stream), 1):
            result = _answer(number, line, arguments.values["--scheme"])
            wrong += result["status"] == "error"
            write(_line(result))
            if answer_at_once:
                sys.stdout.flush()
    return 2 if wrong else 0


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
        return
    from xladdin.files.errors import FileProblem, naming

    try:
        with naming(path):
            stream = open(path, "rb")  # noqa: SIM115 - only what goes wrong with opening it is named
    except FileProblem as problem:
        raise CommandProblem(problem.code, name=problem.name, **problem.fields) from None
    with stream:
        yield stream


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines without their ends; None for one that is longer than is sensible."""
    mark = b"\xef\xbb\xbf"  # Windows editors put it in front of UTF-8
    while line := stream.readline(LONGEST_LINE):
        if len(line) < LONGEST_LINE or line.endswith(b"\n"):
            yield line.removeprefix(mark)
        else:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield None
        mark = b""


def _answer(number: int, line: bytes | None, scheme: str) -> dict[str, object]:
    """The result of one line; a line that cannot be read gives its coded sentence."""
    try:
        return as_result(_explain(_row(line), scheme))
    except SchemeError as error:
        return _error(coded_sentence("PE-C002", detail=str(error)))
    except ValueError as error:
        return _error(coded_sentence("PE-C010", line=str(number), detail=str(error)))
    except Exception as error:  # one strange line must not stop the others
        return _error(coded_sentence("PE-C009", name=f"第 {number} 行", detail=type(error).__name__))


def _error(sentence: str) -> dict[str, object]:
    return {"status": "error", "error": sentence}


def _row(line: bytes | None) -> dict[str, str]:
    """The texts of one line.  ValueError says in Chinese what is wrong with it."""
    if line is None:
        raise ValueError(f"太长（超过 {LONGEST_LINE >> 20} MB）")
    try:
        # Numbers keep the characters they were written in: 12.50 stays 12.50.
        found = json.loads(line.decode("utf-8"), parse_float=str, parse_int=str, parse_constant=str)
    except UnicodeDecodeError:
        raise ValueError("不是 UTF-8 编码") from None
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("是空行" if not line.strip() else "不是 JSON 对象") from None
    if not isinstance(found, dict):
        raise ValueError("不是 JSON 对象")
    for key, value in found.items():
        if key not in (*REQUIRED, *OPTIONAL):
            raise ValueError(f"有不认识的栏目“{key}”")
        if not isinstance(value, str | None):
            raise ValueError(f"的“{key}”应是文字或数字")
    missing = [key for key in REQUIRED if key not in found]
    if missing:
        raise ValueError(f"缺少“{'”“'.join(missing)}”")
    return {key: value or "" for key, value in found.items()}
