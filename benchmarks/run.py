"""All benchmarks: JSON Lines on stdout, everything else on stderr. BENCH_FULL=1 adds the long ones."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

BENCHES = (
    "whole_job",
    "greeting_fanout",
    "due_tick",
    "outbox_rows",
    "small_parts",
    "restart",
    "reading",
)


def main(names: list[str]) -> int:
    # Whatever a library prints must not get between the lines.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    failed = 0
    for name in names or BENCHES:
        began = time.perf_counter()
        with contextlib.redirect_stdout(sys.stderr):
            try:
                for figure in importlib.import_module(f"benchmarks.{name}").run():
                    out.write(figure.line() + "\n")
                    out.flush()
            except Exception:  # noqa: BLE001  # one broken bench must not hide the others' figures
                traceback.print_exc()
                failed += 1
        print(f"{name}: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
