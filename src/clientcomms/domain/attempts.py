"""What follows from one attempt to submit: the retry schedule, and which addresses are dead.

RFC 5321 §4.5.4.1: wait at least 30 minutes between attempts, give up after four to five days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

GIVE_UP_AFTER = timedelta(days=5)
LONGEST_WAIT = timedelta(hours=4)
ACCOUNT_REST = timedelta(minutes=15)
"""So long an account rests whose credentials were refused, before it is asked again."""
BACK_OFF = timedelta(minutes=1)
"""So long an account rests at first whose server is down or busy."""
LONGEST_BACK_OFF = timedelta(minutes=15)
"""Recovery is noticed within this time, however long the outage lasted."""
ALARM_AFTER = timedelta(hours=1)
"""An outage that lasts longer is told to a person, once."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a letter is tried, and how far apart at first."""

    attempts: int = 8
    first_wait: timedelta = timedelta(minutes=30)


def next_attempt(
    attempts: int, now: datetime, *, first: timedelta, asked: timedelta | None = None
) -> datetime:
    """Return when a deferred letter is tried again: doubling from `first`, never before `asked`."""
    wait = min(first * (1 << min(attempts - 1, 6)), max(LONGEST_WAIT, first))
    return now + max(wait, asked or timedelta())


def back_off(since: datetime, now: datetime, asked: timedelta) -> timedelta:
    """Return how long an account rests that has failed since then: a quarter of that time again."""
    grown = min((now - since) / 4, LONGEST_BACK_OFF)
    return max(grown, BACK_OFF, asked)


def is_over(attempts: int, most: int, created_at: datetime, now: datetime) -> bool:
    """Return whether a deferred letter is given up."""
    return attempts >= most or now - created_at > GIVE_UP_AFTER


# RFC 3463 §3.2: the mailbox, its host or its syntax does not exist; 5.1.6 it has moved.
_DEAD_STATUS = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10")
_DEAD_WORDS = (
    "user unknown",
    "no such user",
    "unknown user",
    "mailbox not found",
    "does not exist",
    "not exist",
    "无此用户",
)


def is_dead_address(code: str, text: str) -> bool:
    """Return whether a refusal says that nobody lives there (not: that the letter was disliked)."""
    said = f"{code} {text}".lower()
    if any(
        status in said.replace(",", " ").split() or f" {status} " in f" {said} "
        for status in _DEAD_STATUS
    ):
        return True
    return code.startswith(("550", "551", "553")) and any(word in said for word in _DEAD_WORDS)
