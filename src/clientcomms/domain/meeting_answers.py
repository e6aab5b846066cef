"""What people answer to a review meeting, on its way to the series: values, and reading them.

An answer comes as an iTIP object or in plain words; both become the same value here. Weighing
them (RFC 5546) is `clientcomms.wire.itip`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from clientcomms.domain.meeting_instances import instance_meant, moment_said
from clientcomms.domain.review_times import SeriesTimes, next_meeting, utc_text
from clientcomms.wire.itip_program_words import program_answer
from clientcomms.wire.itip_text import text_answer
from clientcomms.wire.itip_values import AnswerMethod


class MeetingAnswerState(StrEnum):
    """How far an answer to a meeting is."""

    NEW = "new"
    """Nobody has weighed it yet."""
    APPLIED = "applied"
    """It counts: the attendee's PARTSTAT says so."""
    STALE = "stale"
    """Older than what is known; kept, not applied."""
    REFUSED = "refused"
    """Not the sender's to say: an attendee's CANCEL of our meeting."""
    ASKED = "asked"
    """A person must decide: another time is proposed, or someone else answered."""


class CopyState(StrEnum):
    """What the calendar holds of a series."""

    KEPT = "kept"
    """What we put, or will put at the next run."""
    EDITED = "edited"
    """A person changed it in the calendar; nothing is put until a person decides."""
    REMOVED = "removed"
    """A person deleted it in the calendar; it is not made again by itself."""
    OVERWRITING = "overwriting"
    """A person said: put ours, whatever is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeetingAnswer:
    """One attendee's word on a series, or on one instance of it."""

    uid: str
    address: str
    """Who answers, as the object or the mail says."""
    sender: str
    """Addr-spec of the mail that carried it; another one than `address` needs a person's look."""
    partstat: str
    """PARTSTAT (RFC 5545 §3.2.12); empty where there is none."""
    dtstamp: datetime
    source_reply_id: int
    instance: str = ""
    """UTC start by the rule, ISO 8601; empty: the whole series; else as it came, for a person."""
    sequence: int | None = None
    comment: str = ""
    method: str = AnswerMethod.REPLY.value
    proposed_start: datetime | None = None
    proposed_end: datetime | None = None
    delegated_to: str = ""
    """Whom the attendee sends instead (RFC 5546 §4.2.5)."""
    delegated_from: str = ""
    """For whom the attendee comes."""
    sent_by: str = ""
    """Who wrote it for the attendee, an assistant as a rule (RFC 5545 §3.2.18)."""
    span: str = ""
    """RANGE of the instance (RFC 5545 §3.2.13), where it speaks of more than that one."""


@dataclass(frozen=True, slots=True)
class MeetingAnswer:
    """An answer as the store keeps it."""

    id: int
    uid: str
    address: str
    sender: str
    method: str
    partstat: str
    instance: str
    comment: str
    sequence: int | None
    dtstamp: datetime
    proposed_start: datetime | None
    proposed_end: datetime | None
    source_reply_id: int
    delegated_to: str
    delegated_from: str
    sent_by: str
    span: str
    state: MeetingAnswerState
    reason: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """The mail that carries an answer."""

    reply_id: int
    sender: str
    sent_at: datetime
    language: str
    reading: Mapping[str, object]
    """The JSON of `inbox explain`."""


def calendar_answers(
    letter: Letter, times: SeriesTimes, now: datetime
) -> Iterator[NewMeetingAnswer]:
    """Yield the answers of an iTIP object, one for each instance that it names.

    ``times`` are the meeting's. An instance that it does not hold keeps the name it came by, lest
    the answer be taken for the series.
    """
    calendar = letter.reading.get("calendar")
    if not isinstance(calendar, Mapping):
        return
    method = str(calendar.get("method", ""))
    if method not in set(AnswerMethod):
        return
    seen: set[str] = set()
    for said in calendar.get("instances") or [calendar]:
        instance, span = _instance(said, times, now)
        if instance in seen:
            continue
        seen.add(instance)
        sequence = said.get("sequence")
        yield NewMeetingAnswer(
            uid=str(calendar.get("uid") or ""),
            address=_address(said, "attendee") or letter.sender.lower(),
            sender=letter.sender.lower(),
            partstat=str(said.get("partstat") or ""),
            # Who stamps an answer with tomorrow would silence his own later ones.
            dtstamp=min(moment_said(said.get("dtstamp")) or letter.sent_at, now),
            source_reply_id=letter.reply_id,
            instance=instance,
            sequence=sequence if isinstance(sequence, int) else None,
            comment=str(said.get("comment") or ""),
            method=method,
            proposed_start=moment_said(said.get("start"), times.zone),
            proposed_end=moment_said(said.get("end"), times.zone),
            delegated_to=_address(said, "delegated_to"),
            delegated_from=_address(said, "delegated_from"),
            sent_by=_address(said, "sent_by"),
            span=span,
        )


def _address(said: Mapping[str, object], key: str) -> str:
    return str(said.get(key) or "").lower()


def worded_answer(
    letter: Letter, matter: Mapping[str, object], now: datetime
) -> NewMeetingAnswer | None:
    """Return the answer that plain words give to an invitation or an agenda; None when in doubt.

    ``matter`` is what the answered letter was about: ``uid``, ``sequence``, ``instance``.
    """
    text = str(letter.reading.get("reply_text") or "")
    uid = matter.get("uid")
    said = str(letter.reading.get("subject") or ""), text
    partstat = text_answer(text, letter.language) or program_answer(*said)
    if partstat is None or not isinstance(uid, str):
        return None
    sequence = matter.get("sequence")
    return NewMeetingAnswer(
        uid=uid,
        address=letter.sender.lower(),
        sender=letter.sender.lower(),
        partstat=partstat.value,
        dtstamp=min(letter.sent_at, now),
        source_reply_id=letter.reply_id,
        instance=str(matter.get("instance") or ""),
        sequence=sequence if isinstance(sequence, int) else None,
        comment=text.strip(),
    )


def _instance(said: Mapping[str, object], times: SeriesTimes, now: datetime) -> tuple[str, str]:
    """The instance, empty for the series, and its span where that says more than the instance."""
    name, span = str(said.get("recurrence_id") or ""), str(said.get("range") or "")
    if not name:
        return "", ""
    meant = instance_meant(times, name, now)
    if meant is None:
        return name, span
    if span == "THISANDFUTURE":
        coming = next_meeting(times, now)
        if coming is None or meant <= coming.rule_at:
            return "", ""  # all that is still to come
    return utc_text(meant), span
