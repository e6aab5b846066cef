"""Is an outgoing invitation right? Rules that calendars hold us to, each with its clause.

``lint_invitation`` looks at the bytes as they will travel. It is run by tests and before a
letter with a calendar part is frozen; what a MIME part must look like is not its business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from clientcomms.wire.icalendar_lines import RawComponent, raw_object
from clientcomms.wire.invite_findings import Finding, Level, error, warning
from clientcomms.wire.invite_lint_events import event_findings
from clientcomms.wire.invite_lint_times import time_findings

__all__ = ["Finding", "Level", "lint_invitation"]

# What an organizer sends (RFC 5546 §1.4).
_OUTGOING = frozenset({"REQUEST", "CANCEL", "ADD", "DECLINECOUNTER"})
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def lint_invitation(ics: bytes, *, method: str, from_address: str | None) -> tuple[Finding, ...]:
    """Everything that is wrong with ``ics``; empty when every calendar should read it alike.

    ``method`` is what the mail's header says, ``from_address`` the addr-spec of its From field
    (``None``: not known, not compared). Never raises on bad input.
    """
    findings = [*_bytes(ics)]
    raw = raw_object(ics.decode("utf-8", "replace"))
    findings += [
        error("lines", f"no content line (RFC 5545 §3.1): {line}") for line in raw.malformed
    ]
    calendars = [item for item in raw.components if item.name == "VCALENDAR"]
    if len(calendars) != 1 or len(raw.components) != 1:
        found = [item.name for item in raw.components]
        findings.append(error("one-object", f"one VCALENDAR, RFC 6047 §2.4; here: {found}"))
    if calendars:
        findings += _calendar(calendars[0], method)
        findings += event_findings(calendars[0], method, from_address)
        findings += time_findings(calendars[0])
    findings += _parsed(ics)
    return tuple(findings)


def _bytes(ics: bytes) -> Iterator[Finding]:
    if ics.startswith(b"\xef\xbb\xbf"):
        yield error("no-bom", "a byte order mark stands before BEGIN:VCALENDAR")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", ics):
        yield error("crlf", "lines end with CRLF (RFC 5545 §3.1)")
    if not ics.endswith(b"\r\n"):
        yield warning("last-line", "the last line has no CRLF")
    if _CONTROLS.search(ics):
        yield error("controls", "control characters (RFC 5545 §3.1)")
    lines = re.split(rb"\r?\n", ics)
    longest = max(map(len, lines))
    if longest > 75:
        yield error("folding", f"a line of {longest} octets, 75 are allowed (RFC 5545 §3.1)")
    if any(not line for line in lines[:-1]):
        yield error("blank-line", "an empty line inside the object")
    yield from _utf8(ics, lines)


def _utf8(ics: bytes, lines: list[bytes]) -> Iterator[Finding]:
    try:
        ics.decode("utf-8")
        for line in lines:
            line.decode("utf-8")
    except UnicodeDecodeError:
        yield error("utf8", "not UTF-8, or a character cut in two by folding (RFC 5545 §3.1)")


def _calendar(calendar: RawComponent, method: str) -> Iterator[Finding]:
    if [item.value for item in calendar.all("VERSION")] != ["2.0"]:
        yield error("version", "VERSION:2.0 once (RFC 5545 §3.7.4)")
    if len(calendar.all("PRODID")) != 1 or not calendar.value("PRODID"):
        yield error("prodid", "PRODID once (RFC 5545 §3.7.3)")
    if calendar.value("CALSCALE") not in {"", "GREGORIAN"}:
        yield error("calscale", "CALSCALE is GREGORIAN (RFC 5545 §3.7.1)")
    told = calendar.value("METHOD").upper()
    if len(calendar.all("METHOD")) != 1 or told not in _OUTGOING:
        yield error("method", f"an organizer sends {sorted(_OUTGOING)}, not {told!r}")
    if told != method.upper():
        yield error("method-agrees", f"METHOD:{told} in a part with method={method}")
    strange = {item.name for item in calendar.components} - {"VEVENT", "VTIMEZONE"}
    if strange:
        yield error("components", f"{sorted(strange)} do not belong into an invitation")
    yield from _empty(calendar)


def _empty(calendar: RawComponent) -> Iterator[Finding]:
    for component in calendar.walk():
        for item in component.properties:
            if not item.value.strip():
                yield error("empty", f"{component.name}.{item.name} is empty: leave it out")
            for name, value in item.parameters.items():
                if not value:
                    yield error("empty", f"{item.name};{name}= is empty: leave it out")


def _parsed(ics: bytes) -> Iterator[Finding]:
    """What a second reader, the icalendar library, stumbles over."""
    from icalendar import Calendar

    try:
        calendar = Calendar.from_ical(ics)
    except (ValueError, KeyError, IndexError, OSError, TypeError) as failure:
        yield error("parses", f"icalendar cannot read it: {failure}")
        return
    for component in calendar.walk():
        for name, text in component.errors:
            yield error("parses", f"icalendar: {component.name}.{name}: {text}")
