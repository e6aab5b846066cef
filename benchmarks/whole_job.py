"""Project state → plan → render → MIME → durable outbox → SMTP, against a careful script."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from benchmarks.careful_script import CarefulScript
from benchmarks.reporting import Figure, compared, seconds, told
from benchmarks.sink import Sink, running_sink
from benchmarks.world import (
    FIRST_FRIDAY,
    WEEK,
    WEEKLY,
    Home,
    a_store,
    full_book,
    press_for,
    settings_for,
    take_in,
)

from clientcomms.bootstrap.accounts import transport_of
from clientcomms.bootstrap.hands import RenderingHands, hands_of
from clientcomms.outbound import planning, prompting, scheduling, submitting
from clientcomms.outbound.rendering import Press, render_due
from clientcomms.outbound.submitting import Courier
from clientcomms.settings import Settings
from clientcomms.store.engine import Store

LETTERS = 200
ROUNDS = 7


@dataclass
class WholeJob:
    """Ours: every act as the daemon runs it, one week after another."""

    store: Store
    settings: Settings
    port: int
    now: datetime = FIRST_FRIDAY
    hands: RenderingHands | None = None
    """The processes that share the rendering, as the daemon has them."""
    parts: dict[str, list[float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.press: Press = press_for(self.settings)
        scheduling.schedule_rules(self.store, self.settings, self.now - timedelta(days=3))

    def run(self) -> None:
        now = self.now
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("prompting", lambda: prompting.prompt_due(self.store, self.settings, now)),
            ("planning", lambda: planning.plan_due(self.store, self.settings, now)),
            ("rendering", lambda: render_due(self.store, self.press, now, self.hands)),
            ("submitting", lambda: submitting.submit_due(self.store, self.courier(), now)),
        )
        for name, act in acts:
            start = time.perf_counter()
            act()
            self.parts.setdefault(name, []).append(time.perf_counter() - start)
        self.now = now + WEEK

    def helpers(self) -> list[str]:
        """The processes that share the rendering."""
        mine = [] if self.hands is None else self.hands.processes()
        return [str(pid) for pid in mine]

    def courier(self) -> Courier:
        account = self.settings.accounts[0]
        return Courier(
            account=account.name,
            transport=transport_of(account, self.settings),
            holder="bench",
            clock=lambda: self.now,
            batch=self.settings.sending.batch,
            default_mode="live",
        )


def run(*, letters: int = LETTERS, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Ours as the daemon is set up by default, ours in one process, and the script, in turn."""
    with running_sink() as sink, a_store() as home, a_store() as other:
        ours, alone = (_job(one, sink.port, letters) for one in (home, other))
        peer = CarefulScript(home.folder / "bench.db", home.folder / "script.db", sink.port)
        contenders: dict[str, Callable[[], object]] = {
            "ours": ours.run,
            "ours alone": alone.run,
            "careful script": lambda: peer.run(ours.now),
        }
        times: dict[str, list[float]] = {name: [] for name in contenders}
        ceilings: list[float] = []
        for contender in contenders.values():  # compiles templates, fills caches
            checked(sink, letters, contender)
        _helped(ours)
        for number in range(rounds):
            turns = list(contenders.items())
            for name, contender in turns if number % 2 == 0 else turns[::-1]:
                times[name].append(checked(sink, letters, contender))
            ceilings += _ceiling(letters)
            told(_said(number, times, ceilings, letters))
        peer.close()
        if ours.hands is not None:
            ours.hands.close()
        more = {"ceiling_smtp_source": _median(ceilings), "shares": _shares(ours.parts)}
        by_script = {"careful script": times["careful script"]}
        both = {"ours": times["ours"], **by_script}
        yield compared("whole_job", "letters/s", letters, both, more=more)
        both = {"ours": times["ours alone"], **by_script}
        yield compared("whole_job_one_process", "letters/s", letters, both)
    yield from _outbox_share(ours.parts, letters)


def _helped(ours: WholeJob) -> None:
    """Give a job the processes that the daemon would have; they are started and warm."""
    found = hands_of(ours.settings)
    if found is None:
        return
    ours.hands = found
    for _ in range(2):
        ours.run()
        time.sleep(2)
    ours.run()
    ours.parts.clear()


def _job(home: Home, port: int, letters: int) -> WholeJob:
    take_in(home.store, full_book(letters))
    return WholeJob(home.store, settings_for(home.folder, port, (WEEKLY,)), port)


def checked(sink: Sink, letters: int, contender: Callable[[], object]) -> float:
    """Seconds of one run after which so many more letters have arrived."""
    before = sink.counted()
    took = seconds(contender)
    arrived = sink.counted() - before
    if arrived != letters:
        raise AssertionError(f"{arrived} of {letters} letters arrived")
    return took


def _ceiling(letters: int) -> list[float]:
    """Letters a second that Postfix's smtp-source brings to a sink of the same kind."""
    found = shutil.which("smtp-source", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        return []
    with running_sink(verify=False) as plain:
        command = [found, "-s", "1", "-l", "30000", "-m", str(letters * 5)]
        command += ["-f", "a@bench.example", "-t", "b@bench.example", f"127.0.0.1:{plain.port}"]
        took = seconds(
            lambda: subprocess.run(
                command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )
        return [plain.counted() / took]


def _said(number: int, times: dict[str, list[float]], ceilings: list[float], letters: int) -> str:
    rates = ", ".join(f"{name} {letters / taken[-1]:.0f}/s" for name, taken in times.items())
    ceiling = f", smtp-source {ceilings[-1]:.0f}/s" if ceilings else ""
    return f"whole_job round {number + 1}: {rates}{ceiling}"


def _median(values: list[float]) -> float | None:
    return round(statistics.median(values)) if values else None


def _shares(parts: dict[str, list[float]]) -> dict[str, float]:
    whole = sum(statistics.median(taken) for taken in parts.values())
    return {name: round(statistics.median(taken) / whole, 3) for name, taken in parts.items()}


def _outbox_share(parts: dict[str, list[float]], letters: int) -> Iterator[Figure]:
    """What durability costs: the outbox's own statements timed alone, against the whole job."""
    from benchmarks.outbox_rows import outbox_seconds

    whole = sum(statistics.median(taken) for taken in parts.values())
    share = outbox_seconds(letters) / whole
    yield Figure("outbox_share_of_whole_job", share, "share", letters, more={"aim": "<= 0.15"})
