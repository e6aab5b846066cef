"""A review rule as a series that calendars can keep: RRULE, first start, exceptions for holidays.

A calendar repeats by weekday or date and knows no holidays, so what falls on a day off is written
into the series: as EXDATE where it is dropped, as an override where it moves. Only days off that
are decreed count; a projected one changes nothing until its notice is out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from clientcomms.domain.civil import instant, zone_named
from clientcomms.domain.holiday_data import Grade, published
from clientcomms.domain.holiday_overrides import NO_OVERRIDES, HolidayOverrides, OverriddenDay
from clientcomms.domain.recurrence import HolidayPolicy, SeriesInstance, SeriesRule, expand
from clientcomms.domain.review_reasons import why_not_on
from clientcomms.domain.review_rules import rrule_of
from clientcomms.domain.schedule_rules import next_after
from clientcomms.domain.schedule_values import Every, ScheduleRule
from clientcomms.domain.workdays import WorkCalendar, calendar_for
from clientcomms.errors import ClientCommsError

_DAY = timedelta(days=1)
_MOST_TRIES = 60
"""Occurrences looked at for a first one on a working day."""


class SeriesOverError(ClientCommsError):
    """A rule that gives no meeting any more."""

    def __init__(self, rule: ScheduleRule, day: date) -> None:
        self.rule = rule
        self.day = day
        super().__init__(f"review rule {rule.text!r} gives no meeting on or after {day}")


@dataclass(frozen=True, slots=True)
class HandMove:
    """A person's word on one instance: another start (naive local), or None for none at all."""

    rule_local: datetime
    starts_local: datetime | None
    reason_zh: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed upon; hashable. Times are of `zone`, days off of all `countries`."""

    rule: ScheduleRule
    zone: str
    policy: HolidayPolicy
    countries: tuple[str, ...]
    moves: tuple[HandMove, ...] = ()
    overrides: HolidayOverrides = NO_OVERRIDES


@dataclass(frozen=True, slots=True)
class Shift:
    """An instance at another time than the rule gives it; both naive local."""

    rule_local: datetime
    starts_local: datetime
    reason_zh: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A series as calendars keep it; local times are naive wall times of the terms' zone."""

    rrule: str
    """RRULE value (RFC 5545 §3.3.10); empty for a single meeting."""
    starts_local: datetime
    exdates: tuple[datetime, ...] = ()
    shifts: tuple[Shift, ...] = ()
    unsure: tuple[date, ...] = ()
    """Instances on a day off that is only projected: looked at again when its notice is out."""


def first_start(terms: Terms, on_or_after: date) -> datetime:
    """Return the first local start from a day on, days off passed over where the policy says so.

    A series does not begin with an exception: some calendars show the first start regardless.

    Raises:
        SeriesOverError: the rule gives none.

    """
    zone = zone_named(terms.zone)
    after = instant(datetime.combine(on_or_after, time()), zone) - timedelta(microseconds=1)
    calendar = certain_calendar(terms.countries, terms.overrides, on_or_after.year)
    for _ in range(_MOST_TRIES):
        found = next_after(terms.rule, after, zone, calendar)
        if found is None:
            break
        free = calendar.is_working_day(found.local.date())
        if free or terms.policy is HolidayPolicy.NONE or terms.rule.every is Every.ONCE:
            return found.local
        after = found.at
    raise SeriesOverError(terms.rule, on_or_after)


def is_start_of(terms: Terms, starts_local: datetime) -> bool:
    """Whether the rule itself, its rhythm included, holds a meeting at a local start."""
    zone = zone_named(terms.zone)
    calendar = calendar_for(terms.countries, terms.overrides)
    before = instant(starts_local, zone) - timedelta(microseconds=1)
    found = next_after(terms.rule, before, zone, calendar)
    return found is not None and found.local == starts_local


@lru_cache(maxsize=4096)
def shape_of(terms: Terms, starts_local: datetime, until: date) -> Shape:
    """Return the series that begins at a local start, its exceptions worked out until a day.

    Raises:
        NoSeriesError: no calendar can repeat the rule; says what to write instead.
        RecurrenceError: the series is too long.

    """
    rrule = rrule_of(terms.rule)
    calendar = certain_calendar(terms.countries, terms.overrides, starts_local.year, until.year)
    if not rrule:
        return _single(terms, starts_local, calendar)
    zone = zone_named(terms.zone)
    series = SeriesRule(
        starts_local,
        terms.zone,
        rrule,
        tuple(move.rule_local for move in terms.moves if move.starts_local is None),
        tuple((m.rule_local, m.starts_local) for m in terms.moves if m.starts_local is not None),
    )
    end = instant(datetime.combine(until, time.max), zone)
    found = expand(series, policy=terms.policy, calendar=calendar, until=end)
    lost = (one.start.astimezone(zone).replace(tzinfo=None) for one in found.skipped)
    return Shape(
        rrule,
        starts_local,
        tuple(sorted(lost)),
        tuple(_shift(one, terms, calendar) for one in found.instances if one.moved_from),
        _unsure(terms, found.instances),
    )


def _single(terms: Terms, starts_local: datetime, calendar: WorkCalendar) -> Shape:
    """One meeting has no exceptions: it is moved itself."""
    for move in reversed(terms.moves):
        if move.starts_local is not None:
            return Shape("", move.starts_local)
    day = starts_local.date()
    if not calendar.is_working_day(day) and terms.policy is HolidayPolicy.NEXT:
        day = calendar.next_working_day(day)
    elif not calendar.is_working_day(day) and terms.policy is HolidayPolicy.PREVIOUS:
        day = calendar.previous_working_day(day)
    return Shape("", datetime.combine(day, starts_local.time()))


def _shift(one: SeriesInstance, terms: Terms, calendar: WorkCalendar) -> Shift:
    assert one.moved_from is not None
    rule_local = one.moved_from.astimezone(zone_named(terms.zone)).replace(tzinfo=None)
    starts_local = one.local.replace(tzinfo=None)
    for move in terms.moves:
        if move.rule_local == rule_local:
            return Shift(rule_local, starts_local, move.reason_zh, move.reason_en)
    return Shift(rule_local, starts_local, *why_not_on(rule_local.date(), calendar))


def _unsure(terms: Terms, instances: Iterable[SeriesInstance]) -> tuple[date, ...]:
    if terms.policy is HolidayPolicy.NONE:
        return ()
    plain = calendar_for(terms.countries, terms.overrides)
    days = (one.local.date() for one in instances if one.moved_from is None)
    return tuple(day for day in days if not plain.is_working_day(day))


@lru_cache(maxsize=512)
def certain_calendar(
    countries: tuple[str, ...],
    overrides: HolidayOverrides,
    first_year: int,
    last_year: int | None = None,
) -> WorkCalendar:
    """Return a calendar on which weekends and decreed days off are off, projected ones worked.

    Raises:
        UnknownCountryError: no holiday data for one of them.

    """
    plain = calendar_for(countries, overrides)
    # A year more: what moves may cross New Year.
    years = range(first_year - 1, (last_year or first_year) + 3)
    worked = [
        OverriddenDay(country, day, works=True, name="")
        for country in plain.countries
        for year in years
        for day in _projected(plain, country, year)
    ]
    return calendar_for(countries, HolidayOverrides((*overrides.days, *worked), overrides.complete))


def _projected(calendar: WorkCalendar, country: str, year: int) -> Iterable[date]:
    known = published(country, year)
    if calendar.overrides.knows_all_of(country, year):
        return
    for day in known.off:
        weekend = day.weekday() in known.weekend
        if not weekend and calendar.grade(day, country) is not Grade.GAZETTED:
            yield day
