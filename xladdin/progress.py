"""A progress bar for long batches on a terminal; nothing at all otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from xladdin.console import printable
from xladdin.output import Write

__all__ = ["MANY", "progress"]

MANY = 20
"""From this many steps on, a terminal shows the bar."""


@contextmanager
def progress(steps: int, write: Write, *, printing: bool) -> Iterator[tuple[Write, Callable[[], object]]]:
    """What to write with and what to call after each step, while the bar is shown.

    ``printing`` tells that ``write`` goes to the standard output: when that is the terminal, text scrolls above the
    bar; in all other cases the bar has the error stream for itself.
    """
    above = printing and sys.stdout.isatty()
    stream = sys.stdout if above else sys.stderr
    if steps < MANY or not stream.isatty():
        yield write, lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=stream)
    columns = (TextColumn("检查"), BarColumn(), MofNCompleteColumn(), TextColumn("剩余"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bar:
        task = bar.add_task("", total=steps)

        def print_above(text: str) -> None:
            console.out(printable(text), end="", highlight=False)

        yield print_above if above else write, lambda: bar.advance(task)
