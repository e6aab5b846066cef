"""A message as its parts, and what they say: headers, addresses, the body, what came along."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import getaddresses, parsedate_to_datetime

from clientcomms.wire.body_blocks import Block, html_of, text_of
from clientcomms.wire.file_types import true_type
from clientcomms.wire.header_words import decode_words
from clientcomms.wire.mime_caps import MAX_HEADER
from clientcomms.wire.part import MAX_TEXT, Part

__all__ = ["MAX_SHOWN", "MAX_TEXT", "Attachment", "Mailbox", "ParsedMail", "Part"]

MAX_SHOWN = 4096  # characters of a header that are decoded for people
_MAX_IDS = 200
_ONE_MAILBOX = re.compile(
    r"\s*(?:\"([^\"\\<>]*)\"\s*|([^\"\\<>()\[\],;:@]*))<([^\s\"\\<>()\[\],;:@]{1,128}@[^\s\"\\<>()\[\],;:@]{1,255})>\s*"
)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One address of a header: `addr_spec` in lower-case domain form, name decoded."""

    display_name: str
    addr_spec: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is not the body; its bytes stay in `ParsedMail`.

    `media_type` is what the bytes show, `claimed_type` what the sender's program said.
    """

    file_name: str | None
    media_type: str
    size: int
    sha256: str
    claimed_type: str = ""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A message as its parts; header names are lower-case, values unfolded."""

    headers: tuple[tuple[str, str], ...]
    media_type: str
    parameters: dict[str, str]
    parts: tuple[Part, ...]
    problems: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    # Several readers ask for the same; both are filled when first asked.
    _by_name: dict[str, list[str]] = field(default_factory=dict, repr=False, compare=False)
    _read: dict[str, tuple[Mailbox, ...]] = field(default_factory=dict, repr=False, compare=False)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of header `name`, topmost first, encoded words as they came."""
        if not self._by_name:
            for key, value in self.headers:
                self._by_name.setdefault(key, []).append(value)
        return tuple(self._by_name.get(name, ()))

    def header(self, name: str) -> str:
        """The topmost value of header `name`, its encoded words decoded, or an empty string."""
        return decode_words(next(iter(self.all(name)), "")[:MAX_SHOWN])

    def mailboxes(self, name: str) -> tuple[Mailbox, ...]:
        """The addresses of header `name`; entries without an @ are dropped."""
        if name not in self._read:
            try:
                self._read[name] = tuple(_mailboxes(self.all(name)))
            except RecursionError:  # the stdlib reads nested comments by recursion
                self._read[name] = ()
        return self._read[name]

    def ids(self, name: str) -> tuple[str, ...]:
        """The message identifiers of header `name` (RFC 5322 §3.6.4), angle brackets kept."""
        return tuple(_MESSAGE_ID.findall(" ".join(self.all(name)))[-_MAX_IDS:])

    def date(self) -> datetime | None:
        """The Date header as an aware time in the sender's zone, None when absent or wrong."""
        return _aware(self.header("date"))

    def body(self, subtype: str) -> Part | None:
        """The letter as one text/`subtype` part, or its first; None when it has none.

        As HTML: all of it, texts around pictures, files and footers too.
        """
        if subtype == "html":
            return html_of(self._letter())
        parts = (part for block in self._letter() for part in block.plain)
        return next((part for part in parts if part.content.strip()), None)

    def body_text(self) -> str:
        """All of the letter as plain text; empty where a part of it can only be read as HTML."""
        return text_of(self._letter())

    def _letter(self) -> tuple[Block, ...]:
        """The blocks that say something; a named text where there is nothing else."""
        if any(
            part.content.strip() for block in self.blocks for part in (*block.plain, *block.html)
        ):
            return self.blocks
        for part in self.parts:
            readable = part.media_type == "text/plain" and part.content.strip()
            if readable and (part.disposition == "inline" or not part.file_name):
                return (Block(plain=(part,)),)
        return self.blocks

    def attachments(self) -> tuple[tuple[Attachment, Part], ...]:
        """What came along beside the body: facts and parts."""
        letter = self._letter()
        bodies = {id(part) for block in letter for part in (*block.plain, *block.html)}
        return tuple(
            (_attachment(part), part)
            for part in self.parts
            if id(part) not in bodies
            and not part.opened
            and (part.file_name or part.disposition == "attachment" or _is_foreign(part))
        )


def _mailboxes(values: tuple[str, ...]) -> Iterator[Mailbox]:
    for name, address in _pairs([value[:MAX_HEADER] for value in values]):
        local, at, domain = address.strip().rpartition("@")
        if at and local and domain and not re.search(r"\s", address.strip()):
            yield Mailbox(decode_words(name.strip()[:MAX_SHOWN]), f"{local}@{domain.lower()}")


def _pairs(values: list[str]) -> list[tuple[str, str]]:
    """Names and addresses; the common form of one mailbox without the stdlib's slow reader."""
    if len(values) == 1 and (plain := _ONE_MAILBOX.fullmatch(values[0])):
        return [(plain[1] or plain[2] or "", plain[3])]
    return getaddresses(values) if values else []


def _aware(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value[:200])
    except (ValueError, TypeError, IndexError, OverflowError):
        try:  # web applications write ISO 8601
            moment = datetime.fromisoformat(value.strip()[:40])
        except ValueError:
            return None
    # RFC 5322 §3.3: "-0000" says UTC and nothing about the zone; the stdlib gives a naive time.
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_foreign(part: Part) -> bool:
    return part.media_type.partition("/")[0] not in {"text", "message", "multipart"}


def _attachment(part: Part) -> Attachment:
    digest = hashlib.sha256(part.content).hexdigest()
    shown = true_type(part.content, part.media_type)
    return Attachment(part.file_name, shown, len(part.content), digest, part.media_type)
