"""What becomes of a frozen letter whose hour has passed: it leaves, waits, lapses, is written anew.

Letters stay in the outbox through pauses, holds and outages. What comes out of them late is held
against its reader's hours once more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from clientcomms.domain import plan_reasons
from clientcomms.domain.civil import as_zone
from clientcomms.domain.reasons import Reason
from clientcomms.domain.send_window import Fitted, SendWindow, fit
from clientcomms.domain.workdays import WorkCalendar

LATE = timedelta(minutes=30)
"""So long after its hour a letter still leaves unasked: queues and restarts take their time."""
LATE_AGAIN = timedelta(hours=3)
"""The same for one that a server has put off: a greylisted letter must not wait for Monday."""


@dataclass(frozen=True, slots=True)
class ReaderHours:
    """When readers are written to: the window, and the working days by country."""

    window: SendWindow
    calendar_of: Callable[[str], WorkCalendar]


@dataclass(frozen=True, slots=True)
class Departure:
    """What the hour of one frozen letter is judged by."""

    written_for: datetime
    """The hour for which its words are true; a person who lets it go stands by them at that hour."""
    expires_at: datetime | None
    """None where a person let it go after that end."""
    zone: str
    country: str
    essential: bool
    urgent: bool = False
    not_after: date | None = None
    """The last day on which a greeting is worth sending."""
    names_its_week: bool = False
    begun: bool = False
    """Whether somebody has it already, or perhaps: it can only wait."""


@dataclass(frozen=True, slots=True)
class Wait:
    """It leaves at another hour."""

    fitted: Fitted


@dataclass(frozen=True, slots=True)
class Lapse:
    """It does not leave any more."""

    why: Reason


@dataclass(frozen=True, slots=True)
class WriteAnew:
    """Its words were for another week: it is asked for once more."""

    fitted: Fitted


def is_late(created_at: datetime, attempts: int, now: datetime) -> bool:
    """Return whether a letter has waited so long that its hour is looked at anew.

    `attempts` counts the one that is about to be made.
    """
    return now - created_at > (LATE if attempts <= 1 else LATE_AGAIN)


def judged(
    departure: Departure, hours: ReaderHours, now: datetime
) -> Wait | Lapse | WriteAnew | None:
    """Return what becomes of a late letter; None: it may leave now."""
    if departure.urgent:
        return None
    fitted = fit(
        now,
        zone=departure.zone,
        calendar=hours.calendar_of(departure.country),
        window=hours.window,
        essential=departure.essential,
    )
    if departure.begun:
        return Wait(fitted) if fitted.at > now else None
    if fitted.at > now:
        return _worth_waiting(departure, fitted)
    return None if _words_hold(departure, fitted) else WriteAnew(fitted)


def _words_hold(departure: Departure, fitted: Fitted) -> bool:
    zone = as_zone(departure.zone)
    weeks = {
        at.astimezone(zone).date().isocalendar()[:2] for at in (departure.written_for, fitted.at)
    }
    return len(weeks) == 1 or not departure.names_its_week


def _worth_waiting(departure: Departure, fitted: Fitted) -> Wait | Lapse | WriteAnew:
    zone = as_zone(departure.zone)
    day = fitted.at.astimezone(zone).date()
    if departure.not_after is not None and day > departure.not_after:
        return Lapse(plan_reasons.late_greeting(departure.not_after))
    if departure.expires_at is not None and fitted.at > departure.expires_at:
        return Lapse(plan_reasons.expired(departure.expires_at))
    return Wait(fitted) if _words_hold(departure, fitted) else WriteAnew(fitted)
