"""Run by test_udfs.py in its own process: xlwings' real ``call_udf`` over our registrations, without Windows.

Only what reaches into Windows is replaced by empty modules; the conversion of arguments and results is xlwings' own.
Reads calls from standard input (JSON lists: name, arguments) and prints what each gives back.
"""

from __future__ import annotations

import json
import sys
import types
from unittest.mock import MagicMock

for name in ("pythoncom", "pywintypes", "win32com", "win32com.client"):
    sys.modules[name] = MagicMock()

import xlwings  # noqa: E402
from xlwings import udfs as xlwings_udfs  # noqa: E402

sys.modules["xlwings.com_server"] = types.SimpleNamespace(loop=None)  # type: ignore[assignment]
xlwings._xlwindows = types.SimpleNamespace(
    Range=lambda xl: types.SimpleNamespace(), is_range_instance=lambda value: False, BOOK_CALLER=None
)
xlwings.func, xlwings.arg, xlwings.ret = xlwings_udfs.xlfunc, xlwings_udfs.xlarg, xlwings_udfs.xlret
xlwings.engines.add(types.SimpleNamespace(name="excel", type="desktop", impl=None))

for call in json.load(sys.stdin):
    function, arguments = call
    result = xlwings_udfs.call_udf("xladdin.excel.udfs", function, tuple(arguments), None, None)
    print(json.dumps(result, ensure_ascii=True))
