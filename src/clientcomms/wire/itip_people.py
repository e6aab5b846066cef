"""Who speaks in an iTIP message: calendar addresses, and which attendee it is that answers."""

from __future__ import annotations

import re
from urllib.parse import unquote

from clientcomms.wire.calendar_tree import Component, Property

_ADDR_SPEC = re.compile(r"[^@\s<>\"'():;,\\\[\]]{1,64}@[^@\s<>\"'():;,\\\[\]/]{1,255}")
_MOST = 1000  # attendees that are weighed; the sender's own line is looked for among all
# vCalendar 1.0 and programs that count in their own words.
_PARTSTATS = {
    "ACCEPT": "ACCEPTED",
    "CONFIRMED": "ACCEPTED",
    "DECLINE": "DECLINED",
    "REJECTED": "DECLINED",
    "NEEDS_ACTION": "NEEDS-ACTION",
    "NEEDS ACTION": "NEEDS-ACTION",
    "TENTATIVELY-ACCEPTED": "TENTATIVE",
    "DELEGATE": "DELEGATED",
}
ANSWERING = frozenset({"REPLY", "COUNTER", "REFRESH"})


def answering(method: str, event: Component, sender: str | None) -> Property | None:
    """The ATTENDEE who answers; None where the method has none, or it cannot be told.

    RFC 5546 §3.2.3: a REPLY carries exactly one ATTENDEE, the one who answers. Programs that
    send back the whole list name the sender of the mail among them; a delegate names the
    delegator beside himself (§4.2.5).
    """
    if method not in ANSWERING:
        return None
    attendees = list(event.all("ATTENDEE", most=_MOST))
    if sender is not None:
        own = [one for one in _lines_naming(event, sender) if address_of(one) == sender.lower()]
        attendees = own[:1] or attendees
    if len(attendees) > 1:
        attendees = [one for one in attendees if "DELEGATED-FROM" in one.parameters]
    return attendees[0] if len(attendees) == 1 else None


def _lines_naming(event: Component, sender: str) -> list[Property]:
    named = Component(
        event.name, [pair for pair in event.lines if sender.lower() in pair[1].lower()]
    )
    return list(named.all("ATTENDEE", most=_MOST))


def partstat_of(attendee: Property | None) -> str | None:
    """The PARTSTAT (RFC 5545 §3.2.12) in upper case; None where there is none."""
    if attendee is None:
        return None
    # vCalendar 1.0 §2.4.3: STATUS.
    said = attendee.parameters.get("PARTSTAT") or attendee.parameters.get("STATUS") or ""
    said = said.strip().upper()
    return _PARTSTATS.get(said, said) or None


def address_of(found: Property | None) -> str | None:
    """The addr-spec of a calendar user in lower case; None where it names none.

    Programs leave out "mailto:", write a display name beside it, or an identifier of their own
    ("invalid:nomail", "/o=Org/cn=Wang", "urn:uuid:…") with the address in EMAIL (RFC 7986 §6.2).
    """
    if found is None:
        return None
    return _addr_spec(found.value) or _addr_spec(found.parameters.get("EMAIL", ""))


def parameter_address(found: Property | None, name: str) -> str | None:
    """The addr-spec in a parameter (SENT-BY, DELEGATED-TO, DELEGATED-FROM), the first of several."""
    return _addr_spec(found.parameters.get(name, "")) if found else None


def _addr_spec(text: str) -> str | None:
    text = text[:2000]
    said = _ADDR_SPEC.search(unquote(text) if "%40" in text else text)
    return said[0].lower() if said else None
