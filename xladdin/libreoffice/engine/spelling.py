"""Formulas from LibreOffice's own spelling into Excel's, as text: a whole sheet in the time of a few UNO calls."""

from __future__ import annotations

import re

from xladdin.functions import BY_NAME

__all__ = ["excel_spelling"]

_PIECES = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
    | \b(?:TRUE|FALSE)(?P<truth>\(\))
    | \bORG\.PERFEVAL\.FUNCTIONS\.(?P<own>[A-Z]+)(?=\()
    | \$?(?P<quoted>'(?:[^']|'')+')\.(?=[$A-Z0-9\#])
    | \$?(?P<sheet>[^\W\d][\w.]*?)\.(?=\$?[A-Z]{1,3}(?:\$?[0-9]|:)|\$?[0-9]+:|\#REF!)
    | (?P<array>[{}])
    | (?P<error>\#[A-Z/0!]+[!?])
    | (?P<sign>[;|!~])
    """,
    re.VERBOSE,
)
OWN = {name.replace("_", ""): name for name in BY_NAME}
"""The add-in's functions by their methods."""
_OUTSIDE = {";": ",", "|": "|", "!": " ", "~": ","}
_IN_ARRAY = {";": ",", "|": ";", "!": "!", "~": "~"}


def excel_spelling(formula: str) -> str:
    """``SUM($自评表.A1;{1;2|3;4})`` as ``SUM(自评表!A1,{1,2;3,4})``; without the equals sign."""
    signs = _OUTSIDE

    def piece(found: re.Match[str]) -> str:
        nonlocal signs
        match found.lastgroup:
            case "quoted" | "sheet":
                return f"{found[found.lastgroup]}!"
            case "truth":
                return found[0].removesuffix("()")
            case "own":
                return OWN.get(found["own"], found[0])
            case "array":
                signs = _IN_ARRAY if found[0] == "{" else _OUTSIDE
            case "sign":
                return signs[found[0]]
        return found[0]

    return _PIECES.sub(piece, formula)
