"""The day an absent person says to be back, from the words of a vacation note in zh and en."""

from __future__ import annotations

import re
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"

# Each a way of writing one date; the groups say which figure is which.
_ISO = re.compile(r"(?P<year>20\d\d)\s?[-/.年]\s?(?P<m>\d{1,2})\s?[-/.月]\s?(?P<d>\d{1,2})")
_ZH = re.compile(r"(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?[日号號]?")
_SLASH = re.compile(r"(?<![\d/.-])(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})(?![\d/.-])")
_DMY = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:of\s)?{_MONTH}(?:,?\s(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_MDY = re.compile(
    rf"{_MONTH}\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s(?P<year>20\d\d))?", re.IGNORECASE
)
_FORMS = (_ISO, _ZH, _DMY, _MDY, _SLASH)

_DATE_LIKE = r"[^\n。;；!！]{0,40}?"
# "return on", "back on", "until" … before the date; "返回, 回来, 上班 …" after it.
_BEFORE = re.compile(
    r"(?:return(?:ing)?(?: to (?:the |my )?(?:office|work|desk))?|(?:be |am |'ll be )?back(?: in (?:the )?office| at (?:my desk|work))?|resume(?: work)?|available again|reachable again|"
    r"wieder (?:im büro|erreichbar|da)|zurück)\s(?:on|from|by|am|ab|at)?\s?(?:the\s)?(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s)?",
    re.IGNORECASE,
)
_AFTER_ZH = re.compile(
    r"(?:[(（][^)）]{0,8}[)）])?\s?(?:起|后|後|上午|下午|早上)?\s?(?:返回|回来|回來|回到|回公司|上班|恢复|恢復|复工|返岗|返崗|正常办公|到岗|回复您|回覆您|返工|重新上班|回岗)"
)
_UNTIL = re.compile(
    r"(?:until|till|through|thru|bis(?: einschließlich| zum)?|to|[-–—~至到])\s?(?:and including\s)?(?:the\s)?(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?\s)?$",
    re.IGNORECASE,
)
_AWAY_UNTIL_ZH = re.compile(
    r"^(?:[日号號])?\s?(?:期间|之间|休假|出差|休|放假|请假|外出|不在|止|為止|为止)"
)


def find_return_date(text: str, sent_on: date) -> date | None:
    """The first working contact day named in `text`, not before `sent_on`; None if unsaid.

    "Back on 4 May" gives that day; "away until 3 May", "10月1日至7日休假" give the day after.
    """
    text = text[:6000]
    away: date | None = None
    for found, day in _dates(text, sent_on):
        before, after = (
            text[max(0, found.start() - 60) : found.start()],
            text[found.end() : found.end() + 30],
        )
        if _says_back(before, after):
            return day if day >= sent_on else None
        if _UNTIL.search(before) or _AWAY_UNTIL_ZH.match(after):
            away = max(day, away) if away else day
    return away + timedelta(days=1) if away and away >= sent_on else None


def _says_back(before: str, after: str) -> bool:
    back = [found.end() for found in _BEFORE.finditer(before)]
    return bool(back and len(before) - back[-1] <= 3) or bool(_AFTER_ZH.match(after))


def _dates(text: str, sent_on: date) -> list[tuple[re.Match[str], date]]:
    found: list[tuple[re.Match[str], date]] = []
    taken: list[range] = []
    for form in _FORMS:
        for match in form.finditer(text):
            day = _day(match, sent_on)
            if day and not any(match.start() in span for span in taken):
                taken.append(range(match.start(), match.end()))
                found.append((match, day))
    return sorted(found, key=lambda pair: pair[0].start())


def _day(match: re.Match[str], sent_on: date) -> date | None:
    groups = match.groupdict()
    name = groups.get("month")
    month = _MONTHS.index(name.lower()) + 1 if name else int(groups["m"])
    year = int(groups["year"]) if groups.get("year") else sent_on.year
    try:
        day = date(year, month, int(groups["d"]))
    except ValueError:
        return None
    # A note of December that names January means the coming one.
    if not groups.get("year") and day < sent_on - timedelta(days=60):
        return day.replace(year=year + 1) if (day.month, day.day) != (2, 29) else None
    return day
