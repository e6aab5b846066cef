"""What a delivery report means for the people who wrote the letter, in words they can act on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clientcomms.domain.attempts import is_dead_address

_REPLY_CODE = re.compile(r"(?<![\d.])([245]\d\d)(?![\d.])")

# RFC 3463 §3: subject and detail of an enhanced status code, without its class.
_REASONS: tuple[tuple[str, str, str], ...] = (
    ("2.2", "对方邮箱已满", "the mailbox is full"),
    ("2.1", "对方邮箱已停用", "the mailbox is disabled"),
    ("2.3", "信太大，对方不收", "the letter is too big for that mailbox"),
    ("3.4", "信太大，对方不收", "the letter is too big for that server"),
    ("1.1", "没有这个邮箱", "there is no such mailbox"),
    ("1.2", "没有这个域名", "there is no such domain"),
    ("1.6", "对方已换邮箱", "the mailbox has moved"),
    ("1.10", "对方域名不收信", "that domain takes no mail"),
    ("4.1", "对方服务器一直没有回应", "that server did not answer"),
    ("4.4", "找不到对方的邮件服务器", "no mail server was found"),
    ("4.7", "一直没能送到，已超时", "it could not be delivered in time"),
    ("7.", "被对方的邮件系统拒收", "that mail system rejected it"),
)


@dataclass(frozen=True, slots=True)
class Bounce:
    """Our judgement upon one recipient of a delivery report."""

    is_dead: bool
    """Nobody lives there: stop writing to it."""
    reason_zh: str
    reason_en: str


def judge_bounce(status: str | None, diagnostic: str | None) -> Bounce:
    """Return the judgement upon a failed recipient (RFC 3464 status and diagnostic code)."""
    said = f"{status or ''} {diagnostic or ''}"
    code = _REPLY_CODE.search(diagnostic or "")
    dead = is_dead_address(code[1] if code else "", said)
    detail = (status or "").partition(".")[2]
    for prefix, zh, en in _REASONS:
        if detail == prefix or (prefix.endswith(".") and detail.startswith(prefix)):
            return Bounce(dead, zh, en)
    if dead:
        return Bounce(dead, "没有这个邮箱", "there is no such mailbox")
    return Bounce(dead, "信被退回", "the letter came back")
