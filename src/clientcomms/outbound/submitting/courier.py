"""One account's way out, and how hard it may be used."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from clientcomms.domain import composing
from clientcomms.domain.departures import ReaderHours
from clientcomms.ports.transport import Transport

SETTLE_EVERY = 25
"""So many letters at most are in doubt when the process dies."""
SETTLE_WITHIN = timedelta(milliseconds=200)
"""And fewer where a server takes its time: what is written then costs nothing beside its answers."""


@dataclass(frozen=True, slots=True)
class Courier:
    """One account's way out, and how hard it may be used."""

    account: str
    transport: Transport
    holder: str
    clock: Callable[[], datetime]
    lease: timedelta = timedelta(seconds=120)
    batch: int = 50
    per_minute: int | None = None
    attempts: int = 8
    retry_after: timedelta = timedelta(minutes=30)
    default_mode: str = composing.REDIRECT
    stopping: Callable[[], bool] = lambda: False
    settle_every: int = SETTLE_EVERY
    keep: Callable[[bytes, datetime], object] | None = None
    """Files a copy of what was submitted in the folder of sent mail; None: the server does so itself."""
    hours: ReaderHours | None = None
    """When readers are written to, for letters that come late; None: at any hour."""


def pause_key(account: str) -> str:
    """Return the name under which the way out of an account rests; its way in goes on."""
    return f"{account}:out"


@dataclass(frozen=True, slots=True)
class Rest:
    """Why an account is left alone for a while."""

    lasts: timedelta
    """At least; it grows with the outage."""
    why: str
    alarm: bool = False
    """Whether a person must mend it, and is told at once."""
