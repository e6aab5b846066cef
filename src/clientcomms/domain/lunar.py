"""The few lunar dates that no list of public holidays has.

The holiday data knows the Spring Festival, Dragon Boat and Mid-Autumn. 元宵 is the fifteenth day
of the first month, hence fourteen days after the Spring Festival, always. 小年 (as the north
keeps it) is the 23rd of the twelfth month, hence eight days before the Spring Festival when that
month has thirty days and seven when it has twenty-nine. For 2024 to 2035 the table below holds the
Spring Festival and that length, computed from the new moons at UTC+8; outside it neither is known.
"""

from __future__ import annotations

from datetime import date, timedelta

# Year: month and day of the Spring Festival, days in the twelfth month before it.
_SPRING = {
    2024: (2, 10, 30),
    2025: (1, 29, 29),
    2026: (2, 17, 29),
    2027: (2, 6, 29),
    2028: (1, 26, 29),
    2029: (2, 13, 29),
    2030: (2, 3, 30),
    2031: (1, 23, 29),
    2032: (2, 11, 29),
    2033: (1, 31, 30),
    2034: (2, 19, 30),
    2035: (2, 8, 30),
}
KNOWN_YEARS = range(min(_SPRING), max(_SPRING) + 1)


def spring_festival(year: int) -> date | None:
    """Return the first day of the first month (春节) of the lunar year that begins in ``year``."""
    entry = _SPRING.get(year)
    return date(year, entry[0], entry[1]) if entry else None


def lantern_festival(year: int) -> date | None:
    """Return 元宵, the end of the Spring Festival season."""
    first = spring_festival(year)
    return first + timedelta(days=14) if first else None


def little_new_year(year: int) -> date | None:
    """Return 小年 as the north keeps it, the beginning of the season."""
    entry = _SPRING.get(year)
    first = spring_festival(year)
    return first - timedelta(days=entry[2] - 22) if entry and first else None
