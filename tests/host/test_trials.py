"""What ``doctor --live`` does in Excel, done here in LibreOffice: the very same list, every line of it passes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xladdin import macros
from xladdin.diagnosis import Observation, State
from xladdin.functions import BY_NAME, FUNCTIONS
from xladdin.ribbon import ribbon
from xladdin.ribbon_commands import checking
from xladdin.trials.bench import Bench, nothing_asks
from xladdin.trials.commands import TRIALS, try_everything, try_trials
from xladdin.trials.functions import SAMPLES, try_functions

Opener = Callable[[Path], Any]


@pytest.fixture
def book(opened: Opener, tmp_path: Path) -> Any:
    openpyxl.Workbook().save(tmp_path / "别人的.xlsx")
    return opened(tmp_path / "别人的.xlsx")


def bad(findings: list[Observation]) -> list[str]:
    return [f"{one.subject}：{one.found}" for one in findings if one.state is not State.GOOD]


def tried(book: Any, folder: Path, *subjects: str) -> list[Observation]:
    """The lines of some trials."""
    with nothing_asks(book.app) as told:
        return list(try_trials(Bench(book.app, folder, told), tuple(one for one in TRIALS if one.subject in subjects)))


def test_every_command_and_every_function_is_tried() -> None:
    commands = [command for trial in TRIALS for command in trial.commands]
    assert sorted(commands) == sorted(macros.__all__) == sorted(command.id for command in ribbon().commands)
    assert {sample.name for sample in SAMPLES} == {function.name for function in FUNCTIONS}


def test_every_line_passes(book: Any) -> None:
    before = [one.name for one in book.app.books]
    alert = type(book.app.impl).alert
    findings = list(try_everything(book.app))
    assert not bad(findings), "\n".join(bad(findings))
    assert len(findings) > 60
    assert [one.name for one in book.app.books] == before, "what was open is open, and nothing else"
    assert type(book.app.impl).alert is alert


def test_a_wrong_function_is_seen(book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the core says something else than the cell: one line, and no other, is bad."""
    monkeypatch.setitem(BY_NAME, "PE_GRADE", lambda total: "差")  # type: ignore[arg-type,misc]
    assert bad(list(try_functions(book.sheets[0]))) == ["PE_GRADE：优，应为 差"]


def test_a_command_that_does_nothing_is_seen(book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(macros, "fix_safely", lambda: None)
    monkeypatch.setattr(macros, "clear_marks", lambda: None)
    wrong = bad(tried(book, tmp_path, "安全修正", "校验"))
    assert {line.partition("：")[0] for line in wrong} == {"安全修正", "清除标记"}


def test_a_command_that_fails_is_one_line_and_the_others_go_on(
    book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: object, **more: object) -> None:
        raise ValueError("想不到的事")

    monkeypatch.setattr(checking, "check_all", broken)
    findings = tried(book, tmp_path, "校验", "安全修正")
    (line,) = bad(findings)
    assert line.startswith("校验：RuntimeError: PE-C009") and "想不到的事" in line
    assert [one.subject for one in findings if one.state is State.GOOD] == ["安全修正"]
