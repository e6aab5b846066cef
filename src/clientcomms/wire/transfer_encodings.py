"""The bytes of a part, freed from base64 and quoted-printable as they arrive: damaged, undeclared, with footers.

RFC 2045 §6 is what should be there. What is not decoded is said in a problem, never raised.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp, a2b_uu
from email.message import Message

_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_BLANKS = b" \t\r\n\x0b\x0c"
_FOR_URLS = bytes.maketrans(b"-_", b"+/")
_NAME = re.compile(r"[a-z0-9]+(?:[-_ ]?[a-z0-9]+)?")
_TRAILING_BLANKS = re.compile(rb"=[ \t]+(?=\r?\n)")
_ESCAPED_LETTERS = re.compile(rb"(?:=[89A-F][0-9A-F]){3}")
_PADDING = re.compile(rb"=+")
_ENCODED_LINES = re.compile(rb"\s*(?:[A-Za-z0-9+/]{60,76}\r?\n)+[A-Za-z0-9+/]{0,76}={0,2}\s*")
_CONTROLS = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))
_QUAD = 4


def decoded_payload(node: Message) -> tuple[bytes, str | None]:
    """The content of a leaf, and what was wrong with its encoding; its header field is used up."""
    declared = _declared(node)
    payload = raw_payload(node)
    match declared:
        case "base64":
            return _from_base64(payload)
        case "quotedprintable":
            return _from_quoted_printable(payload), None
        case "uuencode" | "xuuencode" | "uue" | "xuue":
            return _from_uuencoding(payload), None
        case _ if node.get_content_maintype() == "text":
            return _undeclared(payload)
        case _:
            return payload, None


def raw_payload(node: Message) -> bytes:
    """The content as it came. The parser hands bytes over only of what it need not decode."""
    del node["content-transfer-encoding"]
    payload = node.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _declared(node: Message) -> str:
    """The declared encoding without its decoration: "Quoted-Printable;", "base-64", "8 bit"."""
    found = _NAME.search(str(node.get("content-transfer-encoding", ""))[:80].lower())
    return re.sub(r"[-_ ]", "", found[0]) if found else ""


def _from_quoted_printable(payload: bytes) -> bytes:
    # RFC 2045 §6.7 (3): blanks that a gateway put behind a soft line break are to be deleted.
    return a2b_qp(_TRAILING_BLANKS.sub(b"=", payload))


def _from_uuencoding(payload: bytes) -> bytes:
    decoded = bytearray()
    for line in payload.splitlines():
        if line.startswith(b"begin ") or line in {b"end", b"`", b""}:
            continue
        decoded += uu_line(line)
    return bytes(decoded)


def uu_line(line: bytes) -> bytes:
    """One line of uuencoding; broken encoders write too many characters, which are cut."""
    try:
        return a2b_uu(line)
    except Error:
        length = ((line[0] - 32) & 63) * 4 + 5
        try:
            return a2b_uu(line[: length // 3])
        except Error:
            return b""


def _from_base64(payload: bytes) -> tuple[bytes, str | None]:
    compact = payload.translate(None, _BLANKS)
    foreign = compact.translate(None, _ALPHABET)
    if not foreign.strip(b"-_="):
        plain = compact.rstrip(b"=").translate(_FOR_URLS)
        if b"=" not in plain:
            return _whole(plain), None
        # Padding in between: encoded piece by piece (each line, each chunk of a program's buffer).
        return b"".join(_whole(piece) for piece in _PADDING.split(plain)), None
    lines = payload.splitlines()
    encoded = [at for at, line in enumerate(lines) if _is_encoded(line)]
    if not encoded:
        return payload, "declared base64 and is none: read as it stands"
    body, _ = _from_base64(b"\n".join(_only_base64(lines[at]) for at in encoded))
    tail = b"\n".join(lines[encoded[-1] + 1 :]).strip()
    if not tail:
        return body, "damaged base64: read as far as it goes"
    return body + b"\n" + tail, "text behind the base64 of a part, as mailing lists add it: kept"


def _whole(piece: bytes) -> bytes:
    cut = piece[:-1] if len(piece) % _QUAD == 1 else piece  # a lone character says nothing
    try:
        return a2b_base64(cut + b"=" * (-len(cut) % _QUAD))
    except Error:
        return b""


def _is_encoded(line: bytes) -> bool:
    line = line.strip()
    foreign = len(line.translate(None, _ALPHABET + b"="))
    return bool(line) and b" " not in line and foreign * 20 <= len(line)


def _only_base64(line: bytes) -> bytes:
    return line.translate(None, line.translate(None, _ALPHABET + b"="))


def _undeclared(payload: bytes) -> tuple[bytes, str | None]:
    """A text whose encoding a gateway dropped from the header, where that is certain."""
    if b"=" in payload and payload.isascii() and _ESCAPED_LETTERS.search(payload):
        decoded = _from_quoted_printable(payload)
        if _is_utf_8(decoded):
            return decoded, "quoted-printable that the header does not declare: decoded"
    if _ENCODED_LINES.fullmatch(payload[:100_000]):
        decoded, _ = _from_base64(payload)
        if len(decoded.translate(None, _CONTROLS)) == len(decoded):
            return decoded, "base64 that the header does not declare: decoded"
    return payload, None


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
