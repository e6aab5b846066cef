"""What a schedule rule can say: the value, its canonical text and the error.

The canonical text is English, always carries its time, and parses back to the same value.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from clientcomms.errors import ClientCommsError

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}

EXAMPLES = (
    "weekly fri 16:00 · biweekly mon 09:00 from 2026-10-05 · monthly 1 10:00 · "
    "monthly third thu 14:00 · last_working_day_of_week 16:00 · quarterly last 10:00 · "
    "once 2026-12-01 10:00 · 每周五 16:00 · 双周一 9:00 · 每月1日 10:00 · "
    "每月第三个周四 14:00 · 每周最后工作日 16:00"
)


class RuleError(ClientCommsError):
    """A schedule rule that cannot be read; the message says which part, and shows examples."""

    def __init__(self, text: str, what: str) -> None:
        self.text = text
        self.what = what
        shown = text if len(text) <= 80 else text[:80] + "…"
        super().__init__(f"schedule rule {shown!r}: {what}. Write for example: {EXAMPLES}")


class Every(StrEnum):
    """The span that a rule picks its days from."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ONCE = "once"


@dataclass(frozen=True, slots=True)
class AnyDay:
    """Every day, or every ordinary working day."""

    working: bool


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week, Monday is 0, ascending."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the month, clamped to the month's last day; -1 is the last."""

    day: int


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The n-th such weekday, -1 the last; a month without a fifth one is left out."""

    nth: int
    weekday: int


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """The first or last ordinary working day of the span."""

    last: bool


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of the year; 29 February is the 28th in common years."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class OnDate:
    """One date."""

    day: date


Days = AnyDay | Weekdays | MonthDay | NthWeekday | WorkingDay | YearDay | OnDate


@dataclass(frozen=True, slots=True)
class ScheduleRule:
    """When something regular happens, in civil time."""

    every: Every
    days: Days
    at: time
    interval: int = 1
    """Every so many weeks (weeks only)."""
    month_of_quarter: int = 1
    """1 to 3 (quarters with a day of the month or a weekday)."""
    start: date | None = None
    """Nothing before it; weeks of an interval are counted from it."""
    until: date | None = None
    """Nothing after it."""

    @property
    def text(self) -> str:
        """The canonical text; `parse_rule` reads it back to the same value."""
        bounds = f" from {self.start}" if self.start else ""
        bounds += f" until {self.until}" if self.until else ""
        return f"{self._head()} {self.at:%H:%M}{bounds}"

    def _head(self) -> str:  # noqa: PLR0911 - a table: one line for each kind of day
        match self.days:
            case AnyDay(working):
                return "workdays" if working else "daily"
            case Weekdays(days):
                names = ",".join(DAY_NAMES[day] for day in days)
                return f"{_rhythm(self.interval)} {names}"
            case WorkingDay(last):
                return f"{'last' if last else 'first'}_working_day_of_{self.every}"
            case YearDay(month, day):
                return f"yearly {month:02d}-{day:02d}"
            case OnDate(day):
                return f"once {day}"
            case MonthDay(number):
                return f"{self._span()} {'last' if number == -1 else number}"
            case NthWeekday(nth, weekday):
                return f"{self._span()} {ORDINALS[nth]} {DAY_NAMES[weekday]}"

    def _span(self) -> str:
        if self.every is Every.MONTH:
            return "monthly"
        usual = 3 if _is_last(self.days) else 1
        named = self.month_of_quarter != usual
        return f"quarterly month {self.month_of_quarter}" if named else "quarterly"


def _rhythm(interval: int) -> str:
    return {1: "weekly", 2: "biweekly"}.get(interval, f"every {interval} weeks")


def _is_last(days: Days) -> bool:
    return days == MonthDay(-1) or (isinstance(days, NthWeekday) and days.nth == -1)
