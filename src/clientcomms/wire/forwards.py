"""A message that somebody passed on: whose words they are, and the words themselves.

Mail programs put a small header above what they forward (From, Sent, To, Subject, in the language
of the program), or attach the message whole. An answer of Outlook carries the same block, so a
block counts as a forward only where a title or the subject says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from clientcomms.wire import quote_marks as marks
from clientcomms.wire.mime import MAX_TEXT, Mailbox, OverCapError, ParsedMail, parse_mail
from clientcomms.wire.quoting import split_lines, split_text
from clientcomms.wire.quoting_html import html_lines
from clientcomms.wire.threading import bare_subject

_SUBJECT = re.compile(r"^\s*(?:fwd?|转发|轉寄|转|wg|tr|rv|enc|vs)\s*[:：]", re.IGNORECASE)
_TITLE = re.compile(
    r"^(?:[*_]?[-_=—–]{2,}\s*(?:forwarded message|forwarded by .{1,80}|转发的邮件|转发邮件信息|转发邮件|被转发邮件|轉寄郵件|"
    r"weitergeleitete nachricht|message transf[ée]r[ée])\s*:?\s*[-_=—–]{2,}[*_]?"
    r"|(?:begin forwarded message|开始转发的邮件|以下是转发的邮件|下記は転送メッセージ)\s*[:：])$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NAMED = re.compile(r"^[\w\s-]{1,20}[:：]")
_DAY = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = "|".join(f"{one}[a-z]{{0,6}}" for one in _MONTHS)
_DAY_EN = re.compile(
    rf"(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?P<month2>{_MONTH})\.?,?\s+(?P<year2>\d{{4}})",
    re.IGNORECASE,
)
_MOST_HEADER_LINES = 40


@dataclass(frozen=True, slots=True)
class Forward:
    """What was passed on."""

    sender: Mailbox
    """Who wrote it; the address is empty where the program shows the name alone."""
    subject: str
    sent_on: date | None
    """The day it was written, as its header shows it."""
    text: str
    """What its author wrote then, without quoted history and signature."""
    quoted: str
    """The rest of it: older history may carry a marker of ours."""


def forward_in(raw: bytes) -> Forward | None:
    """Return what the message in `raw` passes on, attached or in its text; None when nothing is."""
    try:
        mail = parse_mail(raw)
    except (OverCapError, RecursionError):
        return None
    return _attached(mail) or _inline(_lines(mail), mail.header("subject"))


def _attached(mail: ParsedMail) -> Forward | None:
    """The first message that hangs on as a file (Outlook's "forward as attachment")."""
    part = next((one for one in mail.parts if one.media_type == "message/rfc822"), None)
    if part is None:
        return None
    try:
        inner = parse_mail(part.content)
    except (OverCapError, RecursionError):
        return None
    sender = next(iter(inner.mailboxes("from")), None)
    if sender is None:
        return None
    sent_at, page = inner.date(), inner.body("html")
    plain = inner.body_text()
    split = (
        split_lines(html_lines(page.text()))
        if page is not None and not plain.strip()
        else split_text(plain)
    )
    subject = bare_subject(inner.header("subject"))
    return Forward(sender, subject, sent_at.date() if sent_at else None, split.reply, split.elided)


def _lines(mail: ParsedMail) -> list[str]:
    plain, page = mail.body_text(), mail.body("html")
    if page is not None and not plain.strip():
        return [line.text for line in html_lines(page.text())]
    return plain[:MAX_TEXT].replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _inline(lines: list[str], subject: str) -> Forward | None:
    seen = [marks.plain(line) for line in lines]
    begin = next((at for at in range(len(seen)) if _opens(seen, at)), None)
    if begin is None or not (_TITLE.match(seen[begin]) or _SUBJECT.match(subject)):
        return None
    # A rule or a title ("原始邮件") stands above the fields, or the fields begin at once.
    return _below(lines[begin if marks.field_of(seen[begin]) else begin + 1 :])


def _opens(seen: list[str], at: int) -> bool:
    return bool(_TITLE.match(seen[at])) or marks.opens_history(seen, at)


def _below(lines: list[str]) -> Forward | None:
    """Read the small header and what stands under it."""
    lines = _unquoted(lines)
    fields, begin = _header(lines)
    sender = _mailbox(fields.get("from", ""))
    if sender is None:
        return None
    split = split_text("\n".join(lines[begin:]))
    subject = bare_subject(fields.get("subject", ""))
    return Forward(sender, subject, day_in(fields.get("sent", "")), split.reply, split.elided)


def _unquoted(lines: list[str]) -> list[str]:
    """Apple Mail quotes what it forwards by one level (RFC 3676 §4.5)."""
    first = next((line for line in lines if line.strip()), "")
    if not marks.is_quoted(first):
        return lines
    return [re.sub(r"^\s*> ?", "", line) for line in lines]


def _header(lines: list[str]) -> tuple[dict[str, str], int]:
    """The fields, and the line under them."""
    fields: dict[str, str] = {}
    at = 0
    while at < min(len(lines), _MOST_HEADER_LINES):
        seen = marks.plain(lines[at])
        field = marks.field_of(seen)
        if field is not None:
            fields.setdefault(*field)
        elif fields and not _belongs(seen, lines, at, has_subject="subject" in fields):
            break
        at += 1
    return fields, at


def _belongs(seen: str, lines: list[str], at: int, *, has_subject: bool) -> bool:
    """Whether a line that is no known field still stands in the header: folded, or a gap in it."""
    if not seen:
        below = [marks.plain(line) for line in lines[at + 1 : at + 3] if line.strip()]
        return bool(below) and marks.field_of(below[0]) is not None
    folded = bool(_ADDRESS.search(seen)) and seen[-1] in ";,>；，"
    return folded or not has_subject or bool(_NAMED.match(seen) and "@" in seen)


def _mailbox(value: str) -> Mailbox | None:
    found = _ADDRESS.search(value)
    name = re.split(r"[<\[(（;；]", value, maxsplit=1)[0].strip("\"'“”*_ \t,，")
    if found is None:
        return Mailbox(name, "") if name else None
    local, _, domain = found[0].rpartition("@")
    own = "" if "@" in name else name
    return Mailbox(own, f"{local}@{domain.lower()}")


def day_in(text: str) -> date | None:
    """Return the day that a Sent line names; None for figures that may be read two ways."""
    found = _DAY.search(text)
    if found:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    named = _DAY_EN.search(text)
    if named is None:
        return None
    month = (named["month"] or named["month2"])[:3].lower()
    year, day = named["year"] or named["year2"], named["day"] or named["day2"]
    return _date(int(year), _MONTHS.index(month) + 1, int(day))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def with_address(found: Forward, address: str) -> Forward:
    """Return the same, by the address that the name alone did not show."""
    return replace(found, sender=Mailbox(found.sender.display_name, address))
