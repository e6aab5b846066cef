"""A team's own word on days off: the notice that came out after the holiday data did.

The form is small enough to type from the notice (TOML)::

    [CN]
    gazetted = [2027]              # the whole notice of these years is written here
    2027-01-01 = "off 元旦"
    2027-02-14 = "work 春节调休"

A day listed here counts as gazetted. A year listed under ``gazetted`` is known completely: what
the data had projected for it beyond the listed days no longer counts.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from typing_extensions import override

from clientcomms.errors import ConfigurationError, Problem

_WORDS = {"off": False, "休": False, "休息": False, "work": True, "班": True, "上班": True}


@dataclass(frozen=True, slots=True)
class OverriddenDay:
    """One day as the team's file has it."""

    country: str
    day: date
    works: bool
    name: str


@dataclass(frozen=True, slots=True)
class HolidayOverrides:
    """All of a team's own words on days off; hashable, so calendars can be cached by it."""

    days: tuple[OverriddenDay, ...] = ()
    complete: tuple[tuple[str, int], ...] = ()
    """Country and year whose official notice is written out here in full."""
    _hash: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Calendars are looked up by this value for every schedule: hash the days once.
        object.__setattr__(self, "_hash", hash((self.days, self.complete)))

    @override
    def __hash__(self) -> int:
        return self._hash

    def of(self, country: str, year: int) -> dict[date, OverriddenDay]:
        """Return the listed days of one country and year; a region inherits its country's."""
        nation = country.partition("-")[0]
        fit = (d for d in self.days if d.day.year == year and d.country in {country, nation})
        return {day.day: day for day in sorted(fit, key=lambda day: len(day.country))}

    def knows_all_of(self, country: str, year: int) -> bool:
        """Whether the year's notice is written out here in full."""
        return {(country, year), (country.partition("-")[0], year)} & set(self.complete) != set()


NO_OVERRIDES = HolidayOverrides()


@lru_cache(maxsize=16)
def overrides_from_toml(text: str, where: str = "holidays.toml") -> HolidayOverrides:
    """Read the TOML form.

    Raises:
        ConfigurationError: every wrong line at once.

    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError([Problem(where, f"not TOML: {error}")]) from error
    return overrides_from_mapping(tables, where)


def overrides_from_mapping(
    tables: Mapping[str, object], where: str = "holidays.toml"
) -> HolidayOverrides:
    """Read ``{country: {date: "off name" | "work name", "gazetted": [years]}}``.

    Raises:
        ConfigurationError: every wrong entry at once.

    """
    days: list[OverriddenDay] = []
    complete: list[tuple[str, int]] = []
    problems: list[Problem] = []
    for country, table in tables.items():
        if not isinstance(table, Mapping):
            problems.append(Problem(f"{where}: {country}", "not a table", "write [CN] above it"))
            continue
        for key, value in table.items():
            if key == "gazetted" and isinstance(value, list):
                complete += [(country.upper(), int(year)) for year in value]
                continue
            try:
                days.append(_day(country.upper(), key, value))
            except ValueError as error:
                problems.append(Problem(f"{where}: {country}.{key}", str(error), _MEND))
    if problems:
        raise ConfigurationError(problems)
    return _the_one(tuple(days), tuple(complete))


@lru_cache(maxsize=16)
def _the_one(
    days: tuple[OverriddenDay, ...], complete: tuple[tuple[str, int], ...]
) -> HolidayOverrides:
    """Return the same object for the same words, so that comparing them is free."""
    return HolidayOverrides(days, complete)


_MEND = 'write 2027-01-01 = "off 元旦" or "work 调休"'


def _day(country: str, key: object, value: object) -> OverriddenDay:
    day = key if isinstance(key, date) else date.fromisoformat(str(key))
    if isinstance(value, Mapping):
        value = f"{value.get('day', '')} {value.get('name', '')}"
    word, _, name = str(value).strip().partition(" ")
    if word not in _WORDS:
        raise ValueError(f"{word!r} is neither off nor work")
    return OverriddenDay(country, day, _WORDS[word], name.strip())
