# ruff: noqa: DTZ001 - wall-clock intent is naive on purpose
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientcomms.domain.civil import zone_named
from clientcomms.domain.schedule_periods import iso_week, period_of, project_week, week_label
from clientcomms.domain.schedule_rules import (
    RuleError,
    ScheduleRule,
    next_after,
    occurrences,
    parse_rule,
)
from clientcomms.domain.schedule_words import describe
from clientcomms.domain.workdays import calendar_for

CN = calendar_for("CN")
DE = calendar_for("DE")

TEXTS = {
    "weekly fri 16:00": "weekly fri 16:00",
    "Weekly on Monday and Thursday at 09:00": "weekly mon,thu 09:00",
    "fri 16:00": "weekly fri 16:00",
    "every other week tue 8:00": "biweekly tue 08:00",
    "every 3 weeks tue 08:00": "every 3 weeks tue 08:00",
    "biweekly mon 09:00 from 2026-10-05": "biweekly mon 09:00 from 2026-10-05",
    "monthly 1 10:00": "monthly 1 10:00",
    "monthly 15th": "monthly 15 10:00",
    "monthly last 10:00": "monthly last 10:00",
    "monthly 31 18:00 until 2027-12-31": "monthly 31 18:00 until 2027-12-31",
    "monthly third thu 14:00": "monthly third thu 14:00",
    "monthly 2nd tuesday 14:00": "monthly second tue 14:00",
    "monthly last fri": "monthly last fri 10:00",
    "monthly last working day 16:00": "last_working_day_of_month 16:00",
    "quarterly 15 10:00": "quarterly 15 10:00",
    "quarterly month 2 15 10:00": "quarterly month 2 15 10:00",
    "quarterly last 10:00": "quarterly last 10:00",
    "quarterly month 1 last fri 10:00": "quarterly month 1 last fri 10:00",
    "last_working_day_of_week 16:00": "last_working_day_of_week 16:00",
    "last working day of the month 16:00": "last_working_day_of_month 16:00",
    "first_working_day_of_quarter 9:00": "first_working_day_of_quarter 09:00",
    "yearly 02-29 10:00": "yearly 02-29 10:00",
    "once 2026-12-01 10:00": "once 2026-12-01 10:00",
    "workdays 08:30": "workdays 08:30",
    "daily 08:30": "daily 08:30",
    "每周五 16:00": "weekly fri 16:00",
    "每周五１６：００": "weekly fri 16:00",
    "每星期五下午4点": "weekly fri 16:00",
    "每周一、周四 9:00": "weekly mon,thu 09:00",
    "每周五下午四点半": "weekly fri 16:30",
    "每周一上午十点": "weekly mon 10:00",
    "每月1日 16时30分": "monthly 1 16:30",
    "weekly fri at 4pm": "weekly fri 16:00",
    "monthly 1 at 12:15 am": "monthly 1 00:15",
    "周五 下午3点半": "weekly fri 15:30",
    "双周一 9:00": "biweekly mon 09:00",
    "隔周三 10:00 自2026年10月7日起": "biweekly wed 10:00 from 2026-10-07",
    "每两周的周二 10:00": "biweekly tue 10:00",
    "每 3 周的周二 10:00": "every 3 weeks tue 10:00",
    "每周最后工作日 16:00": "last_working_day_of_week 16:00",
    "每周最后一个工作日16:00": "last_working_day_of_week 16:00",
    "每月1日 10:00": "monthly 1 10:00",
    "每月15号 10:00 至2027-12-31止": "monthly 15 10:00 until 2027-12-31",
    "每月最后一天 18:00": "monthly last 18:00",
    "每月底 18:00": "monthly last 18:00",
    "每月最后工作日": "last_working_day_of_month 10:00",
    "每月第一个工作日 9:00": "first_working_day_of_month 09:00",
    "每月第三个周四 14:00": "monthly third thu 14:00",
    "每月最后一个周五 14:00": "monthly last fri 14:00",
    "每季度最后一个工作日 16:00": "last_working_day_of_quarter 16:00",
    "每季度首月15日 10:00": "quarterly 15 10:00",
    "每季度第二个月第一个周一 10:00": "quarterly month 2 first mon 10:00",
    "每季度末 10:00": "quarterly last 10:00",
    "每年2月29日 10:00": "yearly 02-29 10:00",
    "2026年12月1日 10:00": "once 2026-12-01 10:00",
    "每个工作日 8:30": "workdays 08:30",
    "每天 8:30": "daily 08:30",
}


@pytest.mark.parametrize(("written", "canonical"), TEXTS.items())
def test_a_rule_is_read_as_people_write_it(written: str, canonical: str) -> None:
    rule = parse_rule(written)
    assert rule.text == canonical
    assert parse_rule(rule.text) == rule


@pytest.mark.parametrize("written", sorted(set(TEXTS.values())))
def test_the_chinese_words_of_a_rule_can_be_typed_back(written: str) -> None:
    rule = parse_rule(written)
    assert parse_rule(describe(rule, "zh")) == rule
    assert f"{rule.at:%H:%M}" in describe(rule, "en")


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("weekly mon,thu 09:00", "每周一、周四 09:00", "every Monday and Thursday at 09:00"),
        (
            "biweekly mon 09:00 from 2026-10-05",
            "每两周的周一 09:00，自 2026-10-05 起",
            "every other Monday at 09:00, from 5 October 2026",
        ),
        ("monthly 22 10:00", "每月 22 日 10:00", "on the 22nd of every month at 10:00"),
        (
            "last_working_day_of_week 16:00",
            "每周最后一个工作日 16:00",
            "on the last working day of every week at 16:00",
        ),
    ],
)
def test_a_rule_is_said_in_both_languages(written: str, zh: str, en: str) -> None:
    assert describe(parse_rule(written), "zh-CN") == zh
    assert describe(parse_rule(written), "en") == en


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("", "names no day"),
        ("16:00", "names no day"),
        ("friday-ish 16:00", "'friday-ish' is not understood"),
        ("weekly fri 25:00", "'25:00' is no time of day"),
        ("每周八 9:00", "'每周八' is not understood"),
        ("monthly 32 10:00", "no month has a day 32"),
        ("每月0日", "no month has a day 0"),
        ("once 2026-02-30", "2026-02-30 is no date"),
        ("yearly 02-30", "no year has a 02-30"),
        ("every 99 weeks fri", "every 99 weeks"),
        ("weekly fri 9:00 from 2026-10-05 until 2026-10-01", "before it starts"),
        ("weekly fri 9:00 10:00", "not understood"),
    ],
)
def test_a_rule_not_understood_says_what_and_shows_examples(written: str, what: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(written)
    assert what in str(caught.value)
    assert "weekly fri 16:00" in str(caught.value)
    assert "每周五 16:00" in str(caught.value)


def _days(written: str, first: date, count: int, country: str = "CN") -> list[str]:
    rule, calendar = parse_rule(written), calendar_for(country)
    at = datetime.combine(first, time(), UTC) - timedelta(hours=12)
    found: list[str] = []
    while len(found) < count and (one := next_after(rule, at, "Asia/Shanghai", calendar)):
        found.append(f"{one.local:%Y-%m-%d}")
        at = one.at
    return found


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (
            "monthly 31 10:00",
            ["2026-10-31", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28"],
        ),
        ("monthly fifth fri 10:00", ["2026-10-30", "2027-01-29", "2027-04-30"]),
        ("yearly 02-29 10:00", ["2027-02-28", "2028-02-29", "2029-02-28"]),
        ("quarterly last 10:00", ["2026-12-31", "2027-03-31"]),
        ("quarterly month 2 first mon 10:00", ["2026-11-02", "2027-02-01"]),
        ("biweekly mon 09:00 from 2026-10-14", ["2026-10-19", "2026-11-02", "2026-11-16"]),
        ("biweekly mon,thu 09:00 from 2026-10-15", ["2026-10-15", "2026-10-26", "2026-10-29"]),
        ("双周五 09:00", ["2026-10-02", "2026-10-16"]),
        ("last_working_day_of_week 16:00", ["2026-10-09", "2026-10-16"]),
        ("first_working_day_of_month 9:00", ["2026-10-08", "2026-11-02"]),
        ("monthly 1 9:00 until 2026-11-30", ["2026-10-01", "2026-11-01"]),
        ("once 2026-12-01 10:00", ["2026-12-01"]),
    ],
)
def test_the_days_of_a_rule(written: str, days: list[str]) -> None:
    wanted = len(days) if "until" not in written and "once" not in written else 99
    assert _days(written, date(2026, 10, 1), wanted) == days


def test_a_week_wholly_off_has_no_last_working_day() -> None:
    assert _days("last_working_day_of_week 16:00", date(2026, 2, 9), 2) == [
        "2026-02-13",
        "2026-02-27",
    ]


def test_a_rule_that_is_over_has_no_next_time() -> None:
    rule = parse_rule("weekly fri 16:00 until 2026-10-01")
    assert next_after(rule, datetime(2026, 10, 2, tzinfo=UTC), "Asia/Shanghai", CN) is None


def test_the_wall_time_is_kept_across_a_clock_change() -> None:
    rule = parse_rule("weekly fri 16:00")
    found = occurrences(
        rule,
        datetime(2026, 10, 20, tzinfo=UTC),
        datetime(2026, 11, 1, tzinfo=UTC),
        "Europe/Berlin",
        DE,
    )
    assert [one.at.hour for one in found] == [14, 15]


def test_a_time_in_the_gap_fires_once_and_says_why() -> None:
    rule = parse_rule("daily 02:30")
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    found = list(occurrences(rule, start, start + timedelta(days=2), "Europe/Berlin", DE))
    assert [one.at for one in found] == [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]
    assert found[0].reason is not None
    assert found[0].reason.rule == "dst_gap"
    assert "03:30" in found[0].reason.text_en
    assert "03:30" in found[0].reason.text_zh
    assert found[1].reason is None


def test_a_time_in_the_overlap_fires_once_the_first_time() -> None:
    rule = parse_rule("daily 02:30")
    start = datetime(2026, 10, 24, 12, tzinfo=UTC)
    found = list(occurrences(rule, start, start + timedelta(days=1), "Europe/Berlin", DE))
    assert [one.at for one in found] == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
    assert found[0].reason is not None
    assert found[0].reason.rule == "dst_overlap"


def test_the_bounds_of_a_listing_are_from_inclusive_to_exclusive() -> None:
    rule = parse_rule("weekly fri 16:00")
    first = datetime(2026, 10, 9, 8, tzinfo=UTC)
    found = list(occurrences(rule, first, first + timedelta(days=7), "Asia/Shanghai", CN))
    assert [one.at for one in found] == [first]


RULES = st.sampled_from(sorted(set(TEXTS.values()))).map(parse_rule)
INSTANTS = st.datetimes(
    min_value=datetime(2024, 1, 1), max_value=datetime(2028, 12, 31), timezones=st.just(UTC)
)
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Pacific/Apia"])


@given(RULES, INSTANTS, ZONES)
def test_the_next_time_is_always_later_and_nothing_lies_between(
    rule: ScheduleRule, after: datetime, zone: str
) -> None:
    times = [after]
    while len(times) < 5 and (one := next_after(rule, times[-1], zone, CN)):
        assert one.local.time() == rule.at
        times.append(one.at)
    assert all(a < b for a, b in pairwise(times))
    for before, then in pairwise(times[1:]):
        middle = before + (then - before) / 2
        between = next_after(rule, middle, zone, CN)
        assert between is not None
        assert between.at == then


@given(INSTANTS, st.integers(0, 23), st.sampled_from(["Europe/Berlin", "America/New_York"]))
def test_a_daily_rule_fires_once_on_each_local_date(at: datetime, hour: int, zone: str) -> None:
    rule = parse_rule(f"daily {hour}:30")
    found = list(occurrences(rule, at, at + timedelta(days=400), zone, DE))
    dates = [one.at.astimezone(zone_named(zone)).date() for one in found]
    assert all(b - a == timedelta(days=1) for a, b in pairwise(dates))


SHANGHAI = "Asia/Shanghai"


def _at(month: int, day: int, hour: int = 16) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=zone_named(SHANGHAI))


def test_a_friday_report_covers_its_own_week_and_a_monday_one_the_week_before() -> None:
    week = (date(2026, 10, 12), date(2026, 10, 16))
    assert period_of(parse_rule("weekly fri 16:00"), _at(10, 16), SHANGHAI) == week
    assert period_of(parse_rule("weekly mon 09:00"), _at(10, 19, 9), SHANGHAI) == week
    biweekly = parse_rule("biweekly mon 09:00")
    assert period_of(biweekly, _at(10, 26, 9), SHANGHAI) == (date(2026, 10, 12), date(2026, 10, 23))


def test_the_report_before_a_golden_week_ends_with_the_last_working_day() -> None:
    rule = parse_rule("last_working_day_of_week 16:00")
    found = period_of(rule, _at(9, 30), SHANGHAI, calendar=CN)
    assert found == (date(2026, 9, 28), date(2026, 9, 30))


def test_the_first_report_after_missed_weeks_covers_them_all() -> None:
    rule = parse_rule("weekly fri 16:00")
    covered = period_of(rule, _at(10, 30), SHANGHAI, last_covered=date(2026, 10, 9))
    assert covered == (date(2026, 10, 12), date(2026, 10, 30))
    holiday = period_of(rule, _at(10, 9), SHANGHAI, calendar=CN, last_covered=date(2026, 9, 30))
    assert holiday == (date(2026, 10, 1), date(2026, 10, 9))


@pytest.mark.parametrize(
    ("written", "at", "first", "last"),
    [
        ("monthly 1 10:00", _at(11, 1), date(2026, 10, 1), date(2026, 10, 31)),
        ("monthly last 10:00", _at(10, 31), date(2026, 10, 1), date(2026, 10, 31)),
        ("quarterly 10 10:00", _at(10, 10), date(2026, 7, 1), date(2026, 9, 30)),
        ("quarterly last 10:00", _at(12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        ("yearly 01-10 10:00", _at(1, 10), date(2025, 1, 1), date(2025, 12, 31)),
        ("yearly 12-20 10:00", _at(12, 20), date(2026, 1, 1), date(2026, 12, 31)),
        ("daily 10:00", _at(10, 14), date(2026, 10, 14), date(2026, 10, 14)),
    ],
)
def test_a_report_early_in_its_span_covers_the_span_before(
    written: str, at: datetime, first: date, last: date
) -> None:
    assert period_of(parse_rule(written), at, SHANGHAI) == (first, last)


def test_weeks_are_numbered_by_iso_or_by_the_project() -> None:
    day = date(2026, 10, 16)
    assert iso_week(day) == (2026, 42)
    assert iso_week(date(2027, 1, 1)) == (2026, 53)
    assert project_week(day, date(2026, 10, 1)) == 3
    assert project_week(date(2026, 10, 1), date(2026, 10, 1)) == 1
    assert week_label(day, "zh") == "第42周"
    assert week_label(day, "en", project_start=date(2026, 10, 1)) == "project week 3"
