"""winmail.dat: what Outlook wraps for Exchange and sends to everybody (MS-OXTNEF).

In charge of the body, the files and the class of the message. Everything is bounded by the size of
the stream; what cannot be read ends the reading, and what was found until then counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import error as StructError  # noqa: N812 - struct names its class in lower case
from struct import unpack_from

from clientcomms.wire.charset_labels import codec_of
from clientcomms.wire.rtf import decompressed, read_rtf

_SIGNATURE = b"\x78\x9f\x3e\x22"
_MESSAGE_CLASS, _BODY, _CODE_PAGE, _PROPERTIES = 0x00078008, 0x0002800C, 0x00069007, 0x00069003
_FILE_BEGINS, _FILE_TITLE, _FILE_DATA = 0x00069002, 0x00018010, 0x0006800F
_FILE_PROPERTIES = 0x00069005
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_MANY = 0x1000
_NAMED = 0x8000
_MOST = 2_000  # attributes, properties, values
_MAX_FILES = 200

PR_MESSAGE_CLASS, PR_BODY, PR_RTF, PR_HTML = 0x001A, 0x1000, 0x1009, 0x1013
PR_INTERNET_CODE_PAGE = 0x3FDE
_PR_FILE_DATA, _PR_FILE_NAME, _PR_LONG_FILE_NAME, _PR_MIME_TYPE = 0x3701, 0x3704, 0x3707, 0x370E


@dataclass(slots=True)
class TnefFile:
    """A file of a winmail.dat; `media_type` is what Outlook claims, perhaps empty."""

    name: str = ""
    media_type: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Tnef:
    """What stands in a winmail.dat; `properties` are the message's own by their number.

    Those that are named by set and number (MS-OXPROPS) have the key that `named` gives.
    """

    message_class: str = ""
    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)
    properties: dict[int, bytes] = field(default_factory=dict)
    codec: str = "cp1252"


def named(property_set: int, number: int) -> int:
    """The key of a named property; `property_set` is the first field of the set's GUID."""
    return property_set << 32 | number


def read_tnef(stream: bytes) -> Tnef | None:
    """The content of `stream`, None when it is no TNEF. Never raises."""
    if not stream.startswith(_SIGNATURE):
        return None
    found = Tnef()
    try:
        for number, data in _attributes(stream):
            _take(found, number, data)
    except (StructError, IndexError, UnicodeError):
        pass  # cut off: what was found counts
    _choose_body(found)
    return found


def _attributes(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    for _ in range(_MOST):
        if at + 9 > len(stream):
            return
        number, length = unpack_from("<II", stream, at + 1)
        yield number, stream[at + 9 : at + 9 + length]
        at += 9 + length + 2  # the checksum is not asked: damaged streams are read too


def _take(found: Tnef, number: int, data: bytes) -> None:
    if number == _CODE_PAGE and len(data) >= 4:
        found.codec = codec_of(f"cp{unpack_from('<I', data)[0]}") or found.codec
    elif number == _MESSAGE_CLASS:
        found.message_class = _string(data, "ascii")
    elif number == _BODY:
        found.text = _string(data, found.codec)
    elif number == _PROPERTIES:
        found.properties.update(_properties(data, found.codec))
    elif number == _FILE_BEGINS and len(found.files) < _MAX_FILES:
        found.files.append(TnefFile())
    elif found.files:
        _take_of_file(found.files[-1], number, data, found.codec)


def _take_of_file(file: TnefFile, number: int, data: bytes, codec: str) -> None:
    if number == _FILE_TITLE:
        file.name = file.name or _string(data, codec)
    elif number == _FILE_DATA:
        file.content = data
    elif number == _FILE_PROPERTIES:
        said = _properties(data, codec)
        name = said.get(_PR_LONG_FILE_NAME) or said.get(_PR_FILE_NAME)
        file.name = name.decode("utf-8") if name else file.name
        file.media_type = said.get(_PR_MIME_TYPE, b"").decode("utf-8").lower()
        file.content = file.content or said.get(_PR_FILE_DATA, b"")


def _properties(data: bytes, codec: str) -> dict[int, bytes]:
    """MAPI properties by number; strings come as UTF-8, of many values the first."""
    found: dict[int, bytes] = {}
    (count,) = unpack_from("<I", data)
    at = 4
    for _ in range(min(count, _MOST)):
        kind, number = unpack_from("<HH", data, at)
        at += 4
        key = int(number)
        if number >= _NAMED:
            key, at = _name(data, at)
        values, at = _values(data, at, kind)
        if values and key >= 0:
            found[key] = _as_utf_8(values[0], kind & ~_MANY, codec)
    return found


def _name(data: bytes, at: int) -> tuple[int, int]:
    """The key of a named property, -1 when its name is a text, and where its value begins."""
    property_set, by_string, number = unpack_from("<I12xII", data, at)
    at += 24
    if by_string:
        return -1, at + _padded(int(number))  # here the length of the text
    return named(int(property_set), int(number)), at


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes], int]:
    plain = kind & ~_MANY
    variable = plain in {_STRING, _UNICODE, _OBJECT, _BINARY}
    count = 1
    if variable or kind & _MANY:
        (count,) = unpack_from("<I", data, at)
        at += 4
    values: list[bytes] = []
    for _ in range(min(count, _MOST)):
        if variable:
            (length,) = unpack_from("<I", data, at)
            values.append(data[at + 4 : at + 4 + length])
            at += 4 + _padded(int(length))
        else:
            size = _FIXED[plain] if plain in _FIXED else _unknown()
            values.append(data[at : at + size])
            at += size
    return values, at


def _unknown() -> int:
    raise IndexError  # a type of unknown length: nothing behind it can be found


def _padded(length: int) -> int:
    return (length + 3) // 4 * 4


def _as_utf_8(value: bytes, kind: int, codec: str) -> bytes:
    if kind == _UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\0").encode("utf-8", "replace")
    if kind == _STRING:
        return _string(value, codec).encode("utf-8", "replace")
    return value[16:] if kind == _OBJECT else value  # an object begins with its interface's id


def _string(data: bytes, codec: str) -> str:
    return data.rstrip(b"\0").decode(codec, "replace")


def _choose_body(found: Tnef) -> None:
    said = found.properties
    found.message_class = found.message_class or _utf_8(said.get(PR_MESSAGE_CLASS))
    found.text = _utf_8(said.get(PR_BODY)) or found.text
    page = said.get(PR_HTML, b"")
    if page:
        number = said.get(PR_INTERNET_CODE_PAGE, b"")[:4]
        codec = codec_of(f"cp{int.from_bytes(number, 'little')}") or found.codec
        try:
            found.html = page.decode("utf-8")
        except UnicodeDecodeError:
            found.html = page.decode(codec, "replace")
    elif not found.text and (rtf := decompressed(said.get(PR_RTF, b""))):
        read = read_rtf(rtf)
        found.html, found.text = (read.text, "") if read.is_html else ("", read.text)


def _utf_8(value: bytes | None) -> str:
    return value.decode("utf-8", "replace") if value else ""
