"""From the start of a process to the first letter taken by the next hop, with a full outbox."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.outbox_rows import Outbox
from benchmarks.reporting import Figure
from benchmarks.sink import running_sink
from benchmarks.world import a_store

FULL = os.environ.get("BENCH_FULL") == "1"
ROOT = Path(__file__).resolve().parent.parent
_FIRST = """
import sys
from pathlib import Path
from benchmarks.whole_job import WholeJob
from benchmarks.world import FIRST_FRIDAY, settings_for
from clientcomms.outbound import submitting, sweeping
from clientcomms.store.engine import open_store
folder, port = Path(sys.argv[1]), int(sys.argv[2])
job = WholeJob(open_store(f"sqlite:///{folder}/bench.db"), settings_for(folder, port), port)
sweeping.sweep(job.store, {}, "ask", FIRST_FRIDAY)
submitting.submit_due(job.store, job.courier(), FIRST_FRIDAY)
"""


def run() -> Iterator[Figure]:
    queued = 100_000 if FULL else 10_000
    with running_sink(verify=False) as sink, a_store() as home:
        box = Outbox(home.store)
        _fill(box, queued)
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", _FIRST, str(home.folder), str(sink.port)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
            stdout=sys.stderr,
        )
        while sink.counted() == 0:
            if process.poll() is not None:
                raise AssertionError("the process ended without a letter")
            time.sleep(0.005)
        took = time.perf_counter() - start
        process.kill()
        process.wait()
        yield Figure("restart_to_first_letter", took, "s", queued, more={"aim": "< 5 s at 100,000"})


def _fill(box: Outbox, queued: int) -> None:
    from benchmarks.world import FIRST_FRIDAY

    from clientcomms.store import outbox

    for start in range(0, queued, 500):
        entries = box.entries(min(500, queued - start))
        with box.store.begin() as tx:
            outbox.add_entries(tx, entries, FIRST_FRIDAY)
