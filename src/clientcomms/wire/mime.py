"""Raw bytes to a `ParsedMail`: caps first, then the standard library's parser, then tolerant text.

In charge of the tree of parts and of choosing the body.
What the text means is left to the other readers of `clientcomms.wire`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime

from clientcomms.wire.charsets import decode_body, decode_words, unfold_header
from clientcomms.wire.mime_caps import (
    MAX_HEADER,
    MAX_HEADER_BLOCK,
    OverCapError,
    cap_headers,
    refuse_over_cap,
)

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

MAX_SHOWN = 4096  # characters of a header that are decoded for people
MAX_TEXT = 400_000  # characters of one body that are read
_MAX_IDS = 200
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address of a header: `addr_spec` in lower-case domain form, name decoded."""

    display_name: str
    addr_spec: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the body; its bytes stay in `ParsedMail`."""

    file_name: str | None
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the MIME tree, decoded from its transfer encoding.

    `embedded` holds the header fields of the message inside a message/* part; blocks of a delivery
    status are set apart by an empty field.
    """

    media_type: str
    parameters: dict[str, str]
    disposition: str
    file_name: str | None
    content: bytes
    embedded: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        """The content as text, by the declared charset or a better guess."""
        return decode_body(self.content[: MAX_TEXT * 4], self.parameters.get("charset"))[:MAX_TEXT]


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A message as its parts; header names are lower-case, values unfolded."""

    headers: tuple[tuple[str, str], ...]
    media_type: str
    parameters: dict[str, str]
    parts: tuple[Part, ...]
    problems: tuple[str, ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of header `name`, topmost first, encoded words as they came."""
        return tuple(value for key, value in self.headers if key == name)

    def header(self, name: str) -> str:
        """The topmost value of header `name`, its encoded words decoded, or an empty string."""
        return decode_words(next(iter(self.all(name)), "")[:MAX_SHOWN])

    def mailboxes(self, name: str) -> tuple[Mailbox, ...]:
        """The addresses of header `name`; entries without an @ are dropped."""
        try:
            return tuple(_mailboxes(self.all(name)))
        except RecursionError:  # the stdlib reads nested comments by recursion
            return ()

    def ids(self, name: str) -> tuple[str, ...]:
        """The message identifiers of header `name` (RFC 5322 §3.6.4), angle brackets kept."""
        return tuple(_MESSAGE_ID.findall(" ".join(self.all(name)))[-_MAX_IDS:])

    def date(self) -> datetime | None:
        """The Date header as an aware time in the sender's zone, None when absent or wrong."""
        return _aware(self.header("date"))

    def body(self, subtype: str) -> Part | None:
        """The first part of media type text/`subtype` that is not an attachment."""
        return next(
            (
                part
                for part in self.parts
                if part.media_type == f"text/{subtype}"
                and part.disposition != "attachment"
                and part.content.strip()
            ),
            None,
        )

    def body_text(self) -> str:
        """All inline text/plain parts as one; Apple Mail splits a text around its pictures."""
        return "\n".join(part.text() for part in self._inline_text()[:8])[:MAX_TEXT]

    def body_is_flowed(self) -> bool:
        """Whether the text body has soft line breaks (RFC 3676 §4)."""
        return any(
            part.parameters.get("format", "").lower() == "flowed" for part in self._inline_text()
        )

    def _inline_text(self) -> list[Part]:
        return [
            part
            for part in self.parts
            if part.media_type == "text/plain"
            and part.disposition != "attachment"
            and not part.file_name
        ]

    def attachments(self) -> tuple[tuple[Attachment, Part], ...]:
        """What came along beside the body: facts and parts."""
        bodies = {id(part) for part in (*self._inline_text(), self.body("html"))}
        return tuple(
            (_attachment(part), part)
            for part in self.parts
            if id(part) not in bodies
            and (part.file_name or part.disposition == "attachment" or _is_foreign(part))
        )


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


def _mailboxes(values: tuple[str, ...]) -> Iterator[Mailbox]:
    for name, address in getaddresses([value[:MAX_HEADER] for value in values]):
        local, at, domain = address.strip().rpartition("@")
        if at and local and domain and not re.search(r"\s", address.strip()):
            yield Mailbox(decode_words(name.strip()[:MAX_SHOWN]), f"{local}@{domain.lower()}")


def _aware(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # RFC 5322 §3.3: "-0000" says UTC and nothing about the zone; the stdlib gives a naive time.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_foreign(part: Part) -> bool:
    return part.media_type.partition("/")[0] not in {"text", "message", "multipart"}


def _attachment(part: Part) -> Attachment:
    digest = hashlib.sha256(part.content).hexdigest()
    return Attachment(part.file_name, part.media_type, len(part.content), digest)
