"""Programs of the system: which are there, and how apt brings the missing ones."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["Impossible", "backports_stanza", "codename", "install", "installed_versions", "run_quietly"]


class Impossible(Exception):
    """Something that a person has to do first: one sentence in Chinese, one in English."""


def installed_versions(packages: Sequence[str]) -> dict[str, str]:
    """The version of each of the packages that is installed; empty where there is no dpkg."""
    if shutil.which("dpkg-query") is None:
        return {}
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}\t${Package}\t${Version}\n", *packages]
    lines = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    rows = (line.split("\t") for line in lines)
    return {name: version for status, name, version in rows if status == "installed"}


def codename() -> str:
    """The distribution's code name (``bookworm``), or empty."""
    release = Path("/etc/os-release")
    found = re.search(r"^VERSION_CODENAME=(\S+)", release.read_text(), re.M) if release.exists() else None
    return found[1] if found else ""


def backports_stanza(sources: str, suite: str) -> str:
    """The first stanza of a deb822 source list with another suite, comments left out.

    >>> print(backports_stanza("# main\\nTypes: deb\\nSuites: a a-updates\\n\\nTypes: deb\\n", "a-backports"), end="")
    Types: deb
    Suites: a-backports
    """
    stanza = next(part for part in re.split(r"\n\s*\n", sources.strip()) if "Types:" in part)
    lines = [line for line in stanza.splitlines() if not line.startswith("#")]
    return "".join(re.sub(r"^Suites:.*", f"Suites: {suite}", line) + "\n" for line in lines)


def run_quietly(command: Sequence[str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run a program with both its outputs held back in ``stdout``; 127 when there is no such program."""
    try:
        return subprocess.run(
            command, input=typed, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
            errors="replace", check=False,
        )  # fmt: skip
    except FileNotFoundError as error:
        return subprocess.CompletedProcess(command, 127, stdout=str(error))


def _as_root(command: Sequence[str], typed: str = "") -> subprocess.CompletedProcess[str]:
    # Without a terminal sudo could only wait for a password that nobody can type.
    sudo = [] if os.geteuid() == 0 else ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]
    return run_quietly([*sudo, "env", "DEBIAN_FRONTEND=noninteractive", *command], typed)


def _add_suite(suite: str) -> None:
    lists = Path("/etc/apt/sources.list.d")
    known = [*lists.glob("*.sources"), *lists.glob("*.list"), Path("/etc/apt/sources.list")]
    texts = {path.name: path.read_text(errors="replace") for path in known if path.exists()}
    active = "\n".join(line for text in texts.values() for line in text.splitlines() if not line.startswith("#"))
    if re.search(rf"\b{suite}\b", active):
        return
    one_line = re.search(r"^(deb (?:\[.*?\] )?\S+) \S+ .*$", texts.get("sources.list", ""), re.M)
    if "debian.sources" in texts:
        written = _as_root(
            ["tee", f"{lists}/perfeval-backports.sources"], backports_stanza(texts["debian.sources"], suite)
        )
    elif one_line:
        written = _as_root(["tee", f"{lists}/perfeval-backports.list"], f"{one_line[1]} {suite} main\n")
    else:
        raise Impossible(f"找不到软件源，请先启用 {suite}。Please enable the apt suite {suite} first.")
    if written.returncode:
        raise Impossible(f"不能添加软件源 {suite}，请用管理员权限运行一次。Run once as root to add that apt suite.")


def install(packages: Sequence[str], suite: str = "") -> None:
    """Install packages with apt, from one suite (added when unknown) or from wherever apt prefers.

    Raises Impossible when there is no apt, no right to use it, or apt fails.
    """
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise Impossible(f"缺少系统软件包，请先安装：{names}。System packages are missing; install them first.")
    if suite:
        _add_suite(suite)
    quiet = ["-qq", "-o", "Dpkg::Use-Pty=0", "-o", "DPkg::Lock::Timeout=120"]
    # A broken foreign source must not stop us: what counts is whether the packages can be installed.
    _as_root(["apt-get", "update", *quiet])
    target = ["-t", suite] if suite else []
    done = _as_root(["apt-get", "install", "-y", *quiet, "--no-install-recommends", *target, *packages])
    if done.returncode:
        print(*done.stdout.splitlines()[-5:], sep="\n", file=sys.stderr)
        how = f"sudo apt install {' '.join([*target, names])}"
        raise Impossible(
            f"系统软件包没有装上，请手工运行：{how}。Packages were not installed; run that command by hand."
        )
