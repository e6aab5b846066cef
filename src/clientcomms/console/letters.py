"""A message as a page shows it: its headers and text, and its HTML made harmless for a frame."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from starlette.responses import Response

from clientcomms.console.guarding import LETTER_POLICY
from clientcomms.wire.message_ids import is_own_message_id
from clientcomms.wire.mime import (
    Attachment,
    OverCapError,
    ParsedMail,
    Part,
    parse_headers_only,
    parse_mail,
)

_SHOWN_HEADERS = (
    *("from", "to", "cc", "reply-to", "subject", "date", "message-id"),
    *("in-reply-to", "references", "auto-submitted", "list-unsubscribe", "list-id"),
)
# What a mail's HTML may keep: words and their shape, no pictures from afar, no forms, no links.
_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "center",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "div",
        "dl",
        "dt",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "ins",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "tt",
        "u",
        "ul",
    ]
)


@dataclass(frozen=True, slots=True)
class ShownMail:
    """A message that was parsed, or the words why it cannot be."""

    headers: tuple[tuple[str, str], ...]
    subject: str
    sender: str
    text: str
    has_html: bool
    attachments: tuple[Attachment, ...]
    calendar: bytes | None
    problem: str
    size: int


def shown_mail(raw: bytes) -> ShownMail:
    """Return what a page shows of a message; hostile ones come out as a problem."""
    try:
        mail = parse_mail(raw)
    except OverCapError as error:
        return ShownMail(
            (),
            "",
            "",
            "",
            has_html=False,
            attachments=(),
            calendar=None,
            problem=str(error),
            size=len(raw),
        )
    senders = mail.mailboxes("from")
    return ShownMail(
        headers=tuple(
            (name.title(), mail.header(name)) for name in _SHOWN_HEADERS if mail.all(name)
        ),
        subject=mail.header("subject"),
        sender=(senders[0].display_name or senders[0].addr_spec) if senders else "",
        text=mail.body_text(),
        has_html=mail.body("html") is not None,
        attachments=tuple(found for found, _ in mail.attachments()),
        calendar=_calendar(mail),
        problem="",
        size=len(raw),
    )


def calendar_part(mail: ParsedMail) -> Part | None:
    """Return the first calendar object of a message that is not a mere attachment (RFC 6047 §2.4)."""
    offered = (part for part in mail.parts if part.media_type == "text/calendar")
    return next((part for part in offered if part.disposition != "attachment"), None)


def _calendar(mail: ParsedMail) -> bytes | None:
    found = calendar_part(mail)
    return found.content if found else None


def html_of(raw: bytes) -> str:
    """Return the HTML part of one of our own letters exactly as it is; empty when it has none."""
    try:
        part = parse_mail(raw).body("html")
    except OverCapError:
        return ""
    return part.text() if part else ""


def is_ours(raw: bytes) -> bool:
    """Return whether a message has a Message-ID of our own form."""
    try:
        ids = parse_headers_only(raw).ids("message-id")
    except OverCapError:
        return False
    return bool(ids) and is_own_message_id(ids[0])


def cleaned_html_of(raw: bytes) -> str:
    """Return the HTML part of a foreign message with all that could act taken out."""
    import nh3

    said = html_of(raw)
    if not said:
        return ""
    cleaned = nh3.clean(
        said,
        tags=set(_TAGS),
        attributes={"*": {"align", "valign", "colspan", "rowspan", "dir", "lang"}},
        clean_content_tags={"script", "style", "title", "head"},
        link_rel=None,
    )
    return _page(cleaned)


def framed(html: str) -> Response:
    """Return a letter for a sandboxed frame of ours: styles work, nothing else does.

    The frame has an address of its own instead of `srcdoc`: a document in `srcdoc` inherits the
    page's policy, which rightly forbids the styles a letter carries in its elements.
    """
    return Response(
        html or _page(""),
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": LETTER_POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )


def download(raw: bytes, name: str) -> Response:
    """Return a message as a file."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.eml"'}
    return Response(raw, media_type="message/rfc822", headers=headers)


def _page(body: str) -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'>{_style()}</head><body>{body}</body></html>"


@lru_cache(maxsize=1)
def _style() -> str:
    return (
        '<meta name="color-scheme" content="light dark"><style>body{font:15px/1.6 system-ui,'
        '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;margin:16px;'
        "overflow-wrap:anywhere}pre{white-space:pre-wrap;font:inherit}</style>"
    )
