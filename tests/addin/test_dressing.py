"""What the commands ask of Excel itself, on objects that take down every call: there is no Excel here."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from workbook_templates.styles import look
from xladdin import host
from xladdin.excel import sheet_xml
from xladdin.excel.dressing import dress
from xladdin.live_contents import TooLarge
from xladdin.ribbon_commands.result_sheet import LOOK
from xladdin.sheet_look import SheetLook


class Recorder:
    """Any member of it is another one; what is set and called is taken down with its way."""

    def __init__(self, log: list[tuple[str, Any]], way: str = "") -> None:
        object.__setattr__(self, "_log", log)
        object.__setattr__(self, "_way", way)

    def __getattr__(self, name: str) -> Recorder:
        return Recorder(self._log, f"{self._way}.{name}".lstrip("."))

    def __setattr__(self, name: str, value: Any) -> None:
        self._log.append((f"{self._way}.{name}".lstrip("."), value))

    def __call__(self, *given: Any, **more: Any) -> Recorder:
        if more or not given:
            self._log.append((self._way, more))
        return Recorder(self._log, f"{self._way}({','.join(map(str, given))})")


def dressed(wanted: SheetLook) -> list[tuple[str, Any]]:
    log: list[tuple[str, Any]] = []
    dress(SimpleNamespace(api=Recorder(log)), wanted)
    return log


def test_a_look_is_carried_out_area_by_area() -> None:
    wanted = SheetLook(
        widths=(("A:C,J:K", 8.5),),
        styles=(("A3:K3", look("step_head")),),
        heights=(("3:9", 3),),
        frozen_rows=3,
        colour="#7F8FA6",
        grid_lines=False,
    )
    assert dressed(wanted) == [
        ("Range(A:C,J:K).ColumnWidth", 8.5),
        ("Range(3:9).RowHeight", 3),
        ("Range(A3:K3).Font.Name", "微软雅黑"),
        ("Range(A3:K3).Font.Size", 9),
        ("Range(A3:K3).VerticalAlignment", -4108),
        ("Range(A3:K3).Font.Color", 0x3D2D1F),
        ("Range(A3:K3).Borders.LineStyle", 1),
        ("Range(A3:K3).Borders.Color", 0xDCD1C9),
        ("Range(A3:K3).WrapText", True),
        ("Range(A3:K3).Font.Bold", True),
        ("Range(A3:K3).Interior.Color", 0xF5EEE9),
        ("Range(A3:K3).HorizontalAlignment", -4108),
        ("Tab.Color", 0xA68F7F),
        ("Parent.Windows(1).SplitRow", 3),
        ("Parent.Windows(1).SplitColumn", 0),
        ("Parent.Windows(1).FreezePanes", True),
        ("Parent.Windows(1).DisplayGridlines", False),
    ]


def test_the_result_sheet_takes_equally_many_calls_whatever_it_lists() -> None:
    log = dressed(LOOK)
    assert len(log) <= 60 and ("Range(F:I).WrapText", True) in log
    assert all(len(way) < 255 for way, _ in log)


def test_notes_go_in_one_call_for_many_cells() -> None:
    log: list[tuple[str, Any]] = []
    sheet = SimpleNamespace(impl=SimpleNamespace(), range=lambda address: SimpleNamespace(api=Recorder(log, address)))
    cells = [f"H{row}" for row in range(10, 160)]
    host.delete_notes(sheet, cells)
    assert len(log) == 3 and all(way.endswith(".ClearComments") for way, _ in log)
    addresses = [way.removesuffix(".ClearComments") for way, _ in log]
    assert ",".join(addresses).split(",") == cells and max(map(len, addresses)) <= 255


def sheet_of(shape: tuple[int, int], last: tuple[int, int] | None) -> Any:
    """A sheet of Excel with a used range of this size and the last cell that holds anything."""

    def find(**given: Any) -> Any:
        assert given == {"What": "*", "LookIn": -4123, "SearchOrder": given["SearchOrder"], "SearchDirection": 2}
        return None if last is None else SimpleNamespace(Row=last[0], Column=last[1])

    return SimpleNamespace(
        name="表",
        used_range=SimpleNamespace(count=shape[0] * shape[1], is_used=True),
        api=SimpleNamespace(Cells=SimpleNamespace(Find=find)),
        range=lambda *corners: corners,
    )


def test_an_enormous_used_range_is_cut_to_what_it_holds() -> None:
    assert sheet_xml._filled(sheet_of((100, 20), None)).is_used
    assert sheet_xml._filled(sheet_of((1_048_576, 12), (58, 11))) == ((1, 1), (58, 11))
    assert sheet_xml._filled(sheet_of((1_048_576, 12), None)) == ((1, 1),)
    with pytest.raises(TooLarge):
        sheet_xml._filled(sheet_of((1_048_576, 12), (1_048_576, 12)))


def test_notes_that_the_text_does_not_hold_are_read_one_by_one() -> None:
    """A note outside the used range, or one that Excel leaves out."""
    text = (
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="表"><Table><Row>'
        '<Cell><Data ss:Type="String">x</Data><Comment><ss:Data>说</ss:Data></Comment></Cell>'
        "</Row></Table></Worksheet></Workbook>"
    )
    used = SimpleNamespace(count=1, row=1, column=1, formula="x", api=SimpleNamespace(GetValue=lambda kind: text))

    def notes_of(count: int, notes: list[Any]) -> dict[Any, str]:
        sheet = SimpleNamespace(
            name="表", visible=True, used_range=used, notes=notes,
            api=SimpleNamespace(Comments=SimpleNamespace(Count=count)),
        )  # fmt: skip
        return dict(sheet_xml.read_excel_sheet(sheet).notes)

    assert notes_of(1, []) == {(1, 1): "说"}
    more = [SimpleNamespace(location=SimpleNamespace(row=row, column=1), text=f"第{row}条") for row in (1, 9)]
    assert notes_of(2, more) == {(1, 1): "第1条", (9, 1): "第9条"}
