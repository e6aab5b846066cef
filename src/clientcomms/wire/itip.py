"""What an answer to our invitation changes: iTIP decisions without any I/O (RFC 5546).

Reading raw messages is left to ``itip_reading``, plain words to ``itip_text``; storing the
outcome and answering a proposal is the acts' business. Nothing is thrown away: an answer that
is not applied comes back with the reason, to be kept and shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from clientcomms.wire.calendar_event import PartStat


class AnswerMethod(StrEnum):
    """The METHOD of what an attendee may send us (RFC 5546 §1.4)."""

    REPLY = "REPLY"
    COUNTER = "COUNTER"
    REFRESH = "REFRESH"
    REQUEST = "REQUEST"
    ADD = "ADD"
    CANCEL = "CANCEL"
    DECLINECOUNTER = "DECLINECOUNTER"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One attendee's word on one meeting, as it came; instants are aware UTC."""

    uid: str
    attendee: str
    """The addr-spec that answers."""
    partstat: PartStat | None
    """``None`` where there is none, or none that RFC 5545 knows."""
    dtstamp: datetime
    """When it was made; where the program left it out, when the mail was."""
    sequence: int | None = None
    """Of the invitation that is answered; ``None`` where the program left it out."""
    recurrence_id: datetime | None = None
    comment: str = ""
    method: AnswerMethod = AnswerMethod.REPLY
    delegated_to: str | None = None
    delegated_from: str | None = None
    proposed_start: datetime | None = None
    proposed_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stamp:
    """How new an answer is: SEQUENCE decides, then DTSTAMP (RFC 5546 §2.1.5)."""

    sequence: int
    dtstamp: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeeState:
    """Where one attendee stands on the series (``recurrence_id`` None) or on one instance."""

    uid: str
    address: str
    sequence: int
    """Of our last REQUEST."""
    partstat: PartStat = PartStat.NEEDS_ACTION
    recurrence_id: datetime | None = None
    answered: Stamp | None = None
    """Of the answer that ``partstat`` rests on."""
    comment: str = ""
    delegate: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """The answer counts; ``state`` takes the place of the old one."""

    state: AttendeeState


@dataclass(frozen=True, slots=True)
class Repeated:
    """The same answer again: nothing changes."""


class Staleness(StrEnum):
    """Why an answer came too late to count."""

    EARLIER_INVITATION = "earlier_invitation"
    """It answers an invitation that we have changed since."""
    OVERTAKEN = "overtaken"
    """The attendee has said something newer."""


@dataclass(frozen=True, slots=True)
class Stale:
    """The answer is older than what is known: kept, not applied."""

    reason: Staleness


@dataclass(frozen=True, slots=True)
class Proposal:
    """A COUNTER: the attendee asks for another time (RFC 5546 §3.2.7)."""

    attendee: str
    recurrence_id: datetime | None
    start: datetime | None
    end: datetime | None
    comment: str


@dataclass(frozen=True, slots=True)
class Delegation:
    """Someone whom an invited person sends in their place answers; ``address`` is not invited."""

    address: str
    on_behalf_of: str
    partstat: PartStat


class Foreignness(StrEnum):
    """Why a message cannot be an answer of this attendee to this meeting."""

    OTHER_MEETING = "other_meeting"
    OTHER_INSTANCE = "other_instance"
    NOT_INVITED = "not_invited"


@dataclass(frozen=True, slots=True)
class NotOurs:
    """The message belongs to something or someone else: for a person to look at."""

    reason: Foreignness


@dataclass(frozen=True, slots=True)
class NotTheirs:
    """Only the organizer may do this (RFC 5546 §3.2.5), a CANCEL above all: not applied."""

    method: AnswerMethod


@dataclass(frozen=True, slots=True)
class Asked:
    """A REFRESH: the attendee wants the current invitation again (RFC 5546 §3.2.6)."""

    attendee: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """An answer without a PARTSTAT that we know."""


Outcome = Applied | Repeated | Stale | Proposal | Delegation | NotOurs | NotTheirs | Asked | Unclear


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
    late = _staleness(current, stamp)
    if late is not None:
        return Stale(late)
    if not _same(current.address, answer.attendee):
        return Delegation(answer.attendee, current.address, answer.partstat)
    state = replace(
        current,
        partstat=answer.partstat,
        answered=stamp,
        comment=answer.comment,
        delegate=answer.delegated_to,
    )
    return Repeated() if state == current else Applied(state)


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
