"""Why a meeting is not held on its usual day, as its attendees may read it."""

from __future__ import annotations

from datetime import date

from clientcomms.domain.workdays import Kind, WorkCalendar

_LANDS = {
    "CN": ("中国", "China"),
    "HK": ("香港", "Hong Kong"),
    "TW": ("台湾", "Taiwan"),
    "US": ("美国", "the United States"),
    "CA": ("加拿大", "Canada"),
    "GB": ("英国", "the United Kingdom"),
    "DE": ("德国", "Germany"),
    "AT": ("奥地利", "Austria"),
    "CH": ("瑞士", "Switzerland"),
    "FR": ("法国", "France"),
    "NL": ("荷兰", "the Netherlands"),
    "ES": ("西班牙", "Spain"),
    "IT": ("意大利", "Italy"),
    "JP": ("日本", "Japan"),
    "KR": ("韩国", "Korea"),
    "SG": ("新加坡", "Singapore"),
    "AU": ("澳大利亚", "Australia"),
}


def why_not_on(day: date, calendar: WorkCalendar) -> tuple[str, str]:
    """Return the reason in Chinese and English; empty texts for a day that is worked."""
    found = calendar.day_kind(day)
    if found.kind is Kind.WEEKEND:
        return "原定那天是周末", "the usual day falls on a weekend"
    if found.kind is not Kind.PUBLIC_HOLIDAY:
        return "", ""
    code = found.country.partition("-")[0]
    zh, en = _LANDS.get(code, (code, code))
    if not found.name_zh and not found.name_en:
        return f"原定那天{zh}放假", f"the usual day is a holiday in {en}"
    return (
        f"原定那天{zh}放假（{found.name_zh or found.name_en}）",
        f"the usual day is a holiday in {en} ({found.name_en or found.name_zh})",
    )
