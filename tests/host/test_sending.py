"""The group 报送 of the ribbon in a real LibreOffice: what it writes, what it refuses, what it leaves alone."""

from __future__ import annotations

import http.server
import os
import threading
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
import xlwings

from tests.fix.forms import ROWS, typed_form
from tests.host.sent_files import HERE, NAME, home, sent, told
from xladdin import macros
from xladdin.checking import check_file
from xladdin.cli import main
from xladdin.files.seal import FINGERPRINT_LABEL, SEAL_SHEET
from xladdin.libreoffice.engine import register
from xladdin.ribbon_commands import sending
from xladdin.ribbon_commands.copies import FOLDER
from xladdin.ribbon_commands.sending import MOST_ERRORS

Opener = Callable[[Path], Any]


@pytest.fixture
def book(opened: Opener, tmp_path: Path) -> Any:
    """A form without any fault, where a person has saved it."""
    made = opened(typed_form(tmp_path / "先.xlsx"))
    made.save(home(tmp_path) / "自评表.xlsx")
    return made


def test_a_copy_and_where_it_is(book: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    macros.pack_copy()
    copy = home(tmp_path) / FOLDER / f"{NAME}.xlsx"
    lines = told(book).splitlines()
    assert lines[0] == "已封装，可以报送。打开的工作簿没有改动。" and lines[-1] == str(copy)
    assert str(copy) in book.app.status_bar
    assert main(["verify", str(copy)]) == 0
    assert main(["pack", str(home(tmp_path) / "自评表.xlsx"), "-o", str(tmp_path / "命令行")]) == 0
    capsys.readouterr()
    by_command = openpyxl.load_workbook(tmp_path / "命令行" / copy.name)
    by_button = openpyxl.load_workbook(copy)
    assert by_command.sheetnames == by_button.sheetnames
    for sheet in by_command.worksheets:
        for line in sheet.iter_rows():
            for cell in line:
                label = sheet.cell(cell.row, 1).value
                other = by_button[sheet.title][cell.coordinate].value
                assert cell.value == other or label == "封装时间", (sheet.title, cell.coordinate)


def test_what_is_not_saved_yet_goes_out_too_and_nothing_else_happens(book: Any, tmp_path: Path) -> None:
    """The window's content is what is meant; the workbook keeps its unsaved changes, its undo and its selection."""
    sheet = book.sheets[0]
    sheet["E12"].value = "5300人"
    sheet["D11:E12"].select()
    model = book.impl.document.model
    on_disk = (home(tmp_path) / "自评表.xlsx").read_bytes()
    before = (model.URL, model.isModified(), model.UndoManager.getAllUndoActionTitles(), book.selection.address)
    macros.pack_copy()
    told(book)
    assert (model.URL, model.isModified(), model.UndoManager.getAllUndoActionTitles(), book.selection.address) == before
    assert model.isModified() and (home(tmp_path) / "自评表.xlsx").read_bytes() == on_disk
    assert openpyxl.load_workbook(home(tmp_path) / FOLDER / f"{NAME}.xlsx").worksheets[0]["E12"].value == "5300人"
    book.save()
    for command in (*HERE, macros.verify_seal):
        command()
        told(book)
        assert not model.isModified(), command


def test_nothing_is_overwritten(book: Any, tmp_path: Path) -> None:
    macros.pack_copy()
    told(book)
    first = (home(tmp_path) / FOLDER / f"{NAME}.xlsx").read_bytes()
    for number in (2, 3):
        macros.pack_copy()
        assert told(book).endswith(f"{NAME}({number}).xlsx")
    assert (home(tmp_path) / FOLDER / f"{NAME}.xlsx").read_bytes() == first
    for _ in range(2):
        macros.export_import()
        told(book)
    assert sent(tmp_path) == sorted(
        [f"{NAME}{number}.xlsx" for number in ("", "(2)", "(3)")]
        + [f"{NAME.replace('自评表', '一体化导入表')}{number}.xlsx" for number in ("", "(2)")]
    )


def test_errors_are_named_a_few_and_counted_all(opened: Opener, tmp_path: Path) -> None:
    many = [("产出指标", "数量指标", f"第{number}批", "≥20处", "", 10, 10, "") for number in range(MOST_ERRORS + 2)]
    book = opened(typed_form(tmp_path / "先.xlsx", [*many, *ROWS[1:]]))
    book.save(home(tmp_path) / "自评表.xlsx")
    errors = [one for one in check_file(str(tmp_path / "先.xlsx")).report.findings if one.severity.value == "错误"]
    for command, label in ((macros.pack_copy, "封装报送"), (macros.draft_mail, "生成邮件草稿")):
        command()
        lines = told(book).splitlines()
        assert lines[0] == f"还有 {len(errors)} 个错误，没有封装："
        assert lines[1].startswith("· PE-S107 自评表!E11、G11 ") and lines[1].endswith(errors[0].advice)
        assert lines[-2] == f"…… 另有 {len(errors) - MOST_ERRORS} 个" and len(lines) == MOST_ERRORS + 3
        assert lines[-1] == f"请点“全部校验”，改好错误，再点“{label}”。"
    assert sent(tmp_path) == []


def test_a_draft_with_the_newest_copy(book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = home(tmp_path) / FOLDER
    macros.draft_mail()
    assert "刚刚封装的" in told(book) and sent(tmp_path) == [f"{NAME}.eml", f"{NAME}.xlsx"]
    monkeypatch.setattr(sending, "packing_time", lambda: "2030年1月1日 00:00（UTC+0800）")
    macros.draft_mail()
    assert "已经封装好的" in told(book) and sent(tmp_path) == [f"{NAME}.eml", f"{NAME}.xlsx"], "it is there already"
    message = message_from_bytes((folder / f"{NAME}.eml").read_bytes(), policy=policy.default)
    assert not message.defects and message["X-Unsent"] == "1" and message["To"] is None and message["From"] is None
    (attached,) = message.iter_attachments()  # type: ignore[attr-defined]
    assert attached.get_content() == (folder / f"{NAME}.xlsx").read_bytes()

    (folder / f"{NAME}.eml").write_bytes("收件人是我填的".encode())
    macros.draft_mail()
    assert told(book).endswith(f"{NAME}(2).eml"), "a draft that somebody has written on stays"
    assert (folder / f"{NAME}.eml").read_bytes() == "收件人是我填的".encode()

    book.sheets[0]["E12"].value = "5300人"
    macros.draft_mail()
    assert "刚刚封装的" in told(book), "the copy did not say what the workbook says now"
    message = message_from_bytes((folder / f"{NAME}(2).eml").read_bytes(), policy=policy.default)
    (attached,) = message.iter_attachments()  # type: ignore[attr-defined]
    assert attached.get_filename() == f"{NAME}.xlsx"
    assert f"{NAME}(2).xlsx" in sent(tmp_path) and f"{NAME}(2)(2).eml" in sent(tmp_path)


def test_a_copy_that_was_changed_since_is_not_sent(book: Any, tmp_path: Path) -> None:
    macros.pack_copy()
    told(book)
    copy = home(tmp_path) / FOLDER / f"{NAME}.xlsx"
    made = openpyxl.load_workbook(copy)
    made.worksheets[0]["E12"] = "9999人"
    made.save(copy)
    macros.draft_mail()
    assert f"刚刚封装的“{NAME}(2).xlsx”" in told(book)
    again = openpyxl.load_workbook(copy.with_name(f"{NAME}(2).xlsx"))
    mark = next(cell for cell in again[SEAL_SHEET]["A"] if cell.value == FINGERPRINT_LABEL)
    mark.offset(0, 1).value = "0" * 64
    again.save(copy.with_name(f"{NAME}(2).xlsx"))
    macros.draft_mail()
    assert f"刚刚封装的“{NAME}(3).xlsx”" in told(book)


def test_a_copy_that_is_opened_is_sent_itself(book: Any, opened: Opener, tmp_path: Path, host: Any) -> None:
    macros.pack_copy()
    copy = Path(told(book).splitlines()[-1])
    document = book.app.impl.engine.office.load(copy.as_uri())
    try:
        register(host.context, document.model)
        received = xlwings.books.active
        macros.draft_mail()
        assert f"已经封装好的“{copy.name}”" in told(received) and sent(tmp_path) == [f"{NAME}.eml", f"{NAME}.xlsx"]
        received.sheets[0]["E12"].value = "5300人"
        macros.draft_mail()
        assert f"刚刚封装的“{NAME}(2).xlsx”" in told(received), "in the same folder"
        assert f"{NAME}(2).xlsx" in sent(tmp_path) and FOLDER not in sent(tmp_path)
    finally:
        document.model.close(True)


def test_a_form_that_was_never_saved(book: Any) -> None:
    macros.convert_old_form()
    fresh = xlwings.books.active
    told(fresh)
    for command in HERE:
        command()
        said = told(fresh)
        assert "还没有保存过" in said and "请先另存为 .xlsx" in said and said.count("\n") == 0, command
    macros.verify_seal()
    assert "无凭证" in told(fresh), "that needs no file"
    fresh.close()


@pytest.mark.parametrize("suffix", [".ods", ".xls"])
def test_other_formats(book: Any, tmp_path: Path, suffix: str) -> None:
    book.save(home(tmp_path) / f"自评表{suffix}")
    for command in HERE:
        command()
        said = told(book)
        assert f"“自评表{suffix}”不是 .xlsx 格式的" in said and "另存为 .xlsx" in said and said.count("\n") == 0
    macros.verify_seal()
    assert "无凭证" in told(book)
    assert sent(tmp_path) == []


def test_a_workbook_with_macros_goes_out_without_them(book: Any, tmp_path: Path) -> None:
    book.save(home(tmp_path) / "自评表.xlsm")
    macros.pack_copy()
    copy = Path(told(book).splitlines()[-1])
    with zipfile.ZipFile(copy) as package:
        assert copy.suffix == ".xlsx" and not [name for name in package.namelist() if "vba" in name.lower()]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of a web server that has the form."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *given: object) -> None:
            pass

    typed_form(tmp_path / "form.xlsx")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/form.xlsx"
    server.shutdown()


def test_a_workbook_on_a_server(book: Any, served: str, host: Any) -> None:
    office = book.app.impl.engine.office
    document = office.load(served)
    try:
        register(host.context, document.model)
        kept = xlwings.books.active
        for command in HERE:
            command()
            said = told(kept)
            assert f"在网上（{served}）" in said and "另存到本机的文件夹" in said and said.count("\n") == 0
    finally:
        document.model.close(True)


def test_a_file_that_was_changed_meanwhile(book: Any, tmp_path: Path) -> None:
    path = home(tmp_path) / "自评表.xlsx"
    typed_form(path, cells={"E12": "5300人"})
    for command in (macros.pack_copy, macros.draft_mail):
        command()
        said = told(book)
        assert "磁盘上的“自评表.xlsx”和眼前的不一样（如 自评表!E12）" in said and said.count("\n") == 0
    assert sent(tmp_path) == []
    path.unlink()
    macros.pack_copy()
    assert "磁盘上找不到“自评表.xlsx”了" in told(book)
    book.save()
    macros.pack_copy()
    assert told(book).endswith(f"{NAME}.xlsx")


def test_a_folder_that_cannot_be_made(book: Any, tmp_path: Path) -> None:
    (home(tmp_path) / FOLDER).write_bytes(b"")
    for command in HERE:
        command()
        said = told(book)
        assert said.startswith(f"PE-C004 「{FOLDER}」写不进去（它不是文件夹）") and "另存" in said and "\n" not in said


def test_a_read_only_folder(book: Any) -> None:
    with TemporaryDirectory() as folder:
        book.save(Path(folder) / "自评表.xlsx")
        os.chmod(folder, 0o555)
        user = os.geteuid()
        try:
            if user == 0:
                os.seteuid(65534)  # nothing is read-only for root
            macros.pack_copy()
            said = told(book)
        finally:
            os.seteuid(user)
            os.chmod(folder, 0o755)
        assert said.startswith(f"PE-C004 「{FOLDER}」写不进去（没有权限）") and "请先把工作簿另存过去" in said
        assert "\n" not in said and FOLDER not in os.listdir(folder)


def test_a_long_path(book: Any, tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["很长的文件夹名字" * 3] * 12)
    deep.mkdir(parents=True)
    assert len(str(deep)) > 300
    book.save(deep / "自评表.xlsx")
    macros.draft_mail()
    assert Path(told(book).splitlines()[-1]) == deep / FOLDER / f"{NAME}.eml"
    assert (deep / FOLDER / f"{NAME}.eml").is_file() and (deep / FOLDER / f"{NAME}.xlsx").is_file()


def test_a_workbook_without_a_form(opened: Opener, tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    book = opened(tmp_path / "空.xlsx")
    book.save(home(tmp_path) / "空.xlsx")
    for command in (*HERE, macros.check_import):
        command()
        assert "没有找到绩效自评表" in told(book), command
    assert sent(tmp_path) == []
