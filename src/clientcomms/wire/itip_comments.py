"""What an attendee wrote beside the answer, wherever the program put it.

COMMENT is the standard's place. Google has a parameter of ATTENDEE, Apple's servers a property of
their own, Outlook without Exchange the DESCRIPTION; Exchange adds the original appointment below.
"""

from __future__ import annotations

import re
from base64 import b64decode
from quopri import decodestring

from clientcomms.wire.calendar_tree import Component, Property
from clientcomms.wire.charsets import decode_body

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARET = re.compile(r"\^([n'^])")
_CARETS = {"n": "\n", "'": '"', "^": "^"}
# Between the program's own lines and the person's words in what Outlook sends.
_STARS = re.compile(r"\*~(?:\*~){3,20}\*?")
# "-----Original Appointment-----" in the languages of Outlook.
_ORIGINAL = re.compile(
    r"^[ \t]*-{2,20} ?(?:original (?:appointment|meeting|message)|原始约会|原始會議|原始会议|原始約會|原始邮件|原始郵件|"
    r"ursprünglicher termin|rendez-vous d'origine|cita original|compromisso original|"
    r"appuntamento originale|oorspronkelijke afspraak|元の予定|원본 약속|исходная встреча"
    r") ?-{2,20}[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_OUTLOOK = re.compile(r"\bmicrosoft\b.*\boutlook\b", re.IGNORECASE)
_MOST = 20
_LONGEST = 20_000


def comment_of(event: Component, attendee: Property | None, product: str) -> str | None:
    """The person's words in an event, with real line breaks; None where there are none.

    ``product`` is the PRODID of the calendar.
    """
    said = "\n".join(filter(None, map(_words, event.all("COMMENT", most=_MOST))))
    if not said and attendee is not None:
        said = _caret_free(attendee.parameters.get("X-RESPONSE-COMMENT", ""))
    if not said:
        said = _words(event.one("X-CALENDARSERVER-ATTENDEE-COMMENT"))
    if not said and attendee is not None and _OUTLOOK.search(product):
        said = _STARS.split(_words(event.one("DESCRIPTION")))[-1]
    return without_original(said) or None


def without_original(text: str) -> str:
    """The words above the copy of the appointment that Outlook puts below an answer."""
    return _ORIGINAL.split(text.replace("\r\n", "\n"), maxsplit=1)[0].strip()


def unescaped(text: str) -> str:
    """A TEXT value without its backslashes (RFC 5545 §3.3.11)."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _words(found: Property | None) -> str:
    if found is None:
        return ""
    encoding = found.parameters.get("ENCODING", "").upper()
    return unescaped(_decoded(found, encoding)[:_LONGEST]).replace("\r\n", "\n").strip()


def _decoded(found: Property, encoding: str) -> str:
    """The value; a property of vCalendar 1.0 (§2.1.4) may bear a transfer encoding of its own."""
    value = found.value[:_LONGEST]
    charset = found.parameters.get("CHARSET")
    if encoding in {"QUOTED-PRINTABLE", "Q"}:
        return decode_body(decodestring(value.encode("utf-8", "replace")), charset)
    if encoding in {"BASE64", "B"}:
        try:
            return decode_body(b64decode(value, validate=True), charset)
        except ValueError:
            return value
    return value


def _caret_free(value: str) -> str:
    # RFC 6868 §3.2; Google escapes as in a TEXT value.
    return unescaped(_CARET.sub(lambda found: _CARETS[found[1]], value[:_LONGEST]))
