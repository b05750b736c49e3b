"""`python -m bench.incremental`: a long random walk through edits, each site compared whole."""

from __future__ import annotations

import os
import subprocess
import sys
from time import perf_counter

WALKS = "170"
_STEPS = 30
"""As many edits as the test makes in a walk."""
_TEST = "tests/host/test_incremental.py"


def main() -> int:
    """Print a table of one line; returns pytest's own code if a site differed."""
    walks = os.environ.get("RAPPORT_EDIT_RUNS", WALKS)
    started = perf_counter()
    result = subprocess.run(
        [sys.executable, "-m", "pytest", _TEST, "-k", "TestEdits", "-q"],
        env={**os.environ, "RAPPORT_EDIT_RUNS": walks},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        print(result.stdout[-4000:], file=sys.stderr)
        return result.returncode
    print("| random walks | edits in each | edits in all | differences to a clean build | time |")
    print("| --- | --- | --- | --- | --- |")
    edits = int(walks) * _STEPS
    print(f"| {walks} | {_STEPS} | {edits:,} | 0 | {perf_counter() - started:.0f} s |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
