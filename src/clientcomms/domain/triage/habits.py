"""Habits of language that no list of phrases holds: a "not" in front, an order, a way to be reached."""

from __future__ import annotations

import re

_NOT_ENGLISH = re.compile(
    r"(?:\b(?:not|never|no|without|hardly|nothing|none|neither|nor|barely|far from|no longer|free of)|n't)"
    r"(?:\s(?:a|an|any|all|at all|very|really|that|so|too|as|been|be|quite|particularly|exactly|entirely|fully|had|have|"
    r"seen|see|get|got|getting|more|further|other|real|particular|find|found|say|call it|is|was|we|i)){0,3}\s?$"
)
_NOT_CHINESE = re.compile(
    r"(?:(?<![有是能可])[不没未无](?:有|是|太|够|算|很|怎么|那么|什么|再|能|会|见|曾){0,2}|算不上|谈不上|并非|不见得|不是很|没那么|不再|没再|毫无)"
    r"(?:任何|什么|出现|发现|发生|收到|特别|再次|过|再|很|太){0,2}$"
)
_BEFORE_ORDER = re.compile(
    r"(?:please|pls|kindly|just|also|and|so|then|ok|okay|otherwise|next time|in future|going forward|for now|meanwhile|"
    r"instead|first|secondly|ps|p\.s\.?|hi|hello|team|all|but|or|again|do|don't|do not|never|[,:;.\-–—\s])*$"
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")
_NUMBER = re.compile(r"(?<!\d)\+?\d[\d\s-]{6,16}\d(?!\d)")
_NUMBER_WORD = re.compile(
    r"电话|手机|联系|分机|座机|tel\b|phone|mobile|call|reach|extension|\bext\b"
)
_PATH = re.compile(r"(?:https?://|ftp://|\\\\|(?<![\w/])/)[\w./\\-]{3,80}")


def negated(before: str) -> bool:
    """Whether the words `before` a phrase end in a "not" that turns it."""
    tail = before[-24:]
    return bool(_NOT_ENGLISH.search(tail) or _NOT_CHINESE.search(tail[-8:]))


def commands(sentence: str, at: int) -> bool:
    """Whether the verb at `at` begins an order: only polite and joining words stand before it."""
    return at <= 40 and bool(_BEFORE_ORDER.fullmatch(sentence[:at]))


def carries_contact(sentence: str) -> str | None:
    """The address, telephone number or path that a sentence tells; None when there is none."""
    address = _ADDRESS.search(sentence)
    if address:
        return address[0]
    number = _NUMBER.search(sentence)
    if number and _NUMBER_WORD.search(sentence):
        return number[0]
    path = _PATH.search(sentence)
    return path[0] if path else None


def is_short(sentence: str) -> bool:
    """Whether a sentence is too short to name a thing of its own: "请更正", "take it down now"."""
    han = sum("\u4e00" <= char <= "\u9fff" for char in sentence)
    return han <= 5 if han else len(sentence.split()) <= 4


_NO = re.compile(
    r"^\W*(?:no(?=\s*(?:[,.!]|$))|not (?:yet|now|like this|this way|so fast)\b|不(?:行|可以|能|要)|还不|先别|暂时不|没门|否\b)"
)


def is_no(sentence: str) -> bool:
    """Whether a sentence begins with a plain no: "Not yet", "不行"."""
    return bool(_NO.match(sentence))
