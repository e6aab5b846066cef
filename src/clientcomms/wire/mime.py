"""Raw bytes to a `ParsedMail`: caps first, then the standard library's parser, then tolerant text.

In charge of the tree of parts; what the text means is left to the other readers of
`clientcomms.wire`.
"""

from __future__ import annotations

import codecs
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from clientcomms.wire.header_words import unfold_header
from clientcomms.wire.mime_caps import (
    MAX_HEADER_BLOCK,
    OverCapError,
    cap_headers,
    refuse_over_cap,
)
from clientcomms.wire.mime_tree import TreeReader
from clientcomms.wire.parsed_mail import MAX_TEXT, Attachment, Mailbox, ParsedMail
from clientcomms.wire.part import Part
from clientcomms.wire.part_names import media_type_of, parameters_of

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
    raw = _saved_by_editor(raw)
    refuse_over_cap(raw)
    capped, problems = cap_headers(raw)
    message: Message = BytesParser(policy=compat32).parsebytes(capped)
    tree = TreeReader()
    blocks = tree.blocks_of(message)
    return ParsedMail(
        headers=_headers(message),
        media_type=media_type_of(message),
        parameters=parameters_of(message),
        parts=tuple(tree.parts),
        problems=(*problems, *dict.fromkeys(tree.problems)),
        blocks=tuple(blocks),
    )


def parse_headers_only(raw: bytes) -> ParsedMail:
    """The header of a message whose body must not be parsed."""
    capped, problems = cap_headers(_saved_by_editor(raw[:MAX_HEADER_BLOCK]))
    message: Message = BytesParser(policy=compat32).parsebytes(capped, headersonly=True)
    return ParsedMail(_headers(message), media_type_of(message), {}, (), problems=problems)


def _headers(message: Message) -> tuple[tuple[str, str], ...]:
    # raw_items keeps the surrogates of 8-bit headers, from which the bytes can be had back.
    return tuple((name.lower(), unfold_header(str(value))) for name, value in message.raw_items())


def _saved_by_editor(raw: bytes) -> bytes:
    """A file that an editor saved as "UTF-8 with signature" or as "Unicode", as a message again."""
    if raw.startswith(codecs.BOM_UTF8):
        return raw[len(codecs.BOM_UTF8) :]
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace").encode("utf-8", "replace")
    return raw
