"""One file read in a process of its own: outcome, processor seconds and peak memory, as a line of JSON.

Processor time (with the children's), because the tests run beside others; a hang is caught by whoever waits.

Run as ``python measured_child.py FILE…``; one line a file.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from xladdin.files import FileProblem, read_workbook


def peak() -> int:
    """Peak memory of this process or of its largest child, in MB."""
    own = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return max(int(own.split()[1]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024


def spent() -> float:
    """Processor seconds of this process and its finished children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


for path in sys.argv[1:]:
    started = spent()
    hazards: list[str] = []
    try:
        workbook = read_workbook(path)
        outcome = "ok"
        hazards = sorted({hazard.code for hazard in workbook.hazards})
    except FileProblem as problem:
        outcome = problem.code
    seconds = spent() - started
    print(json.dumps({"outcome": outcome, "hazards": hazards, "seconds": round(seconds, 3), "megabytes": peak()}))
