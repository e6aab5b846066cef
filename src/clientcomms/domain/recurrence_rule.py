"""Reading an RRULE strictly, so that expanding it always ends.

Only rules that a series of meetings can have are taken: no SECONDLY, MINUTELY or HOURLY, no
part RFC 5545 §3.3.10 does not know, no number outside its range. The expansion itself is
dateutil's, on naive local time; this module keeps from it what would make it run for ever.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from clientcomms.errors import ClientCommsError

_WEEKDAY = r"(?:MO|TU|WE|TH|FR|SA|SU)"
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_TOO_OFTEN = ("SECONDLY", "MINUTELY", "HOURLY")
_RANGES = {
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
    "BYMONTH": (1, 12, False),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 59, False),
    "INTERVAL": (1, 9999, False),
    "COUNT": (1, 1_000_000, False),
}
_SINGLE = {"INTERVAL", "COUNT"}
# RFC 5545 §3.3.10: which parts a frequency excludes.
_EXCLUDED = {
    "DAILY": {"BYWEEKNO", "BYYEARDAY"},
    "WEEKLY": {"BYWEEKNO", "BYYEARDAY", "BYMONTHDAY"},
    "MONTHLY": {"BYWEEKNO", "BYYEARDAY"},
    "YEARLY": set[str](),
}
_LONGEST = dict(enumerate((31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1))
_MOST_PER_DAY = 24
_UNTIL = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?")


class RecurrenceError(ClientCommsError):
    """An RRULE that is no rule, or one that a series of meetings cannot have."""

    def __init__(self, rrule: str, what: str) -> None:
        self.rrule = rrule
        self.what = what
        shown = rrule if len(rrule) <= 80 else rrule[:80] + "…"
        super().__init__(f"recurrence rule {shown!r}: {what}")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A checked RRULE: the parts without COUNT and UNTIL, and these two apart."""

    text: str
    count: int | None = None
    until: datetime | None = None
    """Aware (it was written in UTC) or naive local; the last moment that still counts."""

    def until_in(self, zone: ZoneInfo) -> datetime | None:
        """Return the UTC instant of UNTIL in a zone."""
        if self.until is None:
            return None
        # The later of two equal wall times: UNTIL includes what it names.
        local = self.until if self.until.tzinfo else self.until.replace(tzinfo=zone, fold=1)
        return local.astimezone(UTC)


def parse_recurrence(rrule: str) -> Recurrence:
    """Read the value of an RRULE property (``RRULE:`` before it is borne).

    Raises:
        RecurrenceError: what is wrong with it.

    """
    text = rrule.strip().upper().removeprefix("RRULE:")
    parts: dict[str, str] = {}
    for piece in filter(None, text.split(";")):
        name, equals, value = piece.partition("=")
        if not equals or not value:
            raise RecurrenceError(rrule, f"{piece!r} is not NAME=VALUE")
        if name in parts:
            raise RecurrenceError(rrule, f"{name} is given twice")
        parts[name] = value
    _check_frequency(rrule, parts.get("FREQ"))
    for name, value in parts.items():
        _check_part(rrule, name, value, parts["FREQ"])
    if "COUNT" in parts and "UNTIL" in parts:
        raise RecurrenceError(rrule, "COUNT and UNTIL exclude each other (RFC 5545 §3.3.10)")
    _check_per_day(rrule, parts)
    _check_ever_due(rrule, parts)
    kept = ";".join(f"{n}={v}" for n, v in parts.items() if n not in {"COUNT", "UNTIL"})
    count = int(parts["COUNT"]) if "COUNT" in parts else None
    return Recurrence(kept, count, _until(rrule, parts["UNTIL"]) if "UNTIL" in parts else None)


def _check_frequency(rrule: str, frequency: str | None) -> None:
    if frequency is None:
        raise RecurrenceError(rrule, "it has no FREQ; write for example FREQ=WEEKLY;BYDAY=MO")
    if frequency in _TOO_OFTEN:
        raise RecurrenceError(rrule, f"a series of meetings cannot be {frequency}")
    if frequency not in _FREQUENCIES:
        raise RecurrenceError(rrule, f"FREQ is one of {', '.join(_FREQUENCIES)}")


def _check_part(rrule: str, name: str, value: str, frequency: str) -> None:
    if name in {"FREQ", "UNTIL"}:
        return
    if name in _EXCLUDED[frequency]:
        raise RecurrenceError(rrule, f"{name} does not go with FREQ={frequency}")
    if name == "WKST":
        good = re.fullmatch(_WEEKDAY, value) is not None
    elif name == "BYDAY":
        good = _is_byday(value, frequency)
    elif name in _RANGES:
        good = _in_range(name, value)
    else:
        raise RecurrenceError(rrule, f"{name} is no part of a recurrence rule")
    if not good:
        raise RecurrenceError(rrule, f"{name}={value} is not possible")


def _is_byday(value: str, frequency: str) -> bool:
    days = [re.fullmatch(rf"([+-]?\d{{1,2}})?{_WEEKDAY}", day) for day in value.split(",")]
    if not all(days):
        return False
    numbers = [int(day[1]) for day in days if day and day[1]]
    numbered = frequency in {"MONTHLY", "YEARLY"}
    return not numbers or (numbered and all(1 <= abs(number) <= 53 for number in numbers))


def _in_range(name: str, value: str) -> bool:
    low, high, signed = _RANGES[name]
    numbers = value.split(",")
    if name in _SINGLE and len(numbers) > 1:
        return False
    pattern = r"[+-]?\d{1,9}" if signed else r"\d{1,9}"
    return all(re.fullmatch(pattern, n) and low <= abs(int(n)) <= high for n in numbers)


def _check_per_day(rrule: str, parts: dict[str, str]) -> None:
    times = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        times *= len(set(parts.get(name, "0").split(",")))
    if times > _MOST_PER_DAY:
        raise RecurrenceError(rrule, f"{times} times a day; at most {_MOST_PER_DAY}")


def _check_ever_due(rrule: str, parts: dict[str, str]) -> None:
    """Refuse 30 February: an expansion would search for it to the end of its horizon."""
    if "BYMONTHDAY" not in parts:
        return
    months = [int(month) for month in parts.get("BYMONTH", "1").split(",")]
    least = min(abs(int(day)) for day in parts["BYMONTHDAY"].split(","))
    if least > max(_LONGEST[month] for month in months):
        raise RecurrenceError(rrule, "it never falls due")


def _until(rrule: str, value: str) -> datetime:
    found = _UNTIL.fullmatch(value)
    problem = RecurrenceError(rrule, f"UNTIL={value} is no date (20261231 or 20261231T080000Z)")
    if found is None:
        raise problem
    try:
        day = date(*(int(part) for part in found.groups()[:3]))
        if found[4] is None:
            # A DATE names its whole day; libraries that read it as midnight lose the last one.
            return datetime.combine(day, time.max)
        # A leap second has no other name in Python.
        at = datetime.combine(day, time(int(found[4]), int(found[5]), min(int(found[6]), 59)))
    except ValueError:
        raise problem from None
    return at.replace(tzinfo=UTC) if found[7] else at
