"""Every promise has its tests: the page 承诺 names them, and here it is held that they are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "承诺.md").read_text(encoding="utf-8")
RELIABILITY = ROOT.parent / "shared" / "design" / "RELIABILITY.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def defined_in(path: str) -> frozenset[str]:
    """The tests of a file; one that is always skipped is none."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not any(re.search(r"\bmark\.(?:skip|xfail)\b", ast.unparse(one)) for one in node.decorator_list)
    )


def unkept(page: str) -> list[str]:
    """What is wrong with a page: promises without a test, tests that are not there."""
    wrong = []
    for line in page.splitlines():
        if not line.startswith("| ") or line.startswith("| 承诺 |"):
            continue
        promise, _, tests = line.strip("| ").partition(" | ")
        named = NAMED.findall(tests)
        if not named or NAMED.sub("", tests).strip():
            wrong.append(f"{promise}：没有测试，或写法不对")
        for path, name in named:
            if not (ROOT / path).is_file() or name not in defined_in(path):
                wrong.append(f"{promise}：没有 {path}::{name}")
    return wrong


def test_every_promise_has_tests_that_are_there() -> None:
    assert unkept(PAGE) == []


def test_every_promise_of_the_agreement_is_on_the_page() -> None:
    agreed = RELIABILITY.read_text(encoding="utf-8").partition("## Promises")[2].partition("\n## ")[0]
    numbers = re.findall(r"^(\d+)\. ", agreed, re.MULTILINE)
    assert numbers == re.findall(r"^## (\d+) ", PAGE, re.MULTILINE)
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        assert len(NAMED.findall(section)) >= 3, section.splitlines()[0]


@pytest.mark.parametrize(
    "line",
    [
        "| 什么也不发送 | |",
        "| 什么也不发送 | `tests/test_promises.py::test_that_was_renamed` |",
        "| 什么也不发送 | `tests/no_such_file.py::test_x` |",
        "| 什么也不发送 | tests/test_promises.py::test_every_promise_has_tests_that_are_there |",
        "| 什么也不发送 | `tests/test_promises.py::unkept` |",
    ],
)
def test_a_promise_without_its_test_is_seen(line: str) -> None:
    assert unkept(line)


def test_a_kept_promise_is_accepted() -> None:
    assert unkept("| 一条 | `tests/test_promises.py::test_a_kept_promise_is_accepted` |") == []
