"""One greeting to many contacts: letters a second, and whether memory grows with their number."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.careful_script import CarefulScript
from benchmarks.reporting import Figure, compared, told
from benchmarks.sink import running_sink
from benchmarks.whole_job import WholeJob, checked
from benchmarks.world import GREETINGS, a_store, full_book, settings_for, take_in

from clientcomms.bootstrap.hands import hands_of
from clientcomms.letters.matters import GreetingMatter
from clientcomms.store import schedules

CONTACTS = 400
ROUNDS = 5
YEARS_FROM = datetime(2026, 9, 1, tzinfo=UTC)
FULL = os.environ.get("BENCH_FULL") == "1"
ROOT = Path(__file__).resolve().parent.parent


def run() -> Iterator[Figure]:
    with running_sink() as sink, a_store() as home:
        settings = settings_for(home.folder, sink.port, (GREETINGS,))
        settings = settings.model_copy(
            update={"planning": settings.planning.model_copy(update={"contact_budget": 1000})}
        )
        take_in(home.store, full_book(1, CONTACTS))
        ours = WholeJob(home.store, settings, sink.port, now=YEARS_FROM)
        ours.hands = hands_of(settings)
        while ours.hands is not None and ours.hands.are_starting():
            time.sleep(0.1)
        script = CarefulScript(home.folder / "bench.db", home.folder / "script.db", sink.port)
        times: dict[str, list[float]] = {"ours": [], "careful script": []}
        for number in range(ROUNDS + 1):
            at = ours.now = _next_greeting(ours)
            took = checked(sink, CONTACTS, ours.run)
            matter = _matter(home.folder / "bench.db")
            theirs = checked(sink, CONTACTS, partial(script.greet, at, matter))
            if number:  # the first round compiles templates
                times["ours"].append(took)
                times["careful script"].append(theirs)
                told(
                    f"greeting round {number}: ours {CONTACTS / took:.0f}/s, script {CONTACTS / theirs:.0f}/s"
                )
        script.close()
        if ours.hands is not None:
            ours.hands.close()
        yield compared("greeting_fanout", "letters/s", CONTACTS, times)
    yield _memory(10_000 if FULL else 1_000, 100_000 if FULL else 10_000)


def _next_greeting(ours: WholeJob) -> datetime:
    """The hour of the next greeting; the acts run at it as the daemon would."""
    with ours.store.read() as tx:
        coming = [one.next_at for one in schedules.all_schedules(tx) if one.next_at is not None]
    return min(coming) + timedelta(minutes=1)


def _matter(source: Path) -> GreetingMatter:
    """What the newest greeting of ours is about; the script greets on the same holiday."""
    with closing(sqlite3.connect(source)) as connection:
        ((said,),) = connection.execute(
            "SELECT matter FROM occasions WHERE kind = 'holiday_greeting' ORDER BY id DESC LIMIT 1"
        )
    known = json.loads(said)
    assert not known.get("personal_line")

    def day(name: str) -> date | None:
        return date.fromisoformat(known[name]) if known.get("gazetted") and known[name] else None

    return GreetingMatter(
        holiday=known["holiday"],
        holiday_on=date.fromisoformat(known["on"]),
        first_off=day("first_off"),
        last_off=day("last_off"),
        back_on=day("back_on"),
    )


def _memory(few: int, many: int) -> Figure:
    small, large = _peak(few), _peak(many)
    told(f"greeting peak memory: {few} contacts {small:.0f} MiB, {many} contacts {large:.0f} MiB")
    more = {"aim": "ratio <= 1.3", "peer_is": f"the same with {few} contacts"}
    return Figure(
        f"greeting_peak_memory_{many}",
        large,
        "MiB",
        many,
        f"{few} contacts",
        small,
        large / small,
        more,
    )


def _peak(contacts: int) -> float:
    """Peak MiB of the processes that plan, render and submit one greeting to so many."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.greeting_fanout", str(contacts)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return float(done.stdout.strip().splitlines()[-1])


def _measured(contacts: int) -> None:
    with running_sink() as sink, a_store() as home:
        settings = settings_for(home.folder, sink.port, (GREETINGS,))
        # Taken in by pages, so that the example itself does not decide the peak.
        take_in(home.store, full_book(1, 1))
        _fill(home.folder / "bench.db", contacts)
        ours = WholeJob(home.store, settings, sink.port, now=YEARS_FROM)
        ours.hands = hands_of(settings)
        ours.now = _next_greeting(ours)
        ours.run()
        if sink.counted() != contacts:
            raise AssertionError(f"{sink.counted()} of {contacts} greetings arrived")
        peak = sum(_high_water(pid) for pid in ("self", *ours.helpers()))
    print(peak)


def _high_water(pid: str) -> float:
    """Peak MiB of a program; ru_maxrss would count what the parent had when it started us."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _fill(path: Path, contacts: int) -> None:
    with sqlite3.connect(path) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(contacts)")]
        listed = ", ".join(f'"{name}"' for name in names)
        chosen = ", ".join("?" if name == "address" else f'"{name}"' for name in names)
        connection.executemany(
            f"INSERT INTO contacts ({listed}) SELECT {chosen} FROM contacts WHERE address = 'c0@p00000.example'",
            ((f"d{number}@p00000.example",) for number in range(1, contacts)),
        )
    connection.close()


if __name__ == "__main__":
    _measured(int(sys.argv[1]))
