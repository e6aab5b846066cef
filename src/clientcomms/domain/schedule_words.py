"""A schedule rule in words, for the console and the agreed rhythm in a kick-off letter."""

from __future__ import annotations

from datetime import date

from clientcomms.domain.schedule_values import (
    ORDINALS,
    AnyDay,
    Days,
    Every,
    MonthDay,
    NthWeekday,
    OnDate,
    ScheduleRule,
    Weekdays,
    WorkingDay,
    YearDay,
)

_ZH_WEEK = "一二三四五六日"
_EN_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_ZH_SPAN = {Every.WEEK: "每周", Every.MONTH: "每月", Every.QUARTER: "每季度", Every.YEAR: "每年"}
_ZH_NTH = {1: "第一个", 2: "第二个", 3: "第三个", 4: "第四个", 5: "第五个", -1: "最后一个"}
_ZH_MONTH = {1: "首月", 2: "第二个月", 3: "末月"}


def describe(rule: ScheduleRule, language: str) -> str:
    """Return the rule in words: ``每周五 16:00``, ``every Friday at 16:00``."""
    if language.lower().startswith("zh"):
        bounds = f"，自 {rule.start} 起" if rule.start else ""
        bounds += f"，至 {rule.until} 止" if rule.until else ""
        return f"{_chinese(rule)} {rule.at:%H:%M}{bounds}"
    bounds = f", from {_date(rule.start)}" if rule.start else ""
    bounds += f", until {_date(rule.until)}" if rule.until else ""
    return f"{_english(rule)} at {rule.at:%H:%M}{bounds}"


def _chinese(rule: ScheduleRule) -> str:
    match rule.days:
        case AnyDay(working):
            return "每个工作日" if working else "每天"
        case Weekdays(days):
            rhythm = {1: "每", 2: "每两周的"}.get(rule.interval, f"每 {rule.interval} 周的")
            return rhythm + "、".join(f"周{_ZH_WEEK[day]}" for day in days)
        case YearDay(month, day):
            return f"每年 {month} 月 {day} 日"
        case OnDate(day):
            return f"{day.year} 年 {day.month} 月 {day.day} 日"
        case _:
            return _ZH_SPAN[rule.every] + _chinese_in_span(rule)


def _chinese_in_span(rule: ScheduleRule) -> str:
    month = _ZH_MONTH[rule.month_of_quarter] if rule.every is Every.QUARTER else ""
    match rule.days:
        case WorkingDay(last):
            return "最后一个工作日" if last else "第一个工作日"
        case MonthDay(day):
            return f"{month}最后一天" if day == -1 else f"{month} {day} 日"
        case NthWeekday(nth, weekday):
            return f"{month}{_ZH_NTH[nth]}周{_ZH_WEEK[weekday]}"
        case _:
            return ""


def _english(rule: ScheduleRule) -> str:
    match rule.days:
        case AnyDay(working):
            return "every working day" if working else "every day"
        case Weekdays(days):
            rhythm = {1: "every", 2: "every other"}.get(
                rule.interval, f"every {rule.interval} weeks on"
            )
            return f"{rhythm} {_listed([_EN_WEEK[day] for day in days])}"
        case YearDay(month, day):
            return f"every year on {day} {_EN_MONTHS[month - 1]}"
        case OnDate(day):
            return f"once, on {_date(day)}"
        case _:
            return f"on the {_english_in_span(rule.days)} of {_english_span(rule)}"


def _english_in_span(days: Days) -> str:
    match days:
        case WorkingDay(last):
            return f"{'last' if last else 'first'} working day"
        case MonthDay(day):
            return "last day" if day == -1 else _ordinal(day)
        case NthWeekday(nth, weekday):
            return f"{ORDINALS[nth]} {_EN_WEEK[weekday]}"
        case _:
            return ""


def _english_span(rule: ScheduleRule) -> str:
    if rule.every is Every.QUARTER and not isinstance(rule.days, WorkingDay):
        return f"the {ORDINALS[rule.month_of_quarter]} month of every quarter"
    return f"every {rule.every}"


def _ordinal(number: int) -> str:
    ending = "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _date(day: date) -> str:
    return f"{day.day} {_EN_MONTHS[day.month - 1]} {day.year}"
