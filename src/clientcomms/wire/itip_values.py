"""What is said in answer to an invitation, and what may come of it: frozen values (RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass
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
    """Someone answers who comes in place of an invited person, and is not invited himself.

    ``state`` is the invited person's, were it to count: its PARTSTAT and comment are the
    delegate's.
    """

    state: AttendeeState
    named: bool
    """Whether the invited person has said so, not only the delegate (RFC 5546 §4.2.5)."""


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
