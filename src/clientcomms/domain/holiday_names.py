"""Names of holidays and countries in Chinese and English, as a letter would say them.

The holiday data names a day in the language of its country or in English; a Chinese reader of a
plan about a German client should still read 耶稣升天节 and not "Ascension Day".
"""

from __future__ import annotations

_IN_ENGLISH = {
    "Chinese New Year (Spring Festival)": "Spring Festival",
    "Chinese New Year's Eve": "Spring Festival's Eve",
    "Chinese New Year (Spring Festival) Extended Holiday": "Spring Festival",
}

_IN_CHINESE = {
    "农历除夕": "除夕",
    "New Year's Day": "元旦",
    "New Year's Eve": "新年前夜",
    "Martin Luther King Jr. Day": "马丁·路德·金纪念日",
    "Washington's Birthday": "华盛顿诞辰日（总统日）",
    "Memorial Day": "阵亡将士纪念日",
    "Juneteenth National Independence Day": "六月节",
    "Independence Day": "独立日",
    "Labor Day": "劳动节",
    "Labour Day": "劳动节",
    "Columbus Day": "哥伦布日",
    "Veterans Day": "退伍军人节",
    "Thanksgiving Day": "感恩节",
    "Thanksgiving": "感恩节",
    "Christmas Eve": "平安夜",
    "Christmas Day": "圣诞节",
    "Christmas": "圣诞节",
    "Second Day of Christmas": "圣诞节次日",
    "Saint Stephen's Day": "圣斯德望日",
    "Boxing Day": "节礼日",
    "Good Friday": "耶稣受难日",
    "Easter Sunday": "复活节",
    "Easter Monday": "复活节星期一",
    "May Day": "五月初银行假日",
    "Spring Bank Holiday": "春季银行假日",
    "Late Summer Bank Holiday": "夏末银行假日",
    "Ascension Day": "耶稣升天节",
    "Pentecost": "圣灵降临节",
    "Pentecost Monday": "圣灵降临节星期一",
    "Whit Monday": "圣灵降临节星期一",
    "Corpus Christi": "基督圣体节",
    "Assumption Day": "圣母升天节",
    "Assumption Of Mary Day": "圣母升天节",
    "All Saints' Day": "诸圣节",
    "Immaculate Conception": "圣母无染原罪节",
    "Epiphany": "主显节",
    "Reformation Day": "宗教改革日",
    "Repentance and Prayer Day": "忏悔祈祷日",
    "German Unity Day": "德国统一日",
    "International Women's Day": "国际妇女节",
    "National Day": "国庆日",
    "Constitution Day": "宪法日",
    "Liberation Day": "解放日",
    "Republic Day": "共和国日",
    "Victory Day": "胜利日",
    "Armistice Day": "停战纪念日",
    "King's Day": "国王节",
    "Midsummer Day": "仲夏节",
    "Canada Day": "加拿大日",
    "Australia Day": "澳大利亚日",
    "ANZAC Day": "澳新军团日",
    "Bank Holiday": "银行假日",
    "Chinese New Year": "春节",
    "Diwali": "排灯节",
    "Eid al-Fitr": "开斋节",
    "Eid al-Adha": "宰牲节",
    "Vesak Day": "卫塞节",
}

COUNTRY_NAMES = {
    "中国": "CN", "中国大陆": "CN", "china": "CN", "prc": "CN",
    "香港": "HK", "中国香港": "HK", "hong kong": "HK",
    "澳门": "MO", "中国澳门": "MO", "macau": "MO", "macao": "MO",
    "台湾": "TW", "中国台湾": "TW", "taiwan": "TW",
    "美国": "US", "usa": "US", "u.s.": "US", "united states": "US",
    "united states of america": "US",
    "英国": "GB", "united kingdom": "GB", "great britain": "GB",
    "英格兰": "GB-ENG", "england": "GB-ENG", "苏格兰": "GB-SCT", "scotland": "GB-SCT",
    "德国": "DE", "germany": "DE", "deutschland": "DE", "巴伐利亚": "DE-BY", "bavaria": "DE-BY",
    "bayern": "DE-BY",
    "法国": "FR", "france": "FR", "意大利": "IT", "italy": "IT", "西班牙": "ES", "spain": "ES",
    "荷兰": "NL", "netherlands": "NL", "比利时": "BE", "belgium": "BE",
    "瑞士": "CH", "switzerland": "CH", "奥地利": "AT", "austria": "AT",
    "瑞典": "SE", "sweden": "SE", "挪威": "NO", "norway": "NO", "丹麦": "DK", "denmark": "DK",
    "芬兰": "FI", "finland": "FI", "爱尔兰": "IE", "ireland": "IE", "波兰": "PL", "poland": "PL",
    "葡萄牙": "PT", "portugal": "PT", "加拿大": "CA", "canada": "CA",
    "澳大利亚": "AU", "australia": "AU", "新西兰": "NZ", "new zealand": "NZ",
    "日本": "JP", "japan": "JP", "韩国": "KR", "south korea": "KR", "korea": "KR",
    "新加坡": "SG", "singapore": "SG", "马来西亚": "MY", "malaysia": "MY",
    "泰国": "TH", "thailand": "TH", "越南": "VN", "vietnam": "VN",
    "印度": "IN", "india": "IN", "印尼": "ID", "印度尼西亚": "ID", "indonesia": "ID",
    "阿联酋": "AE", "united arab emirates": "AE", "沙特": "SA", "沙特阿拉伯": "SA",
    "saudi arabia": "SA", "巴西": "BR", "brazil": "BR", "墨西哥": "MX", "mexico": "MX",
}  # fmt: skip


def english_name(name: str) -> str:
    """Return the holiday's name as an English letter says it."""
    base, mark = _split(name, "(observed")
    return _IN_ENGLISH.get(base, base) + mark


def chinese_name(name: str) -> str:
    """Return the holiday's name as a Chinese letter says it; itself where none is known."""
    base, mark = _split(name, "(observed")
    base, second = (base, "（补假）") if mark else _split(base, "（补假")
    return _IN_CHINESE.get(base, base) + ("（补假）" if second else "")


def _split(name: str, mark: str) -> tuple[str, str]:
    base, found, rest = name.partition(mark)
    return base.rstrip(), f" {found}{rest}" if found else ""
