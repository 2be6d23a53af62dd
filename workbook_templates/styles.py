"""How the cells look: one named style each, on the official form's fonts, borders and a few quiet colours.

One colour means one thing, on every sheet: pale yellow is for typing, used for nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["COLOURS", "look"]

COLOURS = {
    "input": "#FFF8DC",
    "heading": "#E9EEF5",
    "band": "#F5F7FA",
    "line": "#7F8FA6",
    "soft_line": "#C9D1DC",
    "ink": "#1F2D3D",
    "quiet": "#66758A",
    "error_fill": "#FBD5D5",
    "error_ink": "#B42318",
    "warning_fill": "#FDECC8",
    "warning_ink": "#8A5A00",
    "good_fill": "#DDF2E1",
    "good_ink": "#1E6B34",
    "link": "#1F5FA8",
    "accent": "#2F5D8C",
    "second": "#E08E45",
}

SONG, SANS, TITLE = "宋体", "微软雅黑", "方正小标宋简体"

_FORM = {"font_name": SONG, "font_size": 10.5, "valign": "vcenter", "text_wrap": True, "font_color": "#000000"}
_BOXED = {**_FORM, "border": 1, "align": "center"}
_SCREEN = {"font_name": SANS, "font_size": 10, "valign": "vcenter", "font_color": COLOURS["ink"]}
_CARD = {**_SCREEN, "border": 1, "border_color": COLOURS["soft_line"], "text_wrap": True}
_INPUT = {"bg_color": COLOURS["input"], "locked": False}
_TYPED = {**_BOXED, **_INPUT, "num_format": "@"}
_BESIDE = {**_CARD, "align": "center", "text_wrap": False}

_STYLES: dict[str, dict[str, Any]] = {
    # the printed form
    "title": {**_FORM, "font_name": TITLE, "font_size": 20, "align": "center"},
    "year": {**_FORM, "align": "center", "font_size": 12, **_INPUT, "num_format": "@"},
    "label": {**_BOXED, "bold": True},
    "label_small": {**_BOXED, "bold": True, "font_size": 9.5},
    "heading": {**_BOXED, "bold": True},
    "cell": _BOXED,
    "left": {**_BOXED, "align": "left", "indent": 1},
    "typed": _TYPED,
    "typed_left": {**_TYPED, "align": "left", "indent": 1},
    "typed_top": {**_TYPED, "align": "left", "indent": 1},
    "amount": {**_BOXED, **_INPUT, "num_format": "#,##0.00####;-#,##0.00####;0"},
    "amount_computed": {**_BOXED, "num_format": "#,##0.00####;-#,##0.00####;0"},
    "weight": {**_BOXED, **_INPUT, "num_format": "0.####"},
    "points": {**_BOXED, "num_format": "0.##"},
    "score": {**_BOXED, "num_format": "0.00"},
    "total": {**_BOXED, "num_format": "0.00", "bold": True, "font_size": 12},
    "rate": {**_BOXED, "num_format": "0.00%"},
    # beside the printed form
    "keeps_height": {"font_name": SONG, "font_size": 18},
    "beside_head": {**_BESIDE, "bold": True, "bg_color": COLOURS["heading"], "text_wrap": True},
    "beside": {**_BESIDE, **_INPUT, "num_format": "@"},
    "beside_share": {**_BESIDE, **_INPUT, "num_format": "0.##%"},
    "status": {**_SCREEN, "num_format": "@", "indent": 1, "locked": True},
    "beside_note": {**_SCREEN, "font_size": 9, "font_color": COLOURS["quiet"], "text_wrap": True, "valign": "top"},
    "live": {**_SCREEN, "bold": True, "font_size": 11, "indent": 1, "bg_color": COLOURS["band"]},
    # the other sheets
    "sheet_title": {**_SCREEN, "bold": True, "font_size": 16, "font_color": COLOURS["accent"]},
    "sheet_note": {**_SCREEN, "font_color": COLOURS["quiet"], "text_wrap": True, "valign": "top"},
    "sheet_line": {**_SCREEN, "font_color": COLOURS["quiet"]},
    "section": {**_SCREEN, "bold": True, "font_size": 12, "font_color": COLOURS["accent"], "bottom": 2,
                "bottom_color": COLOURS["accent"]},
    "head": {**_CARD, "bold": True, "bg_color": COLOURS["heading"], "align": "center"},
    "text": {**_CARD, "align": "left", "indent": 1},
    "centre": {**_CARD, "align": "center"},
    "number": {**_CARD, "align": "center", "num_format": "0.####"},
    "number2": {**_CARD, "align": "center", "num_format": "0.##"},
    "share": {**_CARD, "align": "center", "num_format": "0.0%"},
    "link": {**_CARD, "align": "center", "font_color": COLOURS["link"], "underline": 1},
    "choice": {**_CARD, **_INPUT, "align": "center", "bold": True},
    "choice_number": {**_CARD, **_INPUT, "align": "center", "num_format": "0.####"},
    "swatch_input": {**_CARD, "indent": 1, "bg_color": COLOURS["input"]},
    "swatch_error": {**_CARD, "indent": 1, "bg_color": COLOURS["error_fill"], "font_color": COLOURS["error_ink"]},
    "swatch_warning": {**_CARD, "indent": 1, "bg_color": COLOURS["warning_fill"],
                       "font_color": COLOURS["warning_ink"]},
    "swatch_good": {**_CARD, "indent": 1, "bg_color": COLOURS["good_fill"], "font_color": COLOURS["good_ink"]},
    "swatch_plain": {**_CARD, "indent": 1},
    "percent": {**_CARD, "align": "center", "num_format": "0.##%"},
    "chosen": {**_CARD, "align": "center", "bold": True, "num_format": "0.####", "bg_color": COLOURS["band"]},
    "chosen_percent": {**_CARD, "align": "center", "bold": True, "num_format": "0.##%", "bg_color": COLOURS["band"]},
    "source": {**_CARD, "font_size": 9, "align": "left", "valign": "top"},
    "word": {**_CARD, "font_size": 9, "num_format": "@", "text_wrap": False, "align": "left"},
    "joined": {**_CARD, "font_size": 9, "text_wrap": False, "align": "fill"},
    "list_note": {**_SCREEN, "font_size": 8, "font_color": COLOURS["quiet"], "text_wrap": True, "valign": "top"},
    "step_head": {**_CARD, "bold": True, "bg_color": COLOURS["heading"], "align": "center", "font_size": 9},
    "step_note": {**_CARD, "font_size": 8, "font_color": COLOURS["quiet"], "align": "center"},
    "step": {**_CARD, "font_size": 9, "text_wrap": False, "align": "left"},
}  # fmt: skip


def look(style: str) -> Mapping[str, Any]:
    """XlsxWriter's properties of a style.  KeyError for an unknown one."""
    return _STYLES[style]
