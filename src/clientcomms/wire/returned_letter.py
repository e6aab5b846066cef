"""Which letter a report is about: its Message-ID, from wherever the reporter left it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from clientcomms.wire.mime import ParsedMail, Part

COPIES = frozenset({"message/rfc822", "message/global", "text/rfc822-headers"})
"""Media types of a returned letter, or of its header."""

_READ = 50_000  # characters of one part that are searched
_FIELD = re.compile(
    r"^[>\s]{0,20}message-id:\s{0,3}(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE
)
_ANYWHERE = re.compile(r"message-id:\s{0,3}(<[^<>\s]{1,900}>)", re.IGNORECASE)
_NAMED = ("original-message-id", "x-original-message-id")  # RFC 8098 §3.2.5; Gmail's reports
_FILES = (".eml", ".msg", ".txt")  # Chinese webmail attaches the letter as a file


def original_message_id(mail: ParsedMail) -> str | None:
    """The Message-ID of the returned letter: from its copy, a field, a file, the words; or None."""
    return next(_found(mail), None)


def _found(mail: ParsedMail) -> Iterator[str]:
    for part in mail.parts:
        if part.media_type in COPIES:
            yield from _in_copy(part)
    for part in mail.parts:
        yield from (value for name, value in part.embedded if name in _NAMED and "<" in value)
    for part in mail.parts:
        if (part.file_name or "").lower().endswith(_FILES):
            yield from _FIELD.findall(part.text()[:_READ])
    yield from _in_words(mail)
    # RFC 5322 §3.6.4: some reporters answer the letter as a person would.
    yield from (*mail.ids("in-reply-to"), *reversed(mail.ids("references")))


def _in_copy(part: Part) -> Iterator[str]:
    yield from (value for name, value in part.embedded if name == "message-id" and value)
    yield from _FIELD.findall(part.text()[:_READ])


def _in_words(mail: ParsedMail) -> Iterator[str]:
    for part in mail.parts[:20]:
        if part.media_type.startswith(("text/plain", "multipart/")):
            yield from _FIELD.findall(part.text()[:_READ])
        elif part.media_type == "text/html":
            yield from _ANYWHERE.findall(html.unescape(part.text()[:_READ]))
