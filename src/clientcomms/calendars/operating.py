"""A person's word on a series: end it, move it or one meeting of it, change where it is held.

Each is kept as the person's wish, which goes before the rule's; booking carries it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from clientcomms.domain.civil import as_zone, instant
from clientcomms.domain.meeting_answers import CopyState
from clientcomms.domain.review_rules import rrule_of
from clientcomms.domain.review_series import HandMove
from clientcomms.domain.review_times import meetings_of
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.states import SeriesState
from clientcomms.errors import ClientCommsError, NotFoundError
from clientcomms.store import meetings, state
from clientcomms.store.engine import Store, Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.meeting_copies import mark_copy
from clientcomms.store.meeting_tellings import times_of
from clientcomms.store.meeting_wishes import Wish, keep_wish, wish_of
from clientcomms.store.meetings import Series


class CancelledSeriesError(ClientCommsError):
    """A series that is no longer held."""

    def __init__(self, one: Series) -> None:
        self.uid = one.uid
        super().__init__(f"{one.title!r} ({one.uid}) is cancelled; reopen it first")


class SingleMeetingError(ClientCommsError):
    """A single meeting that is to be dropped as if it were one of many."""

    def __init__(self, one: Series) -> None:
        self.uid = one.uid
        super().__init__(f"{one.title!r} is a single meeting: cancel {one.uid} instead")


@dataclass(frozen=True, slots=True)
class Change:
    """What a person changes; None stays as it is, an empty rule or place falls back to the rule's."""

    rule: str | None = None
    minutes: int | None = None
    place: str | None = None
    conference: Mapping[str, str] | None = None


def cancel_series(store: Store, uid: str, by: str, now: datetime) -> None:
    """End a series for good; all attendees are told. Doing it twice is harmless.

    Raises:
        NotFoundError: no such series.

    """
    with store.begin() as tx:
        one = _series(tx, uid)
        stamp = Stamp(now, by, "cancelled by hand")
        keep_wish(tx, replace(wish_of(tx, uid), cancelled=True), stamp)
        if one.state is SeriesState.ACTIVE:
            # RFC 5546 §3.2.5: the SEQUENCE of a CANCEL is above that of the last REQUEST.
            ended = replace(one, state=SeriesState.CANCELLED, sequence=one.sequence + 1)
            meetings.put_series(tx, replace(ended, dtstamp=now), stamp)
            state.mark_changed(tx, [one.project_code], stamp)


def reopen_series(store: Store, uid: str, by: str, now: datetime) -> None:
    """Take a person's cancellation back; booking holds the series again under its UID.

    Raises:
        NotFoundError: no such series.

    """
    with store.begin() as tx:
        _series(tx, uid)
        keep_wish(tx, replace(wish_of(tx, uid), cancelled=False), Stamp(now, by))


def change_series(store: Store, uid: str, change: Change, by: str, now: datetime) -> None:
    """Change rule, length, place or conference of a series.

    Raises:
        NotFoundError: no such series.
        CancelledSeriesError: it is no longer held.
        RuleError: the rule cannot be read.
        NoSeriesError: no calendar can repeat it.

    """
    if change.rule:
        rrule_of(parse_rule(change.rule))
    with store.begin() as tx:
        _held(tx, uid)
        wish = wish_of(tx, uid)
        if change.rule is not None:
            # Moves of single meetings belong to the old times.
            wish = replace(wish, rule=change.rule, moves=())
        keep_wish(tx, _changed(wish, change), Stamp(now, by))


def _changed(wish: Wish, change: Change) -> Wish:
    return replace(
        wish,
        minutes=wish.minutes if change.minutes is None else change.minutes,
        place=wish.place if change.place is None else change.place,
        conference=wish.conference if change.conference is None else change.conference,
    )


def move_meeting(
    store: Store, uid: str, move: tuple[date, datetime | None], by: str, now: datetime
) -> None:
    """Move the meeting of a day to a naive local time of the series, or drop it with None.

    The day is that on which the meeting is held now, in the series' zone.

    Raises:
        NotFoundError: no such series, or no meeting on that day.
        CancelledSeriesError: the series is no longer held.
        SingleMeetingError: it is no series, there is nothing to drop it from.

    """
    day, starts_local = move
    with store.begin() as tx:
        one = _held(tx, uid)
        if not one.rule and starts_local is None:
            raise SingleMeetingError(one)
        rule_local = _rule_local(one, day)
        reasons = (
            ("另约了时间", "another time was agreed")
            if starts_local
            else ("这次不开", "this one is dropped")
        )
        made = HandMove(rule_local, starts_local, *reasons)
        wish = wish_of(tx, uid)
        others = tuple(known for known in wish.moves if known.rule_local != rule_local)
        keep_wish(tx, replace(wish, moves=(*others, made)), Stamp(now, by))


def _rule_local(one: Series, day: date) -> datetime:
    zone = as_zone(one.zone)
    held = meetings_of(times_of(one), max(day, one.horizon_on))
    there = [m for m in held if m.starts_at.astimezone(zone).date() == day]
    if not there:
        days = (m.starts_at.astimezone(zone).date() for m in held)
        near = sorted(days, key=lambda known: abs(known - day))[:3]
        raise NotFoundError("meeting on", day.isoformat(), [d.isoformat() for d in sorted(near)])
    rule_local = there[0].rule_at.astimezone(zone).replace(tzinfo=None)
    # A wall time inside a gap of the clock is the rule's own name for what begins later.
    names = (move.rule_local for move in one.overrides)
    known = next((n for n in names if instant(n, zone) == there[0].rule_at), None)
    return known or rule_local


def restore_event(store: Store, uid: str, by: str, now: datetime) -> None:
    """Let booking put our event again, over what a person changed or deleted in the calendar.

    Raises:
        NotFoundError: no such series.
        CancelledSeriesError: it is no longer held.

    """
    with store.begin() as tx:
        _held(tx, uid)
        mark_copy(tx, uid, CopyState.OVERWRITING, Stamp(now, by))


def _held(tx: Tx, uid: str) -> Series:
    one = _series(tx, uid)
    if one.state is SeriesState.CANCELLED:
        raise CancelledSeriesError(one)
    return one


def _series(tx: Tx, uid: str) -> Series:
    one = meetings.series_by_uid(tx, uid)
    if one is None:
        raise NotFoundError("review series", uid, [known.uid for known in meetings.all_series(tx)])
    return one
