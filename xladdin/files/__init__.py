"""Reading workbook files: anything a person may send, as a Workbook or one coded sentence."""

from __future__ import annotations

import os

from perfeval_core.grid import Workbook
from xladdin.files.errors import FileProblem, naming
from xladdin.files.hazards import HazardList
from xladdin.files.opening import Content, open_file

__all__ = ["FileProblem", "read_workbook"]

XML_WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlam")
OLE_WORKBOOKS = (".xls", ".xlt", ".xla", ".et", ".ett")


def read_workbook(path: str | os.PathLike[str]) -> Workbook:
    """Read a workbook by its content, whatever its extension says; nothing in it is run or changed.

    :raises FileProblem: whatever is wrong with the file; nothing else is raised but KeyboardInterrupt.
    """
    with naming(path), open_file(path) as (stream, content):
        hazards = HazardList()
        extension = os.path.splitext(os.fspath(path))[1].lower()
        if content is Content.ZIP:
            from xladdin.files.package import Package
            from xladdin.files.xlsx_reader import read_xlsx

            if extension in OLE_WORKBOOKS:
                hazards.add("PE-F114", f"扩展名 {extension}，内容是 xlsx")
            return read_xlsx(Package(stream), hazards)
        from xladdin.files.legacy import read_legacy

        if extension in XML_WORKBOOKS:
            hazards.add("PE-F114", f"扩展名 {extension}，内容是 xls")
        return read_legacy(stream, hazards)
