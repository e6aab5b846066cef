"""What stands around the author's words and is nobody's: legal footers, list footers, banners."""

from __future__ import annotations

import re

from clientcomms.wire.visible_text.vocabulary import vocabulary

_PARAGRAPH = 500  # characters of a paragraph that are looked at
_OPENING = " \t*_#-—=~>·•【[(（<「\"'“"
# Mailman, Google Groups and Yahoo draw a rule above what they add.
_LIST_RULE = re.compile(r"^(?:_{20,}|-{2,}~|--~--|-=-=-|={20,}|-{20,}|--)")
_LIST_LINE = re.compile(
    r"mailing list\b|listinfo|/mailman/|邮件列表|メーリングリスト|list-?unsubscribe", re.IGNORECASE
)
_SHORTEST = 12  # characters of a footer
_MOST_BANNER_LINES = 6


def footer_lines(texts: list[str], written: list[int]) -> list[int]:
    """The author's lines from a legal or list footer on; a footer never is the whole text."""
    for index, at in enumerate(written):
        if index and (_is_legal(texts, written, index) or _is_list(texts, at)):
            return written[index:]
    return []


def _is_legal(texts: list[str], written: list[int], index: int) -> bool:
    at = written[index]
    if at and texts[at - 1] and index != len(written) - 1 and not _is_rule(texts[at - 1]):
        return False
    # A heading with nothing below it is the author's own word.
    says = sum(len(texts[one]) for one in written[index : index + _SHORTEST])
    return says >= _SHORTEST and begins(vocabulary().legal, paragraph(texts, at))


def _is_rule(line: str) -> bool:
    return bool(line) and not line.strip("-_=*~—–─ ")


def _is_list(texts: list[str], at: int) -> bool:
    line = texts[at]
    if begins(vocabulary().lists, line) and (
        not at or not texts[at - 1] or _is_rule(texts[at - 1])
    ):
        return True
    if not _LIST_RULE.match(line):
        return False
    below = texts[at + 1 : at + 4]
    return any(_LIST_LINE.search(one) or begins(vocabulary().lists, one) for one in below)


def banner_lines(texts: list[str], written: list[int]) -> list[int]:
    """The lines at the top that a gateway put there: "CAUTION: external email …"."""
    if not written or not begins(vocabulary().banners, texts[written[0]]):
        return []
    found: list[int] = []
    for at in written[:_MOST_BANNER_LINES]:
        if found and not _belongs(texts, found[-1], at):
            break
        found.append(at)
    return found if len(found) < len(written) else []


def _belongs(texts: list[str], above: int, at: int) -> bool:
    return at == above + 1 or begins(vocabulary().banners, texts[at])


def paragraph(texts: list[str], at: int) -> str:
    """The paragraph from line `at` on, as one line."""
    found = ""
    for line in texts[at : at + 8]:
        if not line or len(found) > _PARAGRAPH:
            break
        found = f"{found} {line}" if found else line
    return found[:_PARAGRAPH]


def begins(phrases: re.Pattern[str], line: str) -> bool:
    """Whether one of the phrases stands at the beginning of the line, marks aside."""
    return bool(phrases.match(line) or phrases.match(line.lstrip(_OPENING)))
