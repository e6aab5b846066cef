"""What a part is called, and its parameters, as programs write them (RFC 2183, RFC 2231, and none of both)."""

from __future__ import annotations

import re
from contextlib import suppress
from email.message import Message
from urllib.parse import unquote_to_bytes

from clientcomms.wire.charsets import decode_body
from clientcomms.wire.header_words import decode_words, unfold_header

_MAX_PARAMETERS = 20
_MAX_NAME = 255
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]{1,80}/[\w!#$&^.+-]{1,120}", re.ASCII)
_PERCENT_ONLY = re.compile(r"(?=.*%[89A-Fa-f])(?:%[0-9A-Fa-f]{2}|[\w.()-])+", re.ASCII)
# Control characters, and the marks that turn the direction of writing ("gpj.exe" shown as "exe.jpg").
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def media_type_of(node: Message) -> str:
    """The media type of an entity, without what some programs leave the semicolon out before."""
    found = _MEDIA_TYPE.match(node.get_content_type())
    return found[0] if found else "text/plain"


def parameters_of(node: Message) -> dict[str, str]:
    """The parameters of Content-Type, by name in lower case."""
    carrier = _carrier(node, "content-type", ";")
    try:
        found = carrier.get_params(failobj=[], header="content-type") if carrier else []
    except (ValueError, LookupError, TypeError):
        return {}
    return {name.lower(): _said(value) for name, value in found[1:_MAX_PARAMETERS]}


def file_name_of(node: Message) -> str | None:
    """The name of the file a part stands for, without folders; None when it has none."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        carrier = _carrier(node, header, parameter)
        try:
            value = carrier.get_param(parameter, None, header) if carrier else None
        except (ValueError, LookupError, TypeError):
            continue
        name = _bare(_said(value)) if value else ""
        if name:
            return name[-_MAX_NAME:]
    return None


def _carrier(node: Message, header: str, word: str) -> Message | None:
    """A message whose `header` can be taken apart; None when `word` does not stand in it.

    The parser masks 8-bit octets, so such a header is handed over with its letters.
    """
    value = next((str(said) for name, said in node.raw_items() if name.lower() == header), "")
    if word not in value.lower():
        return None
    if value.isascii():
        return node
    carrier = Message()
    carrier[header] = unfold_header(value)
    return carrier


def _said(value: object) -> str:
    if isinstance(value, tuple):  # RFC 2231: charset, language, octets in the place of letters
        charset, _, text = value
        octets = str(text).encode("latin-1", "replace")
        return unfold_header(decode_body(octets, charset or None))
    return unfold_header(str(value))


def _bare(name: str) -> str:
    # RFC 2047 §5 forbids encoded words in parameters; Outlook, Foxmail and many others write them.
    decoded = decode_words(name.strip().strip('"'))
    if _PERCENT_ONLY.fullmatch(decoded[:1000]):  # web applications put URLs' form into it
        octets = unquote_to_bytes(decoded)
        with suppress(UnicodeDecodeError):
            decoded = octets.decode("utf-8")
    return _HIDDEN.sub("", re.split(r"[\\/]", decoded)[-1]).strip()
