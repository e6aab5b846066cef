"""Header values as people read them: unfolded, 8-bit guessed, encoded words decoded (RFC 2047).

Senders break most rules of RFC 2047: blanks inside a word, a lost "?=", characters split between
words, base64 split anywhere, words in quotes. One pass from left to right reads them all.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error, a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass

from clientcomms.wire.charsets import decode_body

_BREAKS = re.compile(r"[\r\n]+[ \t]*|\0")
_OPENING = re.compile(r"=\?([^?=\s]{0,60})\?([bq])\?", re.IGNORECASE)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_QUAD = 4


@dataclass(frozen=True, slots=True)
class _Word:
    charset: str
    encoding: str
    payload: bytes
    follows: bool
    """Only blanks stand between it and the word before."""


def unfold_header(value: str) -> str:
    """A header value on one line (RFC 5322 §2.2.3), encoded words untouched.

    8-bit headers arrive with surrogates in place of bytes; they are guessed like a body.
    """
    return _guess_bytes(_BREAKS.sub(" ", value)).strip()


def decode_words(value: str) -> str:
    """An unfolded header value with its encoded words decoded (RFC 2047)."""
    if "=?" not in value:
        return value
    decoded = _decode(value)
    if decoded.startswith("=?") and decoded.endswith("?=") and _OPENING.match(decoded):
        decoded = _decode(decoded)  # some gateways encode what was encoded already
    return _BREAKS.sub(" ", decoded).strip()


def _decode(value: str) -> str:
    said: list[str] = []
    waiting: list[_Word] = []
    for piece in _pieces(value):
        if isinstance(piece, _Word):
            if waiting and not (piece.follows and _same(waiting[-1], piece)):
                said.append(_text(waiting))
                waiting = []
            waiting.append(piece)
        else:
            said.append(_text(waiting))
            waiting = []
            said.append(piece)
    said.append(_text(waiting))
    return "".join(said)


def _pieces(value: str) -> Iterator[str | _Word]:
    at = close = 0
    after_word = False
    while (opening := _OPENING.search(value, at)) is not None:
        between = value[at : opening.start()]
        # RFC 2047 §6.2: white space between adjacent encoded words is not shown.
        follows = after_word and not between.strip()
        if between and not follows:
            yield between
        if 0 <= close < opening.end():  # looked for once only, else many words cost a square
            close = value.find("?=", opening.end())
        end, at = _end_of_word(value, opening.end(), close)
        payload = value[opening.end() : end].encode("utf-8", "surrogateescape")
        yield _Word(opening[1].partition("*")[0].lower(), opening[2].lower(), payload, follows)
        after_word = True
    if at < len(value):
        yield value[at:]


def _end_of_word(value: str, start: int, end: int) -> tuple[int, int]:
    """Where the word's text ends, and where what follows it begins; `end` is the next "?="."""
    following = _OPENING.search(value, start, min(len(value), start + 4_000))
    if following is not None and not start <= end < following.start():
        return following.start(), following.start()  # the closing "?=" is lost
    if end < 0:
        return len(value), len(value)
    return end, end + 2


def _same(one: _Word, other: _Word) -> bool:
    return (one.charset, one.encoding) == (other.charset, other.encoding)


def _text(words: list[_Word]) -> str:
    """The text of words of one charset: a character may be split between two of them."""
    if not words:
        return ""
    if words[0].encoding == "b":
        octets = b"".join(_from_base64(group) for group in _groups(words))
    else:
        octets = b"".join(a2b_qp(word.payload.strip(), header=True) for word in words)
    return decode_body(octets, words[0].charset)


def _groups(words: list[_Word]) -> Iterator[bytes]:
    """Base64 that was cut at any place is whole again only when put together."""
    group = b""
    for word in words:
        payload = _NOT_BASE64.sub(b"", word.payload)
        if group and len(group) % _QUAD == 0:
            yield group
            group = b""
        group += payload
        if b"=" in word.payload:
            yield group
            group = b""
    yield group


def _from_base64(payload: bytes) -> bytes:
    whole = payload[: len(payload) - 1] if len(payload) % _QUAD == 1 else payload
    try:
        return b64decode(whole + b"=" * (-len(whole) % _QUAD))
    except (Error, ValueError):
        return b""


def _guess_bytes(value: str) -> str:
    if value.isascii():
        return value if "\x1b" not in value else decode_body(value.encode(), None)
    try:
        return decode_body(value.encode("ascii", "surrogateescape"), None)
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode("utf-8", "replace")
