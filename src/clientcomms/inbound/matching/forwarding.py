"""A client's words that a member passed on to us: whose they are, by the same ladder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from clientcomms.domain.heard import Match, NewTask, Reply
from clientcomms.domain.ids import Numbered, show_id
from clientcomms.domain.matching import Evidence, Placed, Rung, Standing, place, tags_of
from clientcomms.domain.reading_words import MessageKind
from clientcomms.inbound.matching.known import load_known, texts
from clientcomms.store import state
from clientcomms.store.engine import Tx
from clientcomms.store.inbox import raw_mail
from clientcomms.wire.forwards import Forward, forward_in, with_address
from clientcomms.wire.robots import BODY_MARKER

_TOLD = frozenset({Standing.CONTACT, Standing.COLLEAGUE})
_MOST_MARKERS = 10


def forward_to_us(tx: Tx, reply: Reply, ours: Collection[str]) -> Forward | None:
    """Return what a member's mail to an account of `ours` (case-folded) passes on; None for our own words."""
    to = {_bare(one) for key in ("to", "cc") for one in texts(reply.reading.get(key))}
    if reply.kind != MessageKind.REPLY or to.isdisjoint(ours):
        return None
    found = forward_in(raw_mail(tx, reply.inbox_id) or b"")
    if found is None or not (found.text.strip() or found.sender.addr_spec):
        return None
    found = _addressed(tx, found)
    by = found.sender.addr_spec
    is_ours = by.casefold() in ours or state.member_with_address(tx, by) is not None
    return None if is_ours else found


def place_forward(tx: Tx, found: Forward, shown: Evidence, member: str) -> Placed:
    """Return where the words belong, in the author's name and by the member's hand.

    Not a contact's nor a colleague's: the standing says so, and a person places them.
    """
    written = f"{found.text}\n{found.quoted}"
    evidence = Evidence(
        kind=MessageKind.REPLY,
        sender=found.sender.addr_spec,
        subject=found.subject,
        ids=shown.ids,
        markers=tuple(dict.fromkeys(BODY_MARKER.findall(written)))[:_MOST_MARKERS],
        believed=bool(found.sender.addr_spec),
    )
    placed = place(evidence, load_known(tx, evidence))
    if placed.match is not None and placed.standing in _TOLD:
        return replace(placed, match=replace(placed.match, member_address=member))
    return Placed(Match(Rung.MEMBER.value, member_address=member), Standing.STRANGER)


def task_to_place(reply: Reply, found: Forward, member: str) -> NewTask:
    """Return the task to say to which project forwarded words belong."""
    number = show_id(Numbered.REPLY, reply.id)
    who = found.sender.addr_spec or found.sender.display_name
    subject = found.subject or "—"
    return NewTask(
        key=f"unmatched:{reply.id}",
        kind="unmatched",
        owner=member,
        title_zh=f"您转来了 {who} 的话“{subject}”（{number}），看不出属于哪个项目：请在收件页归位",
        title_en=f'you forwarded words of {who}, "{subject}" ({number}); nothing names their project: place them in the inbox',
        reply_id=reply.id,
    )


def _bare(address: str) -> str:
    """An address without what stands behind a plus sign (RFC 5233)."""
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _addressed(tx: Tx, found: Forward) -> Forward:
    """Give the author an address where the program showed the name alone and one contact bears it."""
    if found.sender.addr_spec:
        return found
    wanted = found.sender.display_name.casefold()
    tags = set(tags_of(found.subject))
    projects = state.all_projects(tx)
    tagged = [
        one
        for one in projects
        if {(one.subject_tag or one.name).casefold(), one.name.casefold()} & tags
    ]
    named = {
        contact.address.casefold(): contact.address
        for project in tagged or projects
        for contact in state.contacts_of(tx, project.code)
        if wanted in {contact.name.casefold(), contact.salutation.casefold()} - {""}
    }
    members = [one for one in state.all_members(tx) if wanted in _names(one.name, one.name_en)]
    if len(named) != 1 or members:
        return found if not members else with_address(found, members[0].address)
    return with_address(found, next(iter(named.values())))


def _names(*names: str) -> set[str]:
    return {name.casefold() for name in names if name}
