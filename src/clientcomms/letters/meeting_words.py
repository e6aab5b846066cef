"""How a meeting's zone and a near moment are said to the one who reads them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from clientcomms.domain.people import Language
from clientcomms.domain.wording import clock, moment, weekday

_CITIES_ZH = {
    "Asia/Shanghai": "北京",
    "Asia/Chongqing": "北京",
    "Asia/Urumqi": "乌鲁木齐",
    "Asia/Hong_Kong": "香港",
    "Asia/Macau": "澳门",
    "Asia/Taipei": "台北",
    "Asia/Singapore": "新加坡",
    "Asia/Kuala_Lumpur": "吉隆坡",
    "Asia/Tokyo": "东京",
    "Asia/Seoul": "首尔",
    "Asia/Bangkok": "曼谷",
    "Asia/Ho_Chi_Minh": "胡志明市",
    "Asia/Jakarta": "雅加达",
    "Asia/Kolkata": "印度",
    "Asia/Dubai": "迪拜",
    "Asia/Riyadh": "利雅得",
    "Europe/Moscow": "莫斯科",
    "Europe/Berlin": "柏林",
    "Europe/Paris": "巴黎",
    "Europe/Madrid": "马德里",
    "Europe/Rome": "罗马",
    "Europe/Amsterdam": "阿姆斯特丹",
    "Europe/Zurich": "苏黎世",
    "Europe/London": "伦敦",
    "America/New_York": "纽约",
    "America/Chicago": "芝加哥",
    "America/Denver": "丹佛",
    "America/Los_Angeles": "洛杉矶",
    "America/Toronto": "多伦多",
    "America/Sao_Paulo": "圣保罗",
    "Australia/Sydney": "悉尼",
}
# The database names a zone by one city; these are what its people say.
_SAID_EN = {
    "Asia/Shanghai": "Beijing",
    "Asia/Chongqing": "Beijing",
    "Asia/Kolkata": "India",
    "Asia/Calcutta": "India",
    "America/New_York": "US Eastern",
    "America/Chicago": "US Central",
    "America/Denver": "US Mountain",
    "America/Los_Angeles": "US Pacific",
}


def zone_called(zone: str, at: datetime, language: Language) -> str:
    """Return a zone as people say it: ``北京时间``, ``Berlin time``; ``UTC+9`` where it has no city.

    Never an abbreviation: CST is said in Shanghai and in Chicago.
    """
    if language is Language.ZH and zone in _CITIES_ZH:
        return f"{_CITIES_ZH[zone]}时间"
    city = _SAID_EN.get(zone) or zone.rpartition("/")[2].replace("_", " ")
    if language is Language.ZH or "/" not in zone or zone.startswith("Etc/"):
        return _offset(at)
    return f"{city} time"


def _offset(at: datetime) -> str:
    ahead = at.utcoffset() or timedelta()
    sign = "-" if ahead < timedelta() else "+"
    hours, minutes = divmod(abs(ahead) // timedelta(minutes=1), 60)
    if not hours and not minutes:
        return "UTC"
    return f"UTC{sign}{hours}:{minutes:02d}" if minutes else f"UTC{sign}{hours}"


def by_when(at: datetime, today: date, language: Language) -> str:
    """Return a near deadline in words: ``明天(周四)12:00 前``, ``by 12:00 tomorrow (Thursday)``."""
    zh = language is Language.ZH
    away = (at.date() - today).days
    if away == 0:
        return f"今天 {clock(at)} 前" if zh else f"by {clock(at)} today"
    if away == 1:
        day = weekday(at.date(), language)
        return f"明天({day}){clock(at)} 前" if zh else f"by {clock(at)} tomorrow ({day})"
    return f"{moment(at, language)} 前" if zh else f"by {moment(at, language)}"
