"""The commands behind ``./run`` and ``run.cmd``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tools import environment, libreoffice
from tools.system_packages import Impossible

RUN_TIME_LOCK = "requirements.lock"
DEVELOPER_LOCK = "requirements-dev.lock"
USAGE = """用法 usage: ./run setup | demo | test | bench | pictures   (Windows: run.cmd …)
  setup     准备运行环境 set up the environment only
  demo      对真实的益阳 2020 自评表走一遍 check the real 益阳 2020 form
  test      安装测试所需的一切并运行全部测试 set up everything and run all tests
  bench     速度对比 benchmarks
  pictures  把标准工作簿的每张表画成图片 draw every sheet of the workbooks"""


def _run(python: Path, *arguments: str, env: dict[str, str] | None = None) -> int:
    return subprocess.run([str(python), *arguments], cwd=environment.ROOT, env=env, check=False).returncode


def setup(arguments: list[str]) -> int:
    """Only set up."""
    environment.set_up(RUN_TIME_LOCK)
    return 0


def demo(arguments: list[str]) -> int:
    """The main job on a real form."""
    return _run(environment.set_up(RUN_TIME_LOCK), "-m", "xladdin.demo", *arguments)


def test(arguments: list[str]) -> int:
    """ruff, mypy, pytest: all three run, whatever the others say; pytest speaks last."""
    python = environment.set_up(DEVELOPER_LOCK)
    env = {name: value for name, value in os.environ.items() if name != "PERFEVAL_WITHOUT_OFFICE"}
    codes = []
    if sys.platform == "linux":
        try:
            libreoffice.set_up()
        except Impossible as sentence:
            # The tests that need it fail with their own sentence; all others still run.
            print(sentence, file=sys.stderr)
            codes.append(2)
    else:
        print("本系统上不用 LibreOffice 核对。LibreOffice is not used on this system.", file=sys.stderr)
        env["PERFEVAL_WITHOUT_OFFICE"] = "1"
    codes.append(_run(python, "-m", "ruff", "check", "--quiet", "."))
    codes.append(_run(python, "-m", "mypy"))
    codes.append(_run(python, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *arguments, env=env))
    return max(codes)


def bench(arguments: list[str]) -> int:
    """Ratios against other readers on the same files in the same run."""
    return _run(environment.set_up(DEVELOPER_LOCK), "-m", "benchmarks", *arguments)


def pictures(arguments: list[str]) -> int:
    """Every sheet of the standard workbooks as a picture, to be looked at."""
    python = environment.set_up(DEVELOPER_LOCK)
    libreoffice.set_up()
    return _run(python, "-m", "tools.pictures", *arguments)


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    command.__name__: command for command in (setup, demo, test, bench, pictures)
}


def main(arguments: list[str]) -> int:
    """Run one command; its exit code, or 2 for misuse and for what a person has to do first."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        return command(arguments[1:])
    except Impossible as sentence:
        print(sentence, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
