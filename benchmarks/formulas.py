"""Half a million typed rows through the worksheet formulas, against the core.

    python -m benchmarks.formulas [ROWS] [SEED]

Prints how many rows the core decides, how many of them the sheet decides, and every row that breaks the law; the exit
code is 1 then.  Half an hour to an hour for 500,000 rows, by the machine.

Run over 500,000 rows (seed 31000001) in 1,948 s: the core decides 221,780, the sheet 174,280 of them (78.6 %).  One row
broke the law (a comma behind the point, 41,306.,889户); the check of grouped digits was written anew and proved against
its grammar for all numbers up to 13 characters.  The formulas learned much more since (decision 0011): 200,000 rows
(seed 20261122) in 701 s, the core decides 90,287, the sheet 75,342 (83.4 %); one row broke the law (已完成减。少10场)
and is mended.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from perfeval_core.readings import Status
from tests.oracle.formula_judge import Judge, difference
from tests.oracle.office import Office
from tests.oracle.typed_rows import nasty_rows, typed_rows

PART = 20_000


def main(arguments: list[str]) -> int:
    """Compare ``ROWS`` rows (default 500,000) made from ``SEED`` on."""
    rows = int(arguments[0]) if arguments else 500_000
    seed = int(arguments[1]) if len(arguments) > 1 else 1
    core = sheet = broken = 0
    refused: Counter[str] = Counter()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Office() as office:
        judge = Judge(office, Path(folder))
        for part in range(0, rows, PART):
            make = nasty_rows if part // PART % 4 == 3 else typed_rows
            for row, outcome in judge.outcomes(make(seed + part, min(PART, rows - part))):
                explained = row.explained(judge.scheme)
                core += explained.status is Status.SCORED
                sheet += outcome.decided
                if wrong := difference(row, outcome, explained):
                    broken += 1
                    print(f"{row}: {wrong}")
                elif explained.status is Status.SCORED and not outcome.decided:
                    refused[outcome.status] += 1
            print(f"{part + PART}: core {core}, sheet {sheet}, broken {broken}", flush=True)
        judge.close()
    print(
        f"{rows} rows in {time.perf_counter() - started:.0f} s; the sheet decides {sheet / max(core, 1):.1%} of {core}"
    )
    for status, count in refused.most_common(15):
        print(f"{count:7} {status}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
