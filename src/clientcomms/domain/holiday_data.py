"""Published holidays by country and year: the holidays package, read once and kept.

Most countries fix their days by statute. Some (China first) decree every year anew which
weekends are worked to lengthen a break (调休); for them the data is certain only as far as the
decrees go, and beyond that it is a projection and says so.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from clientcomms.domain.holiday_names import COUNTRY_NAMES, chinese_name, english_name
from clientcomms.errors import ClientCommsError

if TYPE_CHECKING:
    from holidays import HolidayBase


class Grade(StrEnum):
    """How sure a day off is."""

    GAZETTED = "gazetted"
    PROJECTED = "projected"
    UNKNOWN = "unknown"


class UnknownCountryError(ClientCommsError):
    """A country or region without holiday data."""

    def __init__(self, name: str, close: tuple[str, ...] = ()) -> None:
        self.name = name
        self.close = close
        hint = f"did you mean {' or '.join(close)}?" if close else "write it like CN, US or DE-BY"
        super().__init__(f"no holiday data for country {name!r}: {hint}")


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """A public holiday with its name in both languages."""

    name_zh: str
    name_en: str
    estimated: bool
    substituted: bool
    """Off only because another day is worked for it."""


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """What is published for one country and year; do not change the mappings."""

    off: dict[date, PublishedDay]
    makeup: frozenset[date]
    weekend: frozenset[int]
    """Weekdays, Monday is 0."""
    grade: Grade
    horizon: int | None
    """Last decreed year, for a country that decrees yearly."""


@lru_cache(maxsize=256)
def country_code(text: str) -> str:
    """Return the code as this program writes it: ``CN``, ``GB-ENG``, ``DE-BY``.

    Understands lower case, ``UK``, and the common names in Chinese and English (德国, Germany).

    Raises:
        UnknownCountryError: no data under that name.

    """
    import holidays

    wanted = text.strip()
    wanted = COUNTRY_NAMES.get(wanted.casefold(), wanted).upper().replace("_", "-")
    nation, _, region = wanted.partition("-")
    supported = holidays.list_supported_countries(include_aliases=True)
    if nation == "UK":
        nation = "GB"
    if nation not in supported or len(nation) != 2:
        names = difflib.get_close_matches(text.strip().casefold(), COUNTRY_NAMES, n=2)
        raise UnknownCountryError(text, tuple(COUNTRY_NAMES[name] for name in names))
    if region and region not in supported[nation]:
        close = difflib.get_close_matches(region, supported[nation], n=3, cutoff=0.3)
        raise UnknownCountryError(text, tuple(f"{nation}-{found}" for found in close) or (nation,))
    return f"{nation}-{region}" if region else nation


@lru_cache(maxsize=2048)
def published(country: str, year: int) -> PublishedYear:
    """Return the published days of a country code and year; cached for the process.

    Raises:
        UnknownCountryError: no data for that country.

    """
    code = country_code(country)
    book = _book(code, year, "zh_CN")
    english = _book(code, year, "en_US", "en_GB")
    off = {day: _named(day, book, english) for day in sorted(book) if day.year == year}
    makeup = frozenset(day for day in book.weekend_workdays if day.year == year)
    decreed = _decreed_years(book)
    return PublishedYear(
        off,
        makeup,
        _office_weekend(book),
        _grade(book, year, decreed),
        max(decreed, default=None),
    )


def _book(code: str, year: int, *languages: str) -> HolidayBase:
    import holidays

    nation, _, region = code.partition("-")
    plain = holidays.country_holidays(nation, subdiv=region or None)
    known = [language for language in languages if language in plain.supported_languages]
    return holidays.country_holidays(
        nation,
        subdiv=region or None,
        years=(year - 1, year, year + 1),
        language=known[0] if known else plain.default_language,
    )


def _named(day: date, chinese: HolidayBase, english: HolidayBase) -> PublishedDay:
    substituted = "调休" in chinese[day]
    # "Day off (substituted from …)" says nothing to a reader: name the break it belongs to.
    near = _holiday_near(day, chinese) if substituted else day
    name_en = str(english.get(near, chinese[near]))
    # Data without a Chinese version comes in the country's own language: translate the English.
    name_zh = str(chinese[near]) if chinese.language == "zh_CN" else name_en
    estimated = "estimated" in name_en or "推定" in name_zh
    return PublishedDay(chinese_name(name_zh), english_name(name_en), estimated, substituted)


def _office_weekend(book: HolidayBase) -> frozenset[int]:
    # For some places (Hong Kong, India) the data counts Saturday as worked; offices do not.
    saturday, sunday = 5, 6
    weekend = frozenset(book.weekend)
    return weekend | {saturday} if weekend == {sunday} else weekend


def _holiday_near(day: date, book: HolidayBase) -> date:
    neighbours = (day + timedelta(days=step * sign) for step in range(1, 9) for sign in (-1, 1))
    plain = (near for near in neighbours if near in book and "（" not in book[near])
    return next(plain, day)


def _decreed_years(book: HolidayBase) -> frozenset[int]:
    """Years for which the data swaps working days, as a yearly decree does."""
    table = getattr(book, "special_public_holidays", {})
    return frozenset(
        year
        for year, entries in table.items()
        for entry in (entries if entries and isinstance(entries[0], tuple) else (entries,))
        if len(entry) >= 4 and all(isinstance(part, int) for part in entry[:4])
    )


def _grade(book: HolidayBase, year: int, decreed: frozenset[int]) -> Grade:
    if not book.start_year <= year <= book.end_year:
        return Grade.UNKNOWN
    return Grade.PROJECTED if decreed and year > max(decreed) else Grade.GAZETTED
