"""What Excel refuses or repairs on opening is not in the files: limits of the file format and of the program."""

from __future__ import annotations

import posixpath
import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest
from standard_workbooks import converted, faulty

from workbook_templates.build import DIST, build_standard_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
CELL = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
LOOKS_LIKE_A_CELL = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C?[0-9]*|C[0-9]*", re.IGNORECASE)
BUILT_IN = ("_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm._FilterDatabase")
ERROR_TEXT, PROMPT_TEXT, TITLE, LIST = 225, 255, 32, 255
FORMULA, LITERAL, DEPTH, ARGUMENTS = 8192, 255, 64, 255

FILES = {path.stem: path.read_bytes for path in sorted(DIST.glob("*.xlsx"))}
FILES |= {
    "faulty": lambda: build_standard_workbook(faulty()),
    "jiangmen": lambda: build_standard_workbook(converted("jiangmen_2022_industry")),
    "zhongjiang": lambda: build_standard_workbook(converted("zhongjiang_2022_water")),
}


class Package:
    """The parts of a workbook, read."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.book = self.xml("xl/workbook.xml")
        targets = {one.get("Id"): one.get("Target") for one in self.xml("xl/_rels/workbook.xml.rels")}
        self.sheets = {
            str(one.get("name")): self.xml(f"xl/{targets[one.get(RELATION)]}") for one in self.book.iter(f"{MAIN}sheet")
        }
        self.names = {str(one.get("name")): one.text or "" for one in self.book.iter(f"{MAIN}definedName")}

    def xml(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.parts[name])

    def formulas(self) -> list[str]:
        found = list(self.names.values())
        for sheet in self.sheets.values():
            for tag in ("f", "formula", "formula1", "formula2"):
                found += [one.text for one in sheet.iter(MAIN + tag) if one.text]
        return found


@pytest.fixture(scope="module", params=sorted(FILES))
def package(request: pytest.FixtureRequest) -> Package:
    return Package(FILES[request.param]())


def _place(cell: str) -> tuple[int, int]:
    found = CELL.fullmatch(cell)
    assert found, cell
    col = 0
    for letter in found[1]:
        col = col * 26 + ord(letter) - 64
    assert 1 <= col <= 16384 and 1 <= int(found[2]) <= 1048576
    return int(found[2]), col


def _range(text: str) -> tuple[int, int, int, int]:
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    assert top <= bottom and left <= right, text
    return top, left, bottom, right


def test_names_of_sheets(package: Package) -> None:
    for name in package.sheets:
        assert 0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") and name.strip("'") == name, name
    assert len({name.casefold() for name in package.sheets}) == len(package.sheets)


def test_defined_names(package: Package) -> None:
    for name in package.names:
        if name in BUILT_IN:
            continue
        assert len(name) <= 255 and re.fullmatch(r"[^\W\d][\w.\\]*", name), name
        assert not LOOKS_LIKE_A_CELL.fullmatch(name), name
    assert len({name.casefold() for name in package.names}) == len(package.names)


def test_every_name_and_sheet_in_a_formula_is_there(package: Package) -> None:
    own = set(package.names)
    for formula in package.formulas():
        bare = re.sub(r'"[^"]*"', '""', formula)
        for sheet in re.findall(r"'([^']+)'!|([\w.]+)!", bare):
            assert (sheet[0] or sheet[1]) in package.sheets, formula[:120]
        words = re.findall(r"(?<![\w!'$.])([^\W\d_][\w.]*)(?![\w!'(.])", re.sub(r"'[^']*'", "", bare))
        for word in words:
            if not re.fullmatch(r"\$?[A-Z]{1,3}\$?\d*|TRUE|FALSE", word):
                assert word in own, (word, formula[:120])


def _depth(formula: str) -> int:
    deepest = open_ = 0
    for character in re.sub(r'"[^"]*"', "", formula):
        open_ += (character == "(") - (character == ")")
        deepest = max(deepest, open_)
    assert open_ == 0, formula[:120]
    return deepest


def _most_arguments(formula: str) -> int:
    most, stack = 0, [0]
    for character in re.sub(r'"[^"]*"', "", formula):
        if character == "(":
            stack.append(1)
        elif character == ")":
            most = max(most, stack.pop())
        elif character == ",":
            stack[-1] += 1
    return most


def test_formulas(package: Package) -> None:
    for formula in package.formulas():
        assert len(formula) <= FORMULA
        assert max(map(len, re.findall(r'"((?:[^"]|"")*)"', formula)), default=0) <= LITERAL, formula[:120]
        assert _depth(formula) <= DEPTH, formula[:120]
        assert _most_arguments(formula) <= ARGUMENTS, formula[:120]
        assert "_xlfn" not in formula and "{" not in re.sub(r'"[^"]*"', "", formula), formula[:120]


def test_validations(package: Package) -> None:
    count = 0
    for sheet in package.sheets.values():
        seen: set[tuple[int, int]] = set()
        for rule in sheet.iter(f"{MAIN}dataValidation"):
            count += 1
            assert len(rule.get("prompt", "")) <= PROMPT_TEXT and len(rule.get("promptTitle", "")) <= TITLE
            assert len(rule.get("error", "")) <= ERROR_TEXT and len(rule.get("errorTitle", "")) <= TITLE
            formula = rule.findtext(f"{MAIN}formula1", "")
            if rule.get("type") == "list":
                assert 0 < len(formula) <= LIST and "!" not in formula, formula
            for part in str(rule.get("sqref")).split():
                top, left, bottom, right = _range(part)
                cells = {(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)}
                assert not seen & cells, part  # two rules for one cell: Excel repairs the file
                seen |= cells
    assert count


def test_conditional_formats(package: Package) -> None:
    styles = package.xml("xl/styles.xml").find(f"{MAIN}dxfs")
    known = 0 if styles is None else len(styles)
    for name, sheet in package.sheets.items():
        priorities = []
        for rule in sheet.iter(f"{MAIN}cfRule"):
            assert int(str(rule.get("dxfId"))) < known
            priorities.append(rule.get("priority"))
            for formula in rule.iter(f"{MAIN}formula"):
                # before Excel 2010 another sheet may only be reached by a name
                assert "!" not in re.sub(r'"[^"]*"', "", formula.text or ""), (name, formula.text)
        assert len(priorities) == len(set(priorities))


def test_merged_cells_do_not_overlap(package: Package) -> None:
    for name, sheet in package.sheets.items():
        seen: set[tuple[int, int]] = set()
        for merged in sheet.iter(f"{MAIN}mergeCell"):
            top, left, bottom, right = _range(str(merged.get("ref")))
            cells = {(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)}
            assert len(cells) > 1 and not cells & seen, (name, merged.get("ref"))
            seen |= cells


def test_sizes_and_texts(package: Package) -> None:
    for name, sheet in package.sheets.items():
        for row in sheet.iter(f"{MAIN}row"):
            assert 0 < float(row.get("ht", 15)) <= 409, (name, row.get("r"))
        for col in sheet.iter(f"{MAIN}col"):
            assert 0 < float(str(col.get("width"))) <= 255
    if "xl/sharedStrings.xml" in package.parts:
        for item in package.xml("xl/sharedStrings.xml"):
            assert len("".join(item.itertext())) <= 32767


def test_print_areas_and_titles(package: Package) -> None:
    for name in ("_xlnm.Print_Area", "_xlnm.Print_Titles"):
        for one in package.book.iter(f"{MAIN}definedName"):
            if one.get("name") != name:
                continue
            own = list(package.sheets)[int(str(one.get("localSheetId")))]
            for part in str(one.text).split(","):
                sheet, _, cells = part.rpartition("!")
                assert sheet.strip("'") == own
                if name.endswith("Area"):
                    _range(cells.replace("$", ""))
                else:
                    assert re.fullmatch(r"\$\d+:\$\d+|\$[A-Z]+:\$[A-Z]+", cells), cells
    assert "_xlnm.Print_Area" in package.names


def test_links_lead_somewhere(package: Package) -> None:
    for sheet in package.sheets.values():
        for link in sheet.iter(f"{MAIN}hyperlink"):
            target, _, cell = str(link.get("location")).rpartition("!")
            assert target.strip("'") in package.sheets and _place(cell)
    for formula in package.formulas():
        for target in re.findall(r'HYPERLINK\("#([^!"]+)!', formula):
            assert target in package.sheets, formula


def test_every_part_has_its_type_and_every_relation_its_part(package: Package) -> None:
    types = package.xml("[Content_Types].xml")
    overrides = {one.get("PartName") for one in types if one.tag.endswith("Override")}
    endings = {one.get("Extension") for one in types if one.tag.endswith("Default")}
    assert {name.lstrip("/") for name in overrides if name} <= set(package.parts)
    for name in package.parts:
        if name == "[Content_Types].xml":
            continue
        assert f"/{name}" in overrides or name.rpartition(".")[2] in endings, name
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for one in package.xml(name):
                target = str(one.get("Target"))
                path = (
                    target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                )
                assert path in package.parts, (name, target)


def test_a_broken_file_would_be_seen() -> None:
    content = DIST.joinpath("项目支出绩效目标申报表.xlsx").read_bytes()
    package = Package(content)
    rule = next(iter(package.sheets["绩效目标申报表"].iter(f"{MAIN}dataValidation")))
    rule.set("prompt", "长" * 256)
    with pytest.raises(AssertionError):
        test_validations(package)
    package.names["A1"] = "1"
    with pytest.raises(AssertionError):
        test_defined_names(package)
    package.names["坏"] = "没有的名字+1"
    with pytest.raises(AssertionError):
        test_every_name_and_sheet_in_a_formula_is_there(package)
