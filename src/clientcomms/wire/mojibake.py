"""Text that was decoded by the wrong charset once and encoded again: undone where it is certain.

Certain means: all of its foreign characters together, turned back into bytes, are UTF-8 for
characters of three bytes, or for several of two. No language writes such sequences.
"""

from __future__ import annotations

import re

# UTF-8 read as windows-1252: "è¯·", "Ã©", "â€™".
_AS_LATIN = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u2122]")
# UTF-8 read as GBK: "璇蜂慨鏀", "鎮ㄥソ", "锛" for every comma.
_AS_GBK = re.compile("[锛銆鐨勬垜浠鏄璇鎮鍦涓鍙鎴]")
_LOOKED_AT = 4_000
_FEW = 3


def undouble(text: str) -> str:
    """`text` as it was meant; unchanged in all cases but the certain ones."""
    if text.isascii():
        return text
    looked_at = text[:_LOOKED_AT]
    if len(_AS_LATIN.findall(looked_at)) >= 2 and (meant := _from_latin(text)):
        return meant
    if len(_AS_GBK.findall(looked_at)) >= _FEW and (meant := _from_gbk(text)):
        return meant
    return text


def _from_latin(text: str) -> str | None:
    try:
        octets = b"".join(_octet(char) for char in text)
        meant = octets.decode("utf-8")
    except UnicodeError:
        return None
    wide = sum(char > "\u07ff" for char in meant)
    pairs = sum("\x7f" < char <= "\u07ff" for char in meant)
    return meant if wide or pairs >= _FEW else None


def _octet(char: str) -> bytes:
    # windows-1252 has five holes, which programs fill with the control characters.
    return char.encode("latin-1") if char <= "\xff" else char.encode("cp1252")


def _from_gbk(text: str) -> str | None:
    try:
        meant = text.encode("gb18030").decode("utf-8")
    except UnicodeError:
        return None
    foreign = [char for char in meant if char > "\x7f"]
    east = sum("\u3000" <= char <= "\u9fff" or "\uff00" <= char <= "\uffef" for char in foreign)
    return meant if len(foreign) >= _FEW and east == len(foreign) else None
