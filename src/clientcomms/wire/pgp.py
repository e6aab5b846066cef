"""PGP armour in a text (RFC 9580 §6, §7): what is only signed is read, what is encrypted is said."""

from __future__ import annotations

import re

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END_SIGNATURE = "-----END PGP SIGNATURE-----"
_ENCRYPTED = re.compile(r"^-----BEGIN PGP MESSAGE(?:, PART \d+(?:/\d+)?)?-----$", re.MULTILINE)
_ARMOUR_HEADERS = re.compile(r"\A(?:(?:Hash|Charset|Version|Comment|NotDashEscaped):[^\n]*\n)+")

ENCRYPTED = "encrypted with PGP: its text cannot be read"
SIGNED = "signed with PGP: read, the signature is not verified"


def without_armour(text: str) -> tuple[str, str | None]:
    """The text that was signed, and what is to be said of it."""
    if "-----BEGIN PGP " not in text:
        return text, None
    plain = text.replace("\r\n", "\n")
    begin = plain.find(_SIGNED)
    if begin < 0 or (begin and plain[begin - 1] != "\n"):
        return text, ENCRYPTED if _ENCRYPTED.search(plain) else None
    signature = plain.find(_SIGNATURE, begin)
    body = plain[begin + len(_SIGNED) : signature if signature >= 0 else len(plain)].lstrip("\n")
    body = _ARMOUR_HEADERS.sub("", body)
    # RFC 9580 §7.2: a line that begins with a dash got "- " in front of it.
    unescaped = re.sub(r"^- (?=-)", "", body, flags=re.MULTILINE)
    end = plain.find(_END_SIGNATURE, begin)
    after = plain[end + len(_END_SIGNATURE) :] if 0 <= signature < end else ""
    return f"{plain[:begin]}{unescaped}{after}", SIGNED
