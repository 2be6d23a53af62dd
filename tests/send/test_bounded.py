"""A sheet that is built to hurt does not hurt the commands that write either: done or refused, in bounded memory."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.running import ROOT, environment
from tests.files.test_limits import MEGABYTES, styled_blanks
from xladdin.demo_form import demo_facts, write_form

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peak memory is read from /proc")

CHILD = """
import sys
from pathlib import Path
from xladdin.cli import main
code = main(sys.argv[1:])
status = Path("/proc/self/status").read_text()
print("peak", next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
sys.exit(code)
"""


def formulas(rows: int, cols: str) -> str:
    """Rows of cells with a function of the add-in."""
    cell = '<c r="{}{}"><f>PE_SCORE(1,2,3)</f><v>1</v></c>'
    lines = ("".join(cell.format(col, row) for col in cols) for row in range(100, 100 + rows))
    return "".join(f'<row r="{row}">{line}</row>' for row, line in enumerate(lines, 100))


@pytest.fixture(scope="module", params=["一百万个空白格", "十五万个公式"])
def heavy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form with very many cells beneath it."""
    folder = tmp_path_factory.mktemp("heavy")
    rows = styled_blanks(100_000, 10, first=100) if request.param == "一百万个空白格" else formulas(19_000, "ABCDEFGH")
    write_form(folder / "先.xlsx", demo_facts())
    path = folder / "表.xlsx"
    with zipfile.ZipFile(folder / "先.xlsx") as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")
            after.writestr(name, content)
    return path


@pytest.mark.parametrize("words", [["mark"], ["pack", "--anyway"], ["fix", "--safe"]], ids=lambda words: words[0])
def test_memory_is_bounded(heavy: Path, tmp_path: Path, words: list[str]) -> None:
    command, *options = words
    before = heavy.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, command, str(heavy), "-o", str(tmp_path / "新"), *options],
        capture_output=True, env=environment(), cwd=ROOT, check=False, timeout=120,
    )  # fmt: skip
    said = done.stderr.decode()
    assert int(done.stdout.split()[-1]) // 1024 <= MEGABYTES
    assert heavy.read_bytes() == before
    if done.returncode == 2:
        assert said.startswith("PE-F007 ") and said.count("\n") == 1, said
        assert list(tmp_path.iterdir()) == []
    else:
        assert done.returncode in (0, 1) and len(list(tmp_path.iterdir())) == 1, said
