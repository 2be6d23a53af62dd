"""What holds for the whole tree, as plain functions over sources: each returns the sentences of what is wrong."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ("perfeval_core", "workbook_templates", "xladdin")

LAYERS: tuple[tuple[frozenset[str], ...], ...] = (
    (
        frozenset({"grid", "readings", "model", "findings"}),
        frozenset({"quantity"}),
        frozenset({"target"}),
        frozenset({"scoring", "explain"}),
        frozenset({"rules"}),
        frozenset({"check"}),
        frozenset({"report"}),
    ),
    (frozenset({"grid"}), frozenset({"layout"}), frozenset({"read_form"}), frozenset({"rules"})),
)
"""Chains of perfeval_core's subjects, the lowest first: none may reach a later one, directly or through others."""

MAY_IMPORT = {
    "perfeval_core": {"perfeval_core"},
    "workbook_templates": {"perfeval_core", "workbook_templates"},
    "xladdin": {"perfeval_core", "workbook_templates", "xladdin"},
}

PURE = {
    "__future__", "abc", "bisect", "calendar", "collections", "copy", "dataclasses", "datetime", "decimal", "difflib",
    "enum", "fractions", "functools", "heapq", "itertools", "json", "math.ceil", "math.floor", "math.gcd", "math.lcm",
    "operator", "re", "string", "textwrap", "tomllib", "types", "typing", "unicodedata",
}  # fmt: skip
"""All that perfeval_core may import: no files, no clock, no locale, no chance, no host."""

BUNDLED_FILE_READERS = {"package_text"}
"""The modules of perfeval_core that load its own .toml files, by the loader of the package."""
FILE_LOADING = {"importlib.resources", "pkgutil"}

IMPURE_CALLS = {"open", "print", "input", "eval", "exec", "compile", "breakpoint", "__import__"}
CLOCK_CALLS = {"now", "today", "utcnow", "fromtimestamp"}
ONLY_IN_HOSTS = {"xlwings", "pandas", "python_calamine", "uno", "win32com"}
NETWORK = {"socket", "ssl", "http", "urllib.request", "smtplib", "ftplib", "requests", "xmlrpc", "asyncio"}
XLWINGS_MEMBERS = "xladdin.libreoffice.engine"
"""What xlwings asks of an engine: its members are described there."""
LONGEST = 350


def tracked_files(*suffixes: str) -> list[Path]:
    """The files that git tracks (all suffixes when none is given)."""
    command = ["git", "-c", "safe.directory=*", "-c", "core.quotePath=false", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return [path for path in paths if path.is_file() and (not suffixes or path.suffix in suffixes)]


def module_name(path: Path) -> str:
    """The dotted name of a Python file of the tree."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def product_sources() -> dict[str, str]:
    """Every module of the product by its dotted name, tracked or not yet."""
    files = [path for package in PRODUCT for path in sorted((ROOT / package).rglob("*.py"))]
    return {module_name(path): path.read_text(encoding="utf-8") for path in files}


def imports(module: str, source: str, modules: Iterable[str] = ()) -> Iterator[tuple[int, str]]:
    """Line and dotted name of each import, wherever it stands; ``from a import b`` gives ``a.b``."""
    is_package = any(other.startswith(f"{module}.") for other in modules)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")
            base = base[: len(base) - node.level + is_package] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def _within(name: str, allowed: Iterable[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


def _graph(sources: Mapping[str, str]) -> dict[str, set[str]]:
    graph: dict[str, set[str]] = {module: set() for module in sources}
    for module, source in sources.items():
        for _, name in imports(module, source, sources):
            found = next((known for known in (name, name.rpartition(".")[0]) if known in sources), None)
            if found not in (None, module):
                graph[module].add(found)
    return graph


def _reached(graph: Mapping[str, set[str]], start: str) -> dict[str, str]:
    """Every module that importing ``start`` brings in, with the one that imports it."""
    via: dict[str, str] = {}
    waiting = [start]
    while waiting:
        module = waiting.pop()
        for other in sorted(graph[module]):
            if other not in via:
                via[other] = module
                waiting.append(other)
    return via


def wrong_directions(sources: Mapping[str, str]) -> list[str]:
    """Imports against the direction of the layers, between the packages, or in a circle."""
    wrong = []
    for module, source in sources.items():
        package = module.split(".")[0]
        for line, name in imports(module, source, sources):
            if _within(name, PRODUCT) and not _within(name, MAY_IMPORT[package]):
                wrong.append(f"{module}:{line} imports {name}; {package} must not")
            if package != "xladdin" and _within(name, ONLY_IN_HOSTS):
                wrong.append(f"{module}:{line} imports {name}; only xladdin may")
            if _within(name, NETWORK):
                wrong.append(f"{module}:{line} imports {name}; nothing is ever sent")
    graph = _graph(sources)
    for module in sources:
        via = _reached(graph, module)
        if module in via:
            wrong.append(f"{module} imports itself in a circle, through {via[module]}")
        for chain in LAYERS:
            wrong += _against_chain(chain, module, via)
    return wrong


def _subject(module: str) -> str:
    parts = module.split(".")
    return parts[1] if parts[0] == "perfeval_core" and len(parts) > 1 else ""


def _against_chain(chain: tuple[frozenset[str], ...], module: str, via: Mapping[str, str]) -> list[str]:
    level = next((number for number, names in enumerate(chain) if _subject(module) in names), None)
    if level is None:
        return []
    higher = frozenset().union(*chain[level + 1 :])
    return [
        f"{module} reaches {other} (imported by {importer}); the direction is the other way"
        for other, importer in via.items()
        if _subject(other) in higher
    ]


def impurities(sources: Mapping[str, str]) -> list[str]:
    """Whatever perfeval_core takes from outside its arguments."""
    wrong = []
    for module, source in sources.items():
        if not _within(module, ["perfeval_core"]):
            continue
        loads_files = _subject(module) in BUNDLED_FILE_READERS
        allowed = PURE | {"perfeval_core"} | (FILE_LOADING if loads_files else set())
        for line, name in imports(module, source, sources):
            if not _within(name, allowed):
                wrong.append(f"{module}:{line} imports {name}")
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Call(func=ast.Name(id=called)) if called in IMPURE_CALLS:
                    wrong.append(f"{module}:{node.lineno} calls {called}()")
                case ast.Call(func=ast.Attribute(attr=called)) if called in CLOCK_CALLS:
                    wrong.append(f"{module}:{node.lineno} asks the clock: {called}()")
                case ast.Attribute(attr="get_data") | ast.Name(id="__loader__") if not loads_files:
                    wrong.append(f"{module}:{node.lineno} loads a file")
    return wrong


def _names_a_type(tree: ast.AST) -> set[ast.AST]:
    """The nodes that only say which types a host may hand over: ``str | float``, ``isinstance(value, float)``."""
    named: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                named |= {left, right}
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, kinds]):
                named |= set(ast.walk(kinds))
    return named


def floats(sources: Mapping[str, str]) -> list[str]:
    """Binary floating point in perfeval_core: a use of float, or a literal such as 0.8."""
    wrong = []
    for module, source in sources.items():
        if not _within(module, ["perfeval_core"]):
            continue
        tree = ast.parse(source)
        types = _names_a_type(tree)
        for node in ast.walk(tree):
            match node:
                case ast.Name(id="float") if node not in types:
                    wrong.append(f"{module}:{node.lineno} uses float")
                case ast.Constant(value=float() | complex()):
                    wrong.append(f"{module}:{node.lineno} has the float {node.value}")
    return wrong


def without_docstring(sources: Mapping[str, str]) -> list[str]:
    """Modules and public functions, classes and methods of the product that do not say what they are."""
    wrong = []
    for module, source in sources.items():
        if _within(module, [XLWINGS_MEMBERS]):
            continue
        tree = ast.parse(source)
        if not ast.get_docstring(tree):
            wrong.append(f"{module} has no docstring")
        wrong += [f"{module}:{line} {name} has no docstring" for line, name in _undocumented(tree, "")]
    return wrong


def _undocumented(scope: ast.Module | ast.ClassDef, prefix: str) -> Iterator[tuple[int, str]]:
    for node in scope.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name.startswith("_"):
            continue
        if not ast.get_docstring(node):
            yield node.lineno, prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from _undocumented(node, f"{prefix}{node.name}.")


def machine_paths(text: str, own: Iterable[str] = ()) -> list[str]:
    """Absolute paths that exist on one machine only: home folders of anybody, and the given folders."""
    homes = r"(?<![\w.])/(?:home|root|Users)/[\w.-]+|\b[A-Za-z]:\\+Users\\+(?!Public\b)\w+"
    places = "".join(rf"|{re.escape(folder)}(?![\w-])" for folder in own)
    return [found[0] for found in re.finditer(homes + places, text)]
