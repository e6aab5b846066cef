"""Schedule rules in English."""

from __future__ import annotations

import re

from clientcomms.domain.schedule_build import (
    DATE,
    Forms,
    month_day,
    once,
    rule_of,
    weeks,
    year_day,
)
from clientcomms.domain.schedule_values import (
    AnyDay,
    Every,
    MonthDay,
    NthWeekday,
    ScheduleRule,
    WorkingDay,
)

_EN_DAYS = {
    name[:3]: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
_EN_DAY = (
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_EN_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1} | {
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5,
}  # fmt: skip
_NTH = "|".join(_EN_NTH)


def _en_weeks(found: re.Match[str], text: str) -> ScheduleRule:
    days = tuple(_EN_DAYS[name[:3]] for name in re.findall(_EN_DAY, found["days"]))
    words = found["rhythm"] or ""
    number = re.search(r"\d+", words)
    twice = words.startswith(("biweekly", "fortnightly", "every other", "every second"))
    return weeks(days, int(number[0]) if number else 2 if twice else 1, text)


def _en_span(found: re.Match[str], text: str) -> ScheduleRule:
    every = Every.MONTH if found["span"] == "monthly" else Every.QUARTER
    month = int(found["month"] or 1)
    what = found["what"]
    if "working" in what:
        return rule_of(every, WorkingDay(what.startswith("last")))
    if what.startswith("last") and what in {"last", "last day"}:
        return rule_of(every, MonthDay(-1), month_of_quarter=_end_month(every, found["month"]))
    if what[0].isdigit() and " " not in what:
        number = re.sub(r"\D", "", what)
        return rule_of(every, month_day(number, text), month_of_quarter=month)
    nth, name = what.split(" ", 1)
    days = NthWeekday(_EN_NTH[nth], _EN_DAYS[name[:3]])
    month = _end_month(every, found["month"]) if days.nth == -1 else month
    return rule_of(every, days, month_of_quarter=month)


def _end_month(every: Every, month: str | None) -> int:
    """The last of a quarter lies in its third month, unless another month is named."""
    return int(month) if month else 3 if every is Every.QUARTER else 1


def _working_day(found: re.Match[str], _text: str) -> ScheduleRule:
    return rule_of(Every(found["span"]), WorkingDay(found["end"] == "last"))


_EN_WEEKLY = (
    r"(?:(?P<rhythm>weekly|biweekly|fortnightly|every|every week|every (?:other|second) week"
    rf"|every \d{{1,3}} weeks?) )?(?:on )?(?P<days>{_EN_DAY}(?:(?:, ?| and | ){_EN_DAY})*)"
)
_EN_WORKING = (
    r"(?P<end>first|last)[ _]working[ _]day[ _]of[ _](?:the |each |every )?"
    r"(?P<span>week|month|quarter)"
)
_EN_SPAN = (
    r"(?P<span>monthly|quarterly)(?: month (?P<month>[123]))? (?:on )?(?:the )?(?:day )?"
    rf"(?P<what>\d{{1,2}}(?:st|nd|rd|th)?|last(?: day)?|(?:{_NTH}) {_EN_DAY}"
    r"|(?:first|last)[ _]working[ _]day)"
)
ENGLISH: Forms = (
    (r"daily|every day", lambda _found, _text: rule_of(Every.DAY, AnyDay(working=False))),
    (
        r"workdays|weekdays|every[ _]working[ _]day",
        lambda _found, _text: rule_of(Every.DAY, AnyDay(working=True)),
    ),
    (_EN_WEEKLY, _en_weeks),
    (_EN_WORKING, _working_day),
    (_EN_SPAN, _en_span),
    (r"(?:yearly|annually) (\d{1,2})[-/](\d{1,2})", year_day),
    (rf"(?:once )?{DATE}", once),
)
