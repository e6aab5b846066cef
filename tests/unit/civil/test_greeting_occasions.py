from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientcomms.domain.greetings import OPTIONAL, greetings_of
from clientcomms.domain.lunar import (
    KNOWN_YEARS,
    lantern_festival,
    little_new_year,
    spring_festival,
)
from clientcomms.domain.workdays import Grade, calendar_for

CN = calendar_for("CN")


def _sending(country: str, year: int, *wanted: str) -> dict[str, str]:
    return {g.key: str(g.send_on) for g in greetings_of(calendar_for(country), year, wanted)}


def test_china_gets_four_greetings_each_on_the_last_working_morning() -> None:
    assert _sending("CN", 2026) == {
        "new_year": "2025-12-31",
        "spring_festival": "2026-02-13",
        "mid_autumn": "2026-09-24",
        "national_day": "2026-09-30",
    }


def test_the_spring_festival_greeting_is_too_late_after_the_third_day() -> None:
    spring = next(g for g in greetings_of(CN, 2026) if g.key == "spring_festival")
    assert spring.not_after == date(2026, 2, 19)
    assert (spring.first_off, spring.last_off) == (date(2026, 2, 15), date(2026, 2, 23))
    assert spring.back_on == date(2026, 2, 24)
    assert spring.grade is Grade.GAZETTED


def test_two_festivals_in_one_break_make_one_greeting() -> None:
    both = greetings_of(CN, 2025)[-1]
    assert (both.key, both.includes) == ("national_day", ("mid_autumn",))
    assert both.name_zh == "国庆、中秋"
    assert both.back_on == date(2025, 10, 9)


def test_optional_festivals_come_only_when_asked_for() -> None:
    assert _sending("CN", 2026, "lantern_festival", "dragon_boat") == _sending("CN", 2026) | {
        "lantern_festival": "2026-03-03",
        "dragon_boat": "2026-06-18",
    }


def test_what_must_not_be_greeted_cannot_be_asked_for() -> None:
    asked = ("qingming", "double_ninth", "christmas", "halloween")
    assert _sending("CN", 2026, *asked) == _sending("CN", 2026)


def test_a_projected_break_says_so() -> None:
    horizon = CN.horizon(2026)
    assert horizon is not None
    later = greetings_of(CN, horizon.year + 1)
    assert {g.grade for g in later} == {Grade.PROJECTED}


@pytest.mark.parametrize("country", ["US", "DE", "GB-ENG", "FR"])
def test_others_get_one_letter_before_the_quiet_season(country: str) -> None:
    assert _sending(country, 2026) == {"year_end": "2026-12-18"}


def test_christmas_takes_the_place_of_the_year_end_by_preference() -> None:
    assert _sending("DE", 2026, "christmas") == {"christmas": "2026-12-18"}


def test_thanksgiving_is_american_and_optional() -> None:
    assert _sending("US", 2026, "thanksgiving")["thanksgiving"] == "2026-11-25"
    assert "thanksgiving" not in _sending("CA", 2026, "thanksgiving")


def test_hong_kong_gets_no_national_day() -> None:
    assert set(_sending("HK", 2026, *OPTIONAL)) == {
        "new_year",
        "spring_festival",
        "lantern_festival",
        "dragon_boat",
        "mid_autumn",
    }


@given(
    st.sampled_from(["CN", "US", "DE-BY", "GB-ENG", "HK", "SA"]),
    st.integers(2024, 2034),
    st.sets(st.sampled_from(sorted(OPTIONAL))),
)
def test_a_greeting_leaves_on_an_ordinary_day_and_in_time(
    country: str, year: int, wanted: set[str]
) -> None:
    calendar = calendar_for(country)
    found = greetings_of(calendar, year, wanted)
    assert len({g.key for g in found}) == len(found)
    for greeting in found:
        assert calendar.is_ordinary_day(greeting.send_on)
        assert greeting.send_on <= greeting.not_after
        assert greeting.back_on is None or calendar.is_working_day(greeting.back_on)


@pytest.mark.parametrize(
    ("year", "little", "spring", "lantern"),
    [
        (2024, "2024-02-02", "2024-02-10", "2024-02-24"),
        (2025, "2025-01-22", "2025-01-29", "2025-02-12"),
        (2026, "2026-02-10", "2026-02-17", "2026-03-03"),
        (2027, "2027-01-30", "2027-02-06", "2027-02-20"),
        (2030, "2030-01-26", "2030-02-03", "2030-02-17"),
    ],
)
def test_lunar_dates(year: int, little: str, spring: str, lantern: str) -> None:
    assert str(little_new_year(year)) == little
    assert str(spring_festival(year)) == spring
    assert str(lantern_festival(year)) == lantern


def test_the_lunar_table_agrees_with_the_holiday_data() -> None:
    for year in KNOWN_YEARS:
        first = spring_festival(year)
        assert first is not None
        assert CN.day_kind(first).name_zh.startswith("春节")
    assert spring_festival(max(KNOWN_YEARS) + 1) is None
    assert lantern_festival(1999) is None
    assert little_new_year(1999) is None
