"""What an answer to our invitation changes: iTIP decisions without any I/O (RFC 5546).

Reading raw messages is left to ``itip_reading``, plain words to ``itip_text``; storing the
outcome and answering a proposal is the acts' business. Nothing is thrown away: an answer that
is not applied comes back with the reason, to be kept and shown.
"""

from __future__ import annotations

from dataclasses import replace

from clientcomms.wire.calendar_event import CalendarEvent, PartStat, rule_until_utc
from clientcomms.wire.itip_values import (
    Answer,
    AnswerMethod,
    Applied,
    Asked,
    AttendeeState,
    Delegation,
    Foreignness,
    NotOurs,
    NotTheirs,
    Outcome,
    Proposal,
    Repeated,
    Stale,
    Staleness,
    Stamp,
    Unclear,
)

__all__ = [
    "Answer",
    "AnswerMethod",
    "Applied",
    "Asked",
    "AttendeeState",
    "Delegation",
    "Foreignness",
    "NotOurs",
    "NotTheirs",
    "Outcome",
    "Proposal",
    "Repeated",
    "Stale",
    "Staleness",
    "Stamp",
    "Unclear",
    "apply_answer",
    "invited_again",
    "moves",
    "standing",
]


def apply_answer(current: AttendeeState, answer: Answer) -> Outcome:
    """What ``answer`` changes about ``current``, the state of that attendee and instance."""
    foreign = _foreignness(current, answer)
    if foreign is not None:
        return NotOurs(foreign)
    match answer.method:
        case AnswerMethod.REPLY:
            return _replied(current, answer)
        case AnswerMethod.COUNTER:
            return _countered(current, answer)
        case AnswerMethod.REFRESH:
            return Asked(answer.attendee)
        case _:
            return NotTheirs(answer.method)


def invited_again(state: AttendeeState, sequence: int, *, moved: bool) -> AttendeeState:
    """The state after our update: whoever is asked about another time has yet to answer.

    RFC 5546 §2.1.4: a raised SEQUENCE with the time unchanged keeps the answers.
    """
    if moved:
        return replace(state, sequence=sequence, partstat=PartStat.NEEDS_ACTION)
    return replace(state, sequence=sequence)


def moves(before: CalendarEvent, after: CalendarEvent) -> bool:
    """Whether the update asks for another time: then SEQUENCE must rise, and all answer anew.

    RFC 5546 §2.1.4 counts DTSTART, DTEND, DURATION, RRULE and EXDATE; an override is a time
    of its own.
    """
    return _times(before) != _times(after)


def _times(event: CalendarEvent) -> tuple[object, ...]:
    overrides = {
        (o.recurrence_id_local, o.start_local, o.duration or event.duration, o.cancelled)
        for o in event.overrides
    }
    exceptions = frozenset(event.exdates_local)
    when = (event.start_local, event.zone, event.duration, rule_until_utc(event))
    return (*when, exceptions, frozenset(overrides))


def standing(series: AttendeeState, instance: AttendeeState | None) -> PartStat:
    """Where an attendee stands on one instance: what was said of it, else of the series."""
    if instance is None or instance.partstat is PartStat.NEEDS_ACTION:
        return series.partstat
    return instance.partstat


def _same(address: str, other: str | None) -> bool:
    return other is not None and address.casefold() == other.casefold()


def _foreignness(current: AttendeeState, answer: Answer) -> Foreignness | None:
    if answer.uid != current.uid:
        return Foreignness.OTHER_MEETING
    if answer.recurrence_id != current.recurrence_id:
        return Foreignness.OTHER_INSTANCE
    if _same(current.address, answer.attendee) or _same(current.address, answer.delegated_from):
        return None
    return Foreignness.NOT_INVITED


def _replied(current: AttendeeState, answer: Answer) -> Outcome:
    if answer.partstat is None:
        return Unclear()
    stamp = _stamp(current, answer)
    themselves = _same(current.address, answer.attendee)
    late = _staleness(current, stamp)
    if late is not None and not (late is Staleness.OVERTAKEN and _awaits(current, answer)):
        return Stale(late)
    state = replace(
        current,
        partstat=answer.partstat,
        answered=stamp,
        comment=answer.comment,
        delegate=answer.delegated_to if themselves else answer.attendee,
    )
    if state == current:
        return Repeated()
    if themselves:
        return Applied(state)
    return Delegation(state, named=_same(answer.attendee, current.delegate))


def _awaits(current: AttendeeState, answer: Answer) -> bool:
    """Whether the delegate's first word is waited for, which no other word can have overtaken."""
    named = _same(answer.attendee, current.delegate)
    return named and current.partstat is PartStat.DELEGATED


def _countered(current: AttendeeState, answer: Answer) -> Outcome:
    stamp = _stamp(current, answer)
    if stamp.sequence < current.sequence:
        return Stale(Staleness.EARLIER_INVITATION)
    return Proposal(
        answer.attendee,
        answer.recurrence_id,
        answer.proposed_start,
        answer.proposed_end,
        answer.comment,
    )


def _stamp(current: AttendeeState, answer: Answer) -> Stamp:
    """The stamp of an answer, its SEQUENCE never above ours.

    Only the organizer raises SEQUENCE (RFC 5546 §2.1.4); a program that counts on its own
    would otherwise silence all later answers of its user.
    """
    told = current.sequence if answer.sequence is None else answer.sequence
    return Stamp(min(told, current.sequence), answer.dtstamp)


def _staleness(current: AttendeeState, stamp: Stamp) -> Staleness | None:
    if stamp.sequence < current.sequence:
        return Staleness.EARLIER_INVITATION
    known = current.answered
    if known is not None and known.sequence == stamp.sequence and stamp.dtstamp < known.dtstamp:
        return Staleness.OVERTAKEN
    return None
