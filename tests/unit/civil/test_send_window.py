# ruff: noqa: DTZ001 - wall-clock intent is naive on purpose
from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientcomms.domain.civil import zone_named
from clientcomms.domain.quiet_seasons import Mourning, no_celebration, quiet_season
from clientcomms.domain.send_window import Direction, SendDays, SendWindow, fit
from clientcomms.domain.workdays import calendar_for

CN = calendar_for("CN")
WINDOW = SendWindow(time(9), time(18))
SHANGHAI = zone_named("Asia/Shanghai")


def _fitted(
    wanted: str, *, essential: bool = False, direction: Direction = Direction.NEXT
) -> tuple[str, list[str]]:
    found = fit(
        datetime.fromisoformat(wanted).replace(tzinfo=SHANGHAI),
        zone="Asia/Shanghai",
        calendar=CN,
        window=WINDOW,
        essential=essential,
        direction=direction,
    )
    shown = f"{found.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return shown, [reason.rule for reason in found.moves]


def test_a_time_that_fits_is_kept_without_a_reason() -> None:
    assert _fitted("2026-10-09T16:07") == ("2026-10-09 16:07", [])
    assert _fitted("2026-10-09T18:00") == ("2026-10-09 18:00", [])


def test_the_early_morning_waits_for_the_opening() -> None:
    assert _fitted("2026-10-09T06:00") == ("2026-10-09 09:00", ["quiet_hours"])


def test_an_evening_before_a_golden_week_waits_until_after_it() -> None:
    at, rules = _fitted("2026-09-30T22:00")
    assert at == "2026-10-08 09:00"
    assert rules[0] == "quiet_hours"
    assert {"public_holiday", "weekend"} <= set(rules)


def test_only_essential_letters_leave_on_a_makeup_saturday() -> None:
    assert _fitted("2026-10-10T10:00", essential=True) == ("2026-10-10 10:00", [])
    assert _fitted("2026-10-10T10:00") == ("2026-10-12 09:00", ["makeup_workday", "weekend"])


def test_a_greeting_goes_to_the_morning_before_the_break() -> None:
    at, rules = _fitted("2026-02-17T10:00", direction=Direction.PREVIOUS)
    assert at == "2026-02-13 09:00"
    assert "makeup_workday" in rules


def test_an_urgent_letter_is_not_moved() -> None:
    assert _fitted("2026-10-03T03:00", direction=Direction.URGENT) == ("2026-10-03 03:00", [])


def test_a_window_may_be_open_on_any_day_but_not_at_night() -> None:
    found = fit(
        datetime(2026, 10, 3, 22, tzinfo=SHANGHAI),
        zone=SHANGHAI,
        calendar=CN,
        window=SendWindow(days=SendDays.ANY),
    )
    assert f"{found.at.astimezone(SHANGHAI):%m-%d %H:%M}" == "10-04 09:00"


def test_a_holiday_is_named_in_the_reason_in_both_languages() -> None:
    found = fit(
        datetime(2026, 10, 1, 10, tzinfo=SHANGHAI), zone=SHANGHAI, calendar=CN, window=WINDOW
    )
    assert "国庆节" in found.moves[0].text("zh-CN")
    assert "National Day" in found.moves[0].text("en")


def test_a_window_that_closes_before_it_opens_is_refused() -> None:
    with pytest.raises(ValueError, match="closes at"):
        SendWindow(time(18), time(9))


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 30), timezones=st.just(UTC)),
    st.sampled_from(
        [
            ("CN", "Asia/Shanghai"),
            ("US", "America/New_York"),
            ("DE-BY", "Europe/Berlin"),
            ("GB-ENG", "Europe/London"),
            ("SA", "Asia/Riyadh"),
        ]
    ),
    st.booleans(),
    st.sampled_from([Direction.NEXT, Direction.PREVIOUS]),
)
def test_never_at_night_never_on_a_day_off(
    wanted: datetime, place: tuple[str, str], essential: bool, direction: Direction
) -> None:
    country, zone = place
    calendar = calendar_for(country)
    found = fit(
        wanted,
        zone=zone,
        calendar=calendar,
        window=WINDOW,
        essential=essential,
        direction=direction,
    )
    local = found.at.astimezone(zone_named(zone))
    assert WINDOW.open <= local.time() <= WINDOW.close
    assert calendar.is_working_day(local.date())
    assert essential or calendar.is_ordinary_day(local.date())
    assert bool(found.moves) is (found.at != wanted)
    if direction is Direction.NEXT:
        assert found.at >= wanted
    again = fit(found.at, zone=zone, calendar=calendar, window=WINDOW, essential=essential)
    assert again.at == found.at


@pytest.mark.parametrize(
    ("day", "country", "name"),
    [
        (date(2026, 2, 9), "CN", None),
        (date(2026, 2, 10), "CN", "小年至元宵"),
        (date(2026, 3, 3), "CN", "小年至元宵"),
        (date(2026, 3, 4), "CN", None),
        (date(2026, 12, 20), "DE-BY", "岁末年初"),
        (date(2027, 1, 6), "FR", "岁末年初"),
        (date(2027, 1, 7), "FR", None),
        (date(2026, 8, 15), "FR", "八月休假季"),
        (date(2026, 8, 15), "DE", None),
        (date(2026, 12, 24), "US", None),
    ],
)
def test_quiet_seasons_are_each_country_s_own(day: date, country: str, name: str | None) -> None:
    season = quiet_season(day, country)
    assert (season.name_zh if season else None) == name


@pytest.mark.parametrize(
    ("day", "country", "rule"),
    [
        (date(2026, 7, 7), "CN", "no_celebration"),
        (date(2026, 9, 18), "CN", "no_celebration"),
        (date(2026, 12, 13), "CN", "no_celebration"),
        (date(2026, 9, 18), "US", None),
        (date(2026, 9, 11), "US", "no_celebration"),
    ],
)
def test_some_days_are_not_for_celebrating(day: date, country: str, rule: str | None) -> None:
    found = no_celebration(day, country)
    assert (found.rule if found else None) == rule


def test_the_mourning_switch_holds_its_region_until_its_last_day() -> None:
    switch = [Mourning("CN", date(2026, 12, 6), since=date(2026, 12, 1))]
    assert no_celebration(date(2026, 12, 6), "CN", switch) is not None
    assert no_celebration(date(2026, 12, 7), "CN", switch) is None
    assert no_celebration(date(2026, 11, 30), "CN", switch) is None
    assert no_celebration(date(2026, 12, 6), "US", switch) is None
    assert no_celebration(date(2026, 12, 6), "CN-SD", switch) is not None
