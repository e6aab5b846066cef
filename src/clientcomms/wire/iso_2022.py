"""Japanese, Korean and Chinese text in seven bits, shifted by escape sequences.

Mail programs of Japan announce ISO-2022-JP and write more than it holds: Windows' own letters
(①, ㈱, 髙) and half-width katakana. So the escaped bytes are read as Windows' charset instead.
"""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\x1b(\$\([ABCDOPQ@]|\$\)[ACG]|\$[AB@]|\([BJIH])")
_DOUBLE = frozenset({b"$@", b"$B", b"$(B", b"$(@", b"$(O", b"$(P", b"$(Q"})


def decode_escaped(content: bytes) -> str | None:
    """The text, or None when no escape sequence of these charsets stands in it."""
    found = _ESCAPE.search(content)
    if found is None:
        return None
    if found[1] == b"$)C":
        return content.decode("iso2022_kr", "replace")
    if found[1].startswith((b"$)", b"$A", b"$(A", b"$(C", b"$(D")):
        return content.decode("iso2022_jp_2", "replace")
    pieces = _ESCAPE.split(content)
    text = [pieces[0].decode("ascii", "replace")]
    for sign, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        text.append(_shifted(sign, piece))
    return "".join(text)


def _shifted(sign: bytes, piece: bytes) -> str:
    if sign in _DOUBLE:
        # A line end inside belongs to ASCII (RFC 1468 demands the way back before it).
        return "".join(_japanese(part) for part in re.split(rb"([\r\n]+)", piece))
    if sign == b"(I":  # half-width katakana, JIS X 0201
        return bytes(byte | 0x80 if 0x20 < byte < 0x60 else byte for byte in piece).decode(
            "cp932", "replace"
        )
    return piece.decode("ascii", "replace")


def _japanese(part: bytes) -> str:
    """Pairs of JIS X 0208 with Windows' additions; Shift_JIS packs two rows of it into one."""
    shifted = bytearray()
    for high, low in zip(part[::2], part[1::2], strict=False):
        if not (0x21 <= high <= 0x7E and 0x21 <= low <= 0x7E):
            shifted += bytes((high, low))
            continue
        lead = (high - 0x21) // 2 + 0x81
        trail = low + (0x1F if low < 0x60 else 0x20) if high % 2 else low + 0x7E
        shifted += bytes((lead + (0x40 if lead > 0x9F else 0), trail))
    return bytes(shifted).decode("cp932", "replace") + part[len(part) & ~1 :].decode("ascii")
