"""Status codes in a mail system's words, and what the words mean without one (RFC 3463)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientcomms.wire.word_lists import fold, table

_READ = 20_000  # characters of a report that are searched
_ENHANCED = re.compile(r"(?<![\d.@v])([245])\.([0-7])\.(\d{1,3})(?![\d.]*\d)", re.IGNORECASE)
_AFTER_CODE = re.compile(
    r"[245]\d\d[\s\-:#(]{1,3}$|#$|status(?: code)?[:：]?\s{0,3}$", re.IGNORECASE
)
_VERSIONED = re.compile(
    r"(?:version|mta|exim|postfix|sendmail|release|server|smtp mta)\s?v?$", re.IGNORECASE
)
_REPLY_CODE = re.compile(r"(?<![\w.@:/+$-])([45])[0-5]\d(?=[\s\-:;,()#\"'】。，：]|$)(?!-\d)")
_AMOUNT = re.compile(
    r"\s?(?:[kmg]i?b\b|bytes|days?\b|hours?\b|minutes?\b|seconds?|recipients|messages|天|小时|分钟|封|次)",
    re.IGNORECASE,
)


def status_in_words(text: str) -> str | None:
    """The enhanced status code that `text` gives or, failing that, means; None without either.

    "550 5.1.1 unknown" gives "5.1.1", "552 mailbox full" means "5.2.2", "450 wait" says "4.0.0".
    """
    text = text[:_READ]
    given = _given(text)
    if given:
        return given
    code, meant = reply_class(text), meaning(text)
    if meant:
        return f"{code or meant[0]}{meant[1:]}"
    return f"{code}.0.0" if code else None


def meaning(text: str) -> str | None:
    """The status that the words of `text` mean (words/statuses.toml); None when they say nothing."""
    folded = fold(text[:_READ])
    for name in ("for_now", "meanings"):
        for status, phrases in table("statuses", name):
            if phrases.occur(folded):
                return status
    return None


def reply_class(text: str) -> str | None:
    """The first digit of the first SMTP reply code in `text` that stands for a failure."""
    found = (
        match[1]
        for match in _REPLY_CODE.finditer(text[:_READ])
        if not _AMOUNT.match(text, match.end())
    )
    return next(found, None)


def _given(text: str) -> str | None:
    """The first code beside a reply code, else the first at all."""
    found = list(_codes(text))
    beside = (code for code, near in found if near)
    return next(beside, found[0][0] if found else None)


def _codes(text: str) -> Iterator[tuple[str, bool]]:
    for match in _ENHANCED.finditer(text):
        before = text[max(0, match.start() - 16) : match.start()]
        if match[1] != "2" and not _VERSIONED.search(before):
            yield match[0], bool(_AFTER_CODE.search(before))
