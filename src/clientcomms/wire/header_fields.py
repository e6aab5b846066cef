"""Header fields as bytes of the wire: encoded words, folding, parameters.

Written by hand because the standard library takes milliseconds per message for it; the tests
hold it against the standard library's own reading. Lines stay within 76 columns where the
content allows (RFC 2047 §2) and within 998 always (RFC 5322 §2.1.1).
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import quote

from clientcomms.errors import ClientCommsError
from clientcomms.wire.addresses import Address, check_addr_spec

_FORBIDDEN = re.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ud800-\\udfff]")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PLAIN_PARAMETER = re.compile(r"[ !#-\[\]-~]{1,60}")
_SPACES = re.compile(r"\s{2,}")
_WIDTH = 76
_LONGEST_WORD = 900
# "=?utf-8?b?" and "?=" leave 63 of 75 columns: 45 octets. The first word shares its line with
# the name of the field.
_FIRST_WORD, _NEXT_WORD = 39, 45


class InvalidHeaderError(ClientCommsError):
    """A value cannot stand in the header; nothing was assembled."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")


def clean(field: str, value: str) -> str:
    """``value`` trimmed, tabs as spaces.

    Raises ``InvalidHeaderError`` for a line break or another control character: cutting it out
    quietly would hide that somebody tries to write a header of his own.
    """
    plain = value.replace("\t", " ").strip()
    if found := _FORBIDDEN.search(plain):
        kind = "a line break" if found[0] in "\r\n" else f"the character U+{ord(found[0]):04X}"
        raise InvalidHeaderError(field, f"{kind} may not stand in it: {plain[:60]!r}")
    return plain


@lru_cache(maxsize=4096)
def unstructured(field: str, value: str) -> str:
    """The whole line of a free-text field such as Subject. Raises ``InvalidHeaderError``."""
    plain = clean(field, value)
    pieces = re.findall(r" *[^ ]+", plain)
    if plain.isascii() and "=?" not in plain and all(len(each) < _LONGEST_WORD for each in pieces):
        return _fold(field, pieces, gap="")
    return _fold(field, encoded_words(plain))


@lru_cache(maxsize=4096)
def address_list(field: str, addresses: tuple[Address, ...]) -> str:
    """The whole line of an address field; a run of spaces in a name becomes one (readers do the same).

    Raises ``InvalidHeaderError`` for a name, ``InvalidAddressError`` for an address.
    """
    tokens: list[str] = []
    for address in addresses:
        check_addr_spec(address.addr_spec)
        name = _phrase(_SPACES.sub(" ", clean(field, address.display_name)))
        tokens += [*name, f"<{address.addr_spec}>,"] if name else [f"{address.addr_spec},"]
    tokens[-1] = tokens[-1].removesuffix(",")
    return _fold(field, tokens)


def tokens_line(field: str, tokens: Iterable[str]) -> str:
    """The line of a field that consists of ASCII words, such as References."""
    words = [clean(field, token) for token in tokens]
    for word in words:
        if not word.isascii() or " " in word or len(word) > _LONGEST_WORD:
            raise InvalidHeaderError(field, f"{word[:60]!r} cannot stand in it")
    return _fold(field, words)


def encoded_words(text: str) -> list[str]:
    """``text`` as encoded words of UTF-8 in base64, which a phrase allows too (RFC 2047 §5 (3)).

    No character is split between two words.
    """
    words: list[str] = []
    chunk, room = bytearray(), _FIRST_WORD
    for character in text:
        octets = character.encode()
        if len(chunk) + len(octets) > room:
            words.append(f"=?utf-8?b?{b64encode(chunk).decode()}?=")
            chunk, room = bytearray(), _NEXT_WORD
        chunk += octets
    words.append(f"=?utf-8?b?{b64encode(chunk).decode()}?=")
    return words


def parameter(name: str, value: str) -> str:
    """One MIME parameter with its leading fold, in RFC 2231's form when it is not plain ASCII."""
    if _PLAIN_PARAMETER.fullmatch(value):
        return f';\r\n {name}="{value}"'
    pieces = _percent_pieces(value, 76 - len(name) - 16)
    if len(pieces) == 1:
        return f";\r\n {name}*=utf-8''{pieces[0]}"
    first = f";\r\n {name}*0*=utf-8''{pieces[0]}"
    return first + "".join(f";\r\n {name}*{i}*={each}" for i, each in enumerate(pieces[1:], 1))


def lore_parameter(name: str, value: str) -> str:
    """The same for the ``name`` of Content-Type, as old Outlook and Foxmail read it.

    They know no RFC 2231, only encoded words inside the quotes, which RFC 2047 §5 forbids.
    """
    if _PLAIN_PARAMETER.fullmatch(value):
        return f';\r\n {name}="{value}"'
    return f';\r\n {name}="' + "\r\n ".join(encoded_words(value)) + '"'


def _phrase(name: str) -> list[str]:
    if not name:
        return []
    if not name.isascii() or "=?" in name or len(name) > 60:
        return encoded_words(name)
    if _ATOMS.fullmatch(name):
        return name.split(" ")
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return [f'"{escaped}"']


def _fold(field: str, tokens: Sequence[str], gap: str = " ") -> str:
    """The tokens in one field, a new line before each that would pass the width."""
    lines = [f"{field}: {tokens[0]}" if tokens else f"{field}: "]
    for token in tokens[1:]:
        if len(lines[-1]) + len(gap) + len(token) <= _WIDTH:
            lines[-1] += gap + token
        else:
            lines.append(gap + token)
    return "\r\n".join(lines) + "\r\n"


def _percent_pieces(value: str, width: int) -> list[str]:
    """The octets of ``value`` in percent form, cut so that no escape is split."""
    units = re.findall(r"%[0-9A-F]{2}|.", quote(value, safe=""))
    pieces = [""]
    for unit in units:
        if len(pieces[-1]) + len(unit) > width:
            pieces.append("")
        pieces[-1] += unit
    return pieces
