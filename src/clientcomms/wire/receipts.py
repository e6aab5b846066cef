"""Read receipts: RFC 8098, and those of programs that write them as letters (words/robots.toml)."""

from __future__ import annotations

from clientcomms.wire.mime import ParsedMail
from clientcomms.wire.word_lists import fold, phrases_of

_SHOWN = 1500  # characters; a receipt is short, and says at once what it is


def read_receipt(mail: ParsedMail) -> bool:
    """Whether the message only says that ours was read, or deleted unread.

    RFC 8098 §3: a disposition notification; else Outlook's "Read:", QQ's "已读：", Notes' "Return
    Receipt" with the words of a receipt. Somebody who writes under such a subject is a person.
    """
    if any(part.media_type == "message/disposition-notification" for part in mail.parts):
        return True
    if mail.media_type == "multipart/report":
        return mail.parameters.get("report-type", "").lower() == "disposition-notification"
    if not phrases_of("robots", "receipts", "subjects").begin(fold(mail.header("subject")[:200])):
        return False
    return phrases_of("robots", "receipts", "texts").occur(_start(mail))


def _start(mail: ParsedMail) -> str:
    body = mail.body("plain") or mail.body("html")
    return fold(body.text()[:_SHOWN]) if body else ""
