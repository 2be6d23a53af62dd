"""Run the command as people do: a process of its own, its streams as bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Finished:
    """What a run of the command gave."""

    code: int
    out: str
    complaint: str


def environment(**extra: str) -> dict[str, str]:
    """Of a run: the project importable, UTF-8 unless said otherwise."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONUTF8", "PYTHONIOENCODING")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **extra}


def command(*words: str | Path) -> list[str]:
    """The command line of ``perfeval WORDS``."""
    return [sys.executable, "-m", "xladdin", *map(str, words)]


def perfeval(
    *words: str | Path, typed: bytes = b"", encoding: str = "utf-8", cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> Finished:  # fmt: skip
    """Run ``perfeval WORDS`` to its end; a traceback is never right."""
    done = subprocess.run(
        command(*words), input=typed, capture_output=True, cwd=cwd, check=False, timeout=60,
        env=environment(PYTHONIOENCODING=encoding, **(env or {})),
    )  # fmt: skip
    finished = Finished(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
    assert "Traceback" not in finished.complaint, finished.complaint
    return finished
