"""A message as its parts, and what they say: headers, addresses, the body, what came along."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime

from clientcomms.wire.charsets import decode_body, decode_words
from clientcomms.wire.mime_caps import MAX_HEADER

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
