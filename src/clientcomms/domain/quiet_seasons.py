"""When to leave clients in peace: quiet seasons, days without celebration, mourning.

A quiet season holds surveys and whatever counts silence as an answer; reports and answers go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clientcomms.domain import reasons
from clientcomms.domain.lunar import lantern_festival, little_new_year
from clientcomms.domain.reasons import Reason

# The European Economic Area, Switzerland and the United Kingdom keep the turn of the year quiet.
_EUROPE = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
        "IS",
        "LI",
        "NO",
        "CH",
        "GB",
    ]
)
_AUGUST = frozenset({"FR", "IT", "ES"})

_NO_CELEBRATION = {
    "CN": {
        (7, 7): ("七七事变纪念日", "the anniversary of 7 July 1937"),
        (9, 18): ("九一八事变纪念日", "the anniversary of 18 September 1931"),
        (12, 13): ("南京大屠杀死难者国家公祭日", "the National Memorial Day for Nanjing"),
    },
    "US": {(9, 11): ("9·11 事件纪念日", "the anniversary of 11 September 2001")},
}


@dataclass(frozen=True, slots=True)
class QuietSeason:
    """A span of days, both included, and its name."""

    first: date
    last: date
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Mourning:
    """The switch a person sets: nothing festive for a region until a day (included).

    ``region`` is a country code (all of it) or one with a subdivision.
    """

    region: str
    until: date
    since: date | None = None

    def holds(self, day: date, country: str) -> bool:
        """Whether it is on for a country code on a day."""
        inside = country == self.region or country.startswith(f"{self.region}-")
        return inside and (self.since is None or self.since <= day) and day <= self.until


def quiet_season(day: date, country: str) -> QuietSeason | None:
    """Return the quiet season of the country that the day lies in, or None.

    China: 小年 to 元宵, in the years `clientcomms.domain.lunar` knows. Europe: 20 December to
    6 January. France, Italy, Spain: August too.
    """
    nation = country.partition("-")[0]
    return next((s for s in _seasons(nation, day.year) if s.first <= day <= s.last), None)


def no_celebration(day: date, country: str, mourning: Iterable[Mourning] = ()) -> Reason | None:
    """Return why nothing festive may leave for the country on that day, or None."""
    for switch in mourning:
        if switch.holds(day, country):
            return reasons.mourning(switch.region, switch.until)
    nation = country.partition("-")[0]
    named = _NO_CELEBRATION.get(nation, {}).get((day.month, day.day))
    return reasons.no_celebration(*named) if named else None


def _seasons(nation: str, year: int) -> list[QuietSeason]:
    found: list[QuietSeason] = []
    first, last = little_new_year(year), lantern_festival(year)
    if nation == "CN" and first and last:
        found.append(QuietSeason(first, last, "小年至元宵", "Spring Festival season"))
    if nation in _EUROPE:
        found += [
            QuietSeason(date(y, 12, 20), date(y + 1, 1, 6), "岁末年初", "turn of the year")
            for y in (year - 1, year)
        ]
    if nation in _AUGUST:
        found.append(QuietSeason(date(year, 8, 1), date(year, 8, 31), "八月休假季", "August"))
    return found
