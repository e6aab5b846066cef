"""Raw bytes to a `ParsedMail`: caps first, then the standard library's parser, then tolerant text.

In charge of the tree of parts; choosing the body is left to `ParsedMail` itself, and what the text
means to the other readers of `clientcomms.wire`.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from clientcomms.wire.charsets import decode_words, unfold_header
from clientcomms.wire.mime_caps import (
    MAX_HEADER_BLOCK,
    OverCapError,
    cap_headers,
    refuse_over_cap,
)
from clientcomms.wire.parsed_mail import MAX_TEXT, Attachment, Mailbox, ParsedMail, Part

__all__ = [
    "MAX_TEXT",
    "Attachment",
    "Mailbox",
    "OverCapError",
    "ParsedMail",
    "Part",
    "parse_headers_only",
    "parse_mail",
]


def parse_mail(raw: bytes) -> ParsedMail:
    """The message in `raw`.

    Raises:
        OverCapError: a cap forbids parsing (too large, too deep, too many parts).

    """
    refuse_over_cap(raw)
    capped, problems = cap_headers(raw)
    message: Message = BytesParser(policy=compat32).parsebytes(capped)
    return ParsedMail(
        headers=_headers(message),
        media_type=_media_type(message),
        parameters=_parameters(message),
        parts=tuple(_leaves(message)),
        problems=problems,
    )


def parse_headers_only(raw: bytes) -> ParsedMail:
    """The header of a message whose body must not be parsed."""
    capped, problems = cap_headers(raw[:MAX_HEADER_BLOCK])
    message: Message = BytesParser(policy=compat32).parsebytes(capped, headersonly=True)
    return ParsedMail(_headers(message), _media_type(message), {}, (), problems)


def _headers(message: Message) -> tuple[tuple[str, str], ...]:
    # raw_items keeps the surrogates of 8-bit headers, from which the bytes can be had back.
    return tuple((name.lower(), unfold_header(str(value))) for name, value in message.raw_items())


def _media_type(message: Message) -> str:
    return message.get_content_type().lower()


def _parameters(message: Message) -> dict[str, str]:
    found = message.get_params(failobj=[], header="content-type")
    return {name.lower(): value for name, value in found[1:20]}


def _leaves(message: Message) -> Iterator[Part]:
    stack = [message]
    while stack:
        node = stack.pop()
        if node.get_content_maintype() == "message":
            yield _embedding_part(node)
        elif node.is_multipart():
            stack.extend(reversed(_children(node)))
        else:
            yield _leaf(node, _content(node))


def _children(node: Message) -> list[Message]:
    payload = node.get_payload()
    if not isinstance(payload, list):
        return []
    return [child for child in payload if isinstance(child, Message)]


def _leaf(node: Message, content: bytes, embedded: tuple[tuple[str, str], ...] = ()) -> Part:
    return Part(
        media_type=_media_type(node),
        parameters=_parameters(node),
        disposition=(node.get_content_disposition() or "").lower(),
        file_name=_file_name(node),
        content=content,
        embedded=embedded,
    )


def _embedding_part(node: Message) -> Part:
    # message/delivery-status is read by the stdlib as a list of header blocks (RFC 3464 §2.1).
    children = _children(node)
    embedded = tuple(field for child in children for field in (*_headers(child), ("", "")))
    content = _bytes_of(children[0]) if len(children) == 1 else _content(node)
    return _leaf(node, content, embedded)


def _bytes_of(message: Message) -> bytes:
    """A message inside a message as it came; the digest of an attached mail needs it."""
    try:
        return message.as_bytes(policy=compat32)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""


def _content(node: Message) -> bytes:
    try:
        payload = node.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        # Broken base64 or uuencoding: what stands there is better than nothing.
        payload = str(node.get_payload()).encode("utf-8", "replace")
    return payload if isinstance(payload, bytes) else b""


def _file_name(node: Message) -> str | None:
    try:
        name = node.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    return decode_words(unfold_header(name)).replace("\0", "")[:255] if name else None
