# ruff: noqa: DTZ001 - wall-clock intent is naive on purpose
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientcomms.domain.holiday_overrides import overrides_from_mapping, overrides_from_toml
from clientcomms.domain.workdays import (
    Grade,
    Kind,
    UnknownCountryError,
    calendar_for,
    country_code,
)
from clientcomms.domain.working_hours import WorkingHours
from clientcomms.errors import ConfigurationError

CN = calendar_for("CN")
US = calendar_for("US")
DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 12, 31))


@pytest.mark.parametrize(
    ("country", "day", "kind", "name_zh", "name_en"),
    [
        ("CN", date(2026, 10, 1), Kind.PUBLIC_HOLIDAY, "国庆节", "National Day"),
        ("CN", date(2026, 10, 6), Kind.PUBLIC_HOLIDAY, "国庆节", "National Day"),
        ("CN", date(2026, 2, 16), Kind.PUBLIC_HOLIDAY, "除夕", "Spring Festival's Eve"),
        ("CN", date(2026, 2, 14), Kind.MAKEUP_WORKDAY, "调休", "make-up working day"),
        ("CN", date(2026, 10, 11), Kind.WEEKEND, "", ""),
        ("CN", date(2026, 10, 9), Kind.WORKING, "", ""),
        ("US", date(2026, 11, 26), Kind.PUBLIC_HOLIDAY, "感恩节", "Thanksgiving Day"),
        (
            "US",
            date(2026, 7, 3),
            Kind.PUBLIC_HOLIDAY,
            "独立日（补假）",
            "Independence Day (observed)",
        ),
        ("DE", date(2026, 5, 14), Kind.PUBLIC_HOLIDAY, "耶稣升天节", "Ascension Day"),
        ("DE", date(2026, 6, 4), Kind.WORKING, "", ""),
        ("DE-BY", date(2026, 6, 4), Kind.PUBLIC_HOLIDAY, "基督圣体节", "Corpus Christi"),
        ("GB-ENG", date(2026, 4, 6), Kind.PUBLIC_HOLIDAY, "复活节星期一", "Easter Monday"),
        ("GB-SCT", date(2026, 4, 6), Kind.WORKING, "", ""),
        ("HK", date(2026, 12, 19), Kind.WEEKEND, "", ""),
    ],
)
def test_a_day_is_named_in_both_languages(
    country: str, day: date, kind: Kind, name_zh: str, name_en: str
) -> None:
    found = calendar_for(country).day_kind(day)
    assert (found.kind, found.name_zh, found.name_en) == (kind, name_zh, name_en)
    assert found.country == country


def test_a_makeup_saturday_is_worked_but_not_ordinary() -> None:
    day = date(2026, 10, 10)
    assert CN.is_working_day(day)
    assert not CN.is_ordinary_day(day)
    assert not calendar_for("CN", makeup_works=False).is_working_day(day)


def test_several_countries_work_only_when_all_do() -> None:
    both = calendar_for("CN,US")
    assert both.day_kind(date(2026, 10, 1)).country == "CN"
    assert both.day_kind(date(2026, 11, 26)).country == "US"
    assert not both.is_working_day(date(2026, 10, 10)), "worked in China, Saturday in America"
    assert both.is_working_day(date(2026, 11, 25))


def test_next_and_previous_pass_over_a_golden_week() -> None:
    assert CN.next_working_day(date(2026, 9, 30)) == date(2026, 10, 8)
    assert CN.previous_working_day(date(2026, 10, 8)) == date(2026, 9, 30)
    assert CN.previous_working_day(date(2026, 2, 15)) == date(2026, 2, 14)
    assert CN.previous_working_day(date(2026, 2, 15), ordinary=True) == date(2026, 2, 13)


def test_working_days_are_counted_with_both_ends() -> None:
    assert CN.working_days_between(date(2026, 9, 28), date(2026, 10, 10)) == 6
    assert CN.working_days_between(date(2026, 10, 10), date(2026, 9, 28)) == 0


@pytest.mark.parametrize(
    ("day", "last"),
    [
        (date(2026, 9, 28), date(2026, 9, 30)),
        (date(2026, 10, 6), date(2026, 10, 9)),
        (date(2026, 2, 18), None),
        (date(2026, 10, 14), date(2026, 10, 16)),
    ],
)
def test_the_last_working_day_of_a_week_knows_the_golden_weeks(
    day: date, last: date | None
) -> None:
    assert CN.last_working_day_of_week(day) == last


def test_clocks_may_count_a_makeup_saturday_as_the_last_day() -> None:
    assert CN.last_working_day_of_week(date(2026, 10, 6), ordinary=False) == date(2026, 10, 10)


def test_a_week_begins_after_the_country_s_own_weekend() -> None:
    saudi = calendar_for("SA")
    assert saudi.week_of(date(2026, 11, 25)) == (date(2026, 11, 22), date(2026, 11, 28))
    assert saudi.last_working_day_of_week(date(2026, 11, 25)) == date(2026, 11, 26)


def test_china_is_certain_only_as_far_as_it_is_decreed() -> None:
    horizon = CN.horizon(2026)
    assert horizon is not None
    assert horizon >= date(2026, 12, 31)
    assert CN.grade(date(2026, 10, 1)) is Grade.GAZETTED
    assert CN.grade(horizon + timedelta(days=1)) is Grade.PROJECTED
    assert CN.grade(date(2150, 1, 1)) is Grade.UNKNOWN


def test_statutory_holidays_need_no_decree() -> None:
    assert US.horizon(2026) is None
    assert US.grade(date(2029, 7, 4)) is Grade.GAZETTED


def test_a_lunar_estimate_is_projected_even_where_statute_rules() -> None:
    malaysia = calendar_for("MY")
    estimated = [
        day
        for day in (date(2029, 1, 1) + timedelta(days=n) for n in range(365))
        if malaysia.grade(day) is Grade.PROJECTED
    ]
    assert estimated
    assert all(malaysia.day_kind(day).kind is Kind.PUBLIC_HOLIDAY for day in estimated)


NOTICE = """
[CN]
gazetted = [2090]
2090-05-01 = "off 劳动节"
2090-05-02 = "off 劳动节"
2090-05-06 = "班 劳动节调休"
"""


def test_a_notice_written_out_by_the_team_is_gazetted() -> None:
    mended = calendar_for("CN", overrides_from_toml(NOTICE))
    assert mended.grade(date(2090, 5, 2)) is Grade.GAZETTED
    assert mended.day_kind(date(2090, 5, 2)).name_zh == "劳动节"
    assert mended.day_kind(date(2090, 5, 6)).kind is Kind.MAKEUP_WORKDAY
    assert CN.day_kind(date(2090, 10, 2)).kind is Kind.PUBLIC_HOLIDAY
    assert mended.day_kind(date(2090, 10, 2)).kind is Kind.WORKING, "not in the whole notice"


def test_a_single_overridden_day_leaves_the_year_projected() -> None:
    overrides = overrides_from_mapping({"CN": {"2090-12-30": {"day": "off", "name": "司庆"}}})
    mended = calendar_for("CN", overrides)
    assert not mended.is_working_day(date(2090, 12, 30))
    assert mended.grade(date(2090, 12, 30)) is Grade.GAZETTED
    assert mended.grade(date(2090, 10, 1)) is Grade.PROJECTED


def test_an_overridden_holiday_may_be_worked() -> None:
    mended = calendar_for("DE-BY", overrides_from_mapping({"DE": {"2026-12-28": "off Betrieb"}}))
    assert not mended.is_working_day(date(2026, 12, 28))
    worked = calendar_for("DE", overrides_from_mapping({"DE": {"2026-05-14": "work"}}))
    assert worked.is_working_day(date(2026, 5, 14))


def test_the_same_words_make_the_same_calendar() -> None:
    words = {"CN": {"2090-12-30": "off 司庆"}}
    first = calendar_for("CN", overrides_from_mapping(words))
    again = calendar_for("CN", overrides_from_mapping(dict(words)))
    assert first is again
    assert first is not CN


def test_an_override_that_is_no_table_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="not a table"):
        overrides_from_mapping({"CN": "off"})


def test_every_wrong_override_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        overrides_from_toml('[CN]\n2026-13-01 = "off"\n2026-01-02 = "perhaps"\n', "my.toml")
    assert len(caught.value.problems) == 2
    assert "my.toml: CN.2026-13-01" in str(caught.value)
    assert "'perhaps' is neither off nor work" in str(caught.value)
    with pytest.raises(ConfigurationError, match="not TOML"):
        overrides_from_toml("[[[")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cn", "CN"),
        ("中国", "CN"),
        ("德国", "DE"),
        ("Germany", "DE"),
        ("uk", "GB"),
        ("de_by", "DE-BY"),
    ],
)
def test_countries_are_understood_as_people_write_them(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize(("text", "close"), [("Germny", "DE"), ("GB-EN", "GB-ENG"), ("XX", "")])
def test_an_unknown_country_is_named(text: str, close: str) -> None:
    with pytest.raises(UnknownCountryError) as caught:
        calendar_for(f"CN,{text}")
    assert repr(text) in str(caught.value)
    assert close in str(caught.value)


@given(DAYS)
def test_a_day_is_worked_exactly_if_its_kind_says_so(day: date) -> None:
    kind = CN.day_kind(day).kind
    assert CN.is_working_day(day) is (kind in {Kind.WORKING, Kind.MAKEUP_WORKDAY})
    assert CN.previous_working_day(CN.next_working_day(day)) <= day or not CN.is_working_day(day)


OFFICE = WorkingHours(CN, "Asia/Shanghai")


def _shanghai(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_a_clock_runs_over_the_night_and_the_golden_week() -> None:
    assert OFFICE.add(_shanghai(9, 30, 16), 4) == _shanghai(10, 8, 11)
    assert OFFICE.add(_shanghai(10, 3, 12), 1) == _shanghai(10, 8, 10)


def test_a_clock_runs_on_a_makeup_saturday() -> None:
    assert OFFICE.add(_shanghai(10, 9, 17), 2) == _shanghai(10, 10, 10)


def test_the_last_minute_of_a_day_belongs_to_it() -> None:
    assert OFFICE.add(_shanghai(10, 9, 9), 9) == _shanghai(10, 9, 18)


def test_a_working_day_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        WorkingHours(CN, "Asia/Shanghai", time(18), time(9))


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2026, 12, 1)),
    st.integers(min_value=0, max_value=60 * 80),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]),
)
def test_what_was_added_is_what_lies_between(at: datetime, minutes: int, zone: str) -> None:
    office = WorkingHours(US, zone)
    begin = at.replace(tzinfo=UTC)
    end = office.add(begin, minutes / 60)
    assert end >= begin
    assert abs(office.between(begin, end) - timedelta(minutes=minutes)) < timedelta(seconds=1)
