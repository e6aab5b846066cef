"""Countries as people write them, and the zone their working day runs in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from zoneinfo import available_timezones

from clientcomms.domain.book.spec import plain

_TABLE = """
CN|中国|China|Asia/Shanghai|中国大陆 大陆 PRC
HK|香港|Hong Kong|Asia/Hong_Kong|中国香港
MO|澳门|Macao|Asia/Macau|中国澳门 Macau
TW|台湾|Taiwan|Asia/Taipei|中国台湾
JP|日本|Japan|Asia/Tokyo|
KR|韩国|South Korea|Asia/Seoul|Korea
SG|新加坡|Singapore|Asia/Singapore|
MY|马来西亚|Malaysia|Asia/Kuala_Lumpur|
TH|泰国|Thailand|Asia/Bangkok|
VN|越南|Vietnam|Asia/Ho_Chi_Minh|
PH|菲律宾|Philippines|Asia/Manila|
ID|印度尼西亚|Indonesia|*Asia/Jakarta|印尼
IN|印度|India|Asia/Kolkata|
PK|巴基斯坦|Pakistan|Asia/Karachi|
BD|孟加拉国|Bangladesh|Asia/Dhaka|孟加拉
AE|阿联酋|United Arab Emirates|Asia/Dubai|UAE
SA|沙特阿拉伯|Saudi Arabia|Asia/Riyadh|沙特
QA|卡塔尔|Qatar|Asia/Qatar|
IL|以色列|Israel|Asia/Jerusalem|
TR|土耳其|Turkey|Europe/Istanbul|Türkiye
KZ|哈萨克斯坦|Kazakhstan|Asia/Almaty|
RU|俄罗斯|Russia|*Europe/Moscow|
UA|乌克兰|Ukraine|Europe/Kyiv|
DE|德国|Germany|Europe/Berlin|Deutschland
AT|奥地利|Austria|Europe/Vienna|Österreich
CH|瑞士|Switzerland|Europe/Zurich|Schweiz
FR|法国|France|Europe/Paris|
BE|比利时|Belgium|Europe/Brussels|
NL|荷兰|Netherlands|Europe/Amsterdam|Holland
LU|卢森堡|Luxembourg|Europe/Luxembourg|
GB|英国|United Kingdom|Europe/London|UK Britain England
IE|爱尔兰|Ireland|Europe/Dublin|
ES|西班牙|Spain|Europe/Madrid|
PT|葡萄牙|Portugal|Europe/Lisbon|
IT|意大利|Italy|Europe/Rome|
GR|希腊|Greece|Europe/Athens|
DK|丹麦|Denmark|Europe/Copenhagen|
SE|瑞典|Sweden|Europe/Stockholm|
NO|挪威|Norway|Europe/Oslo|
FI|芬兰|Finland|Europe/Helsinki|
PL|波兰|Poland|Europe/Warsaw|
CZ|捷克|Czechia|Europe/Prague|Czech
SK|斯洛伐克|Slovakia|Europe/Bratislava|
HU|匈牙利|Hungary|Europe/Budapest|
RO|罗马尼亚|Romania|Europe/Bucharest|
BG|保加利亚|Bulgaria|Europe/Sofia|
RS|塞尔维亚|Serbia|Europe/Belgrade|
HR|克罗地亚|Croatia|Europe/Zagreb|
US|美国|United States|*America/New_York|USA America
CA|加拿大|Canada|*America/Toronto|
MX|墨西哥|Mexico|*America/Mexico_City|
BR|巴西|Brazil|*America/Sao_Paulo|
AR|阿根廷|Argentina|America/Argentina/Buenos_Aires|
CL|智利|Chile|America/Santiago|
CO|哥伦比亚|Colombia|America/Bogota|
PE|秘鲁|Peru|America/Lima|
AU|澳大利亚|Australia|*Australia/Sydney|澳洲
NZ|新西兰|New Zealand|Pacific/Auckland|
ZA|南非|South Africa|Africa/Johannesburg|
EG|埃及|Egypt|Africa/Cairo|
NG|尼日利亚|Nigeria|Africa/Lagos|
KE|肯尼亚|Kenya|Africa/Nairobi|
"""
_ZONE_WORDS = {
    "北京": "Asia/Shanghai",
    "北京时间": "Asia/Shanghai",
    "上海": "Asia/Shanghai",
    "beijing": "Asia/Shanghai",
    "纽约": "America/New_York",
    "newyork": "America/New_York",
    "美东": "America/New_York",
    "eastern": "America/New_York",
    "easterntime": "America/New_York",
    "美中": "America/Chicago",
    "central": "America/Chicago",
    "centraltime": "America/Chicago",
    "美西": "America/Los_Angeles",
    "pacific": "America/Los_Angeles",
    "pacifictime": "America/Los_Angeles",
    "柏林": "Europe/Berlin",
    "伦敦": "Europe/London",
    "东京": "Asia/Tokyo",
}
_FURTHER_ZONES = {
    "US": ("America/Los_Angeles", "America/Chicago", "America/Denver", "America/Phoenix"),
    "CA": ("America/Vancouver", "America/Toronto", "America/Edmonton", "America/Halifax"),
    "AU": ("Australia/Melbourne", "Australia/Brisbane", "Australia/Perth", "Australia/Adelaide"),
    "CN": ("Asia/Urumqi",),
}
"""Zones that many people live by beside the first one of their country."""

_CODE = re.compile(r"([A-Za-z]{2})(?:[-_/ ]([A-Za-z0-9]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Country:
    """A country: ISO 3166 code, its main zone, whether it has several."""

    code: str
    zone: str
    several_zones: bool


@cache
def _countries() -> dict[str, Country]:
    found: dict[str, Country] = {}
    for row in _TABLE.strip().splitlines():
        code, zh, en, zone, also = row.split("|")
        country = Country(code, zone.lstrip("*"), zone.startswith("*"))
        for word in (code, zh, en, *also.split(" ")):
            if word:
                found[plain(word)] = country
    return found


def find_country(text: str) -> tuple[Country, str] | None:
    """The country and region that "中国", "Germany", "US" or "DE-BY" mean, else None."""
    if country := _countries().get(plain(text)):
        return country, ""
    match = _CODE.fullmatch(text.strip())
    if match and (country := _countries().get(match[1].casefold())):
        return country, (match[2] or "").upper()
    return None


def country_of_zone(zone: str) -> str | None:
    """The code of the country whose people live by a zone, None where the table has none."""
    return _countries_by_zone().get(zone)


@cache
def _countries_by_zone() -> dict[str, str]:
    also = {zone: code for code, zones in _FURTHER_ZONES.items() for zone in zones}
    return also | {one.zone: one.code for one in _countries().values()}


def find_zone(text: str) -> str | None:
    """The IANA zone that a name means ("Asia/Shanghai", 北京时间, Eastern), else None."""
    if text in _zones():
        return text
    return _ZONE_WORDS.get(plain(text)) or _zones_by_word().get(text.casefold().replace(" ", "_"))


@cache
def _zones() -> frozenset[str]:
    # The set holds no folder ("Pacific") and no over-long name: both make ZoneInfo() raise OSError.
    return frozenset(available_timezones())


@cache
def _zones_by_word() -> dict[str, str]:
    return {zone.casefold(): zone for zone in _zones()}
