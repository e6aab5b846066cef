"""The words of an RTF body: Exchange puts them into winmail.dat, often with the HTML they came from inside.

MS-OXRTFCP (the compression), MS-OXRTFEX (HTML inside RTF), RTF 1.9.1 for the few control words
that stand for letters. One pass over the tokens, output bounded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from struct import error as StructError  # noqa: N812 - struct names its class in lower case
from struct import unpack_from

MAX_RTF = 1024 * 1024  # bytes
_MAX_DEPTH = 200
_COMPRESSED, _RAW = b"LZFu", b"MELA"
_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor "
    rb"MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" +
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)  # fmt: skip
_RING = 4096
_TOKEN = re.compile(
    rb"\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\'([0-9A-Fa-f]{2})|\\([^A-Za-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_SILENT = frozenset(
    {
        b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer", b"listtable",
        b"listoverridetable", b"rsidtbl", b"generator", b"themedata", b"datastore", b"latentstyles", b"mhtmltag",
    }
)  # fmt: skip
_LETTERS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"sect": "\n", b"page": "\n", b"tab": "\t", b"cell": "\t",
    b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘", b"rquote": "’",
    b"ldblquote": "“", b"rdblquote": "”",
}  # fmt: skip
_SIGNS = {
    b"~": "\xa0",
    b"_": "-",
    b"-": "",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\n": "\n",
    b"\r": "\n",
}


@dataclass(frozen=True, slots=True)
class RtfText:
    """What an RTF body says: as HTML when it was made from HTML, else as text."""

    text: str
    is_html: bool


def decompressed(content: bytes) -> bytes:
    """The RTF in a PR_RTF_COMPRESSED; empty when it is none. At most `MAX_RTF` bytes."""
    try:
        size, kind = unpack_from("<I", content, 4)[0], content[8:12]
    except StructError:
        return b""
    body = content[16 : 16 + MAX_RTF]
    if kind == _RAW:
        return body[:size]
    return _unpacked(body, min(size, MAX_RTF)) if kind == _COMPRESSED else b""


def _unpacked(body: bytes, size: int) -> bytes:
    """MS-OXRTFCP §3.1.3: runs of bytes and references into a ring of the last 4,096 bytes."""
    ring = bytearray(_DICTIONARY.ljust(_RING, b"\0"))
    write = len(_DICTIONARY)
    out = bytearray()
    at = 0
    while at < len(body) and len(out) < size:
        control = body[at]
        at += 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 1 >= len(body):
                    return bytes(out[:size])
                offset, length = body[at] << 4 | body[at + 1] >> 4, (body[at + 1] & 15) + 2
                at += 2
                if offset == write:
                    return bytes(out[:size])
                run = bytearray()
                for step in range(length):
                    octet = ring[(offset + step) % _RING]
                    ring[(write + step) % _RING] = octet
                    run.append(octet)
            else:
                run = bytearray(body[at : at + 1])
                at += 1
                if run:
                    ring[write] = run[0]
            write = (write + len(run)) % _RING
            out += run
    return bytes(out[:size])


@dataclass(slots=True)
class _Group:
    silent: bool = False
    html_tag: bool = False
    skips_html: bool = False
    skipped_letters: int = 1  # \uc: how many stand-ins follow a \u


@dataclass(slots=True)
class _Reader:
    is_html: bool
    codec: str = "cp1252"
    said: list[str] = field(default_factory=list)
    octets: bytearray = field(default_factory=bytearray)
    groups: list[_Group] = field(default_factory=lambda: [_Group()])
    stand_ins: int = 0

    def speaks(self) -> bool:
        group = self.groups[-1]
        return not group.silent and not (group.skips_html and not group.html_tag)

    def say(self, text: str) -> None:
        if self.speaks():
            self.flush()
            self.said.append(text)

    def say_octets(self, octets: bytes) -> None:
        if self.stand_ins:
            cut = min(self.stand_ins, len(octets))
            self.stand_ins -= cut
            octets = octets[cut:]
        if self.speaks():
            self.octets += octets

    def flush(self) -> None:
        if self.octets:
            self.said.append(bytes(self.octets).decode(self.codec, "replace"))
            self.octets.clear()


def read_rtf(rtf: bytes) -> RtfText:
    """The words of `rtf`."""
    start = rtf[:4_000]
    reader = _Reader(is_html=b"\\fromhtml" in start, codec=_codec(start))
    starred = False
    for token in _TOKEN.finditer(rtf[:MAX_RTF]):
        word, number, octet, sign, brace, text = token.groups()
        if brace:
            _brace(reader, opens=brace == b"{")
        elif word:
            _word(reader, word, number, starred=starred)
        elif octet:
            reader.say_octets(bytes((int(octet, 16),)))
        elif sign and sign != b"*":
            reader.say(_SIGNS.get(sign, ""))
        elif text:
            reader.say_octets(text)
        starred = sign == b"*"
    reader.flush()
    return RtfText("".join(reader.said), reader.is_html)


def _brace(reader: _Reader, *, opens: bool) -> None:
    groups = reader.groups
    reader.stand_ins = 0
    if opens and len(groups) < _MAX_DEPTH:
        outer = groups[-1]
        groups.append(_Group(outer.silent, outer.html_tag, outer.skips_html, outer.skipped_letters))
    elif not opens and len(groups) > 1:
        reader.flush()
        # MS-OXRTFEX §2.1.3.2: \htmlrtf is a property of the character, so it ends with its group.
        groups.pop()


def _word(reader: _Reader, word: bytes, number: bytes | None, *, starred: bool) -> None:
    group = reader.groups[-1]
    if word == b"htmltag" and starred:
        group.html_tag = True
        group.silent = not reader.is_html
    elif word in _SILENT or (starred and word != b"htmltag"):
        group.silent = True
    elif word == b"htmlrtf":
        group.skips_html = reader.is_html and number != b"0"
        reader.flush()
    elif word == b"uc":
        group.skipped_letters = min(int(number or 1), 8)
    elif word == b"u" and number:
        reader.stand_ins = 0
        reader.say(_letter(int(number)))
        reader.stand_ins = group.skipped_letters
    elif word in _LETTERS:
        reader.say(_LETTERS[word])


def _letter(code: int) -> str:
    code %= 65536  # negative numbers stand for the upper half
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def _codec(start: bytes) -> str:
    from clientcomms.wire.charset_labels import codec_of

    found = re.search(rb"\\ansicpg(\d{1,5})", start)
    return (codec_of(f"cp{found[1].decode()}") if found else None) or "cp1252"
