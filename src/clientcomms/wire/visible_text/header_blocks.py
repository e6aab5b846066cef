"""The small header that mail programs put above what they answer or forward.

Outlook, Foxmail, QQ, NetEase, DingTalk, Lotus and phones write it, each in the language of the
program: "From: … Sent: … To: … Subject: …", one field a line, or all on one line.
"""

from __future__ import annotations

import re

from clientcomms.wire.visible_text.seen_lines import is_quoted
from clientcomms.wire.visible_text.vocabulary import FIELDS, folded, vocabulary

_LONGEST_LABEL = 26
_MOST_LINES = 14
_MOST_FIELDS_READ = 8
_FULL_ADDRESS = re.compile(
    r"<\s?(?:mailto:)?[\w.+=-]{1,64}@[\w.-]{1,200}\s?>|\[mailto:|&lt;[\w.+=-]{1,64}@"
)
_ADDRESS = re.compile(r"(?<![\w.+=-])[\w.+=-]{1,64}@[\w-]{1,63}\.\w")
_DATED = re.compile(r"\d{1,4}\s?[-/.年]\s?\d{1,2}|\d{1,2}[:.h]\d{2}|\b\d{4}\b|\d{1,2}\s?[月월]")
_COLON = re.compile(r"[:：|]")
# A further field on the same line: a word or two before a colon.
_INNER_LABEL = re.compile(
    r"(?:^|[\s;；>*|])\*{0,2}([^\W\d_][^\s:：;；<>@]{0,14}(?:\s[^\W\d_][^\s:：;；<>@]{0,10})?)\*{0,2}\s?[:：]"
)


def field_of(line: str) -> tuple[str, str] | None:
    """The name ("from", "sent", "to", "cc", "subject", "other") and value of a header field."""
    text = line.lstrip("|*_ \t•·")
    colon = _COLON.search(text, 1, _LONGEST_LABEL + 8) if text else None
    if colon is None:
        return None
    label = folded(text[: colon.start()].strip("*_ \t"))
    names = vocabulary().fields.get(label) if len(label) <= _LONGEST_LABEL else None
    if not names:
        return None
    return _first(names), text[colon.end() :].strip("*_| \t")


def _first(names: frozenset[str]) -> str:
    return next(name for name in FIELDS if name in names)


def is_header_block(lines: list[str], at: int) -> bool:
    """Whether a header block begins at line `at`.

    One "发件人: …" alone in a sentence is the author's own text: a second field must follow.
    """
    if at >= len(lines) or not lines[at]:
        return False
    first = field_of(lines[at])
    if first is None or first[0] not in {"from", "sent", "subject", "to"}:
        return False
    name, value = first
    if name == "from" and _FULL_ADDRESS.search(value):
        return True
    others = _following(lines, at) - {name}
    if name == "to":
        return {"from", "subject"} <= others or {"from", "sent"} <= others
    return len(others - {"other"}) >= 2 or (len(others) == 1 and _is_telling(name, value, others))


def below_header(lines: list[str], at: int) -> int:
    """The line below the header that stands at line `at`, or right below a title there."""
    end = at + 1
    for below in range(at + 1, min(len(lines), at + _MOST_LINES)):
        if lines[below] and field_of(lines[below]):
            end = below + 1
        elif lines[below] and below > end:
            break
    return end


def _is_telling(name: str, value: str, others: set[str]) -> bool:
    """Whether two fields are enough: a sender with a time or receiver, a time with a sender."""
    if name == "sent":
        return bool(_DATED.search(value)) and bool(others & {"from", "to"})
    return name == "from" and bool(others & {"sent", "subject"} or _ADDRESS.search(value))


def _following(lines: list[str], at: int) -> set[str]:
    """The other fields: on the same line, or on the next ones, folded values and gaps allowed."""
    found = _inner_fields(lines[at]) if has_address(lines[at]) or has_date(lines[at]) else set()
    read = gaps = 0
    for line in lines[at + 1 : at + _MOST_LINES]:
        field = field_of(line)
        if field:
            found.add(field[0])
        gaps = 0 if line else gaps + 1
        read += bool(line)
        if gaps > 1 or read > _MOST_FIELDS_READ or is_quoted(line):
            break
    return found


def _inner_fields(line: str) -> set[str]:
    labels = vocabulary().fields
    names = (labels.get(folded(found[1])) for found in _INNER_LABEL.finditer(line[1:]))
    return {_first(name) for name in names if name}


def has_address(line: str) -> bool:
    """Whether an address stands in the line."""
    return bool(_ADDRESS.search(line))


def has_date(line: str) -> bool:
    """Whether a date or a time stands in the line."""
    return bool(_DATED.search(line))
