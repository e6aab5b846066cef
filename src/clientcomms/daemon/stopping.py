"""Signals that come while the program is still being loaded: remembered, and obeyed between two steps."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType

ENDINGS = (signal.SIGTERM, signal.SIGINT)


def remember_signals() -> Callable[[], bool]:
    """Return whether a stop was asked for since; a step that is under way is finished first.

    Whoever loads asks between two steps, so nothing is left half-made. The daemon's own answer to
    the signals takes this one's place (`clientcomms.daemon.local.stop_on_signals`).
    """
    asked = threading.Event()

    def remember(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    for number in ENDINGS:
        signal.signal(number, remember)
    return asked.is_set
