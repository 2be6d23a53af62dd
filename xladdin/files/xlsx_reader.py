"""An .xlsx/.xlsm package as a Workbook: which sheets, which strings, which number formats."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from perfeval_core.grid import Grid, Workbook
from xladdin.files.errors import Refusal
from xladdin.files.hazards import HazardList, name_hazard, part_hazards
from xladdin.files.limits import MAX_LINKS, MAX_SMALL_PART
from xladdin.files.number_formats import Shows, built_in_format, shown_by
from xladdin.files.package import Package, Relationship
from xladdin.files.sheet_reader import SheetReader, unescaped
from xladdin.files.xml_parts import Finished, feed, local_name, xml_parser

__all__ = ["read_self_contained_sheet", "read_xlsx", "workbook_part"]

TRUE = ("1", "true")
OTHER_OFFICE = {"word/": "Word 文档（docx）", "ppt/": "演示文稿（pptx）", "visio/": "Visio 图", "xps": "XPS 文档"}
ODF = {"spreadsheet": "ODF 表格（ods）", "text": "ODF 文档（odt）", "presentation": "ODF 演示文稿（odp）"}


@dataclass(slots=True)
class _Sheet:
    name: str
    relationship: str
    state: str


@dataclass(slots=True)
class _Outline:
    """What the workbook part says."""

    sheets: list[_Sheet] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    epoch_1904: bool = False
    uncalculated_zeros: bool = False


def read_xlsx(package: Package, hazards: HazardList) -> Workbook:
    """All worksheets of a package; what is found on the way goes to ``hazards``.

    :raises Refusal: when the package is not a workbook or cannot be trusted.
    """
    main = workbook_part(package)
    for code, unopened in part_hazards(package.entries):
        hazards.add(code, unopened)
    relationships = {line.id: line for line in package.relationships(main)}
    outline = _outline(package, main)
    _note_links(package, main, relationships.values(), hazards)
    for name, refers_to in outline.names.items():
        name_code = name_hazard(name.rpartition("!")[2], refers_to)
        if name_code is not None:
            hazards.add(name_code, f"名称 {name} = {refers_to}")
    reader = SheetReader(
        package,
        _shared_strings(package, _part(package, main, relationships.values(), "sharedStrings")),
        _shows_by_style(package, _part(package, main, relationships.values(), "styles")),
        epoch_1904=outline.epoch_1904,
        uncalculated_zeros=outline.uncalculated_zeros,
        hazards=hazards,
    )
    grids: list[Grid] = []
    for sheet in outline.sheets:
        line = relationships.get(sheet.relationship)
        if line is None or line.kind != "worksheet":
            if line is not None and "macrosheet" in line.kind.lower():
                hazards.add("PE-F102", f"宏表「{sheet.name}」")
            continue
        part = package.find(line.target, main)
        if part is None:
            raise Refusal("PE-F018", detail=f"工作表「{sheet.name}」的内容不在文件里")
        hidden = sheet.state in ("hidden", "veryHidden")
        if hidden:
            hazards.add("PE-F108" if sheet.state == "veryHidden" else "PE-F107", sheet.name)
        grids.append(reader.read(sheet.name, part, hidden))
    if not grids:
        raise Refusal("PE-F019")
    return Workbook(tuple(grids), hazards.all(), outline.names)


def read_self_contained_sheet(package: Package, name: str) -> tuple[str, Grid] | None:
    """One worksheet that holds its texts itself, with its part; None when there is no such sheet.

    :raises Refusal: when it uses the texts of the workbook, or cannot be trusted.
    """
    main = workbook_part(package)
    relationships = {line.id: line for line in package.relationships(main)}
    for sheet in _outline(package, main).sheets:
        line = relationships.get(sheet.relationship)
        part = None if line is None else package.find(line.target, main)
        if sheet.name == name and part is not None:
            reader = SheetReader(package, (), {}, epoch_1904=False, uncalculated_zeros=False, hazards=HazardList())
            return part, reader.read(name, part, False)
    return None


def workbook_part(package: Package) -> str:
    """The name of the workbook part.

    :raises Refusal: naming what the zip is instead: an archive, another office file, an .xlsb.
    """
    for line in package.relationships(""):
        if line.kind == "officeDocument":
            main = package.find(line.target)
            if main is not None:
                _refuse_other_office(main)
                return main
    if "xl/workbook.xml" in package.entries:
        return "xl/workbook.xml"
    if "mimetype" in package.entries:
        kind = b"".join(package.whole("mimetype", MAX_SMALL_PART)).decode("ascii", "replace").rpartition(".")[2]
        raise Refusal("PE-F013", kind=ODF.get(kind, "ODF 文件"))
    if "index/document.iwa" in package.entries:
        raise Refusal("PE-F013", kind="苹果 iWork 文件")
    for name in package.entries:
        _refuse_other_office(name)
    raise Refusal("PE-F012", kind="压缩包（zip）")


def _refuse_other_office(part: str) -> None:
    if part == "xl/workbook.bin":
        raise Refusal("PE-F014")
    for folder, kind in OTHER_OFFICE.items():
        if part.startswith(folder):
            raise Refusal("PE-F013", kind=kind)


def _part(package: Package, main: str, lines: Iterable[Relationship], kind: str) -> str | None:
    """The part that the workbook relates to as ``kind``, if the package has one."""
    for line in lines:
        if line.kind == kind and not line.external:
            return package.find(line.target, main)
    return None


def _outline(package: Package, main: str) -> _Outline:
    outline = _Outline()
    pieces: list[str] = []
    scope = ""
    name = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal name, scope
        package.elements_left -= 1
        if package.elements_left < 0:
            raise Refusal("PE-F007", detail=f"{main} 里的名称过多")
        tag = local_name(tag)
        if tag == "sheet":
            relationship = next((text for key, text in attributes.items() if key.endswith(" id")), "")
            outline.sheets.append(
                _Sheet(unescaped(attributes.get("name", "")), relationship, attributes.get("state", "visible"))
            )
        elif tag == "workbookPr":
            outline.epoch_1904 = attributes.get("date1904") in TRUE
        elif tag == "calcPr":
            outline.uncalculated_zeros = attributes.get("fullCalcOnLoad") in TRUE
        elif tag == "definedName":
            pieces.clear()
            name, scope = attributes.get("name", ""), attributes.get("localSheetId", "")

    def end(tag: str) -> None:
        if local_name(tag) == "definedName":
            local = scope.isascii() and scope.isdigit() and int(scope[:6]) < len(outline.sheets)
            key = f"{outline.sheets[int(scope)].name}!{name}" if local else name
            outline.names[key] = "".join(pieces)

    parser = xml_parser(main)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = pieces.append
    feed(parser, main, package.whole(main))
    return outline


def _shared_strings(package: Package, part: str | None) -> list[str]:
    """The shared strings in order; formatted runs joined, phonetic runs left out."""
    strings: list[str] = []
    if part is None:
        return strings
    pieces: list[str] = []
    runs: list[str] = []
    phonetic = False
    left = package.elements_left
    text_tag = run_tag = phonetic_tag = ""

    def root(tag: str, _: dict[str, str]) -> None:
        nonlocal text_tag, run_tag, phonetic_tag
        namespace, space, _name = tag.rpartition(" ")
        text_tag, run_tag, phonetic_tag = (f"{namespace}{space}{local}" for local in ("t", "si", "rPh"))
        parser.StartElementHandler = start
        parser.EndElementHandler = end

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal phonetic, left
        left -= 1
        if left < 0:
            raise Refusal("PE-F007", detail=f"{part} 里的文字过多")
        if tag == text_tag:
            pieces.clear()
        elif tag == phonetic_tag:
            phonetic = True

    def end(tag: str) -> None:
        nonlocal phonetic
        if tag == text_tag:
            if not phonetic:
                runs.append("".join(pieces))
        elif tag == run_tag:
            strings.append(unescaped("".join(runs)))
            runs.clear()
        elif tag == phonetic_tag:
            phonetic = False

    parser = xml_parser(part)
    parser.StartElementHandler = root
    parser.CharacterDataHandler = pieces.append
    feed(parser, part, package.whole(part))
    package.elements_left = left
    return strings


def _shows_by_style(package: Package, part: str | None) -> dict[str, Shows]:
    """What each cell style (by its index as text) shows."""
    shows: dict[str, Shows] = {}
    if part is None:
        return shows
    codes: dict[str, str] = {}
    in_cell_formats = False
    left = package.elements_left

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal in_cell_formats, left
        left -= 1
        if left < 0:
            raise Refusal("PE-F007", detail=f"{part} 里的样式过多")
        if in_cell_formats and tag.endswith("xf"):
            number = attributes.get("numFmtId", "0")
            if number in codes:
                shown = shown_by(codes[number])
            else:
                shown = built_in_format(int(number)) if number.isascii() and number.isdigit() else Shows.NUMBER
            shows[str(len(shows))] = shown
        elif tag.endswith("numFmt"):
            codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif tag.endswith("cellXfs"):
            in_cell_formats = True

    def end(tag: str) -> None:
        if tag.endswith("cellXfs"):
            raise Finished

    parser = xml_parser(part)
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    feed(parser, part, package.whole(part))
    package.elements_left = left
    return shows


def _note_links(package: Package, main: str, lines: Iterable[Relationship], hazards: HazardList) -> None:
    """Name every external link with its target, and every DDE link."""
    for line in [line for line in lines if line.kind == "externalLink"][:MAX_LINKS]:
        part = package.find(line.target, main)
        if part is None:
            continue
        targets = [link.target for link in package.relationships(part) if link.external]
        if dde := _dde_service(package, part):
            hazards.add("PE-F103", dde)
        else:
            hazards.add("PE-F104", targets[0] if targets else part)


def _dde_service(package: Package, part: str) -> str:
    """``service|topic`` when an external link part is a DDE link, else empty."""
    service = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal service
        if local_name(tag) == "ddeLink":
            service = f"{attributes.get('ddeService', '')}|{attributes.get('ddeTopic', '')}"
            raise Finished

    parser = xml_parser(part)
    parser.StartElementHandler = start
    feed(parser, part, package.whole(part, MAX_SMALL_PART))
    return service
