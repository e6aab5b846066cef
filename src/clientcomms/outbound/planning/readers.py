"""Who is written to: an occasion's audience as contacts, or one of our own people."""

from __future__ import annotations

from collections.abc import Sequence

from clientcomms.domain.flow import Occasion
from clientcomms.domain.people import Contact, Place
from clientcomms.domain.planning_facts import Readers
from clientcomms.store import state
from clientcomms.store.engine import Tx


def load_readers(tx: Tx, waiting: Sequence[Occasion]) -> dict[int, Readers]:
    """Return who is written to, by occasion; contacts of one project are asked for once."""
    team = {member.address: member for member in state.all_members(tx)}
    single: dict[str, list[str]] = {}
    for one in waiting:
        who, _, address = one.audience.partition(":")
        if who == "contact" and one.project_code:
            single.setdefault(one.project_code, []).append(address)
    contacts = {code: state.contacts_at(tx, code, wanted) for code, wanted in single.items()}
    reported = {
        one.project_code or ""
        for one in waiting
        if not one.audience.startswith(("contact:", "member:"))
    }
    reports = {
        code: _report_readers(listed)
        for code, listed in state.report_contacts(tx, reported).items()
    }
    found: dict[int, Readers] = {}
    for one in waiting:
        who, _, address = one.audience.partition(":")
        code = one.project_code or ""
        if who == "member":
            found[one.id] = Readers(member=team.get(address))
        elif who == "contact":
            contact = contacts.get(code, {}).get(address)
            found[one.id] = Readers(to=(contact,) if contact else ())
        else:
            found[one.id] = reports[code]
    return found


def _report_readers(contacts: Sequence[Contact]) -> Readers:
    return Readers(
        to=tuple(c for c in contacts if c.report is Place.TO),
        cc=tuple(c for c in contacts if c.report is Place.CC),
    )
