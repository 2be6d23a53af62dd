"""The worksheet functions as xlwings knows them: ``CallUDF("xladdin.excel.udfs", "PE_SCORE", arguments)``.

``cells.bas`` has made plain values of the arguments; results go back as doubles and texts, an error value as its
number (a whole number, which no result is).  Only what is registered here can be called.
"""

from __future__ import annotations

from collections.abc import Callable

import xlwings

from xladdin.functions import CATEGORY, FUNCTIONS, Function
from xladdin.worksheet_values import Scalar, WorksheetError

__all__ = [function.name for function in FUNCTIONS]

Handler = Callable[..., list[list[object]]]


def _cell(result: Scalar) -> object:
    return result.code if isinstance(result, WorksheetError) else result


def _handler(function: Function) -> Handler:
    @xlwings.func(category=CATEGORY)
    @xlwings.arg("cells", convert="raw")
    @xlwings.ret(convert="raw")
    def call(*cells):  # type: ignore[no-untyped-def]  # a type here would choose another conversion
        result = function(*cells)
        rows = result if isinstance(result, tuple) else ((result,),)
        return [[_cell(one) for one in row] for row in rows]

    call.__name__ = function.name
    handler: Handler = call
    return handler


globals().update({function.name: _handler(function) for function in FUNCTIONS})
