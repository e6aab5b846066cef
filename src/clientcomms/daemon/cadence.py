"""Acts by name and how often each is nudged: a nudge carries nothing, what is due is a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Act:
    """Something that takes what is ripe in one place and leaves its result in the next."""

    name: str
    """As in the flow's picture; `clientcomms step NAME` runs it once."""
    every: float
    """Seconds between two nudges."""
    run: Callable[[datetime], int]
    """Does all that is due at the instant; returns how many rows it moved."""
    after: tuple[str, ...] = ()
    """Acts that have something to do when this one moved a row: they are nudged at once."""
