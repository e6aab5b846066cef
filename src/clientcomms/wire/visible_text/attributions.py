"""The line that stands above a quote: "On … Ann wrote:", in the order and words of each program.

What counts are signs that only a program puts together: a date, a time, an address, a verb of
writing, a colon at the end. "He wrote:" alone is the author's own text.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from html import unescape

from clientcomms.wire.visible_text.seen_lines import MAX_LINE, is_quoted, undecorated
from clientcomms.wire.visible_text.vocabulary import vocabulary

_MOST_LINES = 4
_MOST_BROKEN_LINES = 7
_ENDS = ":：>)]＞"
_DATED = re.compile(
    r"\d{1,4}\s?[-/.年년]\s?\d{1,2}|\b(?:19|20)\d{2}\b|\d{1,2}\s?[月월]|\b\d{1,2}\.? [^\W\d_]{3,9}\b|\b[^\W\d_]{3,9}\.? \d{1,2}\b"
)
_TIMED = re.compile(
    r"\d{1,2}\s?[:：.h時时点點시]\s?\d{2}|\d{1,2}\s?(?:am|pm|uhr|[時时点點시])\b", re.IGNORECASE
)
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]{1,63}\.")
_CLOSED_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,200}[>)\]\"' ]{0,4}$")
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？；]")
_SENTENCES = re.compile(r"[^\W\d_]{4,}[.!?]\s|[。！？]")
_HAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HAN_DATE = re.compile(r"(?:^|[\s>)\"”」])[在于於]\s?\d|[,，、]\s?\d")
_FIRST_WORD = re.compile(r"[^\W\d_]{1,14}")
# The Becky! habit breaks after the date, Polymail and text versions of pages around the address.
_BROKEN_TAIL = re.compile(r"^>?\s?[^\W\d_]{2,12}(?: [^\W\d_]{2,12})?\s?[:：]$|^[<>\s]*$")
_BROKEN_HEAD = re.compile(r"^<?\s*(?:mailto:|[\w.+=-]{1,64}@|$)")
_BETWEEN_RULES = re.compile(r"^-{2,}\s?\S.{2,240}\S\s?-{2,}$")
# Lotus Notes: "Ann Lee/Studio wrote on 11/18/2026 10:00 AM:".
_NAMED_FIRST = re.compile(
    r"^(?:[A-ZÀ-ÞА-Я][\w.'/-]{0,30}\s){1,4}(?:\S{1,12}\s){1,3}\d[\d./-]{5,9}\s.{0,40}[:：]$"
)
_ONLY_ADDRESS = re.compile(r"^<?\s?(?:mailto:)?[\w.+=@-]{3,100}\s?>?\s?[:：]$")


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attribution and how sure it is."""

    length: int
    """Lines."""
    sure: bool
    """Enough signs to call everything below history even where nothing is marked as quoted."""


def attribution_at(lines: list[str], at: int) -> Attribution | None:
    """The attribution that begins at line `at`; None when none does."""
    first = undecorated(lines[at])
    if not first or is_quoted(lines[at]):
        return None
    if _is_ruled(lines[at], first):
        return Attribution(1, sure=True)
    if not may_begin(first):
        return None
    joined = ""
    unsure = None
    for length, line in enumerate(_run(lines, at, first), start=1):
        joined = f"{joined} {line}".strip()
        sure = judge(joined, whole=length == 1)
        if sure is not None:
            found = Attribution(length + _trailing_address(lines, at + length, joined), sure)
            if sure:
                return found
            unsure = unsure or found
    return unsure


def _is_ruled(line: str, words: str) -> bool:
    """Android and Zoho: "---- Ann Lee wrote ----"."""
    return (
        bool(_BETWEEN_RULES.match(line)) and len(words) < 200 and _says_wrote(words, addressed=True)
    )


def _run(lines: list[str], at: int, first: str) -> list[str]:
    """The lines that may belong together; across blanks only where an address was broken off."""
    broken = bool(_DATED.search(first) and _TIMED.search(first)) and _begins(first)
    run = [lines[at]]
    for index in range(
        at + 1, min(len(lines), at + (_MOST_BROKEN_LINES if broken else _MOST_LINES))
    ):
        line = lines[index]
        if is_quoted(line) and not (broken and _BROKEN_TAIL.match(line)):
            break
        if not line and not (broken and _address_follows(lines, index)):
            break
        if line and _is_another(run[0], line):
            break
        run.append(line.lstrip("> ") if is_quoted(line) else line)
    return run


def _address_follows(lines: list[str], at: int) -> bool:
    return at + 1 < len(lines) and bool(_BROKEN_HEAD.match(lines[at + 1]))


def _is_another(first: str, line: str) -> bool:
    """Whether `line` is an attribution by itself, below a sentence that begins with a figure."""
    ended = first[-1] in ".!?。！？" or first[0].isdigit()
    return ended and _begins(undecorated(line)) and judge(line, whole=True) is not None


def may_begin(line: str) -> bool:
    """Whether an attribution may begin with this line: cheap, asked of every line."""
    if len(line) > MAX_LINE - 10:
        return False
    return (
        _begins(line)
        or bool(_ADDRESS.search(line))
        or _han_dated(line)
        or bool(_NAMED_FIRST.match(line))
    )


def _begins(line: str) -> bool:
    words = line.lstrip("\"'“[(<")
    if words[:1].isdigit() or words.startswith(vocabulary().begins_han):
        return True
    first = _FIRST_WORD.match(words)
    return first is not None and first[0].casefold() in vocabulary().begins


def _han_dated(line: str) -> bool:
    return bool(_HAN.search(line)) and bool(_DATED.search(line))


def judge(text: str, *, whole: bool) -> bool | None:
    """Whether `text` is an attribution: surely (True), if a quote follows (False), not (None).

    `whole` tells that it stands on one line.
    """
    text = undecorated(unescape(text) if "&" in text else text)
    if not text or len(text) > MAX_LINE or not _may_end(text):
        return None
    dated, timed = bool(_DATED.search(text)), bool(_TIMED.search(text))
    addressed = bool(_ADDRESS.search(text))
    if _HTTP.search(text) and not addressed:
        return None
    if vocabulary().quoting.match(text) and addressed and text[-1] in ":：":
        return True
    if not (dated or timed or addressed):
        return None
    signs = dated + timed + addressed
    if _says_wrote(text, addressed=addressed):
        return _judge_verb(text, signs, addressed=addressed, whole=whole)
    return _judge_verbless(text, dated=dated, timed=timed, addressed=addressed)


def _may_end(text: str) -> bool:
    """Whether an attribution may end so: cheap, asked of every run of lines."""
    return text[-1] in _ENDS or bool(vocabulary().wrote.search(text, max(0, len(text) - 40)))


def _judge_verb(text: str, signs: int, *, addressed: bool, whole: bool) -> bool | None:
    colon = text[-1] in ":："
    if not colon and not (_begins(text) and addressed):
        # "On 12 November our colleague wrote" may be the author's own broken sentence.
        return False if _begins(text) and signs else None
    if _begins(text) or _han_ends(text):
        return (signs >= 2 and (addressed or not _loosely_said(text))) or (addressed and colon)
    if _NAMED_FIRST.match(text) and signs >= 2:
        return True
    if _SENTENCES.search(text):
        return None
    return True if addressed and (whole or signs >= 2) else None


def _han_ends(text: str) -> bool:
    return bool(_HAN.search(text[-8:])) and bool(_DATED.search(text))


def _loosely_said(text: str) -> bool:
    """Whether a Chinese line names a date elsewhere than programs do: "会议纪要(11月18日)写道:"."""
    return bool(_HAN.search(text)) and not _begins(text) and not _HAN_DATE.search(text)


def _says_wrote(text: str, *, addressed: bool) -> bool:
    """Whether a verb of writing ends the text, or stands before the name that ends it."""
    found = deque(vocabulary().wrote.finditer(text, max(0, len(text) - 240)), maxlen=1)
    if not found:
        return False
    if _HAN.search(text) and not addressed and (_SENTENCE.search(text) or len(text) > 90):
        return False
    rest = text[found[0].end() :].strip()
    return not rest.strip(":： ,，]）)") or (len(rest) <= 120 and rest[-1] in ":：")


def _judge_verbless(text: str, *, dated: bool, timed: bool, addressed: bool) -> bool | None:
    """Gmail in Russian and Japanese, old Gmail, Yandex, Mail.ru, Tutanota: date, name, address."""
    if not (dated and addressed and _begins(text)):
        return None
    if text[-1] in ":：":
        bare = text.rstrip(":： ,")
        return timed if _CLOSED_ADDRESS.search(bare[-120:]) and len(text) <= 200 else None
    closed = text[-1] in ">)" and text[0].isdigit() and _CLOSED_ADDRESS.search(text[-120:])
    return False if closed and len(text) <= 140 else None


def _trailing_address(lines: list[str], at: int, joined: str) -> int:
    """1 when the next line only closes an address that was broken off: "<ann@example.com>:"."""
    if joined[-1:] in {":", "："} or at >= len(lines):
        return 0
    return int(bool(_ONLY_ADDRESS.match(lines[at])))
