"""Lines that hold the author's words and a program's attribution or title, taken in two.

Text versions of pages, and chat-like phone programs, run them together:
"Fine with us.--- On Wed, 18 Nov 2026 Ann wrote:", "可以。------------------ 原始邮件 ----------".
"""

from __future__ import annotations

import re
from functools import lru_cache

from clientcomms.wire.visible_text.attributions import judge
from clientcomms.wire.visible_text.seen_lines import MAX_LINE, is_quoted, undecorated
from clientcomms.wire.visible_text.separators import is_title
from clientcomms.wire.visible_text.vocabulary import vocabulary

_LONGEST = 4000
_MOST_TRIES = 40
_RULED_TITLE = re.compile(
    r"(?<![-_=—–])([-_=—–]{3,80})\s{0,3}([^-_=—–\n]{2,40}?)\s{0,3}([-_=—–]{3,40})"
)
_BEGINNING = re.compile(r"(?:(?<=\s)|(?<=[-.!?。！？>]))(?:[^\W\d_]{1,12}|[在于於])(?=[\s,.\d])")
_WEAK_END = re.compile(r"[\w,，]$")


def parts_of(line: str) -> tuple[str, ...]:
    """The line, or its two parts."""
    at = _cut(line) if 12 < len(line) <= _LONGEST and _may_share(line) else None
    return (line[:at].rstrip(), line[at:]) if at else (line,)


def _may_share(line: str) -> bool:
    """Whether the signs of the two habits stand in the line: cheap, asked of every line."""
    return "---" in line or "___" in line or "===" in line or line.rstrip()[-1:] in (":", "：")


def _cut(line: str) -> int | None:
    """Where the foreign part begins; None where the line is whole."""
    if is_quoted(line):
        return None
    if "---" in line or "___" in line or "===" in line:
        for found in _RULED_TITLE.finditer(line):
            if is_title(found[2]):
                return found.start() if undecorated(line[: found.start()]) else found.end()
    if line.rstrip().endswith((":", "：")) and vocabulary().wrote.search(line):
        return _attribution_start(line)
    return None


def _attribution_start(line: str) -> int | None:
    for tried, found in enumerate(_BEGINNING.finditer(line)):
        if tried > _MOST_TRIES:
            return None
        start = found.start()
        rest = line[start:]
        if len(rest) > MAX_LINE or not _is_opening_word(found[0]):
            continue
        if judge(rest, whole=True) and (
            _stands_off(line[:start])
            or (
                _parts_here(line[:start])
                and (_ends(line[:start]) or judge(line, whole=True) is None)
            )
        ):
            return len(line[:start].rstrip("-—_ "))
    return None


def _is_opening_word(word: str) -> bool:
    return word in {"在", "于", "於"} or (word[0].isupper() and word.casefold() in _openers())


@lru_cache(maxsize=1)
def _openers() -> frozenset[str]:
    # Prepositions that begin attributions; single letters and days also begin sentences.
    return frozenset(word for word in vocabulary().begins if len(word) == 2)


def _stands_off(before: str) -> bool:
    """Whether a rule or a wide gap parts what stands before."""
    return before.endswith(("--", "— ", "-- ", "--- ", "   "))


def _ends(before: str) -> bool:
    return before.rstrip().endswith((".", "!", "?", "。", "！", "？"))


def _parts_here(before: str) -> bool:
    text = before.strip()
    return bool(text) and not _WEAK_END.search(text)
