# ruff: noqa: DTZ001 - wall-clock intent is naive on purpose
from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from clientcomms.cli.reviews_dates import dates
from clientcomms.domain.civil import UnknownZoneError
from clientcomms.domain.recurrence import (
    MOST_INSTANCES,
    HolidayPolicy,
    RecurrenceError,
    SeriesRule,
    expand,
)
from clientcomms.domain.workdays import Grade, calendar_for

CN = calendar_for("CN")
THURSDAYS = SeriesRule(datetime(2026, 9, 17, 10), "Asia/Shanghai", "FREQ=WEEKLY;BYDAY=TH")


def _starts(series: SeriesRule, count: int = 5) -> list[str]:
    return [f"{one.local:%m-%d %H:%M}" for one in expand(series, count=count).instances]


@pytest.mark.parametrize(
    ("policy", "instances", "skipped"),
    [
        (HolidayPolicy.NONE, ["09-17", "09-24", "10-01", "10-08"], []),
        (HolidayPolicy.SKIP, ["09-17", "09-24", "10-08"], ["10-01"]),
        (HolidayPolicy.NEXT, ["09-17", "09-24", "10-08"], ["10-01"]),
        (HolidayPolicy.PREVIOUS, ["09-17", "09-24", "09-30", "10-08"], []),
    ],
)
def test_each_policy_on_the_national_day(
    policy: HolidayPolicy, instances: list[str], skipped: list[str]
) -> None:
    found = expand(THURSDAYS, policy=policy, calendar=CN, count=4)
    assert [f"{one.local:%m-%d}" for one in found.instances] == instances
    assert [f"{one.start:%m-%d}" for one in found.skipped] == skipped


def test_a_moved_instance_says_whence_and_why() -> None:
    found = expand(THURSDAYS, policy=HolidayPolicy.PREVIOUS, calendar=CN, count=4).instances[2]
    assert found.moved_from == datetime(2026, 10, 1, 2, tzinfo=UTC)
    assert found.reason is not None
    assert "国庆节" in found.reason.text("zh")
    assert "National Day" in found.reason.text("en")


def test_a_holiday_not_decreed_yet_is_called_projected() -> None:
    series = SeriesRule(datetime(2090, 10, 2, 10), "Asia/Shanghai", "FREQ=DAILY;COUNT=1")
    found = expand(series, policy=HolidayPolicy.NEXT, calendar=calendar_for("US,CN"))
    assert found.instances[0].grade is Grade.PROJECTED
    assert found.to_json()["instances"][0]["reason"] == (
        "public holiday: National Day (CN, projected)"
    )
    assert "预测" in (found.to_json("zh")["instances"][0]["reason"] or "")
    assert expand(series).instances[0].grade is None


def test_two_on_one_slot_merge_and_the_regular_one_stays() -> None:
    found = expand(THURSDAYS, policy=HolidayPolicy.NEXT, calendar=CN, count=4)
    assert found.instances[-1].moved_from is None
    assert found.skipped[0].reason.rule == "merged"
    assert "10-08" in found.skipped[0].reason.text("en")


def test_of_several_moved_onto_one_slot_one_is_kept() -> None:
    daily = SeriesRule(datetime(2026, 10, 1, 10), "Asia/Shanghai", "FREQ=DAILY;COUNT=7")
    found = expand(daily, policy=HolidayPolicy.NEXT, calendar=CN)
    assert [f"{one.local:%m-%d}" for one in found.instances] == ["10-08"]
    assert len(found.skipped) == 6


@pytest.mark.parametrize(
    ("makeup", "day"), [(True, "02-14"), (False, "02-13")], ids=["makeup works", "makeup is off"]
)
def test_a_makeup_saturday_is_a_place_to_move_to_unless_told_otherwise(
    makeup: bool, day: str
) -> None:
    series = SeriesRule(datetime(2026, 2, 19, 10), "Asia/Shanghai", "FREQ=WEEKLY;COUNT=1")
    calendar = calendar_for("CN", makeup_works=makeup)
    found = expand(series, policy=HolidayPolicy.PREVIOUS, calendar=calendar)
    assert [f"{one.local:%m-%d}" for one in found.instances] == [day]


def test_the_rule_counts_before_anything_is_skipped() -> None:
    series = SeriesRule(
        datetime(2026, 9, 17, 10),
        "Asia/Shanghai",
        "FREQ=WEEKLY;COUNT=4",
        exdates=(datetime(2026, 9, 24, 10),),
    )
    found = expand(series, policy=HolidayPolicy.SKIP, calendar=CN, count=100)
    assert [f"{one.local:%m-%d}" for one in found.instances] == ["09-17", "10-08"]
    assert [one.reason.rule for one in found.skipped] == ["exdate", "public_holiday"]


@pytest.mark.parametrize(
    "exdate",
    [datetime(2026, 11, 4, 10), datetime(2026, 11, 4, 15, tzinfo=UTC), date(2026, 11, 4)],
    ids=["local", "utc", "whole day"],
)
def test_an_exdate_hits_in_every_form(exdate: datetime | date) -> None:
    series = SeriesRule(
        datetime(2026, 10, 28, 10), "America/New_York", "FREQ=WEEKLY;COUNT=3", (exdate,)
    )
    assert _starts(series) == ["10-28 10:00", "11-11 10:00"]


def test_an_override_moves_its_instance_whatever_the_calendar_says() -> None:
    series = SeriesRule(
        datetime(2026, 9, 24, 10),
        "Asia/Shanghai",
        "FREQ=WEEKLY;COUNT=2",
        moved=((datetime(2026, 10, 1, 10), datetime(2026, 10, 4, 9)),),
    )
    found = expand(series, policy=HolidayPolicy.SKIP, calendar=CN)
    assert [f"{one.local:%m-%d %H:%M}" for one in found.instances] == ["09-24 10:00", "10-04 09:00"]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261105", "11-05 08:00"),
        ("20261105T000000Z", "11-05 08:00"),
        ("20261104T235959Z", "10-29 08:00"),
        ("20261105T075959", "10-29 08:00"),
    ],
)
def test_until_includes_what_it_names(until: str, last: str) -> None:
    series = SeriesRule(
        datetime(2026, 10, 22, 8), "Asia/Shanghai", f"RRULE:FREQ=WEEKLY;UNTIL={until}"
    )
    assert _starts(series, 50)[-1] == last


def test_wall_time_is_kept_through_gap_and_overlap() -> None:
    gap = SeriesRule(datetime(2026, 3, 22, 2, 30), "Europe/Berlin", "FREQ=WEEKLY")
    assert _starts(gap, 3) == ["03-22 02:30", "03-29 03:30", "04-05 02:30"]
    overlap = SeriesRule(datetime(2026, 10, 18, 2, 30), "Europe/Berlin", "FREQ=WEEKLY")
    found = expand(overlap, count=3).instances
    assert [one.start.hour for one in found] == [0, 0, 1]
    assert found[1].reason is not None
    assert found[1].reason.rule == "dst_overlap"


@pytest.mark.parametrize(
    ("rrule", "what"),
    [
        ("FREQ=SECONDLY", "cannot be SECONDLY"),
        ("FREQ=MINUTELY;INTERVAL=5", "cannot be MINUTELY"),
        ("FREQ=HOURLY", "cannot be HOURLY"),
        ("FREQ=FORTNIGHTLY", "FREQ is one of"),
        ("BYDAY=MO", "no FREQ"),
        ("weekly", "not NAME=VALUE"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0"),
        ("FREQ=DAILY;FREQ=DAILY", "given twice"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20270101", "exclude each other"),
        ("FREQ=DAILY;UNTIL=tomorrow", "is no date"),
        ("FREQ=DAILY;UNTIL=20261301", "is no date"),
        ("FREQ=DAILY;BYEASTER=0", "BYEASTER is no part"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX"),
        ("FREQ=WEEKLY;BYDAY=2MO", "BYDAY=2MO"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "does not go with"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "never falls due"),
        ("FREQ=DAILY;BYHOUR=8,9,10,11,12;BYMINUTE=0,10,20,30,40", "25 times a day"),
    ],
)
def test_a_rule_that_no_meeting_has_is_refused(rrule: str, what: str) -> None:
    with pytest.raises(RecurrenceError) as caught:
        expand(SeriesRule(datetime(2026, 1, 5, 9), "UTC", rrule), count=3)
    assert what in str(caught.value)


def test_an_endless_rule_needs_a_bound() -> None:
    with pytest.raises(RecurrenceError, match="endless"):
        expand(THURSDAYS)
    found = expand(THURSDAYS, until=datetime(2026, 10, 8, 2, tzinfo=UTC))
    assert len(found.instances) == 4


def test_an_expansion_has_an_upper_bound() -> None:
    daily = SeriesRule(datetime(2026, 1, 5, 9), "UTC", "FREQ=DAILY;COUNT=1000000")
    assert len(expand(daily, count=MOST_INSTANCES).instances) == MOST_INSTANCES
    with pytest.raises(RecurrenceError, match="more than"):
        expand(daily)
    with pytest.raises(RecurrenceError, match="at a time"):
        expand(daily, count=MOST_INSTANCES + 1)


def test_a_rule_that_is_almost_never_due_ends() -> None:
    series = SeriesRule(datetime(2026, 1, 5, 9), "UTC", "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6")
    assert expand(series, count=10).instances == ()


def test_an_unknown_zone_and_an_aware_start_are_refused() -> None:
    with pytest.raises(UnknownZoneError):
        expand(SeriesRule(datetime(2026, 1, 5, 9), "Pacific", "FREQ=DAILY"), count=1)
    with pytest.raises(RecurrenceError, match="naive"):
        expand(SeriesRule(datetime(2026, 1, 5, 9, tzinfo=UTC), "UTC", "FREQ=DAILY"), count=1)


@given(
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=TH,FR", "FREQ=MONTHLY;BYMONTHDAY=1,-1"]),
    st.sampled_from([HolidayPolicy.SKIP, HolidayPolicy.NEXT, HolidayPolicy.PREVIOUS]),
    st.integers(1, 40),
)
def test_no_instance_on_a_day_off_and_every_occurrence_accounted_for(
    first: date, rrule: str, policy: HolidayPolicy, count: int
) -> None:
    calendar = calendar_for("CN,US")
    series = SeriesRule(
        datetime(first.year, first.month, first.day, 9, 30), "America/New_York", rrule
    )
    found = expand(series, policy=policy, calendar=calendar, count=count)
    plain = expand(series, count=count)
    assert all(calendar.is_working_day(one.local.date()) for one in found.instances)
    assert len({one.start for one in found.instances}) == len(found.instances)
    told = {one.moved_from or one.start for one in found.instances}
    told |= {one.start for one in found.skipped}
    assert told == {one.start for one in plain.instances}


def _run(*arguments: str) -> tuple[int, str, str]:
    found = CliRunner().invoke(dates, arguments)
    return found.exit_code, found.stdout, found.stderr


PLAIN = ("--start", "2026-09-17T10:00", "--tz", "Asia/Shanghai", "--rrule", "FREQ=WEEKLY")


def test_the_command_prints_one_object() -> None:
    code, out, _ = _run(
        *PLAIN, "--policy", "previous", "--country", "CN", "--count", "3", "--json", "--lang", "zh"
    )
    assert code == 0
    found = json.loads(out)
    assert found["instances"][0] == {
        "start": "2026-09-17T02:00:00Z",
        "local": "2026-09-17T10:00:00+08:00",
        "moved_from": None,
        "reason": None,
        "grade": "gazetted",
    }
    assert found["instances"][2]["moved_from"] == "2026-10-01T02:00:00Z"
    assert found["instances"][2]["reason"] == "法定节假日：国庆节（CN）"
    assert found["skipped"] == []


def test_the_command_shows_a_table_with_what_was_skipped() -> None:
    code, out, _ = _run(
        *PLAIN, "--policy", "skip", "--country", "CN,US", "--exdate", "2026-09-24T10:00:00",
        "--count", "3", "--lang", "zh",
    )  # fmt: skip
    assert code == 0
    assert "2026-09-17 周四 10:00" in out
    assert out.count("不举行") == 2


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--count", "0"), "1 to 10000"),
        (("--count", "3", "--policy", "skip"), "needs --country"),
        (("--count", "3", "--policy", "skip", "--country", "CN,XX"), "'XX'"),
        (("--count", "3", "--exdate", "soon"), "'soon' is no local time"),
        (("--count", "3", "--start", "2026-09-17"), "'2026-09-17' is no local time"),
        (("--count", "3", "--start", "2026-09-17T10:00Z"), "is no local time"),
        (("--count", "3", "--tz", "Pacific"), "America/Los_Angeles"),
        (("--count", "3", "--rrule", "FREQ=SECONDLY"), "SECONDLY"),
        ((), "--count"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(arguments: tuple[str, ...], what: str) -> None:
    code, out, err = _run(*PLAIN, *arguments)
    assert code == 2
    assert not out
    assert what in err


def test_a_daylight_saving_night_is_not_doubled() -> None:
    series = SeriesRule(datetime(2026, 10, 24, 2, 30), "Europe/Berlin", "FREQ=DAILY")
    found = expand(series, until=datetime(2026, 10, 26, 12, tzinfo=UTC)).instances
    assert len(found) == 3
    assert found[2].start - found[1].start == timedelta(hours=25)
