"""[feedback] whose time for a human answer ran out → one acknowledgement per thread and day.

A person's answer silences the machine; a complaint, a robot or a hand-written entry is never
answered by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.flow import NewOccasion, contact_audience
from clientcomms.domain.heard import Feedback, Reply
from clientcomms.domain.people import Member
from clientcomms.domain.projects import Project
from clientcomms.domain.reading_words import Category, MessageKind
from clientcomms.domain.states import OPEN_FEEDBACK, FeedbackState
from clientcomms.settings import Settings
from clientcomms.settings.clocks import team_hours
from clientcomms.store import feedback as place
from clientcomms.store import state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.occasions import add_occasions, occasion_exists
from clientcomms.store.replies import reply_by_id

BY = "acknowledging"
_ANSWERABLE = frozenset({MessageKind.REPLY, MessageKind.CALENDAR})


@dataclass(frozen=True, slots=True)
class _Said:
    """What one contact said in one thread, waiting for a word from us."""

    project: Project
    contact: str
    thread: str
    newest: Reply
    items: tuple[Feedback, ...]


def acknowledge_due(store: Store, settings: Settings, now: datetime, limit: int = 200) -> int:
    """Acknowledge what nobody answered in time; return how many items were settled."""
    with store.read() as tx:
        due = place.feedback_to_acknowledge(tx, now, limit)
        threads = dict.fromkeys(_thread_of(tx, item) for item in due)
    settled = 0
    for thread in threads:
        with store.begin() as tx:
            # Read again: another may have settled them since.
            still = place.feedback_to_acknowledge(tx, now, limit)
            settled += _settle(tx, [i for i in still if _thread_of(tx, i) == thread], settings, now)
    return settled


def _thread_of(tx: Tx, item: Feedback) -> tuple[str, str, str]:
    """Return project, contact and the thread's first Message-ID."""
    reply = reply_by_id(tx, item.reply_id) if item.reply_id is not None else None
    first = _first_id(reply) if reply else ""
    return item.project_code, item.contact_address, first or f"item:{item.id}"


def _first_id(reply: Reply) -> str:
    named = [*_ids(reply, "references"), *_ids(reply, "in_reply_to_ids")]
    return named[0] if named else (reply.message_id or f"reply:{reply.id}")


def _ids(reply: Reply, key: str) -> list[str]:
    found = reply.reading.get(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _settle(tx: Tx, items: Sequence[Feedback], settings: Settings, now: datetime) -> int:
    if not items:
        return 0
    project = state.project_by_code(tx, items[0].project_code)
    replies = [reply_by_id(tx, item.reply_id) for item in items if item.reply_id is not None]
    newest = max(
        (one for one in replies if one), key=lambda one: (one.sent_at, one.id), default=None
    )
    if project is None or newest is None:
        _leave_to_person(tx, items, Stamp(now, BY, "it did not come by mail"))
        return len(items)
    thread = _thread_of(tx, items[0])[2]
    said = _Said(project, items[0].contact_address, thread, newest, tuple(items))
    if _answered(tx, said):
        for item in said.items:
            stamp = Stamp(now, BY, "one of us answered")
            place.change_feedback(
                tx, item.id, FeedbackState.ACKNOWLEDGED, stamp, {"acknowledged_at": now}
            )
        return len(items)
    why = _why_not(tx, said)
    if why is None and not _acknowledge(tx, said, settings, now):
        why = "the thread was acknowledged today"
    if why is not None:
        _leave_to_person(tx, items, Stamp(now, BY, why))
    return len(items)


def _answered(tx: Tx, said: _Said) -> bool:
    return place.human_answered(tx, said.newest.message_id, said.contact, said.newest.sent_at)


def _why_not(tx: Tx, said: _Said) -> str | None:
    """Return why a machine must be silent here, None where it may speak."""
    if said.newest.kind not in _ANSWERABLE or any(one.channel != "mail" for one in said.items):
        return "no person's mail"
    if not state.contacts_at(tx, said.project.code, [said.contact]):
        return f"{said.contact} is no contact yet"
    open_items = place.feedback_list(tx, project=said.project.code, states=tuple(OPEN_FEEDBACK))
    complained = any(
        one.category == Category.COMPLAINT and one.contact_address == said.contact
        for one in open_items
    )
    return "a complaint of this contact is open" if complained else None


def _leave_to_person(tx: Tx, items: Sequence[Feedback], stamp: Stamp) -> None:
    for item in items:
        place.edit_feedback(tx, item.id, stamp, acknowledge_at=None)


def _acknowledge(tx: Tx, said: _Said, settings: Settings, now: datetime) -> bool:
    """Ask for the letter and move the items, in one transaction; False when it was said today."""
    manager = state.member_with_address(tx, said.project.manager)
    zone = as_zone(manager.zone if manager else "Asia/Shanghai")
    key = f"acknowledge:{said.thread}:{said.contact}:{now.astimezone(zone).date().isoformat()}"
    if occasion_exists(tx, key):
        return False
    occasion = NewOccasion(
        kind="feedback_acknowledgement",
        key=key,
        audience=contact_audience(said.contact),
        wanted_at=now,
        project_code=said.project.code,
        matter={
            "reply": said.newest.id,
            "items": [item.id for item in said.items],
            "next_word_at": _next_word(settings, manager, now).isoformat(),
        },
        thread_key=f"reply:{said.newest.message_id or said.newest.id}",
        asked_by=BY,
    )
    add_occasions(tx, [occasion], now)
    for item in said.items:
        stamp = Stamp(now, BY, f"by letter: {key}")
        values = {"acknowledged_at": now}
        place.change_feedback(tx, item.id, FeedbackState.ACKNOWLEDGED, stamp, values)
    return True


def _next_word(settings: Settings, manager: Member | None, now: datetime) -> datetime:
    """Return the end of our next working day, by which the client hears from a person."""
    hours = team_hours(settings, manager)
    zone = as_zone(hours.zone)
    day = hours.calendar.next_working_day(now.astimezone(zone).date())
    return instant(datetime.combine(day, hours.day_end), zone)
