"""Bytes to text when the label may be wrong: declared charset, UTF-8, then GB18030, then Latin-1.

Undecodable bytes become U+FFFD; the raw bytes are stored elsewhere, so nothing is lost.
"""

from __future__ import annotations

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

# Labels that are supersets in practice (WHATWG Encoding §4.2: gb2312 and gbk are decoded as
# GBK/GB18030, iso-8859-1 and ascii as windows-1252).
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ks_c_5601-1987": "cp949",
    "shift_jis": "cp932",
    "utf8": "utf-8",
}
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_BREAKS = re.compile(r"[\r\n]+[ \t]*|\0")
# RFC 2047 §6.2: white space between adjacent encoded words is not shown.
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")
_UNTOUCHED_WORD = re.compile(r"(?<=[^\s(])(?==\?[\w-]{1,40}\?[bq]\?)", re.IGNORECASE)


def decode_body(content: bytes, charset: str | None) -> str:
    """The text of a body: by its label when that fits, else by the first guess that does."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if marked and (charset or "utf-16").lower().startswith(("utf-16", "utf16", "unicode")):
        return content.decode("utf-16", "replace")
    for candidate in _candidates(content, charset):
        try:
            return _cleaned(content.decode(candidate))
        except (UnicodeError, LookupError, ValueError):
            continue
    return _cleaned(content.decode(_best_loser(charset), "replace"))


def unfold_header(value: str) -> str:
    """A header value on one line (RFC 5322 §2.2.3), encoded words untouched.

    8-bit headers arrive with surrogates in place of bytes; they are guessed like a body.
    """
    return _guess_bytes(_BREAKS.sub(" ", value)).strip()


def decode_words(value: str) -> str:
    """An unfolded header value with its encoded words decoded (RFC 2047)."""
    if "=?" not in value:
        return value
    try:
        words = decode_header(_UNTOUCHED_WORD.sub(" ", _BETWEEN_WORDS.sub(" ", value)))
    except (HeaderParseError, ValueError):
        return value
    escaped = not value.isascii()
    return _BREAKS.sub(" ", "".join(_word(*word, escaped=escaped) for word in words)).strip()


def _candidates(content: bytes, charset: str | None) -> tuple[str, ...]:
    label = (charset or "").strip().strip("\"'").lower()
    declared = _WIDER.get(label, label)
    guess = "gb18030" if _looks_double_byte(content) else "cp1252"
    # A UTF-8 text is hardly ever valid by chance, so it is tried before a legacy label is
    # believed: WeChat and Coremail gateways recode and keep the old label. Old Foxmail labels
    # GBK as Latin-1, which fits any bytes.
    if declared in {"", "utf-8", "cp1252"}:
        return ("utf-8", guess)
    if declared == "gb18030":
        return ("utf-8", declared)
    return (declared, "utf-8", guess)


def _looks_double_byte(content: bytes) -> bool:
    """GBK comes in runs of byte pairs; accents of Latin-1 stand alone between letters."""
    runs = _HIGH_RUNS.findall(content[:20_000])
    paired = sum(len(run) % 2 == 0 for run in runs)
    return bool(runs) and paired * 10 >= len(runs) * 7


def _best_loser(charset: str | None) -> str:
    declared = _WIDER.get((charset or "").lower(), charset or "utf-8")
    try:
        codecs.lookup(declared)
    except (LookupError, ValueError):
        return "utf-8"
    return declared if declared in {"gb18030", "big5hkscs", "utf-8", "cp932"} else "latin-1"


def _cleaned(text: str) -> str:
    return text.replace("\0", "").removeprefix("\ufeff")


def _guess_bytes(value: str) -> str:
    if value.isascii():
        return value
    try:
        return decode_body(value.encode("ascii", "surrogateescape"), None)
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace").decode("utf-8", "replace")


def _word(content: bytes | str, charset: str | None, *, escaped: bool) -> str:
    if isinstance(content, str):
        return content
    if charset is None:
        # The stdlib hands text beside encoded words over in this escape when it is not ASCII.
        return content.decode("raw_unicode_escape" if escaped else "latin-1", "replace")
    return decode_body(content, charset.partition("*")[0])
