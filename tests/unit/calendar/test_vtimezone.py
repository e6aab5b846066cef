"""VTIMEZONE, read by the icalendar library and compared with the time-zone database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from clientcomms.wire.icalendar_text import written
from clientcomms.wire.vtimezone import UnknownZoneError, vtimezone_lines, zone_named

local = datetime.fromisoformat
FIRST, LAST = local("2026-11-23T09:00"), local("2028-12-28T09:00")

# The zones with yearly rules, with odd rules, without any, and with rules that are none.
ZONES = [
    "Asia/Shanghai",
    "America/Los_Angeles",
    "America/New_York",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Dublin",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/Mexico_City",
    "America/Santiago",
    "America/Nuuk",
    "Asia/Jerusalem",
    "Africa/Cairo",
    "Africa/Casablanca",
]


def offsets_differ(zone: str, first: datetime, last: datetime) -> list[datetime]:
    """The instants, six hours apart, at which the VTIMEZONE is wrong."""
    component: Any = Timezone.from_ical(written(vtimezone_lines(zone, first, last)))
    told, true = component.to_tz(lookup_tzid=False), ZoneInfo(zone)
    moment, wrong = first.replace(tzinfo=UTC), []
    while moment <= last.replace(tzinfo=UTC):
        if moment.astimezone(told).utcoffset() != moment.astimezone(true).utcoffset():
            wrong.append(moment)
        moment += timedelta(hours=6)
    return wrong


@pytest.mark.parametrize("zone", ZONES)
def test_every_instant_of_a_series_has_the_offset_of_the_database(zone: str) -> None:
    assert offsets_differ(zone, FIRST, LAST) == []


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("America/Mexico_City", local("2020-01-06T09:00"), local("2024-06-01T09:00")),
        ("America/Sao_Paulo", local("2018-01-06T09:00"), local("2020-06-01T09:00")),
        ("Pacific/Norfolk", local("2019-03-01T09:00"), local("2023-05-01T09:00")),
        ("Europe/Moscow", local("2010-01-06T09:00"), local("2015-06-01T09:00")),
    ],
)
def test_a_country_that_changes_its_mind_within_a_series_is_followed(
    zone: str, first: datetime, last: datetime
) -> None:
    assert offsets_differ(zone, first, last) == []


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        (
            "Europe/Berlin",
            ["FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"],
        ),
        (
            "America/New_York",
            ["FREQ=YEARLY;BYMONTH=3;BYDAY=2SU", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"],
        ),
        ("Asia/Shanghai", []),
    ],
)
def test_summer_time_is_written_as_yearly_rules(zone: str, rules: list[str]) -> None:
    lines = vtimezone_lines(zone, FIRST, LAST)
    assert sorted(line[6:] for line in lines if line.startswith("RRULE:")) == sorted(rules)
    assert not [line for line in lines if line.startswith("RDATE")]


@pytest.mark.parametrize("zone", ZONES)
def test_a_time_zone_stays_short_and_has_a_standard_time(zone: str) -> None:
    lines = vtimezone_lines(zone, FIRST, LAST)
    assert 1 <= sum(line.startswith("BEGIN:") for line in lines) - 1 <= 6
    assert "BEGIN:STANDARD" in lines


@pytest.mark.parametrize("zone", [*ZONES, "Pacific/Norfolk"])
def test_an_offset_is_told_from_before_the_first_meeting_on(zone: str) -> None:
    first = local("2019-03-01T09:00")
    lines = vtimezone_lines(zone, first, local("2021-03-01T09:00"))
    begins = [line[8:] for line in lines if line.startswith("DTSTART:")]
    assert datetime.fromisoformat(min(begins)) < first


def test_the_onset_is_told_in_the_offset_before_it() -> None:
    lines = vtimezone_lines("Europe/Berlin", FIRST, LAST)
    begin = lines.index("BEGIN:DAYLIGHT")
    assert lines[begin + 1].endswith("T020000")
    assert lines[begin + 2 : begin + 4] == ("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200")


@pytest.mark.parametrize(
    "name", ["Pacific", "Mars/Olympus", "", "../etc/passwd", "Z" * 300, "Asia/\x00"]
)
def test_a_name_that_is_no_zone_is_refused_in_words(name: str) -> None:
    with pytest.raises(UnknownZoneError, match="Asia/Shanghai"):
        zone_named(name)
