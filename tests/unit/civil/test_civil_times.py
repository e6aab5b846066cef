# ruff: noqa: DTZ001 - wall-clock intent is naive on purpose
from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientcomms.domain.civil import (
    CivilTime,
    Crossing,
    UnknownZoneError,
    crossing_of,
    instant,
    zone_named,
)

ZONES = st.sampled_from(
    [
        "Asia/Shanghai",
        "Europe/Berlin",
        "America/New_York",
        "Europe/Dublin",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/Sao_Paulo",
    ]
)
LOCALS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2037, 12, 31))


def test_a_time_in_a_gap_moves_forward_by_the_gap() -> None:
    found = CivilTime(datetime(2026, 3, 29, 2, 30), "Europe/Berlin").resolve()
    assert found.at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert f"{found.local:%H:%M}" == "03:30"
    assert found.crossing is Crossing.GAP


def test_a_time_in_an_overlap_is_the_first_one() -> None:
    found = CivilTime(datetime(2026, 10, 25, 2, 30), "Europe/Berlin").resolve()
    assert found.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert found.crossing is Crossing.OVERLAP


def test_an_ordinary_time_keeps_its_wall_clock_across_seasons() -> None:
    summer = CivilTime(datetime(2026, 7, 3, 16), "Europe/Berlin").resolve()
    winter = CivilTime(datetime(2026, 12, 4, 16), "Europe/Berlin").resolve()
    assert summer.at.hour == 14
    assert winter.at.hour == 15
    assert summer.crossing is winter.crossing is Crossing.NONE


def test_the_day_that_samoa_left_out_lands_on_the_next() -> None:
    found = CivilTime(datetime(2011, 12, 30, 12), "Pacific/Apia").resolve()
    assert f"{found.local:%Y-%m-%d %H:%M}" == "2011-12-31 12:00"


def test_a_civil_time_refuses_an_offset() -> None:
    with pytest.raises(ValueError, match="naive"):
        CivilTime(datetime(2026, 1, 1, tzinfo=UTC), "Asia/Shanghai")


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("Pacific", "America/Los_Angeles"),
        ("Asia/Shangai", "Asia/Shanghai"),
        ("shanghai", "Asia/Shanghai"),
        ("北京时间", "Asia/Shanghai"),
        ("CST", "America/Chicago"),
        ("W. Europe Standard Time", "Europe/Berlin"),
    ],
)
def test_an_unknown_zone_is_answered_with_what_comes_close(name: str, close: str) -> None:
    with pytest.raises(UnknownZoneError) as caught:
        zone_named(name)
    assert close in caught.value.close
    assert name in str(caught.value)
    assert close in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Asia",
        "Asia/",
        "../etc/passwd",
        "/etc/localtime",
        "right/UTC",
        "localtime",
        "A\0B",
        "Etc/%",
    ],
)
def test_folders_paths_and_machine_clocks_are_no_zones(name: str) -> None:
    with pytest.raises(UnknownZoneError):
        zone_named(name)


def test_a_very_long_name_is_refused_and_not_repeated() -> None:
    with pytest.raises(UnknownZoneError) as caught:
        zone_named("A" * 300)
    assert len(str(caught.value)) < 120
    assert "300" in str(caught.value)


@given(LOCALS, ZONES)
def test_outside_a_gap_the_wall_shows_what_was_asked(local: datetime, name: str) -> None:
    zone = zone_named(name)
    shown = instant(local, zone).astimezone(zone).replace(tzinfo=None)
    assert (shown == local) is (crossing_of(local, zone) is not Crossing.GAP)
    assert shown >= local


@given(LOCALS, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=2)), ZONES)
def test_a_whole_day_later_is_never_an_earlier_instant(
    local: datetime, more: timedelta, name: str
) -> None:
    zone = zone_named(name)
    assert instant(local, zone) <= instant(local + timedelta(days=1) + more, zone)
