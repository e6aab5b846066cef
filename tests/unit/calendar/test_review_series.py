from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientcomms.domain.civil import zone_named
from clientcomms.domain.holiday_overrides import overrides_from_mapping
from clientcomms.domain.recurrence import HolidayPolicy, SeriesRule, expand
from clientcomms.domain.review_rules import NoSeriesError, rhythm, rrule_of
from clientcomms.domain.review_series import (
    HandMove,
    SeriesOverError,
    Shape,
    Terms,
    first_start,
    is_start_of,
    shape_of,
)
from clientcomms.domain.review_times import (
    SeriesTimes,
    asks_anew,
    exceptions_of,
    last_meeting,
    next_meeting,
    shifts_between,
    times_from_json,
    times_to_json,
)
from clientcomms.domain.schedule_rules import occurrences, parse_rule
from clientcomms.domain.schedule_values import (
    Every,
    MonthDay,
    NthWeekday,
    ScheduleRule,
    Weekdays,
)
from clientcomms.domain.workdays import calendar_for

NOVEMBER = date(2026, 11, 24)
LATER = date(2028, 11, 24)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def terms(
    rule: str,
    policy: HolidayPolicy = HolidayPolicy.NEXT,
    *,
    countries: tuple[str, ...] = ("CN", "DE-BE"),
    moves: tuple[HandMove, ...] = (),
) -> Terms:
    return Terms(parse_rule(rule), "Europe/Berlin", policy, countries, moves)


def shape(agreed: Terms, until: date = LATER) -> Shape:
    return shape_of(agreed, first_start(agreed, NOVEMBER), until)


@pytest.mark.parametrize(
    ("rule", "rrule", "zh", "en"),
    [
        ("每周四 14:00", "FREQ=WEEKLY;BYDAY=TH", "每周四 14:00", "every Thursday at 14:00"),
        (
            *("双周一 9:00", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
            *("每两周的周一 09:00", "every other Monday at 09:00"),
        ),
        (
            *("每月第三个周四 14:00", "FREQ=MONTHLY;BYDAY=3TH"),
            *("每月第三个周四 14:00", "on the third Thursday of every month at 14:00"),
        ),
        (
            *("monthly last fri 10:00", "FREQ=MONTHLY;BYDAY=-1FR"),
            *("每月最后一个周五 10:00", "on the last Friday of every month at 10:00"),
        ),
        (
            *("monthly 15 10:00", "FREQ=MONTHLY;BYMONTHDAY=15"),
            *("每月 15 日 10:00", "on the 15th of every month at 10:00"),
        ),
        (
            *("quarterly second tue 10:00", "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU"),
            "每季度首月第二个周二 10:00",
            "on the second Tuesday of the first month of every quarter at 10:00",
        ),
        (
            *(
                "weekly mon,wed 9:00 until 2027-05-05",
                "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270505T090000",
            ),
            "每周一、周三 09:00，至 2027-05-05 止",
            "every Monday and Wednesday at 09:00, until 5 May 2027",
        ),
    ],
)
def test_a_rule_is_written_as_calendars_repeat_it_and_said_again_in_words(
    rule: str, rrule: str, zh: str, en: str
) -> None:
    found = shape(terms(rule, HolidayPolicy.NONE))
    assert found.rrule == rrule
    assert rhythm(found.rrule, found.starts_local, "zh") == zh
    assert rhythm(found.rrule, found.starts_local, "en") == en


@pytest.mark.parametrize(
    ("rule", "instead"),
    [
        ("last_working_day_of_week 16:00", 'rule = "weekly fri 16:00" with policy = "previous"'),
        ("每月最后工作日 16:00", 'rule = "monthly last fri 16:00" with policy = "previous"'),
        (
            "first_working_day_of_month 9:00",
            'rule = "monthly first mon 09:00" with policy = "next"',
        ),
        ("monthly 31 10:00", "'monthly last 10:00'"),
    ],
)
def test_what_no_calendar_can_repeat_says_what_to_write_instead(rule: str, instead: str) -> None:
    with pytest.raises(NoSeriesError) as caught:
        rrule_of(parse_rule(rule))
    assert instead in str(caught.value)


_HOURS = st.times(min_value=time(6), max_value=time(20)).map(
    lambda t: t.replace(microsecond=0, second=0)
)
_SETS = st.sets(st.integers(0, 6), min_size=1).map(lambda days: Weekdays(tuple(sorted(days))))
_NTHS = st.builds(NthWeekday, st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(0, 6))
_DAYS = st.sampled_from([-1, *range(1, 29)]).map(MonthDay)
_RULES = st.one_of(
    st.builds(ScheduleRule, st.just(Every.WEEK), _SETS, _HOURS, st.integers(1, 5)),
    st.builds(ScheduleRule, st.just(Every.MONTH), _NTHS | _DAYS, _HOURS),
    st.builds(
        ScheduleRule, st.just(Every.QUARTER), _NTHS | _DAYS, _HOURS, st.just(1), st.integers(1, 3)
    ),
)


@given(rule=_RULES, begins=st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_the_series_meets_when_the_rule_says(rule: ScheduleRule, begins: date) -> None:
    agreed = Terms(rule, "America/New_York", HolidayPolicy.NONE, ("US",))
    start = first_start(agreed, begins)
    assert is_start_of(agreed, start)
    end = datetime.combine(start.date() + timedelta(days=500), time(), UTC)
    found = expand(SeriesRule(start, agreed.zone, rrule_of(rule)), until=end).instances
    zone, calendar = zone_named(agreed.zone), calendar_for("US")
    first = start.replace(tzinfo=zone)
    wanted = list(occurrences(rule, first, end + timedelta(microseconds=1), zone, calendar))
    assert [one.start for one in found] == [one.at for one in wanted]


@given(rule=_RULES.filter(lambda rule: rule.every is not Every.QUARTER))
def test_the_words_of_a_rhythm_are_those_of_its_rule(rule: ScheduleRule) -> None:
    agreed = Terms(rule, "Asia/Shanghai", HolidayPolicy.NONE, ("CN",))
    start = first_start(agreed, NOVEMBER)
    said = rhythm(rrule_of(rule), start, "zh")
    assert rrule_of(parse_rule(said.replace(" ", ""))) == rrule_of(rule)
    assert rhythm(rrule_of(rule), start, "en").endswith(f" at {rule.at:%H:%M}")


def test_a_series_does_not_begin_on_a_day_off() -> None:
    assert first_start(terms("weekly fri 10:00"), date(2026, 12, 24)) == local("2027-01-08T10:00")
    plain = terms("weekly fri 10:00", HolidayPolicy.NONE)
    assert first_start(plain, date(2026, 12, 24)) == local("2026-12-25T10:00")


def test_days_off_of_both_sides_move_a_meeting_with_the_reason() -> None:
    moved = {f"{one.rule_local:%y-%m-%d}": one for one in shape(terms("biweekly mon 09:30")).shifts}
    assert sorted(moved) == ["27-03-29", "28-06-05"]
    easter = moved["27-03-29"]
    assert easter.starts_local == local("2027-03-30T09:30")
    assert easter.reason_zh == "原定那天德国放假（复活节星期一）"
    assert easter.reason_en == "the usual day is a holiday in Germany (Easter Monday)"


def test_skip_takes_the_meeting_out() -> None:
    found = shape(terms("weekly thu 09:30", HolidayPolicy.SKIP))
    assert found.exdates == (local("2027-05-06T09:30"), local("2028-05-25T09:30"))
    assert found.shifts == ()


def test_a_projected_holiday_is_listed_and_moves_nothing_until_it_is_decreed() -> None:
    agreed = terms("weekly fri 14:00", countries=("CN",))
    found = shape(agreed)
    assert date(2027, 1, 1) in found.unsure
    assert found.shifts == ()
    notice = overrides_from_mapping({"CN": {"2027-01-01": "off 元旦"}})
    known = Terms(agreed.rule, agreed.zone, agreed.policy, agreed.countries, (), notice)
    decreed = shape(known)
    assert date(2027, 1, 1) not in decreed.unsure
    assert decreed.shifts[0].starts_local == local("2027-01-04T14:00")


def test_a_single_meeting_is_moved_itself() -> None:
    found = shape(terms("once 2026-12-25 10:00"))
    assert (found.rrule, found.starts_local) == ("", local("2026-12-28T10:00"))


def test_a_rule_that_is_over_gives_no_series() -> None:
    with pytest.raises(SeriesOverError):
        first_start(terms("weekly thu 14:00 until 2026-11-01"), NOVEMBER)


def test_a_persons_move_outranks_the_holiday() -> None:
    on = local("2027-03-29T09:30")
    there = HandMove(on, local("2027-03-31T16:00"), "另约", "agreed")
    found = shape(terms("biweekly mon 09:30", moves=(there,)))
    (first, *_) = found.shifts
    assert (first.rule_local, first.starts_local, first.reason_zh) == (
        *(on, local("2027-03-31T16:00")),
        "另约",
    )
    dropped = shape(terms("biweekly mon 09:30", moves=(HandMove(on, None),)))
    assert on in dropped.exdates


THURSDAYS = SeriesTimes(
    "FREQ=WEEKLY;BYDAY=TH", local("2026-11-26T14:00"), "Asia/Shanghai", timedelta(minutes=45)
)
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)


def changed(**moved: str) -> SeriesTimes:
    pairs = tuple(
        (local(f"2026-{old[1:]}T14:00".replace("_", "-")), local(new)) for old, new in moved.items()
    )
    return SeriesTimes(*_plain(), (), pairs)


def _plain() -> tuple[str, datetime, str, timedelta]:
    return THURSDAYS.rrule, THURSDAYS.starts_local, THURSDAYS.zone, THURSDAYS.duration


def test_the_next_meeting_is_where_it_was_moved_to() -> None:
    times = changed(d11_26="2026-11-27T10:00")
    found = next_meeting(times, MONDAY)
    assert found is not None
    assert found.starts_at == datetime(2026, 11, 27, 2, tzinfo=UTC)
    assert found.rule_at == datetime(2026, 11, 26, 6, tzinfo=UTC)
    assert last_meeting(times, MONDAY) is None
    held = last_meeting(times, MONDAY + timedelta(days=5))
    assert held == found


def test_what_an_attendee_must_hear_is_told_and_held_start() -> None:
    once, twice = changed(d11_26="2026-11-27T10:00"), changed(d11_26="2026-11-30T10:00")
    until = date(2027, 1, 1)
    first, second, third = (
        datetime(2026, 11, 26, 6, tzinfo=UTC),
        datetime(2026, 11, 27, 2, tzinfo=UTC),
        datetime(2026, 11, 30, 2, tzinfo=UTC),
    )
    assert shifts_between(THURSDAYS, once, MONDAY, until) == ((first, second),)
    assert shifts_between(once, twice, MONDAY, until) == ((second, third),)
    assert shifts_between(once, THURSDAYS, MONDAY, until) == ((second, first),)
    dropped = SeriesTimes(*_plain(), (local("2026-12-03T14:00"),))
    assert exceptions_of(dropped, MONDAY, until) == ((datetime(2026, 12, 3, 6, tzinfo=UTC), None),)
    assert shifts_between(THURSDAYS, dropped, MONDAY + timedelta(days=30), until) == ()


def test_another_rule_asks_anew_and_an_exception_does_not() -> None:
    assert not asks_anew(THURSDAYS, changed(d11_26="2026-11-27T10:00"))
    longer = SeriesTimes(*_plain()[:3], timedelta(minutes=60))
    assert asks_anew(THURSDAYS, longer)


def test_what_was_told_survives_the_store() -> None:
    times = changed(d11_26="2026-11-27T10:00")
    assert times_from_json(times_to_json(times)) == times
