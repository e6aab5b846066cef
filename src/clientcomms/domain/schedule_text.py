"""Schedule rules as people write them, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time
from functools import lru_cache

from clientcomms.domain.schedule_build import DATE, DEFAULT_TIME, date_of
from clientcomms.domain.schedule_chinese import CHINESE
from clientcomms.domain.schedule_english import ENGLISH
from clientcomms.domain.schedule_values import RuleError, ScheduleRule

_CLOCK = re.compile(
    r"(?P<half>上午|早上|下午|晚上|中午)?\s*(?:\bat )?(?<![\d-])(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?!\d)(?: ?(?P<meridiem>[ap]m)\b)?| ?(?P<hour_meridiem>[ap]m)\b"
    r"|[点时](?:(?P<half_past>半)|(?P<zh_minute>\d{1,2})分?)?)"
)
_SPOKEN_HOUR = re.compile("(十[一二]?|[一二两三四五六七八九])(?=点)")
_HOURS = {"两": 2} | {word: n for n, word in enumerate("一二三四五六七八九十", start=1)}
_HOURS |= {"十一": 11, "十二": 12}
_FROM = re.compile(rf"(?:\bfrom|自|从)\s*{DATE}\s*(?:起|开始)?")
_UNTIL = re.compile(rf"(?:\buntil|至|到)\s*{DATE}\s*(?:止|为止)?")


@lru_cache(maxsize=1024)
def parse_rule(text: str, *, default_time: time = DEFAULT_TIME) -> ScheduleRule:
    """Read a rule in either language; full-width digits and colons are understood.

    Raises:
        RuleError: what part is not understood, with examples in both languages.

    """
    rest = " ".join(unicodedata.normalize("NFKC", text).lower().split())
    rest, start = _cut_date(_FROM, rest, text)
    rest, until = _cut_date(_UNTIL, rest, text)
    rest, at = _cut_time(rest, text, default_time)
    rule = _head(rest.strip(" ,、。."), text)
    if start and until and until < start:
        raise RuleError(text, f"it ends on {until}, before it starts on {start}")
    return ScheduleRule(
        rule.every, rule.days, at, rule.interval, rule.month_of_quarter, start or rule.start, until
    )


def _cut_date(pattern: re.Pattern[str], rest: str, text: str) -> tuple[str, date | None]:
    found = pattern.search(rest)
    if found is None:
        return rest, None
    return rest[: found.start()] + " " + rest[found.end() :], date_of(found.groups(), text)


def _cut_time(rest: str, text: str, default_time: time) -> tuple[str, time]:
    rest = _SPOKEN_HOUR.sub(lambda word: str(_HOURS[word[0]]), rest)
    found = _CLOCK.search(rest)
    if found is None:
        return rest, default_time
    hour = _hour(found)
    minute = 30 if found["half_past"] else int(found["minute"] or found["zh_minute"] or 0)
    if hour > 23 or minute > 59:
        raise RuleError(text, f"{found[0].strip()!r} is no time of day")
    return rest[: found.start()] + " " + rest[found.end() :], time(hour, minute)


def _hour(found: re.Match[str]) -> int:
    hour = int(found["hour"])
    meridiem = found["meridiem"] or found["hour_meridiem"]
    if meridiem == "am" and hour == 12:
        return 0
    afternoon = meridiem == "pm" or found["half"] in {"下午", "晚上"}
    return hour + 12 if afternoon and hour < 12 else hour


def _head(head: str, text: str) -> ScheduleRule:
    head = " ".join(head.split())
    packed = head.replace(" ", "")
    for pattern, build in ENGLISH:
        if found := re.fullmatch(pattern, head):
            return build(found, text)
    for pattern, build in CHINESE:
        if found := re.fullmatch(pattern, packed):
            return build(found, text)
    raise RuleError(text, f"{head!r} is not understood" if head else "it names no day")
