"""``perfeval check``: exit codes, formats, output files, batches, bad files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.running import command, environment, perfeval
from tools.json_contract import FileResult

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def test_a_form_with_errors(faulty: Path) -> None:
    run = perfeval("check", faulty)
    assert (run.code, run.complaint) == (1, "")
    places = [run.out.index(word) for word in ("错误 3 项", "H13", "PE-S105", "警告 4 项", "I14")]
    assert places == sorted(places)
    assert "4.5% ÷ 7.8% = 57.69%，12.5 × 57.69% = 7.21" in run.out
    assert "总分：填报 99.5，按规则 94.71" in run.out


def test_a_form_without_errors(clean: Path) -> None:
    run = perfeval("check", clean)
    assert (run.code, run.complaint) == (0, "")
    assert "0 个错误" in run.out


def test_the_installed_command_is_the_same(faulty: Path) -> None:
    import tomllib

    from xladdin.cli import main

    project = tomllib.loads((Path(__file__).resolve().parents[2] / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["scripts"]["perfeval"] == f"{main.__module__}:{main.__name__}"


# -- formats


def test_json_of_one_file_is_the_contract(faulty: Path) -> None:
    run = perfeval("check", faulty, "--format", "json")
    result = FileResult.model_validate_json(run.out)
    assert run.code == 1
    (form,) = result.forms
    assert result.file == str(faulty)
    assert (form.scheme, form.year, form.total.printed, form.total.expected) == ("mof_2020", "2020", "99.5", "94.71")
    assert form.total.undecided_rows == [19, 20]
    assert form.indicators[0].expected_score == "7.21"
    assert {finding.code for finding in result.findings} >= {"PE-S105", "PE-S107", "PE-R102"}


@pytest.mark.parametrize("name", ["changde_2022_industry", "huanggang_shuibao_2020", "zhongjiang_2022_water"])
def test_json_of_other_forms_is_the_contract(forms: dict[str, Path], name: str) -> None:
    run = perfeval("check", forms[name], "--format", "json")
    assert FileResult.model_validate_json(run.out).forms


def test_json_of_several_is_a_list(faulty: Path, clean: Path, tmp_path: Path) -> None:
    several = json.loads(perfeval("check", faulty, clean, "--format=json").out)
    assert [Path(one["file"]).name for one in several] == [faulty.name, clean.name]
    shutil.copy(clean, tmp_path)
    alone = json.loads(perfeval("check", tmp_path, "--format", "json").out)
    assert isinstance(alone, list) and len(alone) == 1
    for one in several + alone:
        FileResult.model_validate_json(json.dumps(one))


def test_markdown(faulty: Path) -> None:
    run = perfeval("check", faulty, "--format", "md")
    assert run.code == 1
    assert "| 错误 | H13、F13、E13 |" in run.out


def test_the_same_file_gives_the_same_bytes(faulty: Path) -> None:
    assert perfeval("check", faulty, "--format", "json") == perfeval("check", faulty, "--format", "json")


# -- schemes


def test_auto_says_why(faulty: Path, forms: dict[str, Path]) -> None:
    assert "——没有看到地方办法" in perfeval("check", faulty).out
    assert "湖北省项目支出绩效自评办法（20+80分）——" in perfeval("check", forms["huanggang_shuibao_2020"]).out


def test_a_scheme_by_name(faulty: Path) -> None:
    run = perfeval("check", faulty, "--scheme", "mof_2020+caps_2023", "--format", "json")
    assert json.loads(run.out)["forms"][0]["scheme"] == "mof_2020+caps_2023"


def test_an_unknown_scheme(faulty: Path) -> None:
    run = perfeval("check", faulty, "--scheme", "湖北")
    assert (run.code, run.out) == (2, "")
    assert run.complaint.startswith("PE-C002 没有名为“湖北”的评分办法")
    assert run.complaint.count("\n") == 1


# -- misuse


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ([], "没有写文件或文件夹"),
        (["a.xlsx", "--fromat", "json"], "不认识的选项 --fromat"),
        (["a.xlsx", "--format", "xml"], "不能是“xml”"),
        (["a.xlsx", "--out"], "--out 后面少了文件"),
        (["a.xlsx", "--force=1"], "--force 后面不带内容"),
        (["a.xlsx", "--force", "--force"], "--force 写了两次"),
    ],
)
def test_misuse(words: list[str], part: str) -> None:
    run = perfeval("check", *words)
    assert (run.code, run.out) == (2, "")
    assert run.complaint.startswith("PE-C001 ")
    assert part in run.complaint
    assert run.complaint.count("\n") == 1


def test_no_command_and_an_unknown_one() -> None:
    assert perfeval().code == 2
    assert "perfeval check" not in perfeval().out
    run = perfeval("chek")
    assert run.code == 2
    assert run.complaint.startswith("PE-C001 没有命令“chek”")


def test_help() -> None:
    assert "check" in perfeval("--help").out
    run = perfeval("check", "--help")
    assert run.code == 0
    assert all(word in run.out for word in ("--scheme", "--format", "--out", "--force", "退出码"))


def test_a_name_like_an_option(clean: Path, tmp_path: Path) -> None:
    shutil.copy(clean, tmp_path / "--表.xlsx")
    assert perfeval("check", "--", "--表.xlsx", cwd=tmp_path).code == 0


# -- output files


def test_out_writes_the_same_text(faulty: Path, tmp_path: Path) -> None:
    path = tmp_path / "结果.json"
    run = perfeval("check", faulty, "--format", "json", "--out", path)
    assert (run.code, run.out, run.complaint) == (1, "", "")
    assert path.read_text("utf-8") == perfeval("check", faulty, "--format", "json").out
    assert os.listdir(tmp_path) == [path.name]


def test_an_existing_output_needs_force(faulty: Path, tmp_path: Path) -> None:
    path = tmp_path / "结果.txt"
    path.write_text("我的", "utf-8")
    run = perfeval("check", faulty, "--out", path)
    assert run.code == 2
    assert run.complaint.startswith("PE-C003 「结果.txt」")
    assert path.read_text("utf-8") == "我的"
    assert perfeval("check", faulty, "--out", path, "--force").code == 1
    assert "PE-S105" in path.read_text("utf-8")


def test_a_checked_form_is_never_overwritten(clean: Path, tmp_path: Path) -> None:
    form = tmp_path / "表.xlsx"
    shutil.copy(clean, form)
    before = form.read_bytes()
    for operand in (form, tmp_path):
        run = perfeval("check", operand, "--out", tmp_path / "." / "表.xlsx", "--force")
        assert run.code == 2
        assert run.complaint.startswith("PE-C005 ")
    assert form.read_bytes() == before


@pytest.mark.parametrize("place", ["没有的文件夹/结果.txt", "文件夹"])
def test_an_output_that_cannot_be_written(faulty: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "文件夹").mkdir()
    run = perfeval("check", faulty, "--out", tmp_path / place, "--force")
    assert (run.code, run.out) == (2, "")
    assert run.complaint.startswith("PE-C004 ")
    assert os.listdir(tmp_path) == ["文件夹"]


@pytest.mark.skipif(os.name == "nt", reason="permissions are another thing there")
def test_a_folder_without_permission(faulty: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    place = Path("/proc") if os.geteuid() == 0 else tmp_path  # the administrator may write everywhere else
    run = perfeval("check", faulty, "--out", place / "结果.txt")
    tmp_path.chmod(0o700)
    assert run.code == 2
    assert run.complaint.startswith("PE-C004 「结果.txt」写不进去")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_a_full_disk(faulty: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            command("check", faulty), stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().startswith("PE-C004 ")
    assert done.stderr.count(b"\n") == 1


def test_a_device_is_not_replaced(faulty: Path) -> None:
    run = perfeval("check", faulty, "--out", os.devnull, "--force")
    assert run.code == 2
    assert not Path(os.devnull).is_file()


# -- batches


@pytest.fixture
def folder(faulty: Path, clean: Path, tmp_path: Path) -> Path:
    """Good and bad files, some below, some not to be looked at."""
    below = tmp_path / "乡镇" / "二"
    below.mkdir(parents=True)
    shutil.copy(clean, tmp_path / "a.xlsx")
    shutil.copy(faulty, below / "b.XLSX")
    (tmp_path / "c.xlsx").write_bytes(b"")
    shutil.copy(CORPUS / "excelize" / "encryptAES.xlsx", tmp_path / "d.xlsx")
    shutil.copy(CORPUS / "closedxml" / "StyleAlignment.xlsx", tmp_path / "e.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"\0" * 165)
    (tmp_path / "说明.docx").write_bytes(b"x")
    return tmp_path


def test_a_folder(folder: Path) -> None:
    run = perfeval("check", folder, "--format", "json")
    assert run.code == 2
    results = [FileResult.model_validate_json(json.dumps(one)) for one in json.loads(run.out)]
    found = {Path(one.file).name: (len(one.forms), one.findings[0].code if one.findings else "") for one in results}
    assert list(found) == ["a.xlsx", "c.xlsx", "d.xlsx", "e.xlsx", "b.XLSX"]
    assert found["a.xlsx"][0] == found["b.XLSX"][0] == 1
    assert found["c.xlsx"] == (0, "PE-F006")
    assert found["d.xlsx"] == (0, "PE-F009")
    assert found["e.xlsx"] == (0, "PE-C006")
    assert run.complaint.startswith("跳过：PE-F005 「~$a.xlsx」")
    assert run.complaint.count("\n") == 1


def test_a_folder_as_text_counts(folder: Path) -> None:
    run = perfeval("check", folder)
    assert run.code == 2
    assert run.out.endswith("\n共 5 个文件：1 个没有错误，1 个有错误，3 个没有查成。\n")
    for code in ("PE-F006", "PE-F009", "PE-C006"):
        assert f"〔{code}〕" in run.out


def test_a_lock_file_alone_does_not_count(clean: Path, tmp_path: Path) -> None:
    shutil.copy(clean, tmp_path / "a.xlsx")
    (tmp_path / "~$a.xlsx").write_bytes(b"\0" * 165)
    assert perfeval("check", tmp_path).code == 0
    assert perfeval("check", tmp_path / "~$a.xlsx").code == 2


def test_a_folder_with_nothing_to_check(tmp_path: Path) -> None:
    run = perfeval("check", tmp_path)
    assert run.code == 2
    assert run.complaint.startswith("PE-C007 ")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    run = perfeval("check", tmp_path / "没有.xlsx")
    assert run.code == 2
    assert "PE-F001" in run.out


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_name_that_is_no_text(clean: Path, tmp_path: Path) -> None:
    shutil.copy(clean, os.fsencode(tmp_path) + b"/\xb1\xed.xlsx")
    assert perfeval("check", tmp_path).code == 0
    result = json.loads(perfeval("check", tmp_path, "--format", "json").out)
    assert os.fsencode(result[0]["file"]).endswith(b"\xb1\xed.xlsx")
    out = tmp_path / "结果.json"
    assert perfeval("check", tmp_path, "--format", "json", "--out", out).code == 0
    assert json.loads(out.read_text("utf-8")) == result
