"""Every command of the tab on forms, and whether it did what it is for: the lines of ``doctor --live``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xladdin.diagnosis import Observation, State
from xladdin.trials import checking, filling, sending
from xladdin.trials.bench import Bench, nothing_asks
from xladdin.trials.functions import try_functions

__all__ = ["TRIALS", "Trial", "try_everything", "try_trials"]


@dataclass(frozen=True, slots=True)
class Trial:
    """Some commands that are tried together."""

    subject: str
    commands: tuple[str, ...]
    tried: Callable[[Bench], Iterator[Observation]]


def try_everything(app: Any) -> Iterator[Observation]:
    """All functions and all commands in a running program, a line a check; its own workbooks are closed again."""
    with TemporaryDirectory(prefix="perfeval 试 ", ignore_cleanup_errors=True) as folder, nothing_asks(app) as told:
        bench = Bench(app, Path(folder), told)
        book = app.books.add()
        yield from try_functions(book.sheets[0])
        book.close()
        yield from try_trials(bench, TRIALS)


def try_trials(bench: Bench, trials: tuple[Trial, ...]) -> Iterator[Observation]:
    """One trial after another; what one raises is its line, and the next begins with nothing open."""
    for trial in trials:
        try:
            yield from trial.tried(bench)
        except Exception as error:  # whatever a command or the program raises is a finding
            yield Observation(trial.subject, f"{type(error).__name__}: {error}", State.BAD)
        finally:
            bench.close_all()


TRIALS = (
    Trial("读表", (), filling.reading),
    Trial(
        "新建自评表",
        ("new_form_2020", "new_form_cost", "new_form_2020_functions", "new_form_cost_functions"),
        filling.new_forms,
    ),
    Trial("从旧表转入", ("convert_old_form",), filling.taking_over),
    Trial("识别指标值", ("read_values",), filling.reading_words),
    Trial("重新计分", ("recalculate",), filling.scores),
    Trial("计分说明", ("explain_row",), filling.explanation),
    Trial("公式：插件⇄原生", ("switch_formulas",), filling.switching),
    Trial("校验", ("check_all", "next_finding", "previous_finding", "clear_marks"), checking.marks),
    Trial("安全修正", ("fix_safely",), checking.fixes),
    Trial("报送", ("pack_copy", "draft_mail", "verify_seal"), sending.packing),
    Trial("一体化", ("check_import", "export_import"), sending.importing),
    Trial("帮助", ("show_rules", "show_schemes", "diagnose", "about"), sending.help_pages),
)
"""Together every command of the tab; the order is that of the lines."""
