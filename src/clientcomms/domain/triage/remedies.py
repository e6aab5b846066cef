"""Questions that name no thing of their own: they ask when, or whether, the one before is mended."""

from __future__ import annotations

import re

_PRONOUN = r"(?:it|this|that|them|these|those)"
_ENDS = (
    r"(?=\s*(?:[?,.!]|$|by\b|before\b|until\b|till\b|on\b|for (?:us|me)\b|in\b|within\b|at\b|up\b|out\b|"
    r"today|tomorrow|tonight|this\b|next\b|asap|soon|please|quickly|first|again))"
)
_MEND = r"(?:fix|solve|resolve|repair|correct|mend|address|restore|handle|sort|look into|look at|take care of|deal with)"
_MENDED = (
    r"(?:fixed|solved|resolved|repaired|corrected|mended|addressed|restored|handled|sorted|done|ready|back|ok|okay|"
    r"working|available|up)"
)
_WHO = r"(?:you|we|they|someone|somebody|anyone|your team|you guys|your side)"
_HOW = r"(?:when|how soon|how fast|how long|by when|what time|until when)"
_ENGLISH = re.compile(
    rf"^(?:(?:so|and|but|also|please|then)[ ,]+)?(?:{_HOW} )?"
    rf"(?:(?:can|could|will|would|are|do) {_WHO} (?:[a-z]+ ){{0,3}}?{_MEND}(?:ing)? {_PRONOUN}{_ENDS}"
    rf"|(?:can|could|will|would|is|are) {_PRONOUN}(?: all| both)? (?:going to )?be {_MENDED}\b"
    rf"|will it take(?: to {_MEND}(?: {_PRONOUN})?)?{_ENDS})"
)
_ORDERED = re.compile(
    rf"^(?:(?:so|and|but|also|please|pls|kindly|then|can you|could you|would you|just)[ ,]+){{0,4}}{_MEND} {_PRONOUN}{_ENDS}"
)
_MOST_HAN = 12
_DAY = (
    r"(?:\d{1,4}|[一二两三四五六七八九十]{1,3}|[年月日号点时:/.\-]|(?:这|本|下|下下)?(?:周|星期|礼拜)[一二三四五六日天末]?|"
    r"今天|明天|后天|今晚|月底|月末|年底|年前|节前|上午|下午|中午|晚上|之前|以前|之内|以内|前|内|里|底|"
    r"个?(?:工作日|小时|钟头)|天|分钟|上线|下班)"
)
_CHINESE = re.compile(
    rf"^(?:请问|麻烦|那么?|这个问题|这个|这些|这块|这里|这|它们?|贵司|你们|您|咱们|我们|大概|大约|最晚|最快|最迟|预计|估计|在|到|于|\s|{_DAY})*+"
    r"(?:能不能|能否|可不可以|可否|是否可以|是否能够?|能够?|可以|来得及|要|需要|什么时候|什么时间|啥时候?|何时|几时|多久|多长时间|哪天|几天)"
    rf"(?:才?能够?|可以|会|把(?:它|这个|这些|这个问题)|给我们|帮忙|尽快|一并|一起|都|在|{_DAY})*+"
    r"(?:修好|修复|修完|修|解决|恢复|处理|弄好|搞定|搞好|改好|改完|改|排查|好|完成|正常|可用|用)(?:好|完|掉|一下|正常|使用)*+"
    r"(?:了|啊|呢|吗|么|嘛|不|吧)*+[?？。!！\s]*$"
)


def asks_for_remedy(folded: str) -> bool:
    """Return whether a folded question asks only for the mending of what was said before it."""
    text = folded.strip()[:200]
    return bool(_ENGLISH.match(text) or _CHINESE.match(text))


def orders_remedy(folded: str, *, mending: bool) -> bool:
    """Return whether a folded order only wants mended what was said before it.

    "Please fix it by Tuesday", "麻烦周五前修好"; `mending` says whether a word of mending was seen.
    """
    if _ORDERED.match(folded.strip()[:200]):
        return True
    han = sum("\u4e00" <= char <= "\u9fff" for char in folded)
    return mending and 0 < han <= _MOST_HAN
