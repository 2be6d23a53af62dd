"""A workbook made fit to leave the house: what must not go out is taken out, formulas that only live here are frozen.

Kept is what is known to be harmless (an allow-list of relationships), so what nobody has thought of stays at home.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from perfeval_core.grid import CellRef, Grid, Workbook
from xladdin.files.hazards import formula_hazard
from xladdin.files.package import Relationship
from xladdin.files.patch.cells import Place
from xladdin.files.patch.detaching import cut, cut_elements, detach
from xladdin.files.patch.freezing import freeze
from xladdin.files.patch.markup import Element, Tree, attribute_splice
from xladdin.files.patch.notes import plain_text
from xladdin.files.patch.parts import TYPES, Parts, relationships_part
from xladdin.files.patch.sheets import hidden_sheets, remove_sheet, sheet_parts, show_sheet
from xladdin.files.patch.splices import Splice
from xladdin.files.patch.unmarking import Unmarked, unmark
from xladdin.functions import BY_NAME

__all__ = ["Cleaned", "clean", "uses_own_function"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
HARMLESS = {
    "": {"officeDocument"},
    "officeDocument": {"worksheet", "chartsheet", "styles", "theme", "sharedStrings", "sheetMetadata"},
    "worksheet": {"drawing", "comments", "vmlDrawing", "legacyDrawing", "table", "hyperlink", "image", "ctrlProp"},
    "chartsheet": {"drawing"},
    "drawing": {
        "image", "chart", "chartEx", "hyperlink",
        "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing",
    },
    "chart": {"chartStyle", "chartColorStyle", "themeOverride", "chartUserShapes", "image"},
    "vmlDrawing": {"image"},
    "theme": {"image"},
    "diagramData": {"image"},
    "diagramDrawing": {"image"},
    "chartUserShapes": {"image"},
}  # fmt: skip
"""What a part of each kind may relate to in a copy that is sent."""
WORDS = {
    "vbaProject": "VBA 宏", "externalLink": "外部链接", "connections": "数据连接", "pivotCacheDefinition": "透视表缓存",
    "pivotTable": "透视表（数值留着）", "oleObject": "嵌入的对象", "package": "嵌入的文件", "control": "ActiveX 控件",
    "printerSettings": "打印机设置", "threadedComment": "会话批注的往来记录（批注文字留着）", "person": "批注人的账户",
    "core-properties": "作者等文件属性", "extended-properties": "单位等文件属性", "custom-properties": "自定义文件属性",
    "customXml": "自定义 XML", "queryTable": "查询", "xlMacrosheet": "宏表", "slicer": "切片器",
}  # fmt: skip
SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
OWN_FUNCTION = re.compile(rf"\b(?:{'|'.join(map(re.escape, BY_NAME))})\s*\(", re.IGNORECASE)
PERSONAL = {"fileSharing", "customWorkbookViews", "customSheetViews", "absPath", "webPublishing"}
"""Elements with names of people or paths of a computer, or that belong to what is gone."""
FORMULA_HAZARDS = {"PE-F103", "PE-F104", "PE-F105"}
"""What the reader tells of formulas that reach outside the workbook."""
RULES = {"dataValidation", "cfRule", "conditionalFormatting", "sparkline", "definedName"}
"""Elements whose formulas may speak of what is gone."""
MACRO_KINDS = ("function", "vbProcedure", "xlm")
"""Attributes of a name that stands for a macro; LibreOffice writes them, as false, into every name."""
VML_MACRO = re.compile(rb"<x:FmlaMacro>.*?</x:FmlaMacro>", re.DOTALL)


@dataclass(slots=True)
class Cleaned:
    """What was done, in words for people."""

    left_out: list[str] = field(default_factory=list)
    frozen: int = 0
    unknown: list[str] = field(default_factory=list)
    """Cells whose formula was frozen before it had a result."""
    gone: set[str] = field(default_factory=set)
    """Sheets that are not there any more."""
    values: set[CellRef] = field(default_factory=set)
    """Cells that hold a result in place of their formula."""

    def left(self, workbook: Workbook) -> Workbook:
        """What is left of the workbook that was cleaned, as it will be read."""
        grids = tuple(self._left(grid) for grid in workbook.grids if grid.sheet not in self.gone)
        return replace(workbook, grids=grids)

    def _left(self, grid: Grid) -> Grid:
        places = [(ref.row, ref.col) for ref in self.values if ref.sheet == grid.sheet]
        if not places:
            return grid
        plain = {place: replace(grid.cells[place], formula=None, computed=True) for place in places}
        return replace(grid, cells={**grid.cells, **plain})

    def note(self, words: str) -> None:
        """Say something once."""
        if words not in self.left_out:
            self.left_out.append(words)


def clean(parts: Parts, workbook: Workbook, forms: Collection[str]) -> Cleaned:
    """Take out what must not be sent.  ``workbook`` is what was read from these parts; ``forms`` are sheets to keep.

    Formulas of this tool's add-in become their results here; where a native formula is known instead, it has to be
    written before this is called.
    """
    done = Cleaned()
    if unmark(parts) is not Unmarked.NOTHING:
        done.note("校验批注和校验结果")
    hidden = [sheet for sheet in hidden_sheets(parts) if sheet not in forms]
    gone = done.gone = {*hidden, *(sheet for sheet in sheet_parts(parts) if sheet.startswith("校验凭证"))}
    for sheet in hidden_sheets(parts):
        if sheet in forms:
            show_sheet(parts, sheet)
            done.note(f"「{sheet}」原来藏着，现在显示")
    mention = _mention(gone)
    _freeze(parts, workbook, gone, mention, done)
    for sheet in gone:
        remove_sheet(parts, sheet)
        done.note(f"隐藏的工作表「{sheet}」" if sheet in hidden else f"旧的「{sheet}」")
    _filter(parts, done)
    parts.set_type(parts.workbook, XLSX)
    _clean_workbook(parts, mention)
    for sheet, part in sheet_parts(parts).items():
        _clean_sheet(parts, sheet, part, mention, done)
    _without_macro_names(parts)
    _without_unused_types(parts)
    return done


# -- formulas


def uses_own_function(formula: str) -> bool:
    """Does a formula call a function of this tool's add-in?"""
    return ("E_" in formula or "e_" in formula) and OWN_FUNCTION.search(formula) is not None


def _mention(sheets: Collection[str]) -> re.Pattern[str]:
    """Matches a formula that speaks of one of the sheets."""
    names = [re.escape(sheet) for sheet in sheets] + [re.escape(sheet.replace("'", "''")) for sheet in sheets]
    return re.compile(rf"(?:^|[^\w.])'?(?:{'|'.join(names)})'?!" if names else r"(?!)", re.IGNORECASE)


def _freeze(parts: Parts, workbook: Workbook, gone: Collection[str], mention: re.Pattern[str], done: Cleaned) -> None:
    lost_names = {name.rpartition("!")[2] for name, text in workbook.defined_names.items() if _is_lost(text, mention)}
    names = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, lost_names))})(?![\w.(])") if lost_names else None
    sheets = sheet_parts(parts)
    outside = any(hazard.code in FORMULA_HAZARDS for hazard in workbook.hazards)
    for grid in workbook.grids:
        if grid.sheet in gone or grid.sheet not in sheets:
            continue
        places: list[Place] = []
        for place, cell in grid.cells.items():
            formula = cell.formula
            if formula is None:
                continue
            if (
                uses_own_function(formula)
                or (gone and mention.search(formula))
                or (outside and formula_hazard(formula))
                or (names and names.search(formula))
            ):
                places.append(place)
                done.values.add(grid.ref(*place))
                if not cell.computed:
                    done.unknown.append(str(grid.ref(*place)))
        freeze(parts, sheets[grid.sheet], places)
        done.frozen += len(places)


def _is_lost(formula: str, mention: re.Pattern[str]) -> bool:
    return formula_hazard(formula) is not None or mention.search(formula) is not None


# -- parts


def _filter(parts: Parts, done: Cleaned) -> None:
    """Keep what can be reached from the workbook by harmless relationships."""
    reached: set[str] = set()
    waiting = [("", "")]
    while waiting:
        part, kind = waiting.pop()
        allowed = HARMLESS.get(kind, set())

        def unwanted(line: Relationship, part: str = part, allowed: set[str] = allowed) -> bool:
            if line.external:
                return line.kind != "hyperlink" or not SAFE_LINK.match(line.target)
            if line.kind == "hyperlink" and line.target.startswith("#"):
                return False
            return line.kind not in allowed or parts.target(part, line) is None

        for line in detach(parts, part, unwanted):
            done.note(WORDS.get(line.kind, "通往别的文件的链接" if line.external else f"{line.kind} 部件"))
        for line in parts.relationships(part):
            target = parts.target(part, line)
            if target is not None and target not in reached:
                reached.add(target)
                waiting.append((target, line.kind))
    kept = reached | {TYPES} | {relationships_part(part) for part in ("", *reached)}
    for part in [name for name in parts.names() if name not in kept]:
        parts.drop(part)


def _clean_workbook(parts: Parts, mention: re.Pattern[str]) -> None:
    def unwanted(tree: Tree, element: Element) -> bool:
        if element.name != "definedName":
            return element.name in PERSONAL
        text = plain_text(tree, element, "definedName")
        macro = any(element.attributes.get(kind) in ("1", "true") for kind in MACRO_KINDS)
        return macro or "#REF!" in text or _is_lost(text, mention)

    cut_elements(parts, parts.workbook, unwanted)


def _clean_sheet(parts: Parts, sheet: str, part: str, mention: re.Pattern[str], done: Cleaned) -> None:
    tree = parts.tree(part)
    lost: list[Element] = []
    splices: list[Splice] = []
    shown = 0
    for one in tree.root.all():
        if one.name in ("row", "col") and one.attributes.get("hidden") in ("1", "true"):
            splices.append(attribute_splice(tree, one, "hidden", None))
            shown += 1
        elif one.name == "sheetFormatPr" and one.attributes.get("zeroHeight") in ("1", "true"):
            splices.append(attribute_splice(tree, one, "zeroHeight", None))
        elif one.name in PERSONAL:
            lost.append(one)
        elif one.name in RULES:
            source = tree.source(one).decode("utf-8", "replace").replace("&apos;", "'")
            if mention.search(source) or re.search(r">[^<]*\[\d+\]", source):
                lost.append(one)
        elif one.name == "hyperlink" and mention.search(one.attributes.get("location", "")):
            lost.append(one)
        elif one.attributes.get("macro"):
            splices.append(attribute_splice(tree, one, "macro", None))
    outside = [one for one in splices if not any(gone.start <= one.start < gone.end for gone in lost)]
    parts.splice(part, outside + cut(tree, lost))
    if shown:
        done.note(f"「{sheet}」藏着的 {shown} 处行列改为显示")


def _without_macro_names(parts: Parts) -> None:
    """Buttons and pictures do nothing any more."""
    for part in parts.names():
        if part.endswith(".vml"):
            content = parts.read(part)
            parts.splice(part, [Splice(found.start(), found.end(), b"") for found in VML_MACRO.finditer(content)])
        elif re.match(r"xl/(?:drawings|ctrlprops)/[^/]+\.xml$", part):
            tree = parts.tree(part)
            named = [
                (one, name) for one in tree.root.all() for name in ("macro", "fmlaMacro") if one.attributes.get(name)
            ]
            parts.splice(
                part,
                [attribute_splice(tree, one, name, "" if name == "macro" else None) for one, name in named],
            )


def _without_unused_types(parts: Parts) -> None:
    names = set(parts.names())
    extensions = {posixpath.splitext(name)[1].lstrip(".") for name in names}

    def unused(tree: Tree, element: Element) -> bool:
        part = element.attributes.get("PartName")
        if part is not None:
            return part.lower().lstrip("/") not in names
        return element.attributes.get("Extension", "").lower() not in extensions

    cut_elements(parts, TYPES, unused)
