"""Formulas replaced by the results that are stored with them."""

from __future__ import annotations

from collections.abc import Iterable

from xladdin.files.patch.cells import Place, cells_of, shared_formula_splices
from xladdin.files.patch.parts import Parts
from xladdin.files.patch.splices import Splice

__all__ = ["freeze"]


def freeze(parts: Parts, part: str, places: Iterable[Place]) -> None:
    """Leave only the stored results in cells of a worksheet; formulas of other cells stay as they read."""
    wanted = set(places)
    if not wanted:
        return
    tree = parts.tree(part, 4)
    splices = []
    for place, cell in cells_of(tree):
        formula = cell.child("f")
        if place in wanted and formula is not None:
            splices.append(Splice(formula.start, formula.end, b""))
    parts.splice(part, splices + shared_formula_splices(tree, wanted))
