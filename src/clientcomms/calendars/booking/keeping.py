"""Making a series, or bringing it up to date: SEQUENCE rises when attendees must know."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from clientcomms.calendars.booking.attending import held_otherwise, invite, series_digest
from clientcomms.calendars.booking.wanting import Wanted
from clientcomms.domain.civil import zone_named
from clientcomms.domain.holiday_overrides import HolidayOverrides
from clientcomms.domain.people import Contact
from clientcomms.domain.recurrence import HolidayPolicy
from clientcomms.domain.review_rules import rrule_of
from clientcomms.domain.review_series import (
    SeriesOverError,
    Shape,
    Terms,
    first_start,
    is_start_of,
    shape_of,
)
from clientcomms.domain.review_times import asks_anew
from clientcomms.domain.schedule_text import parse_rule
from clientcomms.domain.schedule_values import OnDate
from clientcomms.domain.states import SeriesState
from clientcomms.errors import ClientCommsError
from clientcomms.store import meetings, state
from clientcomms.store.engine import Tx
from clientcomms.store.journal import Stamp
from clientcomms.store.meeting_tellings import (
    remove_instance_answers,
    times_of,
)
from clientcomms.store.meeting_wishes import Wish, wish_of
from clientcomms.store.meetings import MovedInstance, Series

BY = "booking"


class NobodyInvitedError(ClientCommsError):
    """A series that nobody at the client would come to."""

    def __init__(self, title: str) -> None:
        self.title = title
        super().__init__(
            f"nobody to invite to {title!r}: mark a contact for meetings in the project book"
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """What is the same for all series of a run."""

    now: datetime
    overrides: HolidayOverrides
    horizon: timedelta
    new_uid: Callable[[], str]
    """So much of a UID as stands before the @: never the same twice."""


def keep_series(tx: Tx, wanted: Wanted, known: Series | None, desk: Desk) -> bool:
    """Make a series or bring it up to date; return whether attendees must be told.

    Raises:
        ClientCommsError: rule, zone or country cannot be used, or nobody would be invited.

    """
    wish = wish_of(tx, known.uid) if known else Wish("")
    if wish.cancelled:
        return known is not None and cancel_series(tx, known, desk.now)
    people = [one for one in state.contacts_of(tx, wanted.project.code) if one.meetings]
    standing = known if known and known.state is SeriesState.ACTIVE else None
    if standing is None and not people:
        raise NobodyInvitedError(wanted.title)
    try:
        drawn = _drawn(wanted, wish, known, people, desk)
    except SeriesOverError:
        return False
    if standing and drawn.digest == standing.digest:
        _keep_small_changes(tx, standing, drawn, people, desk)
        return False
    fresh = replace(drawn, sequence=known.sequence + 1 if known else 0)
    anew = standing is None or asks_anew(times_of(standing), times_of(fresh))
    meetings.put_series(tx, fresh, Stamp(desk.now, BY))
    invite(tx, fresh, people, anew=anew)
    stale = None if anew or standing is None else held_otherwise(standing, fresh)
    remove_instance_answers(tx, fresh.uid, stale)
    state.mark_changed(tx, [fresh.project_code], Stamp(desk.now, BY))
    return True


def cancel_series(tx: Tx, one: Series, now: datetime) -> bool:
    """End a series; return whether it was still held. RFC 5546 §3.2.5: SEQUENCE rises."""
    if one.state is SeriesState.CANCELLED:
        return False
    ended = replace(one, state=SeriesState.CANCELLED, sequence=one.sequence + 1, dtstamp=now)
    meetings.put_series(tx, ended, Stamp(now, BY, "cancelled"))
    state.mark_changed(tx, [one.project_code], Stamp(now, BY))
    return True


def _drawn(
    wanted: Wanted, wish: Wish, known: Series | None, people: Sequence[Contact], desk: Desk
) -> Series:
    """Return the series as it should be, with the SEQUENCE it has."""
    zone = wanted.project.zone
    terms = Terms(
        rule=parse_rule(wish.rule or wanted.text),
        zone=zone,
        policy=HolidayPolicy(wanted.rule.policy),
        countries=wanted.countries,
        moves=wish.moves,
        overrides=desk.overrides,
    )
    today = desk.now.astimezone(zone_named(zone)).date()
    starts_local = _starts(terms, known, today)
    until = _horizon(known, today, desk.horizon)
    shape = shape_of(terms, starts_local, max(until, starts_local.date()))
    series = _series(wanted, wish, shape, known, desk)
    series = replace(series, horizon_on=until)
    return replace(series, digest=series_digest(series, people))


def _starts(terms: Terms, known: Series | None, today: date) -> datetime:
    """Return the first start: that of a series whose rule has not changed, else a new one."""
    standing = known is not None and known.state is SeriesState.ACTIVE
    if isinstance(terms.rule.days, OnDate):
        if terms.rule.days.day <= today and not standing:
            raise SeriesOverError(terms.rule, today)
        return datetime.combine(terms.rule.days.day, terms.rule.at)
    same = (
        known is not None
        and standing
        and (known.rule, known.zone) == (rrule_of(terms.rule), terms.zone)
        and is_start_of(terms, known.starts_local)
    )
    if known is not None and same:
        return known.starts_local
    # Nobody is invited for today.
    return first_start(terms, today + timedelta(days=1))


def _horizon(known: Series | None, today: date, length: timedelta) -> date:
    """Return until when exceptions are worked out: moved on once half of it is used up.

    A horizon that moved every day would bring a new far-off holiday, and with it a letter to
    all attendees, every few weeks.
    """
    if known is not None and known.horizon_on - today >= length / 2:
        return known.horizon_on
    return today + length


def _series(wanted: Wanted, wish: Wish, shape: Shape, known: Series | None, desk: Desk) -> Series:
    rule, domain = wanted.rule, wanted.organizer.rpartition("@")[2]
    conference = rule.conference if wish.conference is None else wish.conference
    return Series(
        uid=known.uid if known else f"{desk.new_uid()}@{domain}",
        project_code=wanted.project.code,
        level=rule.level,
        title=wanted.title,
        rule=shape.rrule,
        starts_local=shape.starts_local,
        zone=wanted.project.zone,
        minutes=wish.minutes or rule.minutes,
        policy=rule.policy,
        countries=wanted.countries,
        place=wish.place or rule.place,
        conference=dict(conference),
        organizer=wanted.organizer,
        sequence=known.sequence if known else 0,
        invited_sequence=known.invited_sequence if known else -1,
        exdates=shape.exdates,
        overrides=tuple(
            MovedInstance(one.rule_local, one.starts_local, one.reason_zh, one.reason_en)
            for one in shape.shifts
        ),
        horizon_on=desk.now.date(),
        digest="",
        state=SeriesState.ACTIVE,
        dtstamp=desk.now,
        created_at=known.created_at if known else desk.now,
    )


def _keep_small_changes(
    tx: Tx, standing: Series, drawn: Series, people: Sequence[Contact], desk: Desk
) -> None:
    """Keep what nobody needs to be told: a rolled horizon, reasons, a name spelt rightly."""
    quiet = replace(drawn, sequence=standing.sequence, dtstamp=standing.dtstamp)
    if quiet != standing:
        meetings.put_series(tx, quiet, Stamp(desk.now, BY, "nothing to tell"))
    known = {row.address: row for row in meetings.attendees_of(tx, standing.uid)}
    renamed = [
        replace(known[who.address], name=who.name)
        for who in people
        if who.address in known and known[who.address].name != who.name
    ]
    meetings.put_attendees(tx, [row for row in renamed if not row.instance])
