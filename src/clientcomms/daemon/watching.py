"""Mailboxes that say when something arrives (IMAP IDLE, RFC 2177): they nudge fetching at once.

Polling goes on beside it, so a watch that fails costs time and loses nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from clientcomms.ports.errors import ProviderError

log = logging.getLogger(__name__)

WATCH_SECONDS = 300.0
"""Well below the half hour after which servers may hang up (RFC 2177 §3)."""
REST_SECONDS = 60.0


class Watched(Protocol):
    """A mailbox on a connection of its own."""

    def end(self, now: datetime, /) -> str:
        """Look where the mailbox ends now. Raises `ProviderError`."""
        ...

    def wait(self, timeout: float) -> bool:
        """Return True when something arrived. Raises `ProviderError`."""
        ...


class Watch:
    """Watches one mailbox in a thread until told to stop."""

    def __init__(
        self, mailbox: Watched, arrived: Callable[[], object], clock: Callable[[], datetime]
    ) -> None:
        self._mailbox = mailbox
        self._arrived = arrived
        self._clock = clock
        self._stop = threading.Event()

    def start(self) -> None:
        """Begin to watch; the thread never keeps the process alive."""
        threading.Thread(target=self.run, daemon=True, name="watch").start()

    def stop(self) -> None:
        """Stop after the present wait; returns at once."""
        self._stop.set()

    def run(self) -> None:
        """Watch until told to stop."""
        while not self._stop.is_set():
            try:
                self._mailbox.end(self._clock())
                if self._mailbox.wait(WATCH_SECONDS) and not self._stop.is_set():
                    self._arrived()
            except ProviderError as error:
                log.info("the watch rests: %s", error)
                self._stop.wait(REST_SECONDS)
