"""rules, schemes, version, the demo, and the pages that quote them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from perfeval_core.registry import all_rules
from perfeval_core.scheme import scheme_names
from tests.architecture import tracked_files
from tests.cli.running import ROOT, environment, perfeval
from tools.json_contract import FileResult, json_schema
from xladdin import __version__
from xladdin.cli import COMMANDS


def test_rules(tmp_path: Path) -> None:
    run = perfeval("rules")
    assert (run.code, run.complaint) == (0, "")
    assert all(f"### {rule.code} " in run.out for rule in all_rules())
    page = tmp_path / "规则.md"
    assert perfeval("rules", "--out", page).code == 0
    assert page.read_text("utf-8") == run.out
    assert perfeval("rules", "--out", page).code == 2


def test_every_code_of_the_command_is_registered_and_the_other_way_round() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "xladdin").rglob("*.py")]
    named = {code for text in sources for code in re.findall(r"PE-C\d{3}", text)}
    assert named == {rule.code for rule in all_rules() if rule.area == "C"}


def test_schemes() -> None:
    run = perfeval("schemes")
    assert (run.code, run.complaint) == (0, "")
    named = re.findall(r"^\+?([a-z]\w+) ", run.out, flags=re.M)
    assert sorted(named) == list(scheme_names())
    assert "国家规定：财预〔2020〕10号" in run.out


def test_version() -> None:
    assert perfeval("version").out.startswith(f"perfeval {__version__}（Python 3.")
    assert perfeval("--version") == perfeval("version")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == __version__


def _demo(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "xladdin.demo", str(folder)], capture_output=True, text=True, encoding="utf-8",
        env=environment(), check=False,
    )  # fmt: skip


def test_the_demo(tmp_path: Path) -> None:
    run = _demo(tmp_path / "out")
    assert (run.returncode, run.stderr) == (0, "")
    assert "按规则 94.71" in run.stdout
    assert "7.21" in run.stdout
    files = sorted((tmp_path / "out").iterdir())
    assert sorted(path.suffix for path in files) == [".json", ".md", ".xlsx", ".xlsx"]
    assert all(str(path) in run.stdout for path in files)
    (json,) = (path for path in files if path.suffix == ".json")
    FileResult.model_validate_json(json.read_text("utf-8"))
    before = [path.read_bytes() for path in files]
    assert _demo(tmp_path / "out").stdout == run.stdout
    assert [path.read_bytes() for path in files] == before


def test_the_demo_says_when_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", "utf-8")
    run = _demo(tmp_path / "out")
    assert run.returncode == 2
    assert run.stderr.startswith("PE-C004 ")


def test_the_readme_quotes_the_demo(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    quoted = readme.split("<!-- demo -->")[1].split("<!-- /demo -->")[0].strip().strip("`").strip("\n").splitlines()
    shown = _demo(tmp_path).stdout.splitlines()
    assert len(quoted) > 8
    assert [line for line in quoted if line.strip() != "…" and line not in shown] == []


def test_the_pages_link_to_what_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    found = [
        (page, link) for page in pages for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    ]
    own = [(page, link) for page, link in found if not link.startswith("https://")]
    assert len(own) > 30
    assert [(page.name, link) for page, link in own if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md", "README.md"])
def test_the_pages_name_what_is_there(page: str) -> None:
    """Every file and folder that is named in code letters, by its path or (modules) by its name alone."""
    named = re.findall(r"`([\w./]+(?:\.(?:py|toml|txt|md)|/))`", (ROOT / page).read_text("utf-8"))
    tracked = [path.relative_to(ROOT).as_posix() for path in tracked_files()]
    assert len(named) > 8
    assert [one for one in named if not any(f"/{one}" in f"/{path}" for path in tracked)] == []


def test_the_json_schema_is_fresh() -> None:
    """To renew: python -m tools.json_contract > docs/JSON格式.schema.json"""
    assert (ROOT / "docs" / "JSON格式.schema.json").read_text("utf-8") == json_schema()


COMMAND_NAMES = [*COMMANDS]


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_the_command_page_agrees_with_the_help(name: str) -> None:
    """Every usage on the page, put together, has just the options of the command; what has to be written is bare."""
    command = import_module(f"xladdin.commands.{name}").COMMAND
    page = (ROOT / "docs" / "命令.md").read_text("utf-8")
    blocks = re.findall(r"^```\w*\n(.*?)^```$", page, flags=re.M | re.S)
    usages = [line for block in blocks for line in re.sub(r"\n\s+", " ", block).splitlines()]
    usages += re.findall(r"`(perfeval [^`\n]*)`", page)
    own = [re.sub(r"\s+#.*", "", line) for line in usages if re.match(rf"perfeval {name}(?![\w-])", line)]
    assert f"perfeval {name}" in page
    written = {option for line in own for option in re.findall(r"(?<![\w-])--?[a-z][\w-]*", line)}
    assert written == {option.name for option in command.options}
    for option in command.options:
        bracketed = any(f"[{option.name}" in line for line in own)
        assert not (option.required and bracketed), option.name


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_help_is_plain(name: str) -> None:
    """Chinese, with every option; the meanings stand under one another; no file is needed."""
    run = perfeval(name, "--help")
    assert (run.code, run.complaint) == (0, "")
    command = import_module(f"xladdin.commands.{name}").COMMAND
    assert run.out.startswith(command.meaning) and f"用法：perfeval {name}" in run.out
    lines = [line for line in run.out.splitlines() if line.startswith("  -")]
    assert [line.split()[0] for line in lines] == [option.name for option in command.options]
    for line, option in zip(lines, command.options, strict=True):
        before = line[: line.index(option.meaning)]
        assert sum(1 + (east_asian_width(sign) in "WF") for sign in before) == 24
    words = set(re.findall(r"[A-Za-z]{4,}", command.meaning + " ".join(one.meaning for one in command.options)))
    assert words <= KNOWN_WORDS, words - KNOWN_WORDS


KNOWN_WORDS = {
    "perfeval", "mark", "auto", "schemes", "none", "addin", "cost", "from", "xlsx", "Markdown", "JSON", "Excel", "live",
    "LibreOffice", "Outlook", "Foxmail", "Thunderbird", "name", "example", "build", "xlam", "XLSTART",
    "Windows", "pythonw", "Python", "doctor",
}  # fmt: skip
"""Names of programs, files and what is typed; everything else on a help page is Chinese."""


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_misuse_is_one_sentence_with_the_usage(name: str) -> None:
    run = perfeval(name, "--nonsense")
    assert run.code == 2 and run.out == "" and run.complaint.count("\n") == 1
    assert run.complaint.startswith("PE-C001 不认识的选项 --nonsense；用法：perfeval " + name)


def test_the_list_of_commands_tells_the_exit_codes() -> None:
    run = perfeval("--help")
    assert run.code == 0 and "退出码：0 做好了；1 " in run.out
    assert re.findall(r"^  (\w+) ", run.out, flags=re.M) == COMMAND_NAMES
