"""LibreOffice compiles every VBA module: a second compiler's opinion on the same texts."""

from __future__ import annotations

import re

import pytest

from tests.oracle.office import Office
from xladdin.excel.package import modules

PROBE = "\nPublic Function PerfevalProbe() As Long\n    PerfevalProbe = 42\nEnd Function\n"


def as_basic(text: str) -> str:
    """The module for LibreOffice's Basic: the declarations of one system, no attributes."""
    lines = text.replace("\r\n", "\n").split("\n")
    kept = [line for line in lines if not line.startswith("Attribute ")]
    joined = re.sub(
        r"^#If VBA7 Then\n    #If Win64 Then\n(.*?)    #Else\n.*?    #End If\n(.*?)#Else\n.*?#End If\n",
        r"\1\2", "\n".join(kept), flags=re.DOTALL | re.MULTILINE,
    )  # fmt: skip
    assert not re.search(r"^ *#(If|Else|End)", joined, re.MULTILINE)
    return "Option VBASupport 1\n" + joined.replace("PtrSafe ", "").replace("LongPtr", "Long") + PROBE


def compiles(office: Office, text: str) -> bool:
    """Does a module with this text run its probe?  A module that does not compile runs nothing."""
    return office.run_basic(as_basic(text), "PerfevalProbe") == 42


@pytest.mark.parametrize("name", list(modules()))
def test_every_module_compiles(office: Office, name: str) -> None:
    assert compiles(office, modules()[name])


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("PerfevalCalls", "End If", ""),
        ("PerfevalCells", "Select Case VarType(value)", "Select VarType(value)"),
        ("PerfevalPython", "Private Interpreter As String", "Private Interpreter As"),
        ("PerfevalTexts", "Next row", ""),
        ("PerfevalFunctions", ") As Variant", " As Variant"),
        ("PerfevalRibbon", 'RunCommand "about"', 'RunCommand "about'),
    ],
)
def test_a_module_that_does_not_compile_is_seen(office: Office, name: str, old: str, new: str) -> None:
    text = modules()[name]
    assert old in text
    assert not compiles(office, text.replace(old, new, 1))
