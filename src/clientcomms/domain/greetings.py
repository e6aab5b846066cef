"""Which greetings a client may get in a year, and on which morning each leaves.

China gets 元旦, 春节, 中秋 and 国庆; 元宵, 五一 and 端午 on request. Hong Kong, Macau and Taiwan get
元旦, 春节 and 中秋; 元宵 and 端午 on request. Others get one letter at the
end of the year, before the quiet season; it becomes a Christmas letter only for who asked, and
Thanksgiving exists in the United States on request. What must never be greeted (清明, 重阳, 中元,
Good Friday, Memorial Day …) has no name here, so no configuration can ask for it.

A greeting leaves on the morning of the last ordinary working day before the break. Two festivals
in one break (国庆 and 中秋 in 2025) make one greeting.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from clientcomms.domain.holiday_data import published
from clientcomms.domain.lunar import lantern_festival
from clientcomms.domain.workdays import Grade, WorkCalendar

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class GreetingOccasion:
    """One greeting of one year."""

    key: str
    """``spring_festival``, ``year_end`` …; stable, part of an occasion's key."""
    name_zh: str
    name_en: str
    day: date
    """The festival itself."""
    send_on: date
    not_after: date
    """After this day the greeting is too late and is dropped."""
    first_off: date | None
    last_off: date | None
    back_on: date | None
    """The first day worked again; the break's three dates are None where there is no break."""
    grade: Grade
    """How sure the break is. Name no return date to a client unless it is gazetted."""
    includes: tuple[str, ...] = ()
    """Keys of other festivals in the same break."""


@dataclass(frozen=True, slots=True)
class _Festival:
    key: str
    name_zh: str
    name_en: str
    published_as: str = ""
    """Its Chinese name in the holiday data; empty: not a public holiday."""
    optional: bool = False
    grace: int = 0
    """Days after the festival on which the greeting is still in time."""


_CHINA = (
    _Festival("new_year", "元旦", "New Year", "元旦"),
    # 初三 is the third day of the first month: later wishes are late wishes.
    _Festival("spring_festival", "春节", "Spring Festival", "春节", grace=2),
    _Festival("lantern_festival", "元宵节", "Lantern Festival", optional=True),
    _Festival("labour_day", "五一", "Labour Day", "劳动节", optional=True),
    _Festival("dragon_boat", "端午", "Dragon Boat Festival", "端午节", optional=True),
    _Festival("mid_autumn", "中秋", "Mid-Autumn Festival", "中秋节"),
    _Festival("national_day", "国庆", "National Day", "国庆节"),
)
_ELSEWHERE = frozenset({"HK", "MO", "TW"})
_ONLY_MAINLAND = frozenset({"national_day", "labour_day"})

OPTIONAL = frozenset({"lantern_festival", "labour_day", "dragon_boat", "thanksgiving", "christmas"})
"""Greetings that exist only when somebody asked for them."""

GREETINGS = OPTIONAL | {festival.key for festival in _CHINA} | {"year_end"}
"""Every greeting that a rule may name."""

# The year-end letter is read before the quiet season begins, and is no use after Christmas Eve.
_YEAR_END_BEFORE = (12, 20)
_YEAR_END_NOT_AFTER = (12, 24)


def greetings_of(
    calendar: WorkCalendar, year: int, wanted: Iterable[str] = ()
) -> tuple[GreetingOccasion, ...]:
    """Return the greetings for the calendar's first country with a festival in ``year``.

    ``wanted`` names optional ones (see `OPTIONAL`). They are in order of the sending day, which
    for 元旦 lies in the year before.
    """
    return _greetings_of(calendar, year, frozenset(wanted) & OPTIONAL)


@lru_cache(maxsize=512)
def _greetings_of(
    calendar: WorkCalendar, year: int, asked: frozenset[str]
) -> tuple[GreetingOccasion, ...]:
    nation = calendar.countries[0].partition("-")[0]
    if nation == "CN" or nation in _ELSEWHERE:
        found = _chinese(calendar, year, asked)
    else:
        found = _western(calendar, year, asked, american=nation == "US")
    return tuple(sorted(found, key=lambda one: one.send_on))


def _chinese(calendar: WorkCalendar, year: int, asked: frozenset[str]) -> list[GreetingOccasion]:
    found: list[GreetingOccasion] = []
    abroad = calendar.countries[0] in _ELSEWHERE
    for festival in _CHINA:
        day = _day_of(festival, year)
        unwanted = festival.optional and festival.key not in asked
        if day is None or unwanted or (abroad and festival.key in _ONLY_MAINLAND):
            continue
        one = _before_break(festival, day, calendar)
        twin = next((g for g in found if g.first_off and g.first_off == one.first_off), None)
        if twin is None:
            found.append(one)
        else:
            found[found.index(twin)] = _together(one, twin)
    return found


def _day_of(festival: _Festival, year: int) -> date | None:
    if festival.key == "lantern_festival":
        return lantern_festival(year)
    # The mainland's list has every festival under its own name; elsewhere they are days in lieu.
    days = published("CN", year).off
    return min(
        (d for d, entry in days.items() if entry.name_zh == festival.published_as), default=None
    )


def _before_break(festival: _Festival, day: date, calendar: WorkCalendar) -> GreetingOccasion:
    span = calendar.break_around(day)
    if span is None:
        send_on = day
        if not calendar.is_ordinary_day(day):
            send_on = calendar.previous_working_day(day, ordinary=True)
    else:
        send_on = calendar.previous_working_day(span[0], ordinary=True)
    return GreetingOccasion(
        key=festival.key,
        name_zh=festival.name_zh,
        name_en=festival.name_en,
        day=day,
        send_on=send_on,
        not_after=day + timedelta(days=festival.grace),
        first_off=span[0] if span else None,
        last_off=span[1] if span else None,
        back_on=span[1] + _ONE_DAY if span else None,
        grade=_least(calendar, day, span),
    )


def _least(calendar: WorkCalendar, day: date, span: tuple[date, date] | None) -> Grade:
    grades = {calendar.grade(each) for each in (day, *(span or ()))}
    return next(g for g in (Grade.UNKNOWN, Grade.PROJECTED, Grade.GAZETTED) if g in grades)


def _together(one: GreetingOccasion, twin: GreetingOccasion) -> GreetingOccasion:
    first, second = sorted((one, twin), key=lambda each: each.day)
    return replace(
        first,
        name_zh=f"{first.name_zh}、{second.name_zh}",
        name_en=f"{first.name_en} and {second.name_en}",
        includes=(*first.includes, second.key, *second.includes),
    )


def _western(
    calendar: WorkCalendar, year: int, asked: frozenset[str], *, american: bool
) -> list[GreetingOccasion]:
    before = date(year, *_YEAR_END_BEFORE)
    closing = _Festival("year_end", "岁末", "end of the year")
    if "christmas" in asked:
        closing = _Festival("christmas", "圣诞", "Christmas")
    festive = date(year, 12, 25)
    span = calendar.break_around(festive)
    found = [
        replace(
            _before_break(closing, festive, calendar),
            send_on=calendar.previous_working_day(before, ordinary=True),
            not_after=date(year, *_YEAR_END_NOT_AFTER),
            grade=_least(calendar, festive, span),
        )
    ]
    if american and "thanksgiving" in asked:
        # The fourth Thursday of November (5 U.S.C. 6103).
        day = date(year, 11, 22) + timedelta(days=(3 - date(year, 11, 22).weekday()) % 7)
        feast = _Festival("thanksgiving", "感恩节", "Thanksgiving")
        found.append(_before_break(feast, day, calendar))
    return found
