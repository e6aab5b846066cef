"""Bytes to text when the label may be wrong: declared charset, UTF-8, then a guess.

Undecodable bytes become U+FFFD; the raw bytes are stored elsewhere, so nothing is lost.
"""

from __future__ import annotations

import codecs
import re

from clientcomms.wire.charset_guess import guess_codec, looks_double_byte, wide_codec
from clientcomms.wire.charset_labels import codec_of
from clientcomms.wire.iso_2022 import decode_escaped
from clientcomms.wire.mojibake import undouble

_EAST_ASIAN = frozenset({"gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"})
_SAY_NOTHING = frozenset({None, "utf-8", "cp1252", "utf-16", "utf-7"})
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The Euro sign and the box drawings of Taiwan's Windows, which HKSCS has not; JIS X 0213.
_NEXT_OF_KIN = {"big5hkscs": "cp950", "cp932": "shift_jisx0213", "euc_jp": "euc_jisx0213"}
_PAIR = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")
_WIDE_CHARACTER = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_LOOKED_AT = 400  # bytes


def decode_body(content: bytes, charset: str | None) -> str:
    """The text of a body: by its label when that fits, else by the first guess that does."""
    codec = codec_of(charset)
    if content.isascii():
        text = _seven_bit(content, codec)
    else:
        marked = next((name for mark, name in _BOMS if content.startswith(mark)), None)
        text = _eight_bit(content, marked or codec)
    return undouble(text).replace("\0", "").removeprefix("\ufeff")


def _seven_bit(content: bytes, codec: str | None) -> str:
    if b"\x1b" in content and (escaped := decode_escaped(content)) is not None:
        return escaped
    if codec in {"utf-7", "hz"}:
        # UTF-7 can spell halves of characters, which no other encoding takes.
        return content.decode(codec, "replace").encode("utf-8", "replace").decode("utf-8")
    if b"\0" in content[:_LOOKED_AT]:
        return _sixteen_bit(content)
    return content.decode("ascii")


def _eight_bit(content: bytes, codec: str | None) -> str:
    if codec == "utf-32":
        return content.decode("utf-32", "replace")
    start = content[:_LOOKED_AT]
    if start.count(0) * 4 > len(start) or (codec == "utf-16" and not _fits(content, "utf-8")):
        return _sixteen_bit(content)
    # A UTF-8 text is hardly ever valid by chance, so it is tried before a legacy label is
    # believed: WeChat and Coremail gateways recode and keep the old label.
    if not (codec in _EAST_ASIAN and _only_pairs(content)) and _fits(content, "utf-8"):
        return content.decode("utf-8")
    for candidate in _legacy(content, codec):
        if _fits(content, candidate):
            return content.decode(candidate)
    return _damaged(content, codec)


def _legacy(content: bytes, codec: str | None) -> tuple[str, ...]:
    # Old Foxmail labels GBK as Latin-1, which fits any bytes: such a label says nothing.
    if codec in _SAY_NOTHING:
        return () if _mostly_utf_8(content) else (guess_codec(content),)
    kin = (_NEXT_OF_KIN[codec],) if codec in _NEXT_OF_KIN else ()
    return (codec, *kin) if codec else ()


def _only_pairs(content: bytes) -> bool:
    """Whether every high run is also UTF-8 of two bytes each, as 模式 in GBK is by chance.

    An accent of UTF-8 stands alone between letters; GBK's pairs stand together.
    """
    runs = _HIGH_RUN.findall(content[:20_000])
    if not runs or not all(len(run) > 2 for run in runs):
        return False
    return all(not _PAIR.sub(b"", run) for run in runs)


def _mostly_utf_8(content: bytes) -> bool:
    """Whether it is UTF-8 but for a damaged place or a foreign footer."""
    good = len(_WIDE_CHARACTER.findall(content)) * 3
    return good > 6 and good * 10 > len(content.translate(None, bytes(range(128)))) * 7


def _damaged(content: bytes, codec: str | None) -> str:
    """No charset fits all of it: line by line, since gateways append footers in their own."""
    if _mostly_utf_8(content):
        return "".join(_line(line) for line in content.splitlines(keepends=True))
    if codec in _EAST_ASIAN:
        return content.decode(codec, "replace")
    if codec is None or codec in _SAY_NOTHING:
        guess = guess_codec(content)
        return content.decode(guess if guess in _EAST_ASIAN else "latin-1", "replace")
    return content.decode(codec, "replace")


def _line(line: bytes) -> str:
    if _fits(line, "utf-8"):
        return line.decode("utf-8")
    if _WIDE_CHARACTER.search(line) or not looks_double_byte(line):
        return line.decode("utf-8", "replace")
    return line.decode(guess_codec(line), "replace")


def _sixteen_bit(content: bytes) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return content.decode("utf-16" if marked else wide_codec(content), "replace")


def _fits(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeError:
        return False
    return True
