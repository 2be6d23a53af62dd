"""Builds ``perfeval.xlam`` from the text sources beside this file: the same bytes every time, without Excel."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from xladdin import __version__
from xladdin.excel.custom_ui import custom_ui
from xladdin.excel.support_module import MODULE as SUPPORT_MODULE
from xladdin.excel.support_module import support_module, xlwings_source
from xladdin.excel.wrappers import CALLBACKS_MODULE, FUNCTIONS_MODULE, callbacks_module, functions_module
from xladdin.functions import CATEGORY, FUNCTIONS
from xladdin.ribbon import ribbon

__all__ = ["FILE_NAME", "BuildError", "build", "modules", "text_rows"]

FILE_NAME = "perfeval.xlam"

_MOMENT = (1980, 1, 1, 0, 0, 0)
_UI_PART = "customUI/customUI14.xml"
_UI_RELATIONSHIP = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_CREATED = "2024-01-01T00:00:00Z"

MESSAGES = {
    "category": CATEGORY,
    "title": "绩效自评",
    "failed": "命令没有做完。请重启 Excel 再试；还不行，就在命令行运行 perfeval addin doctor，把结果发给技术支持。",
}
"""What the add-in itself says, by the keys of ``TextOf`` in VBA."""


class BuildError(ValueError):
    """The sources cannot become an add-in."""


def modules() -> dict[str, str]:
    """The text of each VBA module by name, with Windows line ends.  Raises BuildError for a sign outside ASCII."""
    texts = {
        "ThisWorkbook": _source("this_workbook"),
        SUPPORT_MODULE: support_module(xlwings_source(), _source("support")),
        "PerfevalCalls": _source("calls"),
        "PerfevalCells": _source("cells"),
        "PerfevalTexts": _source("texts"),
        FUNCTIONS_MODULE: functions_module(FUNCTIONS),
        CALLBACKS_MODULE: callbacks_module(ribbon().commands),
    }
    for name, text in texts.items():
        if not text.isascii():
            sign = next(sign for sign in text if not sign.isascii())
            raise BuildError(f"{name} 里有“{sign}”：VBA 只收 ASCII，中文放在 texts 表里")
    return {name: text.replace("\r\n", "\n").replace("\n", "\r\n") for name, text in texts.items()}


def _source(name: str) -> str:
    return Path(__file__).with_name(f"{name}.bas").read_text(encoding="utf-8")


def text_rows() -> list[list[str]]:
    """The cells of the add-in's sheet: messages, then each function with its meaning and its arguments' meanings."""
    rows = [[key, text] for key, text in MESSAGES.items()]
    for function in FUNCTIONS:
        rows.append([function.name, function.meaning, *(argument.meaning for argument in function.arguments)])
    return rows


def build() -> bytes:
    """The add-in as a file's content.  Raises BuildError, SupportError or NameRefused; needs pyOpenVBA."""
    parts = _parts(_with_modules(modules()))
    main = parts["xl/workbook.xml"].decode()
    parts["xl/workbook.xml"] = _replaced(main, '<sheet name="Sheet1"', '<sheet name="texts"').encode()
    parts[_SHEET] = _sheet(text_rows()).encode()
    parts["docProps/core.xml"] = _core().encode()
    app = parts["docProps/app.xml"].decode()
    parts["docProps/app.xml"] = _replaced(app, "<vt:lpstr>Sheet1</vt:lpstr>", "<vt:lpstr>texts</vt:lpstr>").encode()
    parts[_UI_PART] = custom_ui(ribbon()).encode()
    relationships = parts["_rels/.rels"].decode()
    ours = f'<Relationship Id="perfevalUI" Type="{_UI_RELATIONSHIP}" Target="{_UI_PART}"/></Relationships>'
    parts["_rels/.rels"] = _replaced(relationships, "</Relationships>", ours).encode()
    return _zipped(parts)


def _with_modules(texts: dict[str, str]) -> bytes:
    """A blank add-in of pyOpenVBA with our modules in it."""
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, FILE_NAME)
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            for name, text in texts.items():
                if name == "ThisWorkbook":
                    attributes = book.get_module(name)
                    book.set_module(name, attributes + text)
                else:
                    project.add_module(name, text)
            project.delete_module("Module1")
            book.save()
        return path.read_bytes()


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _replaced(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise BuildError(f"空白插件里应当有一处 {old}，找到 {text.count(old)} 处")
    return text.replace(old, new)


def _sheet(rows: list[list[str]]) -> str:
    """A worksheet of inline texts; its code name is that of the blank add-in."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            f'<c r="{chr(64 + column)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for column, text in enumerate(row, 1)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet1"/><sheetData>{"".join(lines)}</sheetData></worksheet>'
    )


def _core() -> str:
    """No person's name; the description says what the file is."""
    office = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    dublin = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    date = f'xsi:type="dcterms:W3CDTF">{_CREATED}'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<cp:coreProperties xmlns:cp="{office}" {dublin} {schema}><dc:title>perfeval {__version__}</dc:title>'
        f"<dc:creator>perfeval</dc:creator><dc:description>绩效自评插件</dc:description>"
        f"<cp:lastModifiedBy>perfeval</cp:lastModifiedBy><dcterms:created {date}</dcterms:created>"
        f"<dcterms:modified {date}</dcterms:modified></cp:coreProperties>"
    )


def _zipped(parts: dict[str, bytes]) -> bytes:
    """Fixed times and order, nothing compressed: the same bytes whatever zlib is installed."""
    first = ["[Content_Types].xml", "_rels/.rels"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in [*first, *sorted(parts.keys() - set(first))]:
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = 0
            archive.writestr(entry, parts[name])
    return buffer.getvalue()
