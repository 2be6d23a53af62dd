"""What a fresh machine depends on: the locks, the packaged files, and the set-up's own decisions."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

import tools.system_packages
from tests.architecture import PRODUCT, imports, product_sources, tracked_files
from tools.run import COMMANDS
from tools.system_packages import Impossible, backports_stanza, install

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    """Package -> exact version; a lock line that is anything else than a pin or a hash is refused."""
    found = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        pin = re.fullmatch(r"([a-z0-9-]+)==([\w.]+)(?: ; [^/\\]+)? \\", line)
        if pin:
            found[pin[1]] = pin[2]
        else:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line), line
    return found


def required(requirements: list[str]) -> set[str]:
    return {re.split(r"[><=\[;]", one)[0].strip().lower() for one in requirements}


def test_the_locks_hold_everything_that_is_declared() -> None:
    run_time, developer = (pins(lock) for lock in LOCKS)
    extras = PROJECT["project"]["optional-dependencies"]
    assert required(PROJECT["project"]["dependencies"]) | {"setuptools"} <= run_time.keys()
    assert required(extras["dev"]) | required(extras["excel"]) <= developer.keys()
    for requirement in [*extras["dev"], *extras["excel"]]:
        name, _, version = requirement.lower().partition("==")
        assert not version or developer[name] == version


def test_the_locks_agree() -> None:
    run_time, developer = (pins(lock) for lock in LOCKS)
    assert run_time.items() <= developer.items()


IMPORTED_AS = {"python-calamine": "python_calamine"}
OF_THE_HOST = {"uno", "win32com", "winreg", "resource"}
"""What LibreOffice, Windows and Unix bring along."""


def test_the_product_declares_what_it_imports_and_nothing_else() -> None:
    project = PROJECT["project"]
    declared = required([*project["dependencies"], *project["optional-dependencies"]["excel"]])
    names = {IMPORTED_AS.get(one, one) for one in declared}
    own = {*PRODUCT, *sys.stdlib_module_names, *OF_THE_HOST}
    found = {name.partition(".")[0] for module, text in product_sources().items() for _, name in imports(module, text)}
    assert found - own == names


def test_every_file_of_the_packages_is_packaged() -> None:
    table = PROJECT["tool"]["setuptools"]["package-data"]
    left_out = []
    for path in tracked_files():
        package, *inside = path.relative_to(ROOT).parts
        if package not in PRODUCT or path.suffix == ".py":
            continue
        name = "/".join(inside)
        patterns = [(pattern, path.name) for pattern in table["*"] if (path.parent / "__init__.py").exists()]
        patterns += [(pattern, name) for pattern in table.get(package, [])]
        if not any(fnmatch(target, pattern) for pattern, target in patterns):
            left_out.append(path.relative_to(ROOT).as_posix())
    assert left_out == []


def test_run_explains_itself() -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "tools.run"], cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    assert asked.returncode == 2
    assert all(command in asked.stderr for command in COMMANDS)


def test_the_backports_stanza_is_the_first_one_with_another_suite() -> None:
    sources = (
        "Types: deb\n# a mirror of long ago\nURIs: http://mirror/debian\nSuites: bookworm bookworm-updates\n"
        "Components: main\nSigned-By: /usr/share/keyrings/k.gpg\n\nTypes: deb\nSuites: bookworm-security\n"
    )
    assert backports_stanza(sources, "bookworm-backports") == (
        "Types: deb\nURIs: http://mirror/debian\nSuites: bookworm-backports\n"
        "Components: main\nSigned-By: /usr/share/keyrings/k.gpg\n"
    )
    assert doctest.testmod(tools.system_packages).failed == 0


def test_a_system_without_apt_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Impossible, match="gnumeric"):
        install(["gnumeric"])
