"""The direction of imports, the purity of the core, and a few habits, held for the whole tree.

Each check is shown to fail on a small broken example beside the test that applies it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import (
    LONGEST,
    ROOT,
    floats,
    impurities,
    machine_paths,
    product_sources,
    tracked_files,
    without_docstring,
    wrong_directions,
)

SOURCES = product_sources()


def test_imports_run_one_way() -> None:
    assert wrong_directions(SOURCES) == []


@pytest.mark.parametrize(
    "broken",
    [
        {"perfeval_core.grid": "import perfeval_core.rules", "perfeval_core.rules": ""},
        {"perfeval_core.quantity": "from perfeval_core import target", "perfeval_core.target": ""},
        {"perfeval_core.quantity": "from perfeval_core.target import compare", "perfeval_core.target": ""},
        {"perfeval_core.quantity": "from .target import compare", "perfeval_core.target": ""},
        {
            "perfeval_core.model": "from perfeval_core.between import x",
            "perfeval_core.between": "def f():\n    from perfeval_core.check import check",
            "perfeval_core.check": "",
        },
        {"perfeval_core.rules.weights": "import perfeval_core.check", "perfeval_core.check": ""},
        {"perfeval_core.layout": "from perfeval_core.read_form import f", "perfeval_core.read_form": ""},
        {"perfeval_core.a": "import perfeval_core.b", "perfeval_core.b": "import perfeval_core.a"},
        {"perfeval_core.model": "import xladdin.files"},
        {"perfeval_core.model": "from workbook_templates import form"},
        {"workbook_templates.form": "from xladdin.files import open"},
        {"workbook_templates.form": "import xlwings"},
        {"xladdin.cli": "import urllib.request"},
        {"xladdin.cli": "from urllib import request"},
    ],
)  # fmt: skip
def test_a_wrong_direction_is_seen(broken: dict[str, str]) -> None:
    assert wrong_directions(broken)


def test_a_right_direction_is_accepted() -> None:
    right = {
        "perfeval_core": "",
        "perfeval_core.model": "from perfeval_core.grid import Grid",
        "perfeval_core.grid": "",
        "perfeval_core.rules": "from perfeval_core.rules import weights",
        "perfeval_core.rules.weights": "from ..model import Form",
        "workbook_templates.form": "from perfeval_core.model import Form\nimport openpyxl",
        "xladdin.cli": "import workbook_templates.form\nfrom urllib.parse import quote\nimport xlwings",
    }
    assert wrong_directions(right) == []


def test_the_core_is_pure() -> None:
    assert impurities(SOURCES) == []


@pytest.mark.parametrize(
    "broken",
    [
        "import os",
        "from pathlib import Path",
        "import zipfile",
        "def f():\n    import time",
        "import locale",
        "import random",
        "import openpyxl",
        "from math import log10",
        "from importlib.resources import files",
        "from datetime import datetime\nyear = datetime.now().year",
        "from datetime import date\ndef f(): return date.today()",
        "def f(name): return open(name)",
        "def f(name): return __loader__.get_data(name)",
        "print('x')",
    ],
)
def test_an_impurity_is_seen(broken: str) -> None:
    assert impurities({"perfeval_core.scoring": broken})
    assert not impurities({"xladdin.cli": broken})


def test_a_score_never_meets_a_float() -> None:
    assert floats(SOURCES) == []


@pytest.mark.parametrize("broken", ["x = float('7.43')", "def f(x: float): ...", "x = 0.8", "x = list(map(float, y))"])
def test_a_float_is_seen(broken: str) -> None:
    assert floats({"perfeval_core.scoring": broken})


def test_a_float_may_be_recognised() -> None:
    assert floats({"perfeval_core.explain": "Typed = str | float\nif isinstance(x, float): x = repr(x)"}) == []


def test_everything_public_says_what_it_is() -> None:
    assert without_docstring(SOURCES) == []


@pytest.mark.parametrize(
    "broken",
    [
        "x = 1",
        '"""M."""\ndef f(): ...',
        '"""M."""\nclass A: ...',
        '"""M."""\nclass A:\n    """A."""\n    def f(self): ...',
    ],
)
def test_a_missing_docstring_is_seen(broken: str) -> None:
    assert len(without_docstring({"perfeval_core.scoring": broken})) == 1


def test_a_private_name_needs_no_docstring() -> None:
    source = '"""M."""\ndef _f(): ...\nclass _A:\n    def f(self): ...\ndef g():\n    """G."""\n    def inner(): ...\n'
    assert without_docstring({"perfeval_core.scoring": source}) == []


def test_no_module_has_two_subjects() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8").count("\n") for path in tracked_files(".py")
    }
    assert len(lengths) > 10
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_path_of_one_machine_is_in_the_tree() -> None:
    folders = [ROOT, ROOT.parent / "shared", *([Path.home()] if len(Path.home().parts) > 2 else [])]
    own = [str(folder) for folder in folders if len(folder.parts) > 2]
    found = {}
    for path in tracked_files():
        paths = machine_paths(path.read_bytes().decode("utf-8", errors="ignore"), own)
        if paths and path != Path(__file__).resolve():  # the broken examples below
            found[path.relative_to(ROOT).as_posix()] = paths
    assert found == {}


@pytest.mark.parametrize(
    "broken",
    [
        "/home/li/perfeval",
        "see " + "/".join(("", "root", "x.log")),
        r"C:\Users\li\Desktop",
        r"c:\\Users\\li",
        "/Users/li",
        "x=/srv/our/place/x",
    ],
)
def test_a_path_of_one_machine_is_seen(broken: str) -> None:
    assert machine_paths(broken, ["/srv/our/place"])


@pytest.mark.parametrize("right", [r"%USERPROFILE%\.perfeval", "https://a.cn/home/x", "~/x", "/srv/our/places"])
def test_other_paths_are_accepted(right: str) -> None:
    assert not machine_paths(right, ["/srv/our/place"])
