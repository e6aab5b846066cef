"""Working days of one country, or of several at once.

A day is worked only if every country of the calendar works; the calendar's own zone is nobody's
business here: a date is the date its user means. Make-up working days (调休) count as worked for
clocks, unless the calendar was made without them; who writes optional letters asks for
``ordinary`` days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from clientcomms.domain.holiday_data import (
    Grade,
    PublishedDay,
    UnknownCountryError,
    country_code,
    published,
)
from clientcomms.domain.holiday_overrides import NO_OVERRIDES, HolidayOverrides

__all__ = [
    "DayKind",
    "Grade",
    "Kind",
    "UnknownCountryError",
    "WorkCalendar",
    "calendar_for",
    "country_code",
]

_ONE_DAY = timedelta(days=1)
# The longest official break known is eleven days; a country that is off for a year is wrong data.
_LONGEST_SEARCH = 366


class Kind(StrEnum):
    """What a day is in a country."""

    WORKING = "working"
    WEEKEND = "weekend"
    PUBLIC_HOLIDAY = "public_holiday"
    MAKEUP_WORKDAY = "makeup_workday"


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a day is, which holiday, and in which country of the calendar."""

    kind: Kind
    country: str
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class _Year:
    special: dict[date, DayKind]
    """Every day that is not an ordinary working day."""
    off: frozenset[date]


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days are worked; make one with `calendar_for`. Repeated calls cost a set look-up."""

    countries: tuple[str, ...]
    overrides: HolidayOverrides = NO_OVERRIDES
    makeup_works: bool = True
    """Whether a make-up working day is worked."""
    _years: dict[int, _Year] = field(default_factory=dict, compare=False, repr=False)

    def is_working_day(self, day: date) -> bool:
        """Whether every country of the calendar works that day."""
        year = self._years.get(day.year) or self._year(day.year)
        return day not in year.off

    def is_ordinary_day(self, day: date) -> bool:
        """Whether the day is worked and is no make-up working day: optional letters may go."""
        year = self._years.get(day.year) or self._year(day.year)
        return day not in year.special

    def day_kind(self, day: date) -> DayKind:
        """Return what the day is; of several countries the first one that is off speaks."""
        year = self._years.get(day.year) or self._year(day.year)
        return year.special.get(day) or DayKind(Kind.WORKING, self.countries[0])

    def grade(self, day: date, country: str | None = None) -> Grade:
        """Return how sure the answer for the day is: in one country, or the least sure of all."""
        if country is not None:
            return self._grade_in(country, day)
        grades = {self._grade_in(each, day) for each in self.countries}
        return next(g for g in (Grade.UNKNOWN, Grade.PROJECTED, Grade.GAZETTED) if g in grades)

    def horizon(self, year: int) -> date | None:
        """Return the last day up to which all is decreed, or None where statute alone rules.

        ``year`` is any year of interest, usually the present one.
        """
        ends = [h for c in self.countries if (h := self._horizon_of(c, year)) is not None]
        return date(min(ends), 12, 31) if ends else None

    def next_working_day(self, day: date, *, ordinary: bool = False) -> date:
        """Return the first working day after ``day`` (``ordinary``: make-up days excluded)."""
        return self._search(day, _ONE_DAY, ordinary=ordinary)

    def previous_working_day(self, day: date, *, ordinary: bool = False) -> date:
        """Return the last working day before ``day`` (``ordinary``: make-up days excluded)."""
        return self._search(day, -_ONE_DAY, ordinary=ordinary)

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days from ``first`` to ``last``, both included; 0 if reversed."""
        days = (last - first).days + 1
        return sum(self.is_working_day(first + timedelta(days=n)) for n in range(days))

    def week_of(self, day: date) -> tuple[date, date]:
        """Return first and last day of the week; it begins after the first country's weekend."""
        weekend = published(self.countries[0], day.year).weekend
        begins = next((d for d in range(7) if d not in weekend and (d - 1) % 7 in weekend), 0)
        first = day - timedelta(days=(day.weekday() - begins) % 7)
        return first, first + timedelta(days=6)

    def last_working_day_of_week(self, day: date, *, ordinary: bool = True) -> date | None:
        """Return the last working day of the week around ``day``, or None if it has none.

        By default the last *ordinary* one, since nobody wants a report on a make-up Saturday;
        a make-up day is returned only where the week has no other working day.
        """
        first, last = self.week_of(day)
        return self.last_working_day(first, last, ordinary=ordinary)

    def last_working_day(self, first: date, last: date, *, ordinary: bool = True) -> date | None:
        """Return the last working day of a span, ordinary ones preferred, or None."""
        days = (last - timedelta(days=n) for n in range((last - first).days + 1))
        return self._pick(days, ordinary=ordinary)

    def first_working_day(self, first: date, last: date, *, ordinary: bool = True) -> date | None:
        """Return the first working day of a span, ordinary ones preferred, or None."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return self._pick(days, ordinary=ordinary)

    def break_around(self, day: date) -> tuple[date, date] | None:
        """Return first and last day off of the run of days off that holds ``day``."""
        if self.is_working_day(day):
            return None
        return self.previous_working_day(day) + _ONE_DAY, self.next_working_day(day) - _ONE_DAY

    def _pick(self, days: Iterable[date], *, ordinary: bool) -> date | None:
        makeup: date | None = None
        for day in days:
            if self.is_ordinary_day(day):
                return day
            if makeup is None and self.is_working_day(day):
                if not ordinary:
                    return day
                makeup = day
        return makeup

    def _search(self, day: date, step: timedelta, *, ordinary: bool) -> date:
        fits = self.is_ordinary_day if ordinary else self.is_working_day
        for _ in range(_LONGEST_SEARCH):
            day += step
            if fits(day):
                return day
        raise ValueError(f"no working day within a year of {day} in {', '.join(self.countries)}")

    def _horizon_of(self, country: str, year: int) -> int | None:
        end = published(country, year).horizon
        while end is not None and self.overrides.knows_all_of(country, end + 1):
            end += 1
        return end

    def _grade_in(self, country: str, day: date) -> Grade:
        if self.overrides.knows_all_of(country, day.year):
            return Grade.GAZETTED
        if day in self.overrides.of(country, day.year):
            return Grade.GAZETTED
        known = published(country, day.year)
        entry = known.off.get(day)
        if entry is not None and entry.estimated and known.grade is Grade.GAZETTED:
            return Grade.PROJECTED
        return known.grade

    def _year(self, year: int) -> _Year:
        special: dict[date, DayKind] = {}
        for country in self.countries:
            for day, kind in _special_days(country, year, self.overrides).items():
                if kind.kind is Kind.MAKEUP_WORKDAY and not self.makeup_works:
                    kind = DayKind(Kind.WEEKEND, country)  # noqa: PLW2901 - the same day, seen so
                held = special.get(day)
                if held is None or held.kind is Kind.MAKEUP_WORKDAY:
                    special[day] = kind
        off = frozenset(d for d, kind in special.items() if kind.kind is not Kind.MAKEUP_WORKDAY)
        self._years[year] = _Year(special, off)
        return self._years[year]


@lru_cache(maxsize=256)
def calendar_for(
    countries: str | tuple[str, ...],
    overrides: HolidayOverrides = NO_OVERRIDES,
    *,
    makeup_works: bool = True,
) -> WorkCalendar:
    """Return the calendar of a country (``"CN"``, ``"CN,US"``) or of several (``("CN", "US")``).

    Raises:
        UnknownCountryError: one of them has no holiday data; the message names it.

    """
    names: Iterable[str] = countries.split(",") if isinstance(countries, str) else countries
    codes = tuple(dict.fromkeys(country_code(name) for name in names if name.strip()))
    if not codes:
        raise UnknownCountryError("")
    return WorkCalendar(codes, overrides, makeup_works)


def _special_days(country: str, year: int, overrides: HolidayOverrides) -> dict[date, DayKind]:
    known = published(country, year)
    listed = overrides.of(country, year)
    replaced = overrides.knows_all_of(country, year)
    off: dict[date, PublishedDay] = {} if replaced else known.off
    makeup = frozenset[date]() if replaced else known.makeup
    special: dict[date, DayKind] = {}
    day = date(year, 1, 1)
    while day.year == year:
        if day in listed:
            free = day.weekday() in known.weekend
            name = listed[day].name
            if not listed[day].works:
                special[day] = DayKind(Kind.PUBLIC_HOLIDAY, country, name, name)
            elif free:
                special[day] = DayKind(Kind.MAKEUP_WORKDAY, country, name, name)
        elif day in makeup:
            special[day] = DayKind(Kind.MAKEUP_WORKDAY, country, "调休", "make-up working day")
        elif entry := off.get(day):
            special[day] = DayKind(Kind.PUBLIC_HOLIDAY, country, entry.name_zh, entry.name_en)
        elif day.weekday() in known.weekend:
            special[day] = DayKind(Kind.WEEKEND, country)
        day += _ONE_DAY
    return special
