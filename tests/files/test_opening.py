"""Every input that is no readable workbook: a coded sentence with the likely cause, never anything else."""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
import zipfile
from pathlib import Path

import pytest
from crafted import HEAD, MAIN, parts, relationships, worksheet, write

from perfeval_core.registry import rules_of
from xladdin.files import FileProblem, read_workbook
from xladdin.files.errors import naming

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"


def problem(path: Path | str) -> FileProblem:
    with pytest.raises(FileProblem) as caught:
        read_workbook(path)
    assert "{" not in caught.value.message
    assert caught.value.message.endswith("。")
    return caught.value


def of_bytes(tmp_path: Path, content: bytes, name: str = "自评表.xlsx") -> FileProblem:
    path = tmp_path / name
    path.write_bytes(content)
    return problem(path)


def of_parts(tmp_path: Path, content: dict[str, str | bytes]) -> FileProblem:
    return problem(write(tmp_path / "自评表.xlsx", content))


def office_zip(main: str) -> dict[str, str | bytes]:
    return {"_rels/.rels": relationships(("rId1", "officeDocument", main)), main: "<x/>"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.xlsx", b"", "PE-F006"),
        ("导出.xls", b"<html><body><table><tr><td>1</td></tr></table></body></html>", "PE-F010"),
        ("导出.xls", b"\xef\xbb\xbf\r\n <!DOCTYPE html><HTML>", "PE-F010"),
        ("导出.xls", '<meta charset="gbk"><table><td>项目</td>'.encode("gbk"), "PE-F010"),
        ("导出.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related", "PE-F010"),
        ("导出.xls", "项目名称,得分\n道路,95\n".encode("gbk"), "PE-F011"),
        ("导出.csv", "项目名称,得分\n道路,95\n".encode(), "PE-F011"),
        ("导出.xlsx", "项目名称\t得分\n".encode("utf-16"), "PE-F011"),
        ("导出.xls", ("项目" * 3000).encode("gb18030"), "PE-F011"),
        ("a.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "PE-F017"),
        ("a.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00", "PE-F017"),
        ("a.xlsx", b"%PDF-1.7\n", "PE-F012"),
        ("a.xlsx", b"\x89PNG\r\n\x1a\n", "PE-F012"),
        ("a.xlsx", b"Rar!\x1a\x07\x00", "PE-F012"),
        ("a.xlsx", b"PK\x05\x06" + bytes(18), "PE-F012"),
        ("a.xlsx", b"PK", "PE-F008"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0", "PE-F008"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "PE-F008"),
        ("a.xlsx", bytes(5000), "PE-F008"),
        ("a.xlsx", b"PK\x03\x04" + bytes(200), "PE-F008"),
        ("a.xlsx", bytes(range(1, 256)) * 4, "PE-F025"),
        ("~$自评表.xlsx", b"\x04user" + bytes(50), "PE-F005"),
        ("项目😀（终稿）.xlsx", b"", "PE-F006"),
    ],
)
def test_contents_that_are_no_workbook(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    found = of_bytes(tmp_path, content, name)
    assert found.code == code
    assert name in found.message


def test_the_sentence_of_a_lock_file_names_the_open_workbook(tmp_path: Path) -> None:
    assert "「自评表.xlsx」" in of_bytes(tmp_path, b"\x04user", "~$自评表.xlsx").message


@pytest.mark.parametrize("eighth", range(1, 8))
def test_a_truncated_workbook(tmp_path: Path, eighth: int) -> None:
    whole = write(tmp_path / "全.xlsx", parts()).read_bytes()
    assert of_bytes(tmp_path, whole[: len(whole) * eighth // 8]).code == "PE-F008"


@pytest.mark.parametrize("eighth", range(1, 8))
def test_a_truncated_old_workbook(tmp_path: Path, eighth: int) -> None:
    whole = (CORPUS / "poi" / "yearfracExamples.xls").read_bytes()
    assert of_bytes(tmp_path, whole[: len(whole) * eighth // 8], "a.xls").code in ("PE-F008", "PE-F020")


def test_paths_that_lead_to_no_file(tmp_path: Path) -> None:
    assert problem(tmp_path / "没有.xlsx").code == "PE-F001"
    assert problem("a\0b.xlsx").code == "PE-F001"
    assert problem(tmp_path).code == "PE-F002"
    assert problem(write(tmp_path / "a.xlsx", parts()) / "b.xlsx").code == "PE-F002"
    assert problem(tmp_path / ("长" * 300 + ".xlsx")).code == "PE-F023"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in the file system")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.xlsx")
    assert problem(tmp_path / "管道.xlsx").code == "PE-F002"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to this user")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", parts())
    path.chmod(0)
    assert problem(path).code == "PE-F004"
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(errno.EACCES, "denied"), "PE-F004"),
        (OSError(errno.EIO, "input/output error"), "PE-F022"),
        (MemoryError(), "PE-F024"),
        (RecursionError(), "PE-F018"),
        (KeyError("x"), "PE-F018"),
    ],
)
def test_what_the_system_may_say(error: Exception, code: str) -> None:
    with pytest.raises(FileProblem) as caught, naming("某/自评表.xlsx"):
        raise error
    assert caught.value.code == code
    assert "「自评表.xlsx」" in caught.value.message


def test_a_file_held_open_by_excel_on_windows() -> None:
    error = PermissionError(errno.EACCES, "sharing violation")
    error.winerror = 32  # type: ignore[attr-defined]
    with pytest.raises(FileProblem) as caught, naming("自评表.xlsx"):
        raise error
    assert caught.value.code == "PE-F003"


def test_the_user_may_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt), naming("自评表.xlsx"):
        raise KeyboardInterrupt


def test_a_file_past_the_size_limit(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    with path.open("wb") as stream:
        stream.truncate((64 << 20) + 1)
    assert problem(path).code == "PE-F007"


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        ({"a/自评表.xlsx": "x", "b.txt": "y"}, "PE-F012", "zip"),
        ({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}, "PE-F013", "ods"),
        (office_zip("word/document.xml"), "PE-F013", "Word"),
        (office_zip("ppt/presentation.xml"), "PE-F013", "演示"),
        (office_zip("xl/workbook.bin"), "PE-F014", "xlsb"),
        ({"Index/Document.iwa": b"x"}, "PE-F013", "iWork"),
        ({"xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}"/>'}, "PE-F019", "工作表"),
        ({"xl/workbook.xml": b""}, "PE-F018", "XML"),
    ],
)
def test_zips_that_are_no_workbook(tmp_path: Path, content: dict[str, str | bytes], code: str, word: str) -> None:
    found = of_parts(tmp_path, content)
    assert found.code == code
    assert word in found.message


def test_a_sheet_whose_part_is_missing(tmp_path: Path) -> None:
    content = parts()
    del content["xl/worksheets/sheet1.xml"]
    assert of_parts(tmp_path, content).code == "PE-F018"


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "us-ascii"])
@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "_rels/.rels"])
def test_a_document_type_is_refused_in_any_encoding_and_part(tmp_path: Path, part: str, encoding: str) -> None:
    content = parts(sheets='<sheet name="x" sheetId="1" r:id="rId1"/>')
    text = str(content[part]).replace("?>", f"?>{DOCTYPE}", 1).replace("UTF-8", encoding)
    content[part] = text.encode(encoding)
    assert of_parts(tmp_path, content).code == "PE-F016"


def test_an_external_document_type_is_refused(tmp_path: Path) -> None:
    content = parts()
    content["xl/worksheets/sheet1.xml"] = worksheet().replace("?>", '?><!DOCTYPE x SYSTEM "file:///etc/passwd">', 1)
    assert of_parts(tmp_path, content).code == "PE-F016"


def test_a_part_that_inflates_beyond_all_measure(tmp_path: Path) -> None:
    content = parts()
    content["xl/worksheets/sheet1.xml"] = worksheet(" " * (5 << 20))
    assert of_parts(tmp_path, content).code == "PE-F015"


def test_a_part_that_hides_its_size(tmp_path: Path) -> None:
    """The directory claims a small part; what does not fit the claim does not pass the checksum."""
    content = parts()
    content["xl/worksheets/sheet1.xml"] = worksheet(" " * (5 << 20))
    path = write(tmp_path / "自评表.xlsx", content)
    packed = bytearray(path.read_bytes())
    real = struct.pack("<L", len(str(content["xl/worksheets/sheet1.xml"]).encode()))
    at = packed.rfind(real)
    packed[at : at + 4] = struct.pack("<L", 100_000)
    assert of_bytes(tmp_path, bytes(packed)).code in ("PE-F008", "PE-F018")


def test_too_many_entries(tmp_path: Path) -> None:
    content = parts() | {f"xl/media/image{number}.png": "" for number in range(1001)}
    assert of_parts(tmp_path, content).code == "PE-F015"


def test_a_directory_that_claims_millions_of_entries(tmp_path: Path) -> None:
    packed = bytearray(write(tmp_path / "a.xlsx", parts()).read_bytes())
    end = packed.rfind(b"PK\x05\x06")
    packed[end + 8 : end + 12] = b"\xff\xfe\xff\xfe"
    assert of_bytes(tmp_path, bytes(packed)).code == "PE-F015"


@pytest.mark.parametrize("name", ["../x.xml", "xl/../../x.xml", "/etc/passwd", "C:\\x.xml", "xl\\..\\..\\x"])
def test_names_that_lead_outside(tmp_path: Path, name: str) -> None:
    assert of_parts(tmp_path, parts() | {name: "x"}).code == "PE-F015"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["xl/workbook.xml", "XL/WorkBook.xml"])
def test_duplicate_names(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / "自评表.xlsx", parts())
    with zipfile.ZipFile(path, "a") as package:
        package.writestr(name, "<x/>")
    assert problem(path).code == "PE-F015"


def test_a_zip_with_a_password(tmp_path: Path) -> None:
    packed = bytearray(write(tmp_path / "a.xlsx", parts()).read_bytes())
    at = packed.find(b"PK\x01\x02")
    packed[at + 8] |= 1
    assert of_bytes(tmp_path, bytes(packed)).code == "PE-F009"


@pytest.mark.parametrize("compression", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_compression_that_inflates_without_bounds(tmp_path: Path, compression: int) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", compression) as package:
        for name, part in parts().items():
            package.writestr(name, part)
    assert problem(path).code == "PE-F018"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("calamine/pass_protected.xlsx", "PE-F009"),
        ("excelize/encryptAES.xlsx", "PE-F009"),
        ("phpss/pwtest3.xls", "PE-F009"),
        ("sheetjs/password_2002_40_972000.xls", "PE-F009"),
        ("poi/poc-xmlbomb-empty.xlsx", "PE-F016"),
    ],
)
def test_encrypted_and_hostile_files_of_the_world(name: str, code: str) -> None:
    assert problem(CORPUS / name).code == code


def test_the_content_counts_not_the_extension(tmp_path: Path) -> None:
    modern = tmp_path / "其实是新的.xls"
    write(modern, parts())
    old = tmp_path / "其实是旧的.xlsx"
    old.write_bytes((CORPUS / "poi" / "Simple.xls").read_bytes())
    for path, text in ((modern, "1"), (old, "replaceMe")):
        workbook = read_workbook(path)
        assert workbook.grids[0].at(1, 1).text == text
        assert [hazard.code for hazard in workbook.hazards] == ["PE-F114"]


def test_every_code_that_the_reader_names_is_in_the_registry_and_the_other_way_round() -> None:
    import re

    sources = (Path(read_workbook.__code__.co_filename).parent).rglob("*.py")
    named = {code for path in sources for code in re.findall(r"PE-F\d{3}", path.read_text(encoding="utf-8"))}
    assert named == set(rules_of("F"))
