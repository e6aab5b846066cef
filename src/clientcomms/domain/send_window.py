"""At which civil hour a letter may leave: the recipient's hours, working days and holidays.

A letter that does not fit is moved, never dropped, and every move leaves its reason. An urgent
one, by a person's act, is not moved at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from clientcomms.domain import reasons
from clientcomms.domain.civil import Crossing, as_zone, resolve
from clientcomms.domain.day_reasons import reason_for_day
from clientcomms.domain.reasons import Reason
from clientcomms.domain.workdays import WorkCalendar

_ONE_DAY = timedelta(days=1)
# Days of moving before the calendar is taken for wrong.
_LONGEST_MOVE = 366


class SendDays(StrEnum):
    """On which days letters may leave."""

    WORKING = "working"
    ANY = "any"


class Direction(StrEnum):
    """Whither a letter goes whose time does not fit."""

    NEXT = "next"
    """To the next opening."""
    PREVIOUS = "previous"
    """Off a closed day to the morning of the last open day before it: greetings. May be past."""
    URGENT = "urgent"
    """Nowhere: a person said now."""


@dataclass(frozen=True, slots=True)
class SendWindow:
    """The hours in which a recipient is written to, both ends included.

    Raises:
        ValueError: it closes before it opens.

    """

    open: time = time(9)
    close: time = time(18)
    days: SendDays = SendDays.WORKING

    def __post_init__(self) -> None:
        if self.close <= self.open:
            raise ValueError(f"the send window closes at {self.close}, before {self.open}")


@dataclass(frozen=True, slots=True)
class Fitted:
    """When a letter leaves, and why not when it was wanted."""

    at: datetime
    """UTC."""
    moves: tuple[Reason, ...] = ()


def fit(
    wanted: datetime,
    *,
    zone: str | ZoneInfo,
    calendar: WorkCalendar,
    window: SendWindow,
    essential: bool = False,
    direction: Direction = Direction.NEXT,
) -> Fitted:
    """Return when a letter wanted at an aware instant leaves.

    Make-up working days take essential letters only. Nothing but `Direction.URGENT` leaves
    outside the window.

    Raises:
        UnknownZoneError: the zone is none.

    """
    if direction is Direction.URGENT:
        return Fitted(wanted.astimezone(UTC))
    place = as_zone(zone)
    local = wanted.astimezone(place).replace(tzinfo=None)
    fits = _Days(calendar, window, essential)
    day, moves = _open_day(local.date(), fits, direction)
    if not moves:
        within = window.open <= local.time() <= window.close
        if within:
            return Fitted(wanted.astimezone(UTC))
        moves.append(reasons.quiet_hours(f"{window.open:%H:%M}", f"{window.close:%H:%M}"))
        if local.time() > window.close and direction is Direction.NEXT:
            day, further = _open_day(day + _ONE_DAY, fits, direction)
            moves += further
    return _opening(day, window, place, moves)


@dataclass(frozen=True, slots=True)
class _Days:
    calendar: WorkCalendar
    window: SendWindow
    essential: bool

    def allow(self, day: date) -> bool:
        if self.window.days is SendDays.ANY:
            return True
        if self.essential:
            return self.calendar.is_working_day(day)
        return self.calendar.is_ordinary_day(day)


def _open_day(day: date, fits: _Days, direction: Direction) -> tuple[date, list[Reason]]:
    """Return the nearest day letters may leave on, and why each day passed over was not one."""
    step = -_ONE_DAY if direction is Direction.PREVIOUS else _ONE_DAY
    moves: dict[Reason, None] = {}
    for _ in range(_LONGEST_MOVE):
        if fits.allow(day):
            return day, list(moves)
        moves[reason_for_day(fits.calendar, day)] = None
        day += step
    raise ValueError(f"no day to write on within a year of {day}")


def _opening(day: date, window: SendWindow, place: ZoneInfo, moves: list[Reason]) -> Fitted:
    local = datetime.combine(day, window.open)
    found = resolve(local, place)
    if found.crossing is Crossing.GAP:
        moves.append(reasons.dst_gap(local, found.local))
    return Fitted(found.at, tuple(moves))
