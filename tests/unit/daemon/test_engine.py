"""The embedded engine and the watches: nudges carry nothing, failures end nothing, a stop is orderly."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from clientcomms.daemon.cadence import Act
from clientcomms.daemon.local import LocalEngine
from clientcomms.daemon.watching import Watch
from clientcomms.errors import ClientCommsError
from clientcomms.ports.errors import DeferredError


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # the engine runs in real time


def started(*acts: Act) -> LocalEngine:
    engine = LocalEngine(acts, clock)
    engine.start()
    return engine


def test_every_act_is_nudged_at_once_and_what_moved_nudges_the_next() -> None:
    begun, reached = threading.Event(), threading.Event()
    moves = iter([0, 1])
    first = Act("first", 3600, lambda _now: next(moves, 0), after=("second",))
    seen: list[int] = []

    def second(_now: datetime) -> int:
        seen.append(1)
        (reached if len(seen) == 2 else begun).set()
        return 0

    engine = started(first, Act("second", 3600, second))
    assert begun.wait(10)
    engine.nudge("first")
    assert reached.wait(10)
    engine.finish()


@pytest.mark.parametrize("error", [ValueError("a bug"), ClientCommsError("a known trouble")])
def test_an_act_that_fails_is_nudged_again_and_the_others_go_on(error: Exception) -> None:
    twice, other = threading.Event(), threading.Event()
    calls: list[int] = []

    def failing(_now: datetime) -> int:
        calls.append(1)
        if len(calls) == 2:
            twice.set()
        raise error

    def going(_now: datetime) -> int:
        other.set()
        return 0

    engine = started(Act("failing", 0.2, failing), Act("going", 3600, going))
    assert twice.wait(10)
    assert other.wait(10)
    engine.finish()


def test_a_stop_lets_the_running_act_finish() -> None:
    running, finished = threading.Event(), threading.Event()
    engine: LocalEngine

    def long(_now: datetime) -> int:
        running.set()
        threading.Event().wait(0.5)
        finished.set()
        return 0

    engine = started(Act("long", 3600, long))
    assert running.wait(10)
    engine.ask_to_stop()
    assert engine.stopping()
    engine.finish()
    assert finished.is_set()


class Box:
    """A mailbox whose waits are scripted; the last one stops the watch."""

    def __init__(self, *waits: bool | Exception) -> None:
        self.waits = list(waits)
        self.watch: Watch | None = None
        self.ended = 0

    def end(self, _now: datetime, /) -> str:
        self.ended += 1
        return "1"

    def wait(self, timeout: float) -> bool:
        assert timeout < 29 * 60  # RFC 2177 §3
        said = self.waits.pop(0)
        if not self.waits:
            assert self.watch is not None
            self.watch.stop()
        if isinstance(said, Exception):
            raise said
        return said


def watched(box: Box, arrived: Callable[[], object]) -> None:
    box.watch = Watch(box, arrived, clock)
    box.watch.run()


def test_a_watch_nudges_when_something_arrives_and_not_otherwise() -> None:
    heard: list[int] = []
    watched(Box(False, True, False, True, False), lambda: heard.append(1))
    assert heard == [1, 1]


def test_a_watch_survives_a_server_that_goes_away() -> None:
    box = Box(DeferredError("the connection was lost"))
    watched(box, lambda: pytest.fail("nothing arrived"))
    assert box.ended == 1
