"""Who comes to a series, and what of it they must know."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from clientcomms.domain.civil import instant, zone_named
from clientcomms.domain.people import Contact, Role
from clientcomms.domain.review_times import utc_text
from clientcomms.store import meetings
from clientcomms.store.engine import Tx
from clientcomms.store.meeting_tellings import remove_attendees
from clientcomms.store.meetings import Attendee, Series
from clientcomms.wire.calendar_event import PartStat
from clientcomms.wire.calendar_event import Role as Part

_REQUIRED = frozenset({Role.SPONSOR, Role.APPROVER, Role.DAY_TO_DAY})


def series_digest(one: Series, people: Sequence[Contact]) -> str:
    """Return what changes when attendees must be told something; names and horizon do not."""
    said = (
        (one.title, one.rule, one.starts_local.isoformat(), one.zone, one.minutes),
        (one.place, sorted(one.conference.items()), one.organizer),
        [local.isoformat() for local in one.exdates],
        [(o.rule_local.isoformat(), o.starts_local.isoformat()) for o in one.overrides],
        sorted((who.address.lower(), _part(who)) for who in people),
    )
    return sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _part(contact: Contact) -> str:
    return (Part.REQUIRED if contact.role in _REQUIRED else Part.OPTIONAL).value


def invite(tx: Tx, one: Series, people: Sequence[Contact], *, anew: bool) -> None:
    """Make the attendees who is to come; whoever is asked about another time answers anew.

    An attendee's `sequence` is that of the invitation from which on answers count: whom an
    update does not concern goes on answering an earlier one (RFC 5546 §2.1.4).
    """
    known = {row.address: row for row in meetings.attendees_of(tx, one.uid) if not row.instance}
    rows = []
    for who in people:
        row = known.pop(who.address, None)
        if row is None or anew:
            fresh = PartStat.NEEDS_ACTION.value
            row = Attendee(one.uid, who.address, who.name, _part(who), fresh, one.sequence)
        rows.append(replace(row, name=who.name, role=_part(who)))
    meetings.put_attendees(tx, rows)
    remove_attendees(tx, one.uid, known)


def held_otherwise(before: Series, after: Series) -> list[str]:
    """Return the instances that are held at another time now, as answers name them."""
    zone = zone_named(after.zone)
    there = [{m.rule_local: m.starts_local for m in one.overrides} for one in (before, after)]
    changed = {
        local for local in {*there[0], *there[1]} if there[0].get(local) != there[1].get(local)
    }
    changed |= set(before.exdates) ^ set(after.exdates)
    return [utc_text(instant(local, zone)) for local in sorted(changed)]
